/**
 * Databases that take long to make: made once, and kept in the temporary folder for later runs.
 *
 * A kept file is found by its schema and by a sample of what it holds, so that a change of either makes a new one. A
 * file that was not finished has another name and is thrown away.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrationSteps } from '../src/migrations/index.ts';
import { migrate, openDatabase } from '../src/platform/database/index.ts';

export interface KeptDatabase {
  readonly name: string;
  /** Tables whose schema it depends on. Others may change: the file is migrated when it is opened. */
  readonly tables: readonly string[];
  /** Something that changes when the content does. */
  readonly sample: unknown;
}

/** The path of the file. @param make fills a new database and closes it */
export async function keptDatabase(
  { name, tables, sample }: KeptDatabase,
  make: (file: string) => Promise<void>,
): Promise<string> {
  const folder = join(tmpdir(), 'milldash-bench');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}-${await contentHash(tables, sample)}.db`);
  if (existsSync(file)) return file;
  const draft = `${file}.${process.pid}.draft`;
  await make(draft);
  settle(draft);
  for (const suffix of ['-wal', '-shm']) await rm(draft + suffix, { force: true });
  await rename(draft, file);
  return file;
}

/** Nothing left in the write-ahead log, so that the file can be moved by itself. */
function settle(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
}

async function contentHash(tables: readonly string[], sample: unknown): Promise<string> {
  const database = await openDatabase({ address: { engine: 'sqlite', file: ':memory:' } });
  await migrate(database, migrationSteps);
  const schema = await database.kysely
    .selectFrom('sqlite_master')
    .select(['name', 'sql'])
    .where('tbl_name', 'in', tables)
    .orderBy('name')
    .execute();
  await database.close();
  return createHash('sha256')
    .update(JSON.stringify([schema, sample]))
    .digest('hex')
    .slice(0, 10);
}
