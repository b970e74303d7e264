import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paretoBars } from './pareto.ts';

test('the largest comes first, and shares are of sums: the last is exactly the whole', () => {
  const bars = paretoBars(['a', 'b', 'c'], [1, 1, 1]);
  assert.deepEqual(
    bars.map(({ name }) => name),
    ['a', 'b', 'c'],
  );
  assert.equal(bars.at(-1)?.cumulative, 100);
  assert.deepEqual(
    paretoBars(['coil', 'break', 'setting'], [20, 70, 10]).map(({ name, cumulative, index }) => [
      name,
      cumulative,
      index,
    ]),
    [
      ['break', 70, 1],
      ['coil', 90, 0],
      ['setting', 100, 2],
    ],
  );
});

test('what is not known comes last, as unknown and not as 0', () => {
  assert.deepEqual(
    paretoBars(['a', 'b', 'c', 'd'], [null, 30, null, 70]).map(({ name, value, cumulative }) => [
      name,
      value,
      cumulative,
    ]),
    [
      ['d', 70, 70],
      ['b', 30, 100],
      ['a', null, null],
      ['c', null, null],
    ],
  );
});

test('where all are 0 there is no share', () => {
  assert.deepEqual(
    paretoBars(['a'], [0]).map(({ cumulative }) => cumulative),
    [null],
  );
});
