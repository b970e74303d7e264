/** The one thread's connection to a file of SQLite: its statements stay prepared, and their rows are made quickly. */
import { constants, type DatabaseSync, type StatementSync } from 'node:sqlite';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { readPragma, sqlitePragmas } from './sqlite-file.ts';

const STATEMENTS_CACHED = 400;

interface PreparedStatement {
  readonly statement: StatementSync;
  /** Null for a statement that returns no rows. */
  toRow: ToRow | null;
  /** Whether they follow the table's: a statement that names its columns fails where one is gone. */
  readonly namesFollowTable: boolean;
  readonly onlyReads: boolean;
}

/** `select *`, `t.*` and `returning *`, but not `count(*)`. */
const ALL_COLUMNS = /[^(]\*/;
const SELECT = /^\s*select\b/i;
const WRITES = /\b(?:insert|update|delete|replace)\b/i;
const PRAGMA = /^\s*pragma\b/i;

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

export class SqliteConnection implements DatabaseConnection {
  wroteTransaction = false;
  /** Whether rows were written since the transaction began: then its commit says how long the disk takes. */
  hasWritten = false;
  #leavesSyncOut = false;
  /** Whether somebody has set another way to wait for the disk, and whether that has to be asked. */
  #isOthers = false;
  #mayBeOthers = false;
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

  /** Whether its commits do not wait for the disk: who has begun them has to. */
  get leavesSyncOut(): boolean {
    return this.#leavesSyncOut;
  }

  /** What is there now, not at the first read. */
  beginSnapshot(): void {
    this.run('begin');
    this.hasWritten = false;
    this.#prepare('select 1 from sqlite_schema limit 1').statement.get();
  }

  /** @param leaveSyncOut whether its commit need not wait for the disk; where somebody has set another mode that stands */
  beginImmediate(leaveSyncOut: boolean): void {
    this.#leaveSyncOut(leaveSyncOut);
    // IMMEDIATE: a transaction that starts as a reader and writes later fails where another has written in between
    this.run('begin immediate');
    this.hasWritten = false;
    this.wroteTransaction = true;
  }

  /** Of statements that begin and end transactions. */
  run(sql: string): void {
    this.#prepare(sql).statement.run();
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // before it is prepared: some pragmas take effect then
    if (!this.inTransaction) this.#standAlone(query.sql);
    const prepared = this.#prepare(query.sql);
    const { statement } = prepared;
    const parameters = query.parameters as SqliteValue[];
    if (prepared.toRow !== null) {
      const compiledBefore = this.#compiled;
      const rows = statement.all(...parameters) as unknown as SqliteValue[][];
      if (!prepared.onlyReads) this.hasWritten = true;
      if (prepared.namesFollowTable && this.#compiled !== compiledBefore)
        prepared.toRow = rowMaker(statement) ?? prepared.toRow;
      return { rows: rows.map(prepared.toRow) as R[] };
    }
    const { changes, lastInsertRowid } = statement.run(...parameters);
    if (changes > 0) this.hasWritten = true;
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    // a statement of its own: a cached one must not be used again while it is being stepped through
    if (!this.inTransaction) this.#standAlone(query.sql);
    const statement = this.#database.prepare(query.sql);
    for (const row of statement.iterate(...(query.parameters as SqliteValue[]))) yield { rows: [row as R] };
  }

  /** What is written by no transaction is durable by itself. */
  #standAlone(sql: string): void {
    if (SELECT.test(sql)) return;
    this.#leaveSyncOut(false);
    if (PRAGMA.test(sql)) this.#mayBeOthers = true;
  }

  #leaveSyncOut(yes: boolean): void {
    if (this.#mayBeOthers) {
      this.#isOthers = readPragma(this.#database, 'synchronous') !== sqlitePragmas.synchronous;
      this.#mayBeOthers = false;
    }
    if (this.#isOthers || this.#leavesSyncOut === yes) return;
    this.#database.exec(`PRAGMA synchronous = ${yes ? 'NORMAL' : 'FULL'}`);
    this.#leavesSyncOut = yes;
  }

  #prepare(sql: string): PreparedStatement {
    const cached = this.#statements.get(sql);
    if (cached !== undefined) return cached;
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    const prepared = {
      statement,
      toRow: rowMaker(statement),
      namesFollowTable: ALL_COLUMNS.test(sql),
      onlyReads: SELECT.test(sql) || !WRITES.test(sql),
    };
    const oldest = this.#statements.keys().next().value;
    if (this.#statements.size >= STATEMENTS_CACHED && oldest !== undefined) this.#statements.delete(oldest);
    this.#statements.set(sql, prepared);
    return prepared;
  }
}
