/**
 * SQLite through node:sqlite.
 *
 * One connection that writes, used inline: statements are synchronous, so a transaction that does not wait for anything
 * else runs without a gap. Connections are lent in order of arrival; after a transaction the event loop gets a turn
 * before one that waits starts (who runs many one after the other gives the turns itself). Every open sets and asserts
 * the pragmas that durability rests on. A second connection that cannot write serves snapshots: in WAL mode it sees one
 * state and waits for nobody.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { constants, DatabaseSync, type StatementSync } from 'node:sqlite';
import { setImmediate, setTimeout } from 'node:timers/promises';
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

/** @param use `read` opens a connection of its own that cannot write, for snapshots that do not wait for writers. */
export function sqliteDialect(file: string, observe: QueryObserver, use: 'write' | 'read' = 'write'): Dialect {
  return {
    createAdapter: () => new QueuedSqliteAdapter(),
    createDriver: () => new ObservedDriver(new SqliteDriver(file, use), observe),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** What the connection answers for each pragma of {@link sqlitePragmas}. */
export function readPragmas(database: DatabaseSync): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(sqlitePragmas).map((name) => [name, Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]]),
  );
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
  readonly #turns = new Turns();
  #database: DatabaseSync | undefined;
  #connection: SqliteConnection | undefined;

  constructor(file: string, use: 'write' | 'read') {
    this.#file = file;
    this.#use = use;
  }

  async init(): Promise<void> {
    this.#database = this.#use === 'write' ? openFile(this.#file) : openForReading(this.#file);
    this.#connection = new SqliteConnection(this.#database);
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turns.take();
    if (this.#connection === undefined) {
      // those behind it are told, too
      this.#turns.give(false);
      throw new Error('The database is closed.');
    }
    return this.#connection;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const lent = connection as SqliteConnection;
    if (this.#use === 'read') {
      lent.run('begin');
      return;
    }
    const deadline = performance.now() + BEGIN_PATIENCE_MS;
    for (let waitMs = 5; ; waitMs = Math.min(waitMs * 2, 400)) {
      try {
        // IMMEDIATE: a transaction that starts as a reader and writes later fails where another has written in between
        lent.run('begin immediate');
        lent.wroteTransaction = true;
        return;
      } catch (error) {
        const locked = ((error as { errcode?: number }).errcode ?? 0) % 256 === 5;
        if (!locked || performance.now() > deadline) throw error;
        // nothing is begun yet: whoever only reads can go on meanwhile
        this.#turns.give(false);
        await setTimeout(waitMs * (0.5 + Math.random()));
        await this.#turns.take();
      }
    }
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    (connection as SqliteConnection).run('commit');
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
    this.#turns.give(yieldFirst);
  }

  async destroy(): Promise<void> {
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

/** How long after a turn of the event loop that was given here the next one is due. */
const INLINE_MS = 10;

/**
 * A queue for one thing: first come, first served.
 *
 * Who runs inline comes back before anything else gets a turn of the event loop: a chain of reads that waits for a writer
 * would wait for ever. So now and then one waits for the event loop first.
 */
class Turns {
  readonly #waiting: (() => void)[] = [];
  #taken = false;
  #turnedAtMs = performance.now();

  async take(): Promise<void> {
    if (performance.now() - this.#turnedAtMs > INLINE_MS) {
      await setImmediate();
      this.#turnedAtMs = performance.now();
    }
    if (!this.#taken) {
      this.#taken = true;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  give(yieldFirst: boolean): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else if (yieldFirst) void setImmediate().then(next);
    else next();
  }
}
