import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { randomOf } from '../../src/simulator/random.ts';

describe('seeded random numbers', () => {
  test('are the same for the same words, and others for other words', () => {
    const draw = (...words: (string | number)[]) => {
      const random = randomOf(...words);
      return Array.from({ length: 20 }, () => random.next());
    };
    assert.deepEqual(draw('demo', 1), draw('demo', 1));
    assert.notDeepEqual(draw('demo', 1), draw('demo', 2));
    assert.notDeepEqual(draw('a', 'bc'), draw('ab', 'c'));
  });

  test('fill [0, 1) evenly', () => {
    const random = randomOf('even');
    const buckets = Array.from({ length: 10 }, () => 0);
    for (let drawn = 0; drawn < 100_000; drawn++) {
      const bucket = Math.floor(random.next() * 10);
      buckets[bucket] = (buckets[bucket] ?? Number.NaN) + 1;
    }
    for (const count of buckets) assert.ok(count > 9_500 && count < 10_500, buckets.join(' '));
  });

  test('draw log-normal durations around their median, within e^sigma two times out of three', () => {
    const random = randomOf('durations');
    const drawn = Array.from({ length: 50_000 }, () => random.logNormal(600, 0.7)).sort((a, b) => a - b);
    const median = drawn[25_000] ?? 0;
    assert.ok(Math.abs(median - 600) < 15, String(median));
    const within = drawn.filter((value) => value > 600 / Math.exp(0.7) && value < 600 * Math.exp(0.7)).length;
    assert.ok(Math.abs(within / 50_000 - 0.683) < 0.01, String(within));
  });

  test('pick by weight, never what weighs nothing, and refuse to pick from nothing', () => {
    const random = randomOf('pick');
    const items = [
      { name: 'often', weight: 3 },
      { name: 'seldom', weight: 1 },
      { name: 'never', weight: 0 },
    ];
    const picked = Array.from({ length: 10_000 }, () => random.pick(items, ({ weight }) => weight).name);
    const often = picked.filter((name) => name === 'often').length;
    assert.ok(often > 7_200 && often < 7_800, String(often));
    assert.ok(!picked.includes('never'));
    assert.throws(() => random.pick([], () => 1), /Nothing to pick from/);
  });
});
