/**
 * Connections to a database, and those of them that wait for a lock: a test that wants two transactions to meet goes on
 * once they stand before one another.
 *
 * Safe within a transaction of the client, where PostgreSQL's view of connections would go on showing what it first did.
 */
import type pg from 'pg';

const OTHERS = `from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
const WAITING = `and wait_event_type = 'Lock'`;

/** How many connections to the client's database wait for a lock now. */
export async function countLockWaits(client: pg.Client): Promise<number> {
  await client.query('select pg_stat_clear_snapshot()');
  const { rowCount } = await client.query(`select pid ${OTHERS} ${WAITING}`);
  return rowCount ?? 0;
}

/** Ends all connections to the client's database but its own, or those of them that wait for a lock. @returns how many */
export async function terminateOthers(client: pg.Client, which: 'all' | 'waiting' = 'all'): Promise<number> {
  await client.query('select pg_stat_clear_snapshot()');
  const { rowCount } = await client.query(
    `select pg_terminate_backend(pid) ${OTHERS} ${which === 'waiting' ? WAITING : ''}`,
  );
  return rowCount ?? 0;
}
