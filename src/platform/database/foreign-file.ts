/**
 * Somebody else's SQLite file, read and never written.
 *
 * All reads see one state of it. While it is open its owner can read too, but not commit.
 */
import { statSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { DomainError } from '../../kernel/errors.ts';

/** Whole numbers that are too large for a number are their digits; bytes are left out. */
export type ForeignCell = string | number | null | Uint8Array;
export type ForeignRow = Readonly<Record<string, ForeignCell>>;

export interface ForeignFile {
  /** Ordinary tables and their columns, by name. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  read(query: string, ...values: readonly SQLInputValue[]): ForeignRow[];
  close(): void;
}

const LOCK_WAIT_MS = 500;

/** @throws upload-invalid with a sentence that says why: it is not there, no SQLite file, damaged, or in use by a writer */
export function openForeignFile(path: string): ForeignFile {
  // SQLite would say no more than that it cannot open it
  try {
    if (!statSync(path).isFile()) throw refusal(path, 'is not a file');
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw refusal(path, 'is not there, or this user may not read it', error);
  }
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    database.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}; PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; BEGIN`);
    const tables = tablesOf(database);
    const [check] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {});
    if (check !== 'ok') throw refusal(path, `is damaged: ${String(check)}`);
    return new OpenFile(database, tables);
  } catch (error) {
    database?.close();
    throw explained(path, error);
  }
}

class OpenFile implements ForeignFile {
  readonly tables: ReadonlyMap<string, readonly string[]>;
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync, tables: ReadonlyMap<string, readonly string[]>) {
    this.#database = database;
    this.tables = tables;
  }

  read(query: string, ...values: readonly SQLInputValue[]): ForeignRow[] {
    const statement = this.#database.prepare(query);
    statement.setReadBigInts(true);
    return statement.all(...values).map((row) => {
      for (const [name, cell] of Object.entries(row)) {
        if (typeof cell !== 'bigint') continue;
        row[name] = Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell);
      }
      return row as ForeignRow;
    });
  }

  close(): void {
    this.#database.close();
  }
}

function tablesOf(database: DatabaseSync): Map<string, readonly string[]> {
  const names = database
    .prepare("select name from sqlite_schema where type = 'table' and sql not like 'create virtual%' order by name")
    .all()
    .map(({ name }) => String(name));
  const columns = database.prepare('select name from pragma_table_info(?)');
  return new Map(names.map((table) => [table, columns.all(table).map(({ name }) => String(name))]));
}

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const reasons: Readonly<Record<number, string>> = {
  5: 'is being written at this moment. Stop the program that uses it and try again',
  8: 'was left in the middle of a write. Start and stop the program that uses it, then try again',
  11: 'is damaged',
  14: 'cannot be opened. It may have been left in the middle of a write: start and stop the program that uses it',
  26: 'is no SQLite database',
};

function explained(path: string, error: unknown): unknown {
  if (error instanceof DomainError) return error;
  const { code, errcode = 0 } = error as { code?: string; errcode?: number };
  if (code !== 'ERR_SQLITE_ERROR') return error;
  return refusal(path, reasons[errcode & 0xff] ?? `cannot be read: ${(error as Error).message}`, error);
}

function refusal(path: string, why: string, cause?: unknown): DomainError {
  return new DomainError('upload-invalid', `'${path}' ${why}.`, {}, { cause });
}
