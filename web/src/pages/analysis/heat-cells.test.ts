import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heatRows } from './heat-cells.ts';

const hour = (key: string | null, planned: number, up: number) => ({
  key,
  planned_seconds: planned,
  productive_uptime_seconds: up,
});

test('hours are by date, and an hour in which nothing was planned has no figure', () => {
  const rows = heatRows([
    hour('2026-11-25T06:00+00:00', 3_600, 1_800),
    hour('2026-11-26T07:00+00:00', 1_800, 1_800),
    hour('2026-11-26T08:00+00:00', 0, 0),
  ]);
  assert.deepEqual(
    rows.map(({ day }) => day),
    ['2026-11-25', '2026-11-26'],
  );
  assert.equal(rows[0]?.percents[6], 50);
  assert.equal(rows[1]?.percents[7], 100);
  assert.equal(rows[1]?.percents[8], null);
  assert.equal(rows[0]?.percents[7], null);
});

test('an hour that comes twice when the clocks go back is one, by its sums', () => {
  const [row] = heatRows([hour('2026-10-25T01:00+01:00', 3_600, 3_600), hour('2026-10-25T01:00+00:00', 1_200, 0)]);
  assert.equal(row?.percents[1], 75);
});

test('more than a fortnight is by weekday, Monday first, by sums and not by means of percentages', () => {
  const days = Array.from({ length: 15 }, (_, at) => `2026-11-${String(at + 9).padStart(2, '0')}`);
  // 9 November is a Monday; so are the 16th and the 23rd
  const rows = heatRows(days.map((day, at) => hour(`${day}T06:00+00:00`, at === 0 ? 600 : 3_600, at === 0 ? 600 : 0)));
  assert.equal(rows.length, 7);
  assert.equal(rows[0]?.day, 0);
  assert.equal(rows[0]?.percents[6], (100 * 600) / 7_800);
  assert.equal(rows[1]?.percents[6], 0);
});
