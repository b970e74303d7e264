/** A weekly pattern as it is typed, and what is wrong with it before the server is asked. */
import type { Item } from '../../../api/types.ts';

export type Calendar = Item<'/api/v1/shift-calendars'>;
export type Weekly = NonNullable<Calendar['weekly']>;
export type Shift = Weekly['monday'][number];
export type Day = keyof Weekly;

export const days = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const satisfies readonly Day[];

export const emptyWeek: Weekly = {
  monday: [],
  tuesday: [],
  wednesday: [],
  thursday: [],
  friday: [],
  saturday: [],
  sunday: [],
};

/** After the last one of the day, for as long as that one: most factories' shifts are alike. */
export function nextShift(shifts: readonly Shift[]): Shift {
  const last = shifts.at(-1);
  if (last === undefined) return { code: 'DAY', start: '06:00', end: '14:00' };
  const length = (minutesOf(last.end) - minutesOf(last.start) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  return { code: '', start: last.end, end: clockOf(minutesOf(last.end) + length) };
}

/** A shift of the same weekday is copied to the days of the working week. */
export function copyToWorkingDays(weekly: Weekly, day: Day): Weekly {
  const [monday, tuesday, wednesday, thursday, friday] = days;
  return {
    ...weekly,
    ...Object.fromEntries([monday, tuesday, wednesday, thursday, friday].map((each) => [each, weekly[day]])),
  };
}

const DAY_MINUTES = 1_440;

function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function clockOf(minutes: number): string {
  const ofDay = minutes % DAY_MINUTES;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
}

/** `DAY 06:00–14:00, NIGHT 22:00–06:00` */
export const shiftsText = (shifts: readonly Shift[]) =>
  shifts.map(({ code, start, end }) => `${code} ${start}–${end}`).join(', ');
