// Waits for locks, counted: a test that wants two transactions to meet goes on once they stand before one another.

import type pg from 'pg';

/**
 * How many connections to the client's database wait for a lock now. Safe within a transaction, where the view would go on
 * showing what it first did.
 */
export async function countLockWaits(client: pg.Client): Promise<number> {
  await client.query('select pg_stat_clear_snapshot()');
  const { rows } = await client.query<{ waiting: number }>(
    `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0]?.waiting ?? 0;
}
