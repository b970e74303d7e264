import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayRange, type QuickRange, rangeSearch, weekdayOf } from './range.ts';

const london = 'Europe/London';
const dates = (range: QuickRange, today: string) => {
  const { fromDate, toDate, days } = dayRange({ range }, '7d', today, london);
  return [fromDate, toDate, days];
};

test('the usual ranges end today and have as many days as they say', () => {
  // a Thursday
  assert.deepEqual(dates('today', '2026-11-26'), ['2026-11-26', '2026-11-26', 1]);
  assert.deepEqual(dates('yesterday', '2026-11-01'), ['2026-10-31', '2026-10-31', 1]);
  assert.deepEqual(dates('week', '2026-11-26'), ['2026-11-23', '2026-11-26', 4]);
  assert.deepEqual(dates('week', '2026-11-29'), ['2026-11-23', '2026-11-29', 7]);
  assert.deepEqual(dates('7d', '2026-03-03'), ['2026-02-25', '2026-03-03', 7]);
  assert.deepEqual(dates('30d', '2026-11-26'), ['2026-10-28', '2026-11-26', 30]);
  assert.deepEqual(dates('90d', '2026-11-26'), ['2026-08-29', '2026-11-26', 90]);
});

test('days begin at midnight of the factory, also where the clocks change', () => {
  const spring = dayRange({ from: '2026-03-29', to: '2026-03-29' }, '7d', '2026-11-26', london);
  assert.equal(spring.start_time, '2026-03-29T00:00:00.000Z');
  assert.equal(spring.end_time, '2026-03-29T23:00:00.000Z');
  const autumn = dayRange({ from: '2026-10-25', to: '2026-10-25' }, '7d', '2026-11-26', london);
  assert.equal(autumn.start_time, '2026-10-24T23:00:00.000Z');
  assert.equal(autumn.end_time, '2026-10-26T00:00:00.000Z');
  const sydney = dayRange({ range: 'today' }, '7d', '2026-11-26', 'Australia/Sydney');
  assert.equal(sydney.start_time, '2026-11-25T13:00:00.000Z');
});

test('an address that names no range is one of the fallback', () => {
  for (const search of [
    {},
    { range: 'ever' },
    { from: '2026-11-02', to: '2026-11-01' },
    { from: '2026-02-30', to: '2026-03-01' },
    { from: '0002-01-01', to: '2026-03-01' },
    { from: '2026-03-01' },
    { from: 20_260_301, to: 20_260_302 },
  ]) {
    assert.deepEqual(rangeSearch(search), {}, JSON.stringify(search));
  }
  assert.deepEqual(rangeSearch({ range: '30d', from: '2026-11-01', to: '2026-11-02', other: 1 }), { range: '30d' });
  assert.deepEqual(rangeSearch({ from: '2026-11-01', to: '2026-11-02' }), { from: '2026-11-01', to: '2026-11-02' });
  assert.equal(dayRange({}, '30d', '2026-11-26', london).days, 30);
});

test('weeks begin on Monday', () => {
  assert.equal(weekdayOf('2026-11-23'), 0);
  assert.equal(weekdayOf('2026-11-29'), 6);
});
