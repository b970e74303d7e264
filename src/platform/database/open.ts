/** Opens the database that `DATABASE_URL` names, waiting with growing pauses for one that is still starting. */
import { setTimeout } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import { type DatabaseAddress, describeDatabaseAddress, IN_MEMORY } from '../../kernel/database-address.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { AnyTables, Database, QueryObserver } from './database.ts';
import { asUnusable, refuseFolder } from './database-file.ts';
import { translateFailure } from './failures.ts';
import { groupCommits } from './grouped-commits.ts';
import { openPool } from './postgres.ts';
import { closeFileToOthers, makePrivateFile } from './private-file.ts';
import { sqliteDialect } from './sqlite.ts';
import { WalSync } from './wal-sync.ts';

export interface OpenDatabaseOptions {
  readonly address: DatabaseAddress;
  readonly observe?: QueryObserver;
  readonly onConnectionLost?: (error: Error) => void;
  /** Told when the disk did not take what was committed to a SQLite file, which is then refused to everybody. */
  readonly onDiskFailed?: (error: Error) => void;
  /** Told before each pause while the database does not answer. */
  readonly onRetry?: (error: unknown, waitMs: number) => void;
  /** How long to keep trying at the start; default 15 s. */
  readonly patienceMs?: number;
  /** Leave the modes of a SQLite file as they are, for who only looks; default false. */
  readonly keepModes?: boolean;
}

/**
 * A SQLite file is made, or closed to others, so that its owner only can use it.
 *
 * @throws database-unavailable, database-busy when it does not answer within `patienceMs`; DatabaseFileUnusable at once
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const { address } = options;
  const file = address.engine === 'sqlite' && address.file !== IN_MEMORY ? address.file : undefined;
  if (file !== undefined) {
    refuseFolder(file);
    if (options.keepModes !== true) makePrivateFile(file);
  }
  const deadline = performance.now() + (options.patienceMs ?? 15_000);
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 3_000)) {
    const database = connect(options);
    try {
      await database.ping();
      // not before: a file that is no database is none of ours
      if (file !== undefined && options.keepModes !== true) closeFileToOthers(file);
      return database;
    } catch (error) {
      await database.close().catch(() => {});
      const failure = translateFailure(error);
      const unusable = file === undefined ? undefined : asUnusable(file, failure);
      if (unusable !== undefined) throw unusable;
      if (!worthWaiting(failure) || performance.now() + waitMs > deadline) throw explained(failure, database.location);
      options.onRetry?.(failure, waitMs);
      await setTimeout(waitMs);
    }
  }
}

function connect(options: OpenDatabaseOptions): Database {
  const { address, observe = () => {}, onConnectionLost = () => {}, onDiskFailed = () => {} } = options;
  const location = describeDatabaseAddress(address);
  return address.engine === 'sqlite'
    ? onSqlite(address.file, location, observe, onDiskFailed)
    : onPostgres(address.url, location, observe, onConnectionLost);
}

function onSqlite(
  file: string,
  location: string,
  observe: QueryObserver,
  onDiskFailed: (error: Error) => void,
): Database {
  const sync = file === IN_MEMORY ? undefined : new WalSync(file, onDiskFailed);
  const connect = (use: 'write' | 'read') =>
    new Kysely<AnyTables>({ dialect: sqliteDialect(file, { observe, use, sync }) });
  const kysely = connect('write');
  // a database without a file has one connection, which then serves snapshots too
  const reader = sync === undefined ? kysely : connect('read');
  return {
    engine: 'sqlite',
    kysely,
    location,
    transact: groupCommits(kysely),
    snapshot: (work) => reader.transaction().execute(work),
    ping: async () => void (await sql`select 1`.execute(kysely)),
    async close() {
      if (reader !== kysely) await reader.destroy();
      await kysely.destroy();
    },
  };
}

function onPostgres(
  url: string,
  location: string,
  observe: QueryObserver,
  onConnectionLost: (error: Error) => void,
): Database {
  const pool = openPool(url, observe, onConnectionLost);
  const kysely = new Kysely<AnyTables>({ dialect: pool.dialect });
  return {
    engine: 'postgres',
    kysely,
    location,
    transact: (work) => kysely.transaction().execute(work),
    snapshot: (work) =>
      kysely.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
    ping: async () => void (await sql`select 1`.execute(kysely)),
    async close() {
      pool.cutSoon();
      await kysely.destroy();
    },
  };
}

function worthWaiting(failure: unknown): boolean {
  return (
    failure instanceof DomainError && (failure.code === 'database-busy' || failure.code === 'database-unavailable')
  );
}

function explained(failure: unknown, location: string): unknown {
  if (!(failure instanceof DomainError)) return failure;
  const cause = failure.cause instanceof Error ? ` (${failure.cause.message})` : '';
  return new DomainError(
    failure.code,
    `${failure.message} DATABASE_URL is ${location}${cause}.`,
    {},
    { cause: failure },
  );
}
