import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCutFault, QUARTER_MS, quarterSums, rangeOf } from './cuts.rules.ts';
import type { NewCut } from './cuts.types.ts';

const at = Date.UTC(2026, 0, 15, 12);
const cut = (more: Partial<NewCut> = {}): NewCut => ({ machineId: 'mill', occurredAt: at, count: 1, ...more });

test('a cut is kept unless its time, its count or its names cannot be', () => {
  const field = (more: Partial<NewCut>) => findCutFault(cut(more), at)?.field;
  assert.equal(field({}), undefined);
  assert.equal(field({ occurredAt: at + 1 }), 'occurredAt');
  assert.equal(field({ occurredAt: 0 }), 'occurredAt');
  assert.equal(field({ occurredAt: Number.NaN }), 'occurredAt');
  assert.equal(field({ count: 0 }), 'count');
  assert.equal(field({ count: 1.5 }), 'count');
  assert.equal(field({ count: 1_000_001 }), 'count');
  assert.equal(field({ sourceId: '' }), 'sourceId');
  assert.equal(field({ sourceId: 'x'.repeat(201) }), 'sourceId');
  // two of them would be one to SQLite, and stored for repeats on PostgreSQL
  assert.equal(field({ sourceId: 'plc-\ud800' }), 'sourceId');
  assert.equal(field({ sourceId: 'plc-😀' }), undefined);
  assert.equal(field({ sourceSequence: -1 }), 'sourceSequence');
  assert.equal(field({ sourceSequence: 2 ** 53 }), 'sourceSequence');
  assert.equal(field({ sourceId: null, sourceSequence: null }), undefined);
  assert.equal(field({ sourceId: 'x', sourceSequence: 0, count: 1_000_000 }), undefined);
});

test('a batch adds to the quarter-hours of UTC that its cuts lie in, in the order of machine and time', () => {
  const sums = quarterSums([
    cut({ machineId: 'b' }),
    cut({ occurredAt: at + QUARTER_MS, count: 2 }),
    cut({ occurredAt: at + QUARTER_MS - 1, count: 3 }),
    cut({ count: 4 }),
    cut({ machineId: 'a', occurredAt: at - 1 }),
  ]);
  assert.deepEqual(sums, [
    { machineId: 'a', quarterStart: at - QUARTER_MS, cuts: 1, events: 1 },
    { machineId: 'b', quarterStart: at, cuts: 1, events: 1 },
    { machineId: 'mill', quarterStart: at, cuts: 7, events: 2 },
    { machineId: 'mill', quarterStart: at + QUARTER_MS, cuts: 2, events: 1 },
  ]);
  assert.deepEqual(quarterSums([]), []);
});

test('the range of a batch is from its first to its last cut, in whatever order they come', () => {
  assert.deepEqual(rangeOf([cut(), cut({ occurredAt: at + 5 }), cut({ occurredAt: at - 5 })]), {
    firstMs: at - 5,
    lastMs: at + 5,
  });
});
