import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idealCount, shareOf } from './ideal.rules.ts';

test('a run is held against whole pieces of its ideal cycle', () => {
  assert.equal(idealCount(60, 4), 15);
  assert.equal(idealCount(63.9, 4), 15);
  assert.equal(idealCount(3, 4), 0);
});

test('without an ideal cycle, or before the run has begun, nothing is said', () => {
  assert.deepEqual([idealCount(60, null), idealCount(60, 0), idealCount(-1, 4)], [undefined, undefined, undefined]);
});

test('a share has a whole, and is at most all of it', () => {
  assert.deepEqual(
    [shareOf(50, 200), shareOf(300, 200), shareOf(1, 0), shareOf(1, null)],
    [25, 100, undefined, undefined],
  );
});
