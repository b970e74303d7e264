import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOLD_MS, pressOf, SLOP_PX, scrollStep } from './drag.ts';

const at = (x: number, y = 0) => ({ x, y });

test('a mouse drags once it has moved, however long it was held', () => {
  assert.equal(pressOf('mouse', at(0), at(SLOP_PX), 5_000), 'waits');
  assert.equal(pressOf('mouse', at(0), at(SLOP_PX + 1), 1), 'drags');
});

test('a finger drags after resting, and scrolls when it moves before', () => {
  for (const kind of ['touch', 'pen']) {
    assert.equal(pressOf(kind, at(0), at(3), HOLD_MS - 1), 'waits');
    assert.equal(pressOf(kind, at(0), at(0, SLOP_PX + 1), HOLD_MS - 1), 'scrolls');
    assert.equal(pressOf(kind, at(0), at(3), HOLD_MS), 'drags');
  }
});

test('a board scrolls while a card is held near its edge, towards it', () => {
  assert.ok(scrollStep(10, 0, 1_000) < 0);
  assert.ok(scrollStep(990, 0, 1_000) > 0);
  assert.equal(scrollStep(500, 0, 1_000), 0);
});
