/**
 * Brings the database to the schema of this code: one order of steps, both engines, all that are missing or none.
 *
 * Several processes may start on one database at once: they take turns, and each step is applied once.
 */
import { setTimeout } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { DomainError } from '../../kernel/errors.ts';
import type { AnyTables, Database, Engine } from './database.ts';

const TABLE = 'schema_migrations';
/** Beside the waiting for one's turn: reading a SQLite file can be refused at once while another process makes it. */
const BUSY_PATIENCE_MS = 30_000;
/** Of the lock that migrations take on PostgreSQL; any number that nothing else takes. */
const LOCK_ID = '3853314791062309107';
const LOOK_AGAIN_MS = 100;

/** One step. Written once for both engines; frozen once released. */
export type MigrationStep = (db: Kysely<AnyTables>, engine: Engine) => Promise<void>;
export type MigrationSteps = Readonly<Record<string, MigrationStep>>;

/** A database that a later version of MillDash has already changed. Starting on it could lose data. */
export class DatabaseNewerThanCode extends Error {
  constructor(unknownSteps: readonly string[]) {
    super(
      `The database was changed by a newer MillDash (it has ${unknownSteps.join(', ')}, which this version does not know). ` +
        'Start the newer version, or restore a backup that was made before it.',
    );
    this.name = 'DatabaseNewerThanCode';
  }
}

export interface MigrationState {
  readonly applied: string[];
  readonly pending: string[];
}

/** @throws DatabaseNewerThanCode */
export async function migrationState(database: Database, steps: MigrationSteps): Promise<MigrationState> {
  return stateIn(database.kysely, database.engine, steps);
}

/**
 * Applies what is missing and returns the names of the steps applied. Whoever comes second waits for the first.
 *
 * @param onWait told once, on PostgreSQL, where another process is at it
 * @throws DatabaseNewerThanCode, database-unavailable, database-busy
 */
export async function migrate(
  database: Database,
  steps: MigrationSteps,
  onWait: () => void = () => {},
): Promise<string[]> {
  const deadline = performance.now() + BUSY_PATIENCE_MS;
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 500)) {
    try {
      const { pending } = await migrationState(database, steps);
      return pending.length === 0 ? [] : await applyPending(database, steps, onWait);
    } catch (error) {
      const busy = error instanceof DomainError && error.code === 'database-busy';
      if (!busy || performance.now() + waitMs > deadline) throw error;
      await setTimeout(waitMs * (0.5 + Math.random()));
    }
  }
}

function applyPending({ kysely, engine }: Database, steps: MigrationSteps, onWait: () => void): Promise<string[]> {
  return kysely.transaction().execute(async (tx) => {
    // SQLite transactions begin IMMEDIATE: this process is the only one that writes
    if (engine === 'postgres') await takeTurn(tx, onWait);
    await sql`
      create table if not exists schema_migrations (
        name varchar(255) not null primary key,
        "timestamp" varchar(255) not null
      )`.execute(tx);
    const { pending } = await stateIn(tx, engine, steps);
    for (const name of pending) {
      await steps[name]?.(tx, engine);
      await tx.insertInto(TABLE).values({ name, timestamp: new Date().toISOString() }).execute();
    }
    return pending;
  });
}

/**
 * A step may take long, and so may the wait for another process's steps; not so the wait for a lock on a table.
 *
 * Looks again and again: a statement that waits in the database would be reported as a slow one, and has a time limit.
 */
async function takeTurn(tx: Kysely<AnyTables>, onWait: () => void): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(tx);
  for (let isWaiting = false; !(await isOurTurn(tx)); isWaiting = true) {
    if (!isWaiting) onWait();
    await setTimeout(LOOK_AGAIN_MS);
  }
}

async function isOurTurn(tx: Kysely<AnyTables>): Promise<boolean> {
  const { rows } = await sql<{
    ours: boolean;
  }>`select pg_try_advisory_xact_lock(${sql.lit(LOCK_ID)}::bigint) as ours`.execute(tx);
  return rows[0]?.ours === true;
}

async function stateIn(access: Kysely<AnyTables>, engine: Engine, steps: MigrationSteps): Promise<MigrationState> {
  const known = Object.keys(steps);
  const applied = (await isMigrated(access, engine)) ? await appliedSteps(access) : [];
  const unknownSteps = applied.filter((name) => !known.includes(name));
  if (unknownSteps.length > 0) throw new DatabaseNewerThanCode(unknownSteps);
  return { applied, pending: known.filter((name) => !applied.includes(name)) };
}

async function isMigrated(access: Kysely<AnyTables>, engine: Engine): Promise<boolean> {
  const { rows } = await (engine === 'sqlite'
    ? sql`select name from sqlite_master where type = 'table' and name = ${TABLE}`
    : sql`select 1 where to_regclass(${TABLE}) is not null`
  ).execute(access);
  return rows.length > 0;
}

async function appliedSteps(access: Kysely<AnyTables>): Promise<string[]> {
  const rows = await access.selectFrom(TABLE).select('name').orderBy('name').execute();
  return rows.map((row: { name: string }) => row.name);
}
