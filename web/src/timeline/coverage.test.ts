import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Coverage, gapsIn, type Interval, withInterval, withoutInterval } from './coverage.ts';

const interval = (fromMs: number, toMs: number): Interval => ({ fromMs, toMs });

test('intervals that touch or overlap become one', () => {
  const two = withInterval([interval(0, 10)], interval(20, 30));
  assert.deepEqual(two, [interval(0, 10), interval(20, 30)]);
  assert.deepEqual(withInterval(two, interval(10, 20)), [interval(0, 30)]);
  assert.deepEqual(withInterval(two, interval(5, 25)), [interval(0, 30)]);
});

test('what is taken out of an interval splits it', () => {
  assert.deepEqual(withoutInterval([interval(0, 30)], interval(10, 20)), [interval(0, 10), interval(20, 30)]);
  assert.deepEqual(withoutInterval([interval(0, 30)], interval(-5, 40)), []);
  assert.deepEqual(withoutInterval([interval(0, 30)], interval(20, Number.POSITIVE_INFINITY)), [interval(0, 20)]);
});

test('gaps are what is not covered, within the interval', () => {
  const coverage = [interval(0, 10), interval(20, 30)];
  assert.deepEqual(gapsIn(coverage, interval(5, 40)), [interval(10, 20), interval(30, 40)]);
  assert.deepEqual(gapsIn(coverage, interval(0, 10)), []);
  assert.deepEqual(gapsIn([], interval(0, 10)), [interval(0, 10)]);
});

test('whatever is added and taken out, an instant is covered as the last word on it says', () => {
  const step = fc.record({ isAdded: fc.boolean(), from: fc.nat(40), length: fc.integer({ min: 1, max: 20 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let coverage: Coverage = [];
      const covered = Array.from({ length: 60 }, () => false);
      for (const { isAdded, from, length } of steps) {
        const change = isAdded ? withInterval : withoutInterval;
        coverage = change(coverage, interval(from, from + length));
        covered.fill(isAdded, from, from + length);
      }
      for (const [at, isCovered] of covered.entries()) {
        assert.equal(gapsIn(coverage, interval(at, at + 1)).length === 0, isCovered);
      }
    }),
  );
});
