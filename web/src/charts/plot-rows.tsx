import { useMemo } from 'react';
import { useFormat } from '../format/use-format.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import type { PlotTable } from './plot-table.ts';
import type { Value } from './plots.ts';
import { textOfValue } from './units.ts';

interface Row {
  readonly key: string;
  readonly cells: readonly (Value | string)[];
}

/** The same values as a table. */
export function PlotRows({ label, table }: { readonly label: string; readonly table: PlotTable }) {
  const format = useFormat();
  const columns = useMemo(
    () =>
      table.columns.map(
        ({ title, unit }, at): Column<Row> => ({
          id: String(at),
          title,
          isNumeric: unit !== undefined,
          value: ({ cells }) => cells[at] ?? null,
          cell({ cells }) {
            const cell = cells[at] ?? null;
            return unit === undefined || typeof cell === 'string' ? cell : textOfValue(cell, unit, format);
          },
        }),
      ),
    [table, format],
  );
  const rows = useMemo(() => table.rows.map((cells, at): Row => ({ key: String(at), cells })), [table]);
  return <DataTable label={label} rows={rows} columns={columns} keyOf={({ key }) => key} />;
}
