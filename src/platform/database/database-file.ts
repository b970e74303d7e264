/** A file that DATABASE_URL names and that cannot serve as database: waiting for it would not help. */
import { statSync } from 'node:fs';

/** Nothing in the file was changed. */
export class DatabaseFileUnusable extends Error {
  constructor(file: string, problem: string, advice: string, options?: ErrorOptions) {
    super(`DATABASE_URL names ${file}, ${problem}. Nothing was changed. ${advice}`, options);
    this.name = 'DatabaseFileUnusable';
  }
}

const ANOTHER_FILE = 'Name a SQLite database, or a file that is not there yet: it is made then.';

/** Passes over a file that is missing. @throws DatabaseFileUnusable */
export function refuseFolder(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  throw new DatabaseFileUnusable(file, 'which is a folder', ANOTHER_FILE);
}

/** Result codes of SQLite that stay, with what they mean (https://sqlite.org/rescode.html). */
const lasting: ReadonlyMap<number, readonly [problem: string, advice: string]> = new Map([
  [
    11,
    ['which is damaged', 'Keep a copy of it as it is, and restore a backup; "milldash doctor" says what is broken.'],
  ],
  [26, ['which is not a SQLite database', ANOTHER_FILE]],
]);

/** What SQLite refused as database for good, as an error for people; undefined where trying again may help. */
export function asUnusable(file: string, failure: unknown): DatabaseFileUnusable | undefined {
  const { errcode } = ((failure as Error | undefined)?.cause ?? {}) as { errcode?: number };
  // extended codes carry the primary one in the low byte
  const said = lasting.get((errcode ?? 0) & 0xff);
  return said === undefined ? undefined : new DatabaseFileUnusable(file, ...said, { cause: failure });
}
