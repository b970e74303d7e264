import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Printer } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { NOTHING } from '../../format/format.ts';
import { useFormat } from '../../format/use-format.ts';
import { csvAddress } from '../../parts/csv-address.ts';
import { CsvLink } from '../../parts/csv-link.tsx';
import { Button } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ComponentLink } from './component-link.tsx';
import { LocationFilter } from './location-select.tsx';
import { LowMark } from './marks.tsx';
import { MoreButton } from './more-button.tsx';
import { orderQuantity } from './order-quantity.ts';
import { StoresPage } from './stores-page.tsx';
import { PAGE_MAX } from './use-stock.ts';

type Low = Item<'/api/v1/inventory/low-stock'>;

const keyOf = (row: Low) => `${row.component_id} ${row.location_id}`;

/** What is below its minimum: the list that orders are written from. */
export function LowPage() {
  const { t } = useTranslation(['stores', 'common']);
  const format = useFormat();
  const { location } = useSearch({ from: '/door/shell/stores/low' });
  const navigate = useNavigate({ from: '/stores/low' });
  const query = location === undefined ? {} : { location_id: location };
  const low = useInfiniteQuery({
    queryKey: ['stock', 'low', query],
    queryFn: ({ pageParam: cursor }) =>
      contentOf(
        GET('/api/v1/inventory/low-stock', {
          params: { query: { ...query, limit: PAGE_MAX, ...(cursor === '' ? {} : { cursor }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor: cursor }) => cursor ?? undefined,
  });
  const columns = useMemo(
    (): readonly Column<Low>[] => [
      {
        id: 'name',
        title: t('field.component'),
        value: (row) => row.component_name,
        cell: (row) => (
          <span className="flex flex-col max-sm:items-end max-sm:text-right">
            <ComponentLink id={row.component_id} name={row.component_name} />
            {row.stock_code !== null && <span className="text-sm text-quiet">{row.stock_code}</span>}
          </span>
        ),
      },
      { id: 'location', title: t('field.location'), value: (row) => row.location_name },
      {
        id: 'onHand',
        title: t('field.onHand'),
        isNumeric: true,
        value: (row) => row.on_hand,
        cell: (row) => (
          <span className="flex flex-col items-end">
            <span className="font-semibold">
              {format.number(row.on_hand)} {row.unit}
            </span>
            <LowMark />
          </span>
        ),
      },
      {
        id: 'minimum',
        title: t('field.minimum'),
        isNumeric: true,
        value: (row) => row.minimum,
        cell: (row) => format.number(row.minimum),
      },
      {
        id: 'order',
        title: t('low.order'),
        isNumeric: true,
        value: orderQuantity,
        cell: (row) => <span className="font-semibold">{format.number(orderQuantity(row))}</span>,
      },
      {
        id: 'supplier',
        title: t('field.supplier'),
        value: (row) => row.supplier,
        cell: (row) => row.supplier ?? NOTHING,
      },
      {
        id: 'lead',
        title: t('field.lead_time_days'),
        isNumeric: true,
        value: (row) => row.lead_time_days,
        cell: (row) => format.number(row.lead_time_days),
      },
    ],
    [t, format],
  );
  return (
    <StoresPage
      title={t('low.title')}
      subtitle={t('low.subtitle')}
      actions={
        <>
          <CsvLink address={csvAddress('/api/v1/inventory/low-stock.csv', query)} />
          <Button icon={<Printer className="size-5" aria-hidden />} onClick={() => window.print()}>
            {t('common:action.print')}
          </Button>
        </>
      }
    >
      <div className="mb-4 max-w-xs print:hidden">
        <LocationFilter
          value={location}
          onChange={(next) => void navigate({ search: next === undefined ? {} : { location: next }, replace: true })}
        />
      </div>
      <Card>
        <QueryView query={low}>
          {({ pages }) => {
            const rows = pages.flatMap(({ items }) => items);
            if (rows.length > 0)
              return <DataTable label={t('low.title')} rows={rows} columns={columns} keyOf={keyOf} />;
            return (
              <Empty title={t('low.none')}>
                <p>{t('low.noneHint')}</p>
              </Empty>
            );
          }}
        </QueryView>
        <MoreButton query={low} />
      </Card>
    </StoresPage>
  );
}
