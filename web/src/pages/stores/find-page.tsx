import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { useFormat } from '../../format/use-format.ts';
import { csvAddress } from '../../parts/csv-address.ts';
import { CsvLink } from '../../parts/csv-link.tsx';
import { useSession } from '../../session/session.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { CheckField } from '../../ui/field.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ComponentDialog } from './component-dialog.tsx';
import { ComponentTable } from './component-table.tsx';
import { FindField } from './find-field.tsx';
import { LocationFilter } from './location-select.tsx';
import { MoreButton } from './more-button.tsx';
import { type ComponentSort, componentQuery, type FindSearch } from './search.ts';
import { StoresPage } from './stores-page.tsx';
import { useOpenCode } from './use-scanner.ts';

const PAGE_ROWS = 50;

/** What is kept in stock: to find by what is typed or scanned. */
export function FindPage() {
  const { t } = useTranslation('stores');
  const { can } = useSession();
  const search = useSearch({ from: '/door/shell/stores' });
  const navigate = useNavigate({ from: '/stores' });
  const [isNew, setNew] = useState(false);
  const query = componentQuery(search);
  const found = useInfiniteQuery({
    queryKey: ['stock', 'find', query],
    queryFn: ({ pageParam: cursor }) =>
      contentOf(
        GET('/api/v1/inventory/components/search', {
          params: { query: { ...query, limit: PAGE_ROWS, with_total: true, ...(cursor === '' ? {} : { cursor }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor: cursor }) => cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const narrow = (next: { [Field in keyof FindSearch]?: FindSearch[Field] | undefined }) =>
    void navigate({ search: (old) => ({ ...old, ...next }) as FindSearch, replace: true, resetScroll: false });
  const openCode = useOpenCode((text) => narrow({ text }));
  const sorting = search.sort === undefined ? undefined : { by: search.sort, descending: search.order === 'desc' };
  const sort = (next: { readonly by: ComponentSort; readonly descending: boolean } | undefined) =>
    narrow({ sort: next?.by, order: next?.descending === true ? 'desc' : undefined });
  const isAll = search.text === undefined && search.location === undefined && search.low === undefined;
  return (
    <StoresPage
      title={t('title')}
      actions={
        <>
          <CsvLink address={csvAddress('/api/v1/inventory/components.csv', query)} />
          {can('inventory:manage') && (
            <Button kind="primary" icon={<Plus className="size-5" aria-hidden />} onClick={() => setNew(true)}>
              {t('component.new')}
            </Button>
          )}
        </>
      }
    >
      <div className="mb-4 flex flex-col gap-3">
        <FindField label={t('find.search')} text={search.text} onText={(text) => narrow({ text })} onCode={openCode} />
        <div className="flex flex-wrap items-end gap-x-6 gap-y-2">
          <LocationFilter value={search.location} onChange={(location) => narrow({ location })} />
          <CheckField
            label={t('find.lowOnly')}
            checked={search.low === true}
            onChange={({ target }) => narrow({ low: target.checked ? true : undefined })}
          />
          <CheckField
            label={t('find.withRetired')}
            checked={search.retired === true}
            onChange={({ target }) => narrow({ retired: target.checked ? true : undefined })}
          />
        </div>
      </div>
      <Card>
        <QueryView query={found}>
          {({ pages }) => {
            const rows = pages.flatMap(({ items }) => items);
            return (
              <>
                <Total total={pages[0]?.total} />
                {rows.length === 0 ? (
                  <NoneFound isAll={isAll} />
                ) : (
                  <ComponentTable rows={rows} sorting={sorting} onSort={sort} />
                )}
              </>
            );
          }}
        </QueryView>
        <MoreButton query={found} />
      </Card>
      {isNew && (
        <ComponentDialog
          onClose={() => setNew(false)}
          onSaved={({ id }) =>
            void navigate({ to: '/stores/components/$componentId', params: { componentId: String(id) } })
          }
        />
      )}
    </StoresPage>
  );
}

/** Stands for `1000+` where a language asks whether it is one or many. */
const MANY = 1_001;

/** @param total a number, or `1000+` */
function Total({ total }: { readonly total: number | string | undefined }) {
  const { t } = useTranslation('stores');
  const format = useFormat();
  const isNumber = typeof total === 'number';
  return (
    <p role="status" className="mb-2 text-sm text-quiet">
      {total !== undefined &&
        t('find.count', { count: isNumber ? total : MANY, total: isNumber ? format.number(total) : total })}
    </p>
  );
}

/** @param isAll nothing is kept in stock at all */
function NoneFound({ isAll }: { readonly isAll: boolean }) {
  const { t } = useTranslation('stores');
  const { can } = useSession();
  if (!isAll) {
    return (
      <Empty title={t('find.none')}>
        <p>{t('find.noneHint')}</p>
      </Empty>
    );
  }
  return (
    <Empty title={t('find.empty')}>
      <p>{t(can('inventory:manage') ? 'find.emptyHint' : 'find.emptyHintOthers')}</p>
      {can('inventory:manage') && <LinkButton to="/stores/import">{t('import.title')}</LinkButton>}
    </Empty>
  );
}
