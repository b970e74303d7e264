import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownFor } from './known-for.ts';

test('whoever asks meanwhile hears the same, and is not waited for twice', async () => {
  let nowMs = 1_000;
  let asked = 0;
  const find = knownFor(100, { now: () => nowMs }, async () => ++asked);
  assert.deepEqual(await Promise.all([find(), find()]), [1, 1]);
  nowMs += 99;
  assert.equal(await find(), 1);
  nowMs += 1;
  assert.equal(await find(), 2);
  nowMs -= 5_000;
  assert.equal(await find(), 3, 'a clock that was set back does not keep an answer for ever');
});
