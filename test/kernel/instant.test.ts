/** Instants as text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatInstant } from '../../src/kernel/instant.ts';

test('an instant is formatted as RFC 3339 in UTC, whichever was formatted before it', () => {
  const years = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2150, 0, 1) });
  const ofOneDay = fc.integer({ min: Date.UTC(2026, 1, 28), max: Date.UTC(2026, 2, 1) });
  fc.assert(
    fc.property(fc.array(fc.oneof(years, ofOneDay), { minLength: 1, maxLength: 50 }), (instants) => {
      for (const ms of instants) assert.equal(formatInstant(ms), new Date(ms).toISOString());
    }),
  );
});

test('the last millisecond of a day, the first of the next and the days before 1970 keep their dates', () => {
  const midnight = Date.UTC(2026, 0, 1);
  const instants = [midnight, midnight - 1, midnight, -1, 0, -86_400_000, midnight + 86_399_999];
  for (const ms of instants) assert.equal(formatInstant(ms), new Date(ms).toISOString());
});

test('what is no instant is refused, also after one of its day', () => {
  formatInstant(0);
  for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 9e15]) assert.throws(() => formatInstant(ms), RangeError);
});
