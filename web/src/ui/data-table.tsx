/**
 * Lists of the same things: sorted by a press on a heading, chosen by ticks, and on a phone one below the other, each
 * value with its name, sorted by a choice above them.
 *
 * With `onSort` the server sorts; without, what is there is sorted here.
 */
import {
  type ColumnDef,
  createSortedRowModel,
  type RowSelectionState,
  rowSelectionFeature,
  rowSortingFeature,
  type SortingState,
  sortFns,
  tableFeatures,
  type Updater,
  useTable,
} from '@tanstack/react-table';
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SortChoice, type Sorting } from './sort-choice.tsx';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** What it is sorted by; a column without cannot be. */
  readonly value?: (row: Row) => string | number | null | undefined;
  /** What is shown; default: the value. */
  readonly cell?: (row: Row) => ReactNode;
  /** Numbers stand right, so that their digits are below each other. */
  readonly isNumeric?: boolean;
}

interface DataTableProps<Row> {
  /** What the rows are, for screen readers. */
  readonly label: string;
  readonly rows: readonly Row[];
  /** Stable from one drawing to the next: made once, or in `useMemo`. */
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** How it is sorted; absent: as the rows come. */
  readonly sorting?: Sorting | undefined;
  /** Absent: sorted here. */
  readonly onSort?: (sorting: Sorting | undefined) => void;
  /** Keys of the rows that are ticked; absent: rows cannot be. */
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (keys: ReadonlySet<string>) => void;
  /** Below the last row: what is read on demand. */
  readonly footer?: ReactNode;
}

const features = tableFeatures({
  rowSortingFeature,
  rowSelectionFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns,
});
const headingClass =
  'border-b border-line px-3 py-2 text-left text-sm font-semibold text-quiet print:px-1 print:text-xs';

function next<State>(updater: Updater<State>, state: State): State {
  return typeof updater === 'function' ? (updater as (old: State) => State)(state) : updater;
}

export function DataTable<Row extends object>({
  label,
  rows,
  columns,
  keyOf,
  sorting,
  onSort,
  selected,
  onSelect,
  footer,
}: DataTableProps<Row>) {
  const { t } = useTranslation();
  const [ownSorting, setOwnSorting] = useState<SortingState>([]);
  const shown: SortingState =
    onSort === undefined ? ownSorting : sorting === undefined ? [] : [{ id: sorting.by, desc: sorting.descending }];
  const sort =
    onSort ??
    ((wanted: Sorting | undefined) =>
      setOwnSorting(wanted === undefined ? [] : [{ id: wanted.by, desc: wanted.descending }]));
  const chosen: RowSelectionState = useMemo(
    () => Object.fromEntries([...(selected ?? [])].map((key) => [key, true])),
    [selected],
  );
  const definitions = useMemo(
    () =>
      columns.map(
        ({ id, title, value }): ColumnDef<typeof features, Row> => ({
          id,
          header: title,
          accessorFn: (row) => value?.(row) ?? undefined,
          enableSorting: value !== undefined,
          sortUndefined: 'last',
        }),
      ),
    [columns],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    data,
    columns: definitions,
    getRowId: keyOf,
    manualSorting: onSort !== undefined,
    enableRowSelection: onSelect !== undefined,
    state: { sorting: shown, rowSelection: chosen },
    onSortingChange(updater) {
      const [first] = next(updater, shown);
      sort(first === undefined ? undefined : { by: first.id, descending: first.desc });
    },
    onRowSelectionChange: (updater) => onSelect?.(new Set(Object.keys(next(updater, chosen)))),
  });
  const byId = new Map(columns.map((column) => [column.id, column]));
  const [order] = shown;
  const sortable = columns.filter(({ value }) => value !== undefined);
  return (
    <div className="relative overflow-x-auto print:overflow-visible">
      {rows.length > 1 && sortable.length > 0 && (
        <SortChoice
          columns={sortable}
          sorting={order === undefined ? undefined : { by: order.id, descending: order.desc }}
          onSort={sort}
        />
      )}
      <table aria-label={label} className="w-full border-collapse max-sm:block">
        <thead className="max-sm:hidden">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {onSelect !== undefined && (
                <th className={headingClass}>
                  <Tick
                    label={t('table.chooseAll')}
                    isTicked={table.getIsAllRowsSelected()}
                    onChange={() => table.toggleAllRowsSelected()}
                  />
                </th>
              )}
              {group.headers.map(({ id, column }) => (
                <th
                  key={id}
                  scope="col"
                  aria-sort={sortWord(column.getIsSorted())}
                  className={`${headingClass} ${byId.get(id)?.isNumeric === true ? 'text-right' : ''}`}
                >
                  {column.getCanSort() ? (
                    <button
                      type="button"
                      className="inline-flex items-center gap-1 hover:text-ink"
                      onClick={() => column.toggleSorting()}
                    >
                      {byId.get(id)?.title}
                      <SortMark order={column.getIsSorted()} />
                    </button>
                  ) : (
                    byId.get(id)?.title
                  )}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody className="max-sm:block">
          {table.getRowModel().rows.map((row) => (
            <tr
              key={row.id}
              data-row={row.id}
              className="border-b border-line last:border-0 hover:bg-sunken/60 max-sm:block max-sm:py-2"
            >
              {onSelect !== undefined && (
                <td className="w-10 px-3 py-2 max-sm:block">
                  <Tick
                    label={`${t('table.choose')}: ${columns[0]?.value?.(row.original) ?? row.id}`}
                    isTicked={row.getIsSelected()}
                    onChange={() => row.toggleSelected()}
                  />
                </td>
              )}
              {columns.map((column) => (
                <Cell key={column.id} column={column} row={row.original} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {footer}
    </div>
  );
}

function Cell<Row>({ column: { title, value, cell, isNumeric }, row }: { column: Column<Row>; row: Row }) {
  const content = cell === undefined ? value?.(row) : cell(row);
  const isEmpty = content == null || content === '' || content === false;
  return (
    <td
      className={`px-3 py-2 print:px-1 print:py-1 ${isEmpty ? 'max-sm:hidden' : 'max-sm:flex'} max-sm:justify-between max-sm:gap-4 max-sm:py-1 ${isNumeric === true ? 'text-right tabular-nums sm:whitespace-nowrap' : ''}`}
    >
      <span className="text-sm text-quiet sm:hidden">{title}</span>
      {content}
    </td>
  );
}

function Tick({ label, isTicked, onChange }: { label: string; isTicked: boolean; onChange: () => void }) {
  return (
    // the label is what a finger hits
    <label className="-m-2 inline-flex size-11 items-center justify-center">
      <input
        type="checkbox"
        aria-label={label}
        checked={isTicked}
        onChange={onChange}
        className="size-5 accent-(--accent)"
      />
    </label>
  );
}

function sortWord(order: false | 'asc' | 'desc') {
  if (order === false) return undefined;
  return order === 'asc' ? 'ascending' : 'descending';
}

function SortMark({ order }: { readonly order: false | 'asc' | 'desc' }) {
  const Icon = order === false ? ArrowUpDown : order === 'asc' ? ArrowUp : ArrowDown;
  return <Icon className={`size-4 ${order === false ? 'opacity-40' : ''}`} aria-hidden />;
}
