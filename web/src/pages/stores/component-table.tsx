import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { NOTHING } from '../../format/format.ts';
import { useFormat } from '../../format/use-format.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import type { Sorting } from '../../ui/sort-choice.tsx';
import { ComponentLink } from './component-link.tsx';
import { LowMark, RetiredMark } from './marks.tsx';
import { type ComponentSort, componentSorts } from './search.ts';
import type { Level, ListedComponent } from './use-stock.ts';

interface ComponentTableProps {
  readonly rows: readonly ListedComponent[];
  readonly sorting: Sorting | undefined;
  readonly onSort: (sorting: { readonly by: ComponentSort; readonly descending: boolean } | undefined) => void;
}

export function ComponentTable({ rows, sorting, onSort }: ComponentTableProps) {
  const { t } = useTranslation('stores');
  const format = useFormat();
  const columns = useMemo(
    (): readonly Column<ListedComponent>[] => [
      {
        id: 'name',
        title: t('field.component'),
        value: ({ component_name: name }) => name,
        cell: (row) => (
          <span className="flex flex-col max-sm:items-end max-sm:text-right">
            <ComponentLink id={row.id} name={row.component_name} />
            {row.category !== null && <span className="text-sm text-quiet">{row.category}</span>}
            {row.retired && <RetiredMark />}
          </span>
        ),
      },
      {
        id: 'stock_code',
        title: t('field.stock_code'),
        value: ({ stock_code: code }) => code,
        cell: ({ stock_code: code }) => code ?? NOTHING,
      },
      { id: 'where', title: t('find.where'), cell: ({ levels }) => <Places levels={levels} /> },
      {
        id: 'on_hand',
        title: t('field.onHand'),
        isNumeric: true,
        value: ({ current_stock: stock }) => stock,
        cell: (row) => (
          <span className="flex flex-col items-end">
            <span className="font-semibold whitespace-nowrap">
              {format.number(row.current_stock)} {row.unit}
            </span>
            {row.reserved > 0 && (
              <span className="text-sm text-quiet">{t('find.reserved', { count: row.reserved })}</span>
            )}
            {row.low && <LowMark />}
          </span>
        ),
      },
      {
        id: 'value',
        title: t('field.value'),
        isNumeric: true,
        cell: ({ unit_cost: cost, current_stock: stock, currency }) =>
          cost === null ? NOTHING : format.money(cost * stock, currency),
      },
    ],
    [t, format],
  );
  return (
    <DataTable
      label={t('title')}
      rows={rows}
      columns={columns}
      keyOf={({ id }) => String(id)}
      sorting={sorting}
      onSort={(next) => {
        const by = componentSorts.find((known) => known === next?.by);
        onSort(by === undefined ? undefined : { by, descending: next?.descending === true });
      }}
    />
  );
}

function Places({ levels }: { readonly levels: readonly Level[] }) {
  const { t } = useTranslation('stores');
  const format = useFormat();
  const shown = levels.filter(({ on_hand: onHand, minimum }) => onHand > 0 || minimum !== null);
  if (shown.length === 0) return NOTHING;
  return (
    <ul className="flex flex-col max-sm:items-end">
      {shown.map((level) => (
        <li key={level.location_id} className={level.low ? 'text-warning' : ''}>
          {level.location_name}: <span className="font-semibold tabular-nums">{format.number(level.on_hand)}</span>
          {level.minimum !== null && (
            <span className={level.low ? 'text-sm' : 'text-sm text-quiet'}>
              {' '}
              ({t('find.minimum', { minimum: level.minimum })})
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
