import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aboveStep, marksOf, type Step, stepFor } from './axis.ts';
import { DAY_MS, MINUTE_MS } from './view.ts';

const HOUR_MS = 60 * MINUTE_MS;
const zone = 'Europe/London';
const at = (text: string) => Date.parse(text);
const marks = (step: Step, from: string, to: string) =>
  marksOf(step, at(from), at(to), zone).map((mark) => new Date(mark).toISOString().slice(0, 16));

test('the step is the closest whose marks stand far enough apart', () => {
  assert.deepEqual(stepFor(40 * MINUTE_MS), { unit: 'minute', ms: HOUR_MS });
  assert.deepEqual(stepFor(13 * HOUR_MS), { unit: 'day', days: 1 });
  assert.deepEqual(stepFor(5 * DAY_MS), { unit: 'week' });
  assert.deepEqual(stepFor(400 * DAY_MS), { unit: 'month', months: 3 });
});

test('hours are whole hours of the factory, with one before the first in sight', () => {
  const six: Step = { unit: 'minute', ms: 6 * HOUR_MS };
  assert.deepEqual(marks(six, '2026-07-15T06:30Z', '2026-07-15T18:00Z'), [
    '2026-07-15T05:00',
    '2026-07-15T11:00',
    '2026-07-15T17:00',
  ]);
});

test('on the days that the clocks change the hours are still whole', () => {
  const six: Step = { unit: 'minute', ms: 6 * HOUR_MS };
  // 29 March 2026: 01:00 becomes 02:00
  assert.deepEqual(marks(six, '2026-03-29T00:00Z', '2026-03-29T12:00Z'), [
    '2026-03-29T00:00',
    '2026-03-29T05:00',
    '2026-03-29T11:00',
  ]);
  // 25 October 2026: 02:00 becomes 01:00
  assert.deepEqual(marks(six, '2026-10-24T23:00Z', '2026-10-25T12:00Z'), [
    '2026-10-24T23:00',
    '2026-10-25T06:00',
    '2026-10-25T12:00',
  ]);
});

test('quarters of an hour go on through the hour that comes twice', () => {
  const marked = marks({ unit: 'minute', ms: 15 * MINUTE_MS }, '2026-10-25T00:00Z', '2026-10-25T02:00Z');
  assert.equal(marked.length, 9);
});

test('days begin at midnight in the factory, weeks on Monday, months on the first', () => {
  assert.deepEqual(marks({ unit: 'day', days: 1 }, '2026-07-15T12:00Z', '2026-07-17T12:00Z'), [
    '2026-07-14T23:00',
    '2026-07-15T23:00',
    '2026-07-16T23:00',
  ]);
  assert.deepEqual(marks({ unit: 'week' }, '2026-11-26T12:00Z', '2026-12-10T12:00Z'), [
    '2026-11-23T00:00',
    '2026-11-30T00:00',
    '2026-12-07T00:00',
  ]);
  assert.deepEqual(marks({ unit: 'month', months: 1 }, '2026-09-15T12:00Z', '2026-11-15T12:00Z'), [
    '2026-08-31T23:00',
    '2026-09-30T23:00',
    '2026-11-01T00:00',
  ]);
});

test('two days apart they stand on the same days wherever the view begins', () => {
  const step: Step = { unit: 'day', days: 2 };
  assert.deepEqual(
    marks(step, '2026-11-25T12:00Z', '2026-11-30T00:00Z').slice(1),
    marks(step, '2026-11-26T12:00Z', '2026-11-30T00:00Z').slice(-2),
  );
});

test('above hours stands the day, above days the month, above months the year', () => {
  assert.deepEqual(aboveStep({ unit: 'minute', ms: HOUR_MS }), { unit: 'day', days: 1 });
  assert.deepEqual(aboveStep({ unit: 'week' }), { unit: 'month', months: 1 });
  assert.deepEqual(aboveStep({ unit: 'month', months: 1 }), { unit: 'month', months: 12 });
});
