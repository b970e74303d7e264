/** Shift calendars for tests that need no table: what a calendar is, without how it is stored. */
import type { ShiftCalendar } from '../../src/modules/timeline/index.ts';

type Shifts = ShiftCalendar['versions'][number]['weekly'][1];

export function everyDay(shifts: Shifts): ShiftCalendar {
  const weekly = { 1: shifts, 2: shifts, 3: shifts, 4: shifts, 5: shifts, 6: shifts, 7: shifts };
  return { key: 'test', versions: [{ validFrom: '0001-01-01', weekly }], exceptions: new Map() };
}

/** DAY from 06:00 and NIGHT from 18:00, as the factory has them. */
export const dayAndNight = everyDay([
  { code: 'DAY', startMinute: 360, endMinute: 1080 },
  { code: 'NIGHT', startMinute: 1080, endMinute: 360 },
]);

/** An early and a late shift on weekdays, nothing else: most of the week is in no shift. */
export const earlyAndLate: ShiftCalendar = (() => {
  const shifts = [
    { code: 'EARLY', startMinute: 300, endMinute: 810 },
    { code: 'LATE', startMinute: 810, endMinute: 1320 },
  ];
  const weekly = { 1: shifts, 2: shifts, 3: shifts, 4: shifts, 5: shifts, 6: [], 7: [] };
  return { key: 'early-late', versions: [{ validFrom: '0001-01-01', weekly }], exceptions: new Map() };
})();
