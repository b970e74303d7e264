import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PackageX } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { componentAddress } from '../../parts/addresses.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import type { Machine } from './use-machine.ts';

type Part = Item<'/api/v1/machines/{id}/components'>;
const SHOWN_MAX = 1_000;

/** Spare parts of the machine, and whether there are any. */
export function PartsTab({ machine }: { readonly machine: Machine }) {
  const { t } = useTranslation('machine');
  const format = useFormat();
  const parts = useQuery({
    queryKey: ['stock', 'of-machine', machine.id],
    queryFn: () =>
      contentOf(
        GET('/api/v1/machines/{id}/components', {
          params: { path: { id: machine.id }, query: { limit: SHOWN_MAX } },
        }),
      ),
  });
  const columns = useMemo(
    (): readonly Column<Part>[] => [
      {
        id: 'name',
        title: t('parts.name'),
        value: (part) => part.component_name,
        cell: (part) => (
          <span>
            <Link
              {...componentAddress(part.component_id)}
              className="inline-flex min-h-6 items-center font-medium text-accent underline"
            >
              {part.component_name}
            </Link>
            {part.retired && <span className="ml-2 text-sm text-quiet">{t('parts.retired')}</span>}
            {part.note !== null && <span className="block text-sm text-quiet">{part.note}</span>}
          </span>
        ),
      },
      { id: 'code', title: t('parts.code'), value: (part) => part.stock_code, cell: (part) => part.stock_code ?? '' },
      {
        id: 'stock',
        title: t('parts.stock'),
        isNumeric: true,
        value: (part) => part.current_stock,
        cell: (part) => (
          <span className={part.low ? 'font-semibold text-warning' : ''}>
            {part.low && <PackageX className="mr-1 inline size-4" aria-label={t('parts.low')} />}
            {format.number(part.current_stock)} {part.unit}
          </span>
        ),
      },
      {
        id: 'available',
        title: t('parts.available'),
        isNumeric: true,
        value: (part) => part.available,
        cell: (part) => format.number(part.available),
      },
      {
        id: 'recommended',
        title: t('parts.recommended'),
        isNumeric: true,
        value: (part) => part.recommended_quantity,
        cell: (part) => format.number(part.recommended_quantity),
      },
    ],
    [t, format],
  );
  return (
    <Card title={t('parts.title')}>
      <QueryView query={parts}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('parts.none')}>
              <p>{t('parts.noneHint')}</p>
            </Empty>
          ) : (
            <DataTable
              label={t('parts.title')}
              rows={items}
              columns={columns}
              keyOf={({ component_id: id }) => String(id)}
            />
          )
        }
      </QueryView>
    </Card>
  );
}
