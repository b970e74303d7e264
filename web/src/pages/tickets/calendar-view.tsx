/** A month of dues: a grid of weeks, or days below each other. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useTodayIn } from '../../format/use-now.ts';
import { DueEntry } from './due-entry.tsx';
import type { Due } from './use-dues.ts';

interface CalendarProps {
  readonly month: string;
  readonly weeks: readonly (readonly string[])[];
  readonly dates: ReadonlyMap<string, readonly Due[]>;
}

/** More of a day are behind a button. */
const SHOWN_MAX = 4;

/** A date as if it were a time in UTC: it has no zone. */
function useDateText(options: Intl.DateTimeFormatOptions): (date: string) => string {
  const { locale } = useFormat();
  const key = JSON.stringify(options);
  const format = useMemo(
    () => new Intl.DateTimeFormat(locale, { ...(JSON.parse(key) as Intl.DateTimeFormatOptions), timeZone: 'UTC' }),
    [locale, key],
  );
  return (date) => format.format(Date.parse(date));
}

export function CalendarGrid({ month, weeks, dates }: CalendarProps) {
  const { t } = useTranslation('tickets');
  const weekday = useDateText({ weekday: 'short' });
  const today = useTodayIn(useFormat().zone);
  return (
    <div className="overflow-x-auto rounded-xl border border-line bg-surface">
      <table aria-label={t('calendar.title')} className="w-full min-w-2xl table-fixed border-collapse">
        <thead>
          <tr>
            {weeks[0]?.map((date) => (
              <th key={date} scope="col" className="border-b border-line px-2 py-1.5 text-left text-sm text-quiet">
                {weekday(date)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((date) => (
                <DayCell
                  key={date}
                  date={date}
                  dues={dates.get(date) ?? []}
                  isOutside={!date.startsWith(month)}
                  isToday={date === today}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DayCell({
  date,
  dues,
  isOutside,
  isToday,
}: {
  readonly date: string;
  readonly dues: readonly Due[];
  readonly isOutside: boolean;
  readonly isToday: boolean;
}) {
  const { t } = useTranslation('tickets');
  const whole = useDateText({ weekday: 'long', day: 'numeric', month: 'long' });
  const [isOpen, setIsOpen] = useState(false);
  const shown = isOpen ? dues : dues.slice(0, SHOWN_MAX);
  return (
    <td
      aria-current={isToday ? 'date' : undefined}
      className={`h-28 border border-line p-1 align-top ${isOutside ? 'bg-ground text-quiet' : ''}`}
    >
      <p className="mb-1 text-sm tabular-nums">
        <span
          aria-label={whole(date)}
          role="img"
          className={isToday ? 'rounded-full bg-accent px-2 py-0.5 font-semibold text-accent-ink' : 'px-1'}
        >
          {Number(date.slice(8))}
        </span>
      </p>
      <ul className="flex flex-col gap-0.5">
        {shown.map((due) => (
          <li key={due.key}>
            <DueEntry due={due} isShort />
          </li>
        ))}
      </ul>
      {dues.length > SHOWN_MAX && (
        <button
          type="button"
          aria-expanded={isOpen}
          className="mt-0.5 min-h-6 px-1 text-sm font-medium text-accent underline"
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? t('calendar.less') : t('calendar.more', { count: dues.length - SHOWN_MAX })}
        </button>
      )}
    </td>
  );
}

/** Days of the month that have something, below each other. */
export function CalendarDays({ month, dates }: CalendarProps) {
  const { t } = useTranslation('tickets');
  const whole = useDateText({ weekday: 'long', day: 'numeric', month: 'long' });
  const today = useTodayIn(useFormat().zone);
  const days = [...dates].filter(([date]) => date.startsWith(month));
  const next = days.find(([date]) => date >= today)?.[0];
  const nextDay = useRef<HTMLLIElement>(null);
  // whoever opens the present month looks for what is due now
  useEffect(() => {
    // newer browsers answer with a promise, which must not be what the effect returns
    void nextDay.current?.scrollIntoView({ block: 'center' });
  }, []);
  if (days.length === 0) return <p className="py-8 text-center text-quiet">{t('calendar.none')}</p>;
  return (
    <ol className="flex flex-col gap-4">
      {days.map(([date, dues]) => (
        <li key={date} ref={date === next ? nextDay : undefined}>
          <h3 className={`mb-1 font-semibold ${date === today ? 'text-accent' : ''}`}>
            {whole(date)}
            {date === today && ` · ${t('calendar.today')}`}
          </h3>
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
            {dues.map((due) => (
              <li key={due.key} className="px-3 py-1">
                <DueEntry due={due} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
