/** Days of the factory's zone, also those on which its clocks change. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateAfter, dateIn, instantOf, localOf, startOfDate, startOfDay } from './days.ts';

const london = 'Europe/London';
const iso = (ms: number) => new Date(ms).toISOString();

test('a day begins at midnight of the zone, in summer an hour before that of UTC', () => {
  assert.equal(iso(startOfDay(Date.parse('2026-11-26T13:00:00Z'), london)), '2026-11-26T00:00:00.000Z');
  assert.equal(iso(startOfDay(Date.parse('2026-07-01T13:00:00Z'), london)), '2026-06-30T23:00:00.000Z');
  assert.equal(iso(startOfDay(Date.parse('2026-07-01T13:00:00Z'), london, 1)), '2026-07-01T23:00:00.000Z');
});

test('the days on which the clocks change have 23 and 25 hours', () => {
  const lengthOf = (noon: string) =>
    (startOfDay(Date.parse(noon), london, 1) - startOfDay(Date.parse(noon), london)) / 3_600_000;
  assert.equal(lengthOf('2026-03-29T12:00:00Z'), 23);
  assert.equal(lengthOf('2026-10-25T12:00:00Z'), 25);
  assert.equal(lengthOf('2026-10-26T12:00:00Z'), 24);
});

test('an instant becomes the time on the wall and back', () => {
  for (const instant of [
    '2026-03-29T00:59:59Z',
    '2026-03-29T01:00:00Z',
    '2026-10-25T03:00:00Z',
    '2026-12-31T23:59:59Z',
  ]) {
    const ms = Date.parse(instant);
    assert.equal(instantOf(localOf(ms, london), london), ms, instant);
  }
  assert.equal(dateIn(Date.parse('2026-06-30T23:30:00Z'), london), '2026-07-01');
});

test('a date begins at its own midnight, also where the clocks are half a day and more ahead', () => {
  assert.equal(iso(startOfDate('2026-12-24', 'Pacific/Auckland')), '2026-12-23T11:00:00.000Z');
  assert.equal(iso(startOfDate('2026-12-24', 'Pacific/Auckland', 1)), '2026-12-24T11:00:00.000Z');
  assert.equal(iso(startOfDate('2026-12-24', 'America/Los_Angeles')), '2026-12-24T08:00:00.000Z');
  assert.equal(dateAfter('2026-02-28', 1), '2026-03-01');
});
