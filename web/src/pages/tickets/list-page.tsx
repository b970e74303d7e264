import { useNavigate, useSearch } from '@tanstack/react-router';
import { Keyboard, Plus } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { UnsentCard } from '../../offline/unsent-card.tsx';
import { csvAddress } from '../../parts/csv-address.ts';
import { CsvLink } from '../../parts/csv-link.tsx';
import { useFactory } from '../../session/factory.ts';
import { useSession } from '../../session/session.tsx';
import { Button, IconButton, LinkButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import type { Sorting } from '../../ui/sort-choice.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { FilterBar } from './filter-bar.tsx';
import { LoggedBetween, StatusChips } from './filter-panel.tsx';
import { KeysHelp } from './keys-help.tsx';
import { SavedViews } from './saved-views.tsx';
import { countFilters, searchQuery, type TicketSearch, type TicketSort, ticketFilters } from './search.ts';
import { mayDo, rowAfter } from './shortcuts.ts';
import { TicketList } from './ticket-list.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import { useTicketPages } from './use-tickets.ts';
import { ViewTabs } from './view-tabs.tsx';

const ROWS = 50;

export function TicketListPage() {
  const { t } = useTranslation(['tickets', 'common']);
  const { timezone } = useFactory();
  const { can } = useSession();
  const search = useSearch({ from: '/door/shell/tickets' });
  const navigate = useNavigate({ from: '/tickets' });
  const query = useMemo(() => searchQuery(search, timezone), [search, timezone]);
  const pages = useTicketPages({ ...query, with_total: true, limit: ROWS });
  const tickets = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = pages.data?.pages[0]?.total;
  const filters = ticketFilters({ ...search });
  const change = (changes: Partial<TicketSearch>) =>
    void navigate({ search: (known) => ({ ...known, ...changes }), replace: true });
  const sorting: Sorting | undefined =
    search.sort === undefined
      ? undefined
      : { by: search.sort, descending: (search.order ?? (search.sort === 'due_at' ? 'asc' : 'desc')) === 'desc' };
  const count = countFilters(search);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [showsKeys, setShowsKeys] = useState(false);
  const searchField = useRef<HTMLInputElement>(null);
  useShortcuts((shortcut) => {
    if (!mayDo(shortcut, can)) return;
    const rows = tickets.map(({ id }) => String(id));
    const present = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'];
    if (shortcut === 'next' || shortcut === 'previous') {
      const row = rowAfter(rows, present, shortcut === 'next' ? 1 : -1);
      document.querySelector<HTMLElement>(`[data-ticket-link="${row}"]`)?.focus();
    } else if (shortcut === 'tick' && present !== undefined) {
      setSelected(
        (known) => new Set(known.has(present) ? [...known].filter((key) => key !== present) : [...known, present]),
      );
    } else if (shortcut === 'search') searchField.current?.focus();
    else if (shortcut === 'new') void navigate({ to: '/tickets/new' });
    else if (shortcut === 'help') setShowsKeys(true);
  });
  return (
    <Page
      title={t('title')}
      subtitle={total === undefined ? undefined : t('list.count', { count: countOf(total), total })}
      actions={
        <>
          <ViewTabs filters={filters} />
          <SavedViews search={search} />
          {can('tickets:report') && (
            <LinkButton to="/tickets/new" kind="primary" icon={<Plus className="size-5" aria-hidden />}>
              {t('list.new')}
            </LinkButton>
          )}
          <CsvLink address={csvAddress('/api/v1/tickets.csv', query)} />
          <IconButton
            label={t('keys.title')}
            className="[@media(pointer:coarse)]:hidden"
            icon={<Keyboard className="size-5" aria-hidden />}
            onClick={() => setShowsKeys(true)}
          />
        </>
      }
    >
      <UnsentCard />
      <FilterBar
        searchRef={searchField}
        filters={search}
        onChange={change}
        onClear={() => void navigate({ search: {}, replace: true })}
      >
        <LoggedBetween search={search} onChange={change} />
      </FilterBar>
      <div className="mb-4">
        <StatusChips search={search} onChange={change} />
      </div>
      <QueryView query={pages}>
        {() =>
          tickets.length === 0 ? (
            <Empty title={t('list.empty')}>
              <p>{count > 0 || search.text !== undefined ? t('list.emptyFiltered') : t('list.emptyHint')}</p>
            </Empty>
          ) : (
            <>
              <BulkBar tickets={tickets.filter(({ id }) => selected.has(String(id)))} onSelect={setSelected} />
              <TicketList
                tickets={tickets}
                {...(can('tickets:work') ? { selected, onSelect: setSelected } : {})}
                sorting={sorting}
                onSort={(next) =>
                  change(
                    next === undefined
                      ? { sort: undefined, order: undefined }
                      : { sort: next.by as TicketSort, order: next.descending ? 'desc' : 'asc' },
                  )
                }
              />
              {pages.hasNextPage && (
                <div className="mt-4 flex justify-center">
                  <Button isBusy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                    {t('common:action.more')}
                  </Button>
                </div>
              )}
            </>
          )
        }
      </QueryView>
      {showsKeys && <KeysHelp onClose={() => setShowsKeys(false)} />}
    </Page>
  );
}

/** Plural forms want a number, also of `1000+`. */
function countOf(total: number | string): number {
  return typeof total === 'number' ? total : Number.parseInt(total, 10);
}
