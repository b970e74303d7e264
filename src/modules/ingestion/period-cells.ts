/** Status periods that come as named cells of a table and not as lines of a file: read by the same rules. */
import type { CsvRecord } from '../../kernel/csv-records.ts';
import { readColumns } from './status-period-columns.rules.ts';
import { type ReadRow, type RowRefusal, StatusPeriodRowReader } from './status-period-rows.rules.ts';

const names = [
  'id',
  'machine_id',
  'name',
  'downtime_reason_name',
  'start_timestamp',
  'end_timestamp',
  'productivity',
  'classification',
  'duration_seconds',
] as const;
export type PeriodCells = Readonly<Record<(typeof names)[number], string>>;

/** @param source what it calls the table, for messages */
export function createPeriodCellReader(source: string): (cells: PeriodCells) => ReadRow | RowRefusal {
  const record = { line: 1, problem: undefined, problemField: -1 };
  const reader = new StatusPeriodRowReader(readColumns(source, { ...record, fields: [...names] }));
  return (cells) => {
    const fields = names.map((name) => cells[name]);
    return reader.read({ ...record, fields, ...problemOf(fields) });
  };
}

/** What the reading of lines finds in their bytes, and no database keeps. */
function problemOf(fields: readonly string[]): Pick<CsvRecord, 'problem' | 'problemField'> | undefined {
  const problemField = fields.findIndex((field) => field.includes('\0') || !field.isWellFormed());
  if (problemField === -1) return undefined;
  return { problem: fields[problemField]?.includes('\0') === true ? 'nul-byte' : 'not-utf8', problemField };
}
