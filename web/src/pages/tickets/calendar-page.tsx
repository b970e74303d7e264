import { useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useTodayIn } from '../../format/use-now.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { byDate, firstDayOf, monthAfter, monthOf, rangeOf, weeksOf } from './calendar.ts';
import { CalendarDays, CalendarGrid } from './calendar-view.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type CalendarSearch, ticketFilters } from './search.ts';
import { useDues } from './use-dues.ts';
import { useIsNarrow } from './use-narrow.ts';
import { ViewTabs } from './view-tabs.tsx';

/** What is due in a month: a grid on a desk, days below each other on a phone. */
export function CalendarPage() {
  const { t } = useTranslation('tickets');
  const format = useFormat();
  const { locale, zone } = format;
  const search = useSearch({ from: '/door/shell/tickets/calendar' });
  const navigate = useNavigate({ from: '/tickets/calendar' });
  const isNarrow = useIsNarrow();
  const thisMonth = monthOf(useTodayIn(zone));
  const month = search.month ?? thisMonth;
  const weeks = useMemo(() => weeksOf(month, firstDayOf(locale)), [month, locale]);
  const [from, to] = useMemo(() => rangeOf(weeks, zone), [weeks, zone]);
  const filters = useMemo(() => ticketFilters({ ...search }), [search]);
  const query = useDues(filters, from, to);
  const change = (changes: Partial<CalendarSearch>) =>
    void navigate({ search: (known) => ({ ...known, ...changes }), replace: true });
  const name = useMemo(
    () =>
      new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(month)),
    [locale, month],
  );
  const show = (next: string) => change({ month: next === thisMonth ? undefined : next });
  return (
    <Page title={t('calendar.title')} actions={<ViewTabs filters={filters} />}>
      <FilterBar filters={filters} onChange={change} onClear={() => void navigate({ search: {}, replace: true })} />
      <div className="mb-3 flex items-center gap-2">
        <IconButton
          label={t('calendar.before')}
          kind="plain"
          icon={<ChevronLeft className="size-5" aria-hidden />}
          onClick={() => show(monthAfter(month, -1))}
        />
        <IconButton
          label={t('calendar.after')}
          kind="plain"
          icon={<ChevronRight className="size-5" aria-hidden />}
          onClick={() => show(monthAfter(month, 1))}
        />
        <Button disabled={month === thisMonth} onClick={() => show(thisMonth)}>
          {t('calendar.today')}
        </Button>
        <h2 className="ml-2 text-lg font-semibold" aria-live="polite">
          {name}
        </h2>
      </div>
      <QueryView query={query}>
        {({ dues, isWhole }) => {
          const dates = byDate(dues, zone);
          return (
            <>
              {!isWhole && <p className="mb-2 text-warning">{t('calendar.notWhole')}</p>}
              {isNarrow ? (
                <CalendarDays month={month} weeks={weeks} dates={dates} />
              ) : (
                <CalendarGrid month={month} weeks={weeks} dates={dates} />
              )}
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}
