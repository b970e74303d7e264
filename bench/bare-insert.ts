/** The least that storing status periods can cost: their rows, ready made, into their table by one prepared statement. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { sql } from 'kysely';
import type { Database } from '../src/platform/database/index.ts';

type Row = Record<string, SQLInputValue>;

/** Everything that a loaded database holds and a bare insert needs. */
export interface LoadedRows {
  readonly pragmas: Readonly<Record<string, SQLInputValue>>;
  /** Whatever the periods refer to. */
  readonly references: ReadonlyMap<string, readonly Row[]>;
  readonly columns: readonly string[];
  /** In the order in which they were recorded. */
  readonly periods: readonly SQLInputValue[][];
}

const pragmas = [
  'journal_mode',
  'synchronous',
  'foreign_keys',
  'busy_timeout',
  'cache_size',
  'temp_store',
  'journal_size_limit',
];
const references = ['machines', 'downtime_reasons', 'reason_aliases'];
const ROWS_PER_TRANSACTION = 500;

export async function readLoaded(database: Database): Promise<LoadedRows> {
  const rowsOf = async (statement: string) =>
    (await sql.raw<Row>(statement).execute(database.kysely)).rows.map((row) => ({ ...row }));
  const periods = await rowsOf('select * from status_periods order by rowid');
  const columns = Object.keys(periods[0] ?? {});
  const pragmaValues: Record<string, SQLInputValue> = {};
  for (const pragma of pragmas) {
    const [row = {}] = await rowsOf(`pragma ${pragma}`);
    pragmaValues[pragma] = Object.values(row)[0] ?? null;
  }
  const referenced = new Map<string, Row[]>();
  for (const table of references) referenced.set(table, await rowsOf(`select * from ${table}`));
  return {
    pragmas: pragmaValues,
    references: referenced,
    columns,
    periods: periods.map((row) => columns.map((column) => row[column] ?? null)),
  };
}

/** Opens a migrated, empty database as MillDash does and fills what the periods refer to. */
export function prepareBareInsert(file: string, loaded: LoadedRows): { insert(): void; close(): void } {
  const database = new DatabaseSync(file);
  for (const [name, value] of Object.entries(loaded.pragmas)) database.exec(`pragma ${name} = ${String(value)}`);
  for (const [table, rows] of loaded.references) {
    for (const row of rows) insertInto(database, table, Object.keys(row)).run(...Object.values(row));
  }
  return {
    insert() {
      const statement = insertInto(database, 'status_periods', loaded.columns);
      for (let at = 0; at < loaded.periods.length; at += ROWS_PER_TRANSACTION) {
        database.exec('begin immediate');
        for (const row of loaded.periods.slice(at, at + ROWS_PER_TRANSACTION)) statement.run(...row);
        database.exec('commit');
      }
    },
    close: () => database.close(),
  };
}

function insertInto(database: DatabaseSync, table: string, columns: readonly string[]) {
  return database.prepare(`insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`);
}
