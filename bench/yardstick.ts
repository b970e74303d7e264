/**
 * How fast the machine is just now: the CPU time of a piece of work that never changes.
 *
 * Busy neighbours make the same instructions take up to three times as long (shared caches, one core shown as two). Runs
 * whose yardsticks differ cannot be compared by their absolute figures; ratios within a run can.
 */
import { DatabaseSync } from 'node:sqlite';
import { cpuSecondsOf, median } from './harness.ts';

const PIECES = 15;
const ROWS = 2_000;

/** Milliseconds of CPU; the median of some pieces of work that resemble a request's: a query, and its rows as JSON. */
export async function yardstickMs(): Promise<number> {
  const database = new DatabaseSync(':memory:');
  database.exec('create table readings (id integer primary key, name text not null, amount integer not null)');
  const insert = database.prepare('insert into readings (name, amount) values (?, ?)');
  for (let at = 0; at < ROWS; at++) insert.run(`reading ${(at * 7_919) % ROWS}`, at);
  const query = database.prepare('select id, name, amount, amount % 7 as part from readings order by name');
  const pieces: number[] = [];
  for (let at = -PIECES; at < PIECES; at++) {
    const seconds = await cpuSecondsOf(() => JSON.parse(JSON.stringify(query.all())) as unknown);
    if (at >= 0) pieces.push(seconds * 1_000);
  }
  database.close();
  return median(pieces);
}
