import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTodayIn } from '../../format/use-now.ts';
import { useFactory } from '../../session/factory.ts';
import { type DayRange, isDate, type QuickRange, quickRanges, type RangeSearch } from './range.ts';

interface RangeChoiceProps {
  readonly search: RangeSearch;
  readonly fallback: QuickRange;
  /** What {@link search} comes to. */
  readonly range: DayRange;
  readonly onChoose: (search: RangeSearch) => void;
  /** Something else than these is chosen: one of {@link children}. */
  readonly isOther?: boolean;
  /** Further choices beside the usual ones; `rangeButtonClass` makes them look alike. */
  readonly children?: ReactNode;
}

export const rangeButtonClass =
  'min-h-11 rounded-lg border border-line bg-surface px-3 font-medium hover:bg-sunken aria-pressed:border-accent aria-pressed:bg-accent aria-pressed:text-accent-ink';
const dateClass = 'min-h-11 min-w-0 rounded-lg border border-line bg-surface px-3';

/** The usual ranges by one press, and any two dates. */
export function RangeChoice({ search, fallback, range, onChoose, isOther = false, children }: RangeChoiceProps) {
  const { t } = useTranslation(['range', 'common']);
  const { timezone } = useFactory();
  const today = useTodayIn(timezone);
  const [from, setFrom] = useState(range.fromDate);
  const [to, setTo] = useState(range.toDate);
  useEffect(() => {
    setFrom(range.fromDate);
    setTo(range.toDate);
  }, [range.fromDate, range.toDate]);
  const isFree = search.from !== undefined;

  function choose(nextFrom: string, nextTo: string): void {
    setFrom(nextFrom);
    setTo(nextTo);
    if (isDate(nextFrom) && isDate(nextTo) && nextFrom <= nextTo) onChoose({ from: nextFrom, to: nextTo });
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div role="group" aria-label={t('label')} className="flex flex-wrap gap-1">
        {quickRanges.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={!isFree && !isOther && (search.range ?? fallback) === each}
            className={rangeButtonClass}
            onClick={() => onChoose({ range: each })}
          >
            {t(`quick.${each}`)}
          </button>
        ))}
        {children}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <input
          type="date"
          aria-label={t('from')}
          className={dateClass}
          value={from}
          max={today}
          onChange={({ target }) => choose(target.value, to)}
        />
        <span aria-hidden>–</span>
        <input
          type="date"
          aria-label={t('to')}
          className={dateClass}
          value={to}
          min={isDate(from) ? from : undefined}
          max={today}
          onChange={({ target }) => choose(from, target.value)}
        />
      </div>
      {from > to && (
        <p role="alert" className="text-sm font-medium text-danger">
          {t('reversed')}
        </p>
      )}
    </div>
  );
}
