import { Link } from '@tanstack/react-router';
import { CalendarDays, List, SquareKanban } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TicketFilters } from './search.ts';

const tabClass =
  'inline-flex min-h-11 items-center gap-2 rounded-lg px-3 font-medium text-quiet hover:text-ink data-[status=active]:bg-surface data-[status=active]:text-ink data-[status=active]:shadow-sm';

/** The same tickets in another order; what they are narrowed by goes along. */
export function ViewTabs({ filters }: { readonly filters: TicketFilters }) {
  const { t } = useTranslation('tickets');
  return (
    <nav aria-label={t('view.label')} className="inline-flex rounded-xl bg-sunken p-1">
      <Link to="/tickets" search={filters} activeOptions={{ exact: true, includeSearch: false }} className={tabClass}>
        <List className="size-5" aria-hidden />
        {t('view.list')}
      </Link>
      <Link to="/tickets/board" search={filters} activeOptions={{ includeSearch: false }} className={tabClass}>
        <SquareKanban className="size-5" aria-hidden />
        {t('view.board')}
      </Link>
      <Link to="/tickets/calendar" search={filters} activeOptions={{ includeSearch: false }} className={tabClass}>
        <CalendarDays className="size-5" aria-hidden />
        {t('view.calendar')}
      </Link>
    </nav>
  );
}
