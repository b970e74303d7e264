import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseInstant } from '../../kernel/instant.ts';
import { CsvInstantReader } from './csv-instants.rules.ts';

describe('instants of CSV rows', () => {
  const twoDigits = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
  const text = fc
    .tuple(
      fc.integer({ min: 1_900, max: 2_200 }).map(String),
      twoDigits(14),
      twoDigits(33),
      twoDigits(26),
      twoDigits(66),
      twoDigits(66),
      fc.oneof(fc.constant(''), fc.stringMatching(/^\.[0-9]{0,10}$/), fc.stringMatching(/^.[0-9a ]{0,4}$/)),
      fc.constantFrom('+00:00', '+00:00', '+00:00', 'Z', '', '+01:00', '-00:30', '+0000', ' +00:00'),
      fc.constantFrom(' ', ' ', 'T'),
    )
    .map(([y, mo, d, h, mi, s, fraction, offset, gap]) => `${y}-${mo}-${d}${gap}${h}:${mi}:${s}${fraction}${offset}`);

  test('are what parseInstant says, whatever was read before', () => {
    const reader = new CsvInstantReader();
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ maxLength: 35 })), (value) => {
        assert.equal(reader.read(value), parseInstant(value.trim())?.ms);
      }),
      { numRuns: 5_000 },
    );
  });

  test('survive any one changed character of the real form', () => {
    const reader = new CsvInstantReader();
    for (const real of ['2025-05-05 05:00:00+00:00', '2025-08-19 14:59:33.123456+00:00']) {
      assert.equal(reader.read(real), Date.parse(real));
      for (let at = 0; at < real.length; at++) {
        for (const character of '0159 :-+.TZ/x') {
          const changed = real.slice(0, at) + character + real.slice(at + 1);
          assert.equal(reader.read(changed), parseInstant(changed)?.ms, changed);
        }
      }
    }
  });

  test('without an offset are UTC, with one are moved by it', () => {
    const reader = new CsvInstantReader();
    assert.equal(reader.read('2025-05-05 05:00:00'), Date.UTC(2025, 4, 5, 5));
    assert.equal(reader.read('2025-05-05T06:00:00+01:00'), Date.UTC(2025, 4, 5, 5));
    assert.equal(reader.read('2025-02-30 05:00:00+00:00'), undefined);
  });
});
