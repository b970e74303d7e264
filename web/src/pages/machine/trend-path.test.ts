import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trendPath } from './trend-path.ts';

const box = { fromMs: 0, toMs: 100, width: 200, height: 20 };

test('the least value is at the bottom and the greatest at the top', () => {
  const points = [
    { atMs: 0, value: 5 },
    { atMs: 50, value: 15 },
    { atMs: 100, value: 10 },
  ];
  assert.equal(trendPath(points, box), 'M0.0 18.0L100.0 2.0L200.0 10.0');
});

test('a number that never changed is a line in the middle', () => {
  const points = [
    { atMs: 0, value: 7 },
    { atMs: 100, value: 7 },
  ];
  assert.equal(trendPath(points, box), 'M0.0 10.0L200.0 10.0');
});

test('of no points there is no line', () => {
  assert.equal(trendPath([], box), '');
});
