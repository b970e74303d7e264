import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPerformance } from './performance.service.ts';

const second = 1_764_000_000_000;

/** The end up to which cuts are read for a range, when the clock stands there once the range has been answered. */
async function readUntil(range: { fromMs: number; toMs: number; cutOffAtMs: number | null }, nowMs: number) {
  const ends: number[] = [];
  const { cutsIn } = createPerformance({
    analytics: { timeAccounting: () => assert.fail('is not asked for cuts') },
    production: {
      sumCuts: async (spans) => {
        ends.push(...spans.map(({ toMs }) => toMs));
        return spans.map(() => ({ cuts: 0, events: 0 }));
      },
    },
    clock: { now: () => nowMs },
  });
  await cutsIn(range, ['mill']);
  return ends[0];
}

test('a range that was cut off at now holds the cuts of its last second, though the clock has gone on since', async () => {
  const running = { fromMs: second - 60_000, toMs: second, cutOffAtMs: second };
  for (const laterMs of [0, 999, 1_000, 5_000]) {
    assert.equal(await readUntil(running, second + laterMs), Number.MAX_SAFE_INTEGER);
  }
});

test('a range that ends in this second reaches now, one that ended before does not', async () => {
  const asked = { fromMs: second - 60_000, toMs: second, cutOffAtMs: null };
  assert.equal(await readUntil(asked, second + 999), Number.MAX_SAFE_INTEGER);
  assert.equal(await readUntil(asked, second + 1_000), second);
});

test('an empty range holds no cut', async () => {
  const empty = { fromMs: second, toMs: second, cutOffAtMs: second };
  assert.equal(await readUntil(empty, second), second);
});
