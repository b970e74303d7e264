/**
 * The shift of an instant as a person tells it: by the clock on the factory's wall and the plan beside it.
 *
 * Shares no code with the program. Right where no shift begins or ends in the hour that comes twice or never.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import type { ShiftCalendar } from '../../src/modules/timeline/index.ts';

const londonClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** What the clock shows in a half-hour, by the instant that it begins at. */
const shown = new Map<number, { day: string; minute: number }>();

function localTime(ms: number): { day: string; minute: number } {
  // no offset of London's is finer than an hour
  const halfHour = Math.floor(ms / (HOUR_MS / 2)) * (HOUR_MS / 2);
  let time = shown.get(halfHour);
  if (time === undefined) {
    const [day = '', clock = ''] = londonClock.format(halfHour).split(' ');
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    shown.set(halfHour, (time = { day, minute: hours * 60 + minutes }));
  }
  return { day: time.day, minute: time.minute + Math.floor((ms - halfHour) / MINUTE_MS) };
}

/** @returns the shift's code, null in none, and the local date on which it began */
export function shiftOnTheClock(calendar: ShiftCalendar, ms: number): { shift: string | null; day: string } {
  const { day, minute } = localTime(ms);
  const weekly = calendar.versions[0]?.weekly;
  const today = weekly?.[weekdayOf(day)].find(
    ({ startMinute, endMinute }) => startMinute <= minute && (minute < endMinute || endMinute <= startMinute),
  );
  if (today !== undefined) return { shift: today.code, day };
  const dayBefore = dateOf(Date.parse(day) - DAY_MS);
  const overnight = weekly?.[weekdayOf(dayBefore)].find(
    ({ startMinute, endMinute }) => endMinute <= startMinute && minute < endMinute,
  );
  return overnight === undefined ? { shift: null, day } : { shift: overnight.code, day: dayBefore };
}

/** ISO: Monday is 1. */
export function weekdayOf(day: string): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  return (new Date(day).getUTCDay() || 7) as 1 | 2 | 3 | 4 | 5 | 6 | 7;
}

/** ISO week, `2025-W19`: that of its Thursday, counted from the first of the Thursday's year. */
export function weekOf(day: string): string {
  const thursdayMs = Date.parse(day) + (4 - weekdayOf(day)) * DAY_MS;
  const year = dateOf(thursdayMs).slice(0, 4);
  const week = Math.floor((thursdayMs - Date.parse(`${year}-01-01`)) / (7 * DAY_MS)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
