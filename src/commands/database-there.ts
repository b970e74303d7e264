/** For commands that only look: a path that was mistyped must not become a new, empty database. */
import { statSync } from 'node:fs';
import type { ConfigWithoutKey } from '../config/index.ts';
import { CommandRefusal } from './failures.ts';

/** A server's database is asked, and answers for itself. @throws CommandRefusal where there is no such file */
export function requireDatabaseFile({ database }: Pick<ConfigWithoutKey, 'database'>): void {
  if (database.engine !== 'sqlite' || !isMissing(database.file)) return;
  throw new CommandRefusal(
    `There is no database at ${database.file}. Correct DATA_DIR or DATABASE_URL, or load data first: "milldash load FILE…".`,
  );
}

/** An empty file holds nothing either, and opening it would make a database of it. */
export function isMissing(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;
}
