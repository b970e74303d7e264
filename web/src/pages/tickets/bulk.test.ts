import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { inBulk } from './bulk.ts';

const tickets = Array.from({ length: 11 }, (_, at) => ({ id: at + 1 }));

test('each is done once, a few at a time, and what fails holds up no other', async () => {
  const begun: number[] = [];
  const counts: number[] = [];
  let running = 0;
  let most = 0;
  const result = await inBulk(
    tickets,
    async ({ id }) => {
      begun.push(id);
      running += 1;
      most = Math.max(most, running);
      // the first takes the longest
      for (let turns = 0; turns < 12 - id; turns += 1) await turn();
      running -= 1;
      if (id % 4 === 0) throw new Error(`No ${id}`);
    },
    (count) => void counts.push(count),
  );
  assert.deepEqual(
    begun.toSorted((a, b) => a - b),
    tickets.map(({ id }) => id),
  );
  assert.equal(most, 4);
  assert.deepEqual(result.done, [1, 2, 3, 5, 6, 7, 9, 10, 11]);
  assert.deepEqual(
    result.failed.map(({ id, error }) => [id, (error as Error).message]),
    [
      [4, 'No 4'],
      [8, 'No 8'],
    ],
  );
  assert.deepEqual(
    counts,
    tickets.map(({ id }) => id),
  );
});

test('nothing chosen is nothing done', async () => {
  assert.deepEqual(await inBulk([], () => Promise.reject(new Error('asked'))), { done: [], failed: [] });
});
