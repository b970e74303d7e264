/** Every row of every table, to compare the whole state of two moments. */
import { sql } from 'kysely';
import type { Database } from '../../src/platform/database/index.ts';

/** Rows as JSON text, sorted, by table; full-text tables of SQLite are left out. */
export async function readAllTables({ kysely, engine }: Database): Promise<Record<string, string[]>> {
  const names =
    engine === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_schema
          where type = 'table' and name not like 'ticket_texts%' and name not like 'sqlite_stat%'`
      : sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public'`;
  const contents: Record<string, string[]> = {};
  for (const { name } of (await names.execute(kysely)).rows) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(kysely);
    contents[name] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return contents;
}
