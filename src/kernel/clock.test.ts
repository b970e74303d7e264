import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOCK_DRIFT_MS, isAhead } from './clock.ts';

test('a clock may be ahead by the drift, and no further', () => {
  assert.equal(isAhead(1_000 + CLOCK_DRIFT_MS, 1_000), false);
  assert.equal(isAhead(1_001 + CLOCK_DRIFT_MS, 1_000), true);
  assert.equal(isAhead(0, 1_000), false);
});
