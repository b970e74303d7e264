import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '../../../kernel/errors.ts';
import type { StoredShiftCalendar, StoredShiftException } from './shift-calendars.types.ts';
import type { ShiftDefinition } from './shift-instances.rules.ts';
import {
  dayAndNight,
  effectiveShifts,
  minuteOf,
  requireFitDate,
  requireFitPattern,
  scopeKey,
  timeOf,
  weeklyOf,
} from './shift-patterns.rules.ts';

const shift = (code: string, start: string, end: string): ShiftDefinition => ({
  code,
  startMinute: minuteOf(start),
  endMinute: minuteOf(end),
});

function refusal(work: () => void): string {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

test('day and night follow each other around the clock', () => {
  const weekly = dayAndNight('06:00', '18:00');
  assert.equal(
    refusal(() => requireFitPattern(weekly)),
    'accepted',
  );
  assert.deepEqual(weekly[7], [shift('DAY', '06:00', '18:00'), shift('NIGHT', '18:00', '06:00')]);
  assert.equal(timeOf(minuteOf('05:09')), '05:09');
});

test('shifts that overlap are refused by name, on one day, over midnight and from Sunday to Monday', () => {
  assert.match(
    refusal(() => requireFitPattern(weeklyOf([shift('DAY', '06:00', '14:30'), shift('LATE', '14:00', '22:00')]))),
    /^calendar-overlap: Monday's DAY \(06:00–14:30\) overlaps Monday's LATE \(14:00–22:00\)/,
  );
  const tuesday = { ...weeklyOf([]), 1: [shift('NIGHT', '22:00', '06:30')], 2: [shift('DAY', '06:00', '14:00')] };
  assert.match(
    refusal(() => requireFitPattern(tuesday)),
    /Monday's NIGHT .* overlaps Tuesday's DAY/,
  );
  const sunday = { ...weeklyOf([]), 7: [shift('NIGHT', '22:00', '06:30')], 1: [shift('DAY', '06:00', '14:00')] };
  assert.match(
    refusal(() => requireFitPattern(sunday)),
    /Sunday's NIGHT .* overlaps Monday's DAY/,
  );
  assert.equal(
    refusal(() => requireFitPattern(weeklyOf([shift('ALL', '06:00', '06:00')]))),
    'accepted',
  );
  assert.match(
    refusal(() => requireFitDate([shift('A', '06:00', '05:00'), shift('B', '23:00', '01:00')], '2026-01-01')),
    /calendar-overlap: A .* overlaps B/,
  );
});

test('unfit codes and more than ten shifts a day are refused', () => {
  assert.match(
    refusal(() => requireFitDate([shift('day', '06:00', '14:00')], '2026-01-01')),
    /^validation-failed: .*'day'/,
  );
  assert.match(
    refusal(() => requireFitDate([shift('A'.repeat(17), '06:00', '14:00')], '2026-01-01')),
    /validation/,
  );
  const hourly = Array.from({ length: 11 }, (_, hour) => shift('H', timeOf(hour * 60), timeOf(hour * 60 + 60)));
  assert.match(
    refusal(() => requireFitPattern(weeklyOf(hourly))),
    /Monday has 11 shifts/,
  );
});

const stored = {
  id: 1,
  seeded: false,
  version: 1,
  createdAt: 0,
  updatedAt: 0,
  note: null,
  placeId: null,
  machineId: null,
};
const A = weeklyOf([shift('A', '06:00', '18:00')]);
const B = weeklyOf([shift('B', '06:00', '18:00')]);
const C = weeklyOf([shift('C', '06:00', '18:00')]);

test('on each date the most specific scope that has a pattern by then holds', () => {
  const calendars: StoredShiftCalendar[] = [
    { ...stored, validFrom: '2000-01-01', weekly: A },
    { ...stored, validFrom: '2025-01-01', weekly: B },
    { ...stored, machineId: 'm1', validFrom: '2024-01-01', weekly: C },
    { ...stored, machineId: 'm1', validFrom: '2026-01-01', weekly: null },
    { ...stored, placeId: 9, validFrom: '2000-01-01', weekly: C },
  ];
  const { versions } = effectiveShifts(['machine:m1', 'place:1', 'factory'], calendars, []);
  assert.deepEqual(versions, [
    { validFrom: '2000-01-01', weekly: A },
    { validFrom: '2024-01-01', weekly: C },
    { validFrom: '2025-01-01', weekly: C },
    { validFrom: '2026-01-01', weekly: B },
  ]);
  assert.deepEqual(
    effectiveShifts(['factory'], calendars, []).versions.map(({ weekly }) => weekly),
    [A, B],
  );
  assert.deepEqual(effectiveShifts(['place:1'], calendars, []).versions, []);
});

test('a date closed for the factory is closed for each machine that has no say of its own', () => {
  const exceptions: StoredShiftException[] = [
    { ...stored, date: '2026-12-25', shifts: [] },
    { ...stored, date: '2026-12-24', shifts: A[1] },
    { ...stored, machineId: 'm1', date: '2026-12-25', shifts: B[1] },
  ];
  const ofMachine = effectiveShifts(['machine:m1', 'factory'], [], exceptions).exceptions;
  assert.deepEqual(
    [...ofMachine],
    [
      ['2026-12-24', A[1]],
      ['2026-12-25', B[1]],
    ],
  );
  const ofFactory = effectiveShifts(['factory'], [], exceptions).exceptions;
  assert.deepEqual(ofFactory.get('2026-12-25'), []);
});

test('a scope has one key', () => {
  assert.equal(scopeKey({ placeId: null, machineId: null }), 'factory');
  assert.equal(scopeKey({ placeId: 7, machineId: null }), 'place:7');
  assert.equal(scopeKey({ placeId: null, machineId: 'm1' }), 'machine:m1');
});
