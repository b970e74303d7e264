import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byDate, firstDayOf, isMonth, monthAfter, monthOf, rangeOf, weeksOf } from './calendar.ts';

test('a month is shown in whole weeks, which begin with the day that people are used to', () => {
  const fromMonday = weeksOf('2026-11', 1);
  assert.deepEqual([fromMonday[0]?.[0], fromMonday.at(-1)?.at(-1), fromMonday.length], ['2026-10-26', '2026-12-06', 6]);
  const fromSunday = weeksOf('2026-11', 7);
  assert.deepEqual([fromSunday[0]?.[0], fromSunday.at(-1)?.at(-1), fromSunday.length], ['2026-11-01', '2026-12-05', 5]);
  assert.equal(weeksOf('2027-02', 1).length, 4);
});

test('every day of a month is in it once, whatever the month', () => {
  for (let at = 0; at < 48; at += 1) {
    const month = monthAfter('2024-01', at);
    for (const firstDay of [1, 6, 7]) {
      const days = weeksOf(month, firstDay).flat();
      assert.equal(new Set(days).size, days.length);
      const count = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
      assert.equal(days.filter((day) => day.startsWith(month)).length, count, month);
    }
  }
});

test('months follow each other over the year', () => {
  assert.equal(monthAfter('2026-12', 1), '2027-01');
  assert.equal(monthAfter('2026-01', -1), '2025-12');
  assert.equal(monthOf('2026-12-01'), '2026-12');
  assert.ok(isMonth('2026-11') && !isMonth('2026-13') && !isMonth('november') && !isMonth(7));
});

test('the range that is asked for begins and ends at midnights of the factory', () => {
  assert.deepEqual(rangeOf(weeksOf('2026-03', 1), 'Europe/Berlin'), [
    '2026-02-22T23:00:00.000Z',
    '2026-04-05T22:00:00.000Z',
  ]);
});

test('what is due is on the day of the factory, in order of time', () => {
  const dues = ['2026-11-26T23:30:00Z', '2026-11-26T22:00:00Z', '2026-11-27T09:00:00Z'].map((dueAt) => ({ dueAt }));
  assert.deepEqual(
    [...byDate(dues, 'Europe/Berlin')].map(([date, there]) => [date, there.map(({ dueAt }) => dueAt.slice(11, 16))]),
    [
      ['2026-11-26', ['22:00']],
      ['2026-11-27', ['23:30', '09:00']],
    ],
  );
});

test('weeks begin with Monday in England and Germany, and with Sunday in the United States', () => {
  assert.deepEqual(['en-GB', 'de-DE', 'en-US'].map(firstDayOf), [1, 1, 7]);
});
