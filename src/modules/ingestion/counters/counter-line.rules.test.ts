import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepCounter } from './counter-line.rules.ts';
import type { CounterLine, CounterPoint } from './counters.types.ts';

const point = (value: number, occurredAt = 20, more: Partial<CounterPoint> = {}): CounterPoint => ({
  machineId: 'mill',
  occurredAt,
  isTimed: true,
  sourceSequence: null,
  counter: 'pieces',
  value,
  rolloverAt: null,
  ...more,
});
const line = (value: number, lastSequence: number | null = null): CounterLine => ({ value, lastAt: 10, lastSequence });
const pieces = (before: CounterLine | undefined, next: CounterPoint, rolloverAt: number | null = null) =>
  stepCounter(before, next, rolloverAt)?.pieces;

test('the first value is where counting begins, a rise is so many pieces, the same value is none', () => {
  assert.equal(pieces(undefined, point(12_417)), 0);
  assert.equal(pieces(line(100), point(107)), 7);
  assert.equal(pieces(line(100), point(100)), 0);
});

test('a fall is a counter that began anew', () => {
  assert.equal(pieces(line(100), point(3)), 3);
  assert.equal(pieces(line(100), point(0)), 0);
});

test('a fall near the top is a rollover, where the top is known by the point or by the setting', () => {
  assert.equal(pieces(line(65_530), point(4, 20, { rolloverAt: 65_536 })), 10);
  assert.equal(pieces(line(65_530), point(4), 65_536), 10);
  assert.equal(pieces(line(100), point(4), 65_536), 4, 'far from the top it is a reset');
  assert.equal(pieces(line(70_000), point(4), 65_536), 4, 'it does not turn over there');
});

test('what is older, or was there already, changes nothing', () => {
  assert.equal(pieces(line(100), point(90, 9)), undefined);
  assert.equal(pieces(line(100), point(90, 10)), undefined, 'at one time the higher is the newer');
  assert.equal(pieces(line(100, 7), point(100, 10, { sourceSequence: 7 })), undefined);
  assert.equal(pieces(line(100, 7), point(99, 30, { sourceSequence: 6, isTimed: false })), undefined, 'sent again');
  assert.equal(pieces(line(100, 7), point(101, 10, { sourceSequence: 8 })), 1);
});

test('one without a time is the newest, also where the clock of the machine runs ahead', () => {
  const step = stepCounter(line(100), point(101, 5, { isTimed: false }), null);
  assert.deepEqual([step?.pieces, step?.atMs, step?.line.lastAt], [1, 10, 10]);
});

test('with neither a time nor a sequence a little less is what was sent again, and anything else a reset', () => {
  const bare = (value: number) => point(value, 20, { isTimed: false });
  assert.equal(pieces(line(12_420), bare(12_417)), undefined);
  assert.equal(pieces(line(12_420), bare(12_421)), 1, 'it goes on where it was');
  assert.equal(pieces(line(12_420), bare(0)), 0);
  assert.equal(pieces(line(12_420), bare(11_000)), 11_000);
  assert.equal(pieces(line(20), bare(9)), 9);
  assert.equal(pieces(line(12_420), point(12_417)), 12_417, 'its time says that it is newer');
});
