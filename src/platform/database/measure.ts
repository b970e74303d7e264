/** What a page about the system shows of the database: which one it is and how much it holds. Costs milliseconds. */
import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';

export interface DatabaseMeasure {
  /** `SQLite 3.50.4` */
  readonly version: string;
  /** Of its tables and indexes; of SQLite without the write-ahead log beside the file. */
  readonly sizeBytes: number;
}

/** @throws database-unavailable, database-busy */
export async function measureDatabase(database: Database): Promise<DatabaseMeasure> {
  if (database.engine === 'sqlite') {
    const { version, size } = await only<{ version: string; size: number }>(
      database,
      sql`select sqlite_version() as version, page_count * page_size as size
        from pragma_page_count(), pragma_page_size()`,
    );
    return { version: `SQLite ${version}`, sizeBytes: size };
  }
  const { version, size } = await only<{ version: string; size: number }>(
    database,
    sql`select current_setting('server_version') as version, pg_database_size(current_database()) as size`,
  );
  return { version: `PostgreSQL ${version}`, sizeBytes: size };
}

async function only<Row>(database: Database, query: RawBuilder<unknown>): Promise<Row> {
  return (await query.execute(database.kysely)).rows[0] as Row;
}
