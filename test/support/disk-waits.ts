/**
 * Commits that do not wait for the disk, in databases that no test reads after a crash of the machine. What MillDash
 * itself asks of the disk is kept where it is a process of its own, and wherever a test opens a database by its URL.
 */
import { sql } from 'kysely';
import type { Database } from '../../src/platform/database/index.ts';
import { addressOf } from './database-urls.ts';

/** The same database, which PostgreSQL need not have on the disk when it answers. */
export function withoutDiskWaits(url: string): string {
  if (addressOf(url).engine === 'sqlite') return url;
  const quick = new URL(url);
  quick.searchParams.set('options', '-c synchronous_commit=off');
  return quick.href;
}

/** The same for SQLite, where it is a setting of the connection. */
export async function endDiskWaits({ engine, kysely }: Database): Promise<void> {
  if (engine === 'sqlite') await sql`pragma synchronous = off`.execute(kysely);
}
