/** Opens the database that `DATABASE_URL` names, waiting with growing pauses for one that is still starting. */
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Kysely, sql } from 'kysely';
import { DomainError } from '../../kernel/errors.ts';
import type { AnyTables, Database, QueryObserver } from './database.ts';
import { translateFailure } from './failures.ts';
import { postgresDialect } from './postgres.ts';
import { sqliteDialect } from './sqlite.ts';

export interface OpenDatabaseOptions {
  /** `sqlite:path`, `file:path`, a bare path, or `postgres://…`. */
  readonly url: string;
  readonly observe?: QueryObserver;
  readonly onConnectionLost?: (error: Error) => void;
  /** Told before each pause while the database does not answer. */
  readonly onRetry?: (error: unknown, waitMs: number) => void;
  /** How long to keep trying at the start; default 15 s. */
  readonly patienceMs?: number;
}

/** @throws database-unavailable, database-busy when it does not answer within `patienceMs` */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const observe = options.observe ?? (() => {});
  const file = sqliteFileOf(options.url);
  const deadline = performance.now() + (options.patienceMs ?? 15_000);
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 3_000)) {
    const kysely = new Kysely<AnyTables>({
      dialect:
        file === undefined
          ? postgresDialect(options.url, observe, options.onConnectionLost ?? (() => {}))
          : sqliteDialect(file, observe),
    });
    const reader =
      file === undefined || file === IN_MEMORY
        ? kysely
        : new Kysely<AnyTables>({ dialect: sqliteDialect(file, observe, 'read') });
    const database: Database = {
      engine: file === undefined ? 'postgres' : 'sqlite',
      kysely,
      location: file ?? withoutPassword(options.url),
      snapshot: (work) => {
        const transaction = reader.transaction();
        if (file !== undefined) return transaction.execute(work);
        return transaction.setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
      },
      ping: async () => void (await sql`select 1`.execute(kysely)),
      async close() {
        if (reader !== kysely) await reader.destroy();
        await kysely.destroy();
      },
    };
    try {
      await database.ping();
      return database;
    } catch (error) {
      await database.close().catch(() => {});
      const failure = translateFailure(error);
      if (!worthWaiting(failure) || performance.now() + waitMs > deadline) throw explained(failure, database.location);
      options.onRetry?.(failure, waitMs);
      await setTimeout(waitMs);
    }
  }
}

/** SQLite's name for a database without a file: it has one connection, which then serves snapshots too. */
const IN_MEMORY = ':memory:';

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

/** The file that a URL of SQLite names; undefined for PostgreSQL. */
export function sqliteFileOf(url: string): string | undefined {
  if (/^postgres(ql)?:/.test(url)) return undefined;
  if (url.startsWith('file://')) return fileURLToPath(url);
  return url.replace(/^(sqlite|file):(\/\/(?=\/))?/, '');
}

function withoutPassword(url: string): string {
  return url.replace(/(:\/\/[^:/@]+):[^@]*@/, '$1:***@').replace(/([?&]password=)[^&]*/i, '$1***');
}
