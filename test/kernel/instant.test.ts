/** Instants as text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatInstant, parseInstant } from '../../src/kernel/instant.ts';

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

test('the usual way to write an instant gives what every other way gives', () => {
  const digits = (max: number, length: number) =>
    fc.integer({ min: 0, max }).map((value) => String(value).padStart(length, '0'));
  const written = fc
    .tuple(digits(3_000, 4), digits(14, 2), digits(33, 2), digits(26, 2), digits(66, 2), digits(66, 2), digits(999, 3))
    .map(([year, month, day, hour, minute, second, ms]) => `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}`);
  const instants = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') });
  fc.assert(
    fc.property(
      fc.oneof(
        written,
        instants.map((date) => date.toISOString().slice(0, -1)),
      ),
      (text) => {
        assert.deepEqual(parseInstant(`${text}Z`), parseInstant(`${text}+00:00`));
      },
    ),
    { numRuns: 2_000 },
  );
  assert.equal(parseInstant('2026-11-27T03:07:32.001Z')?.ms, Date.UTC(2026, 10, 27, 3, 7, 32, 1));
});
