/** What a CSV file that went out says, read as an import would read it. */
import assert from 'node:assert/strict';
import { isRejection, readCsvTable } from '../../src/kernel/csv-table.ts';

export type CsvCells = Readonly<Record<string, string | undefined>>;

/** A cell for each column of its first line; empty ones are undefined. */
export async function csvRowsOf(text: string): Promise<CsvCells[]> {
  const [header = ''] = text.split('\r\n');
  async function* content() {
    yield Buffer.from(text);
  }
  const rows: CsvCells[] = [];
  for await (const row of readCsvTable(content(), { required: header.split(','), optional: [] })) {
    assert.ok(!isRejection(row), JSON.stringify(row));
    rows.push(row.cells);
  }
  return rows;
}
