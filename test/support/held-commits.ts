/**
 * Keeps every transaction that emits events from committing: all of them are past their reads and checks before the
 * first one commits, which is when a rule that looks before it writes breaks.
 */
import pg from 'pg';
import type { TestDatabase } from './engines.ts';
import { countLockWaits } from './lock-waits.ts';
import { until } from './until.ts';

export interface HeldCommits {
  /** Resolves when as many transactions wait for a lock, whichever it is. */
  waiting(transactions: number): Promise<void>;
  /** Lets them go on. */
  release(): Promise<void>;
}

/** On SQLite nothing is held: its writing transactions are alone by nature. */
export async function holdCommits({ url, database }: TestDatabase): Promise<HeldCommits> {
  if (database.engine === 'sqlite') return { waiting: async () => {}, release: async () => {} };
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('begin');
  await client.query('select * from event_log for update');
  return {
    waiting: (transactions) =>
      until(`${transactions} transactions wait for a lock`, async () => (await countLockWaits(client)) >= transactions),
    async release() {
      await client.query('commit');
      await client.end();
    },
  };
}
