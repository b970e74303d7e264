/**
 * SQLite through node:sqlite.
 *
 * One connection that writes, used inline: statements are synchronous, so a transaction that does not wait for anything
 * else runs without a gap. Connections are lent in order of arrival; after a transaction the event loop gets a turn
 * before one that waits starts (who runs many one after the other gives the turns itself). Every open sets and asserts
 * the pragmas that durability rests on. A second connection that cannot write serves snapshots: in WAL mode it sees one
 * state and waits for no writer. What has been committed and is not yet on the disk, neither of them shows.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { constants, DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { QueryObserver } from './database.ts';
import { ObservedDriver } from './observed-driver.ts';
import { Turns } from './turns.ts';
import type { WalSync } from './wal-sync.ts';

/** How long one statement may wait, blocking, for another process's lock. */
const LOCK_WAIT_MS = 250;
/** How long a transaction may keep trying to begin, without blocking, before it answers `database-busy`. */
const BEGIN_PATIENCE_MS = 10_000;
const STATEMENTS_CACHED = 400;

/** The pragmas that every open sets; `doctor` and the start compare what the file answers with these. */
export const sqlitePragmas = {
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  busy_timeout: LOCK_WAIT_MS,
} as const;

export interface SqliteUse {
  readonly observe: QueryObserver;
  /** `read` opens a connection of its own that cannot write, for snapshots that do not wait for writers. */
  readonly use: 'write' | 'read';
  /** The same for all connections of a file; absent for a database without one. */
  readonly sync?: WalSync | undefined;
}

