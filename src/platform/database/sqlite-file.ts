/** Opens files of SQLite, and sets and asserts the pragmas that durability rests on. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** How long one statement may wait, blocking, for another process's lock. */
const LOCK_WAIT_MS = 250;

/**
 * Pages that a connection keeps, and never gives back: the process has two, one that writes and one that reads. What is
 * not among them the operating system has in memory, too, and hands over for some microseconds a page.
 */
const CACHE_KIB = 8_192;

/** The pragmas that every open sets; `doctor` and the start compare what the file answers with these. */
export const sqlitePragmas = {
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  busy_timeout: LOCK_WAIT_MS,
} as const;

/** What the connection answers for each pragma of {@link sqlitePragmas}. */
export function readPragmas(database: DatabaseSync): Record<string, unknown> {
  return Object.fromEntries(Object.keys(sqlitePragmas).map((name) => [name, readPragma(database, name)]));
}

export function readPragma(database: DatabaseSync, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

export function openFile(file: string): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA foreign_keys = ON');
  database.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
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

export function openForReading(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true });
  database.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`);
  database.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
  database.exec('PRAGMA temp_store = MEMORY');
  return database;
}