export function sqliteDialect(file: string, { observe, use, sync }: SqliteUse): Dialect {
  return {
    createAdapter: () => new QueuedSqliteAdapter(),
    createDriver: () => new ObservedDriver(new SqliteDriver(file, use, sync), observe),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** What the connection answers for each pragma of {@link sqlitePragmas}. */
export function readPragmas(database: DatabaseSync): Record<string, unknown> {
  return Object.fromEntries(Object.keys(sqlitePragmas).map((name) => [name, readPragma(database, name)]));
}

function readPragma(database: DatabaseSync, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

function openFile(file: string): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA foreign_keys = ON');
  database.exec('PRAGMA cache_size = -65536');
  database.exec('PRAGMA temp_store = MEMORY');
  database.exec('PRAGMA journal_size_limit = 67108864');
  // 16 MB: most commits write the same pages at the ends of indexes, which go into the file once a checkpoint
  database.exec('PRAGMA wal_autocheckpoint = 4000');
  const answered = readPragmas(database);
  for (const [name, wanted] of Object.entries(sqlitePragmas)) {
    const inMemory = file === ':memory:' && name === 'journal_mode';
    if (answered[name] !== wanted && !inMemory) {
      throw new Error(`SQLite answers ${name}=${String(answered[name])} for ${file}, but ${String(wanted)} is needed.`);
    }
  }
  return database;
}

function openForReading(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true });
  database.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`);
  database.exec('PRAGMA cache_size = -65536');
  database.exec('PRAGMA temp_store = MEMORY');
  return database;
}

/** Keeps Kysely from queueing for the one connection by itself: the driver's own queue knows when a turn is free. */
class QueuedSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class SqliteDriver implements Driver {
  readonly #file: string;
  readonly #use: 'write' | 'read';
  readonly #sync: WalSync | undefined;
  readonly #turns = new Turns();
  #database: DatabaseSync | undefined;
  #connection: SqliteConnection | undefined;

  constructor(file: string, use: 'write' | 'read', sync: WalSync | undefined) {
    this.#file = file;
    this.#use = use;
    this.#sync = sync;
  }

  async init(): Promise<void> {
    this.#database = this.#use === 'write' ? openFile(this.#file) : openForReading(this.#file);
    this.#connection = new SqliteConnection(this.#database);
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turns.take();
    try {
      this.#sync?.requireSound();
      if (this.#connection === undefined) throw new Error('The database is closed.');
      return this.#connection;
    } catch (error) {
      // those behind it are told, too
      this.#turns.give(false);
      throw error;
    }
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const lent = connection as SqliteConnection;
    if (this.#use === 'read') {
      // asked again in the turn in which it begins: a commit may have come in between
      while (this.#sync?.isPending) await this.#sync.settled();
      this.#sync?.requireSound();
      lent.beginSnapshot();
      return;
    }
    const deadline = performance.now() + BEGIN_PATIENCE_MS;
    for (let waitMs = 5; ; waitMs = Math.min(waitMs * 2, 400)) {
      try {
        lent.beginImmediate(this.#sync?.isWorthIt ?? false);
        return;
      } catch (error) {
        const locked = ((error as { errcode?: number }).errcode ?? 0) % 256 === 5;
        if (!locked || performance.now() > deadline) throw error;
        // nothing is begun yet: whoever only reads can go on meanwhile
        this.#turns.give(false);
        await setTimeout(waitMs * (0.5 + Math.random()));
        await this.#turns.take();
        this.#sync?.requireSound();
      }
    }
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const lent = connection as SqliteConnection;
    const startedAtMs = performance.now();
    lent.run('commit');
    if (lent.leavesSyncOut) await this.#sync?.run();
    this.#sync?.note(performance.now() - startedAtMs);
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const lent = connection as SqliteConnection;
    // SQLite has already rolled back after a full disk or an I/O error
    if (lent.inTransaction) lent.run('rollback');
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const lent = connection as SqliteConnection;
    const yieldFirst = lent.wroteTransaction;
    lent.wroteTransaction = false;
    try {
      lent.waitForDisk();
    } finally {
      this.#turns.give(yieldFirst);
    }
  }

  async destroy(): Promise<void> {
    if (this.#use === 'write') await this.#sync?.close();
    this.#database?.close();
    this.#database = undefined;
    this.#connection = undefined;
  }
}

interface PreparedStatement {
  readonly statement: StatementSync;
  /** Null for a statement that returns no rows. */
  toRow: ToRow | null;
  /** Whether they follow the table's: a statement that names its columns fails where one is gone. */
  readonly namesFollowTable: boolean;
}

/** `select *`, `t.*` and `returning *`, but not `count(*)`. */
const ALL_COLUMNS = /[^(]\*/;

type SqliteValue = string | number | null;

type ToRow = (values: readonly SqliteValue[]) => Record<string, SqliteValue>;

/**
 * An object literal with the names of the columns, compiled: its rows are of one shape from the first on, so they are
 * quick to make and to read. For a thousand rows of eleven columns that takes half as long as node:sqlite's own objects,
 * and three quarters of filling an object name by name.
 */
function rowMaker(statement: StatementSync): ToRow | null {
  const columns = statement.columns();
  if (columns.length === 0) return null;
  const entries = columns.map(({ name }, at) => `${JSON.stringify(name)}: values[${at}]`);
  // nothing but JSON strings and numbers gets into it
  return new Function('values', `return { ${entries.join(', ')} };`) as ToRow;
}

class SqliteConnection implements DatabaseConnection {
  wroteTransaction = false;
  #leavesSyncOut = false;
  #firstRead: StatementSync | undefined;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, PreparedStatement>();
  /** Grows whenever SQLite compiles a statement, and never while it only runs one. */
  #compiled = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
    // SQLite compiles a statement anew when any connection has changed the schema; this is the only thing that tells
    database.setAuthorizer(() => {
      this.#compiled++;
      return constants.SQLITE_OK;
    });
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** Whether its commit will not wait for the disk. */
  get leavesSyncOut(): boolean {
    return this.#leavesSyncOut;
  }

  /** What is there now, not at the first read. */
  beginSnapshot(): void {
    this.run('begin');
    // prepared once: to compile it takes as long as all else that a small snapshot does
    this.#firstRead ??= this.#database.prepare('select 1 from sqlite_schema limit 1');
    this.#firstRead.get();
  }

  /** @param leaveSyncOut where commits wait for the disk at all: who has ended that means it */
  beginImmediate(leaveSyncOut: boolean): void {
    if (leaveSyncOut && readPragma(this.#database, 'synchronous') === sqlitePragmas.synchronous) {
      this.run('PRAGMA synchronous = NORMAL');
      this.#leavesSyncOut = true;
    }
    try {
      // IMMEDIATE: a transaction that starts as a reader and writes later fails where another has written in between
      this.run('begin immediate');
    } catch (error) {
      this.waitForDisk();
      throw error;
    }
    this.wroteTransaction = true;
  }

  /** From now on each statement by itself is durable again. */
  waitForDisk(): void {
    if (!this.#leavesSyncOut) return;
    this.run('PRAGMA synchronous = FULL');
    this.#leavesSyncOut = false;
  }

  run(sql: string): void {
    this.#database.exec(sql);
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const prepared = this.#prepare(query.sql);
    const { statement } = prepared;
    const parameters = query.parameters as SqliteValue[];
    if (prepared.toRow !== null) {
      const compiledBefore = this.#compiled;
      const rows = statement.all(...parameters) as unknown as SqliteValue[][];
      if (prepared.namesFollowTable && this.#compiled !== compiledBefore)
        prepared.toRow = rowMaker(statement) ?? prepared.toRow;
      return { rows: rows.map(prepared.toRow) as R[] };
    }
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    // a statement of its own: a cached one must not be used again while it is being stepped through
    const statement = this.#database.prepare(query.sql);
    for (const row of statement.iterate(...(query.parameters as SqliteValue[]))) yield { rows: [row as R] };
  }

  #prepare(sql: string): PreparedStatement {
    const cached = this.#statements.get(sql);
    if (cached !== undefined) return cached;
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    const prepared = { statement, toRow: rowMaker(statement), namesFollowTable: ALL_COLUMNS.test(sql) };
    const oldest = this.#statements.keys().next().value;
    if (this.#statements.size >= STATEMENTS_CACHED && oldest !== undefined) this.#statements.delete(oldest);
    this.#statements.set(sql, prepared);
    return prepared;
  }
}
