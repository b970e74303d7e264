/** Pure decisions on shift calendars: which patterns are fit, and which one holds where several scopes have a say. */
import { DomainError } from '../../../kernel/errors.ts';
import type { ShiftScope, StoredShiftCalendar, StoredShiftException } from './shift-calendars.types.ts';
import type { CalendarVersion, IsoWeekday, ShiftDefinition, WeeklyPattern } from './shift-instances.rules.ts';

export const SHIFT_CODE_PATTERN = '^[A-Z0-9_]{1,16}$';
export const SHIFTS_A_DAY_MAX = 10;
/** Patterns hold from here where nobody has named a later date: before every period that a factory could load. */
export const FIRST_DATE = '1970-01-01';

const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const satisfies readonly IsoWeekday[];
const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export function weeklyOf(shifts: readonly ShiftDefinition[]): WeeklyPattern {
  return { 1: shifts, 2: shifts, 3: shifts, 4: shifts, 5: shifts, 6: shifts, 7: shifts };
}

/** DAY and NIGHT on every day, one following the other. */
export function dayAndNight(dayStart: string, dayEnd: string): WeeklyPattern {
  const start = minuteOf(dayStart);
  const end = minuteOf(dayEnd);
  return weeklyOf([
    { code: 'DAY', startMinute: start, endMinute: end },
    { code: 'NIGHT', startMinute: end, endMinute: start },
  ]);
}

/** @param time local `HH:MM` */
export function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** Local `HH:MM`. */
export function timeOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** `factory`, `place:7` or `machine:6809…`. */
export function scopeKey(scope: ShiftScope): string {
  if (scope.machineId !== null) return `machine:${scope.machineId}`;
  return scope.placeId === null ? 'factory' : `place:${scope.placeId}`;
}

interface Planned {
  readonly shift: ShiftDefinition;
  readonly weekday: IsoWeekday | undefined;
  readonly start: number;
  readonly end: number;
}

/** @throws calendar-overlap, validation-failed */
export function requireFitPattern(weekly: WeeklyPattern): void {
  for (const weekday of weekdays) requireFitShifts(weekly[weekday], weekdayNames[weekday - 1] as string);
  const planned = weekdays
    .flatMap((weekday) => weekly[weekday].map((shift) => plan(shift, (weekday - 1) * DAY_MINUTES, weekday)))
    .sort((a, b) => a.start - b.start);
  const first = planned[0];
  // Sunday's last shift runs into the next week's Monday
  const following = first && { ...first, start: first.start + WEEK_MINUTES, end: first.end + WEEK_MINUTES };
  requireNoOverlap(following === undefined ? planned : [...planned, following]);
}

/** The shifts of one date among themselves. @throws calendar-overlap, validation-failed */
export function requireFitDate(shifts: readonly ShiftDefinition[], date: string): void {
  requireFitShifts(shifts, date);
  requireNoOverlap(shifts.map((shift) => plan(shift, 0, undefined)).sort((a, b) => a.start - b.start));
}

function requireFitShifts(shifts: readonly ShiftDefinition[], day: string): void {
  if (shifts.length > SHIFTS_A_DAY_MAX) {
    throw new DomainError('validation-failed', `${day} has ${shifts.length} shifts; ${SHIFTS_A_DAY_MAX} are allowed.`);
  }
  const unfit = shifts.find((shift) => !new RegExp(SHIFT_CODE_PATTERN).test(shift.code));
  if (unfit !== undefined) {
    throw new DomainError(
      'validation-failed',
      `The shift code '${unfit.code}' is not fit: up to 16 capital letters, digits and underscores are allowed.`,
    );
  }
}

function plan(shift: ShiftDefinition, midnight: number, weekday: IsoWeekday | undefined): Planned {
  const overMidnight = shift.endMinute <= shift.startMinute ? DAY_MINUTES : 0;
  return { shift, weekday, start: midnight + shift.startMinute, end: midnight + shift.endMinute + overMidnight };
}

function requireNoOverlap(planned: readonly Planned[]): void {
  for (let at = 1; at < planned.length; at++) {
    const earlier = planned[at - 1] as Planned;
    const later = planned[at] as Planned;
    if (later.start >= earlier.end) continue;
    const detail = `${described(earlier)} overlaps ${described(later)}. A machine is in one shift at a time.`;
    throw new DomainError('calendar-overlap', detail);
  }
}

function described({ shift, weekday }: Planned): string {
  const of = weekday === undefined ? '' : `${weekdayNames[weekday - 1]}'s `;
  return `${of}${shift.code} (${timeOf(shift.startMinute)}–${timeOf(shift.endMinute)})`;
}

/** What holds for a machine: patterns in the order of their dates, and the dates that differ. */
export interface EffectiveShifts {
  readonly versions: readonly CalendarVersion[];
  readonly exceptions: ReadonlyMap<string, readonly ShiftDefinition[]>;
}

const noShifts = weeklyOf([]);

/**
 * What holds where several scopes have a say: on each date the most specific scope that has a pattern by then, and of
 * the exceptions of that date the most specific one.
 *
 * @param scopes from the most specific (the machine) to the factory
 */
export function effectiveShifts(
  scopes: readonly string[],
  calendars: readonly StoredShiftCalendar[],
  exceptions: readonly StoredShiftException[],
): EffectiveShifts {
  const own = scopes.map((scope) =>
    calendars.filter((calendar) => scopeKey(calendar) === scope).sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1)),
  );
  const dates = [...new Set(own.flat().map((calendar) => calendar.validFrom))].sort();
  const versions: CalendarVersion[] = [];
  for (const validFrom of dates) {
    const weekly = own
      .map((ofScope) => ofScope.findLast((calendar) => calendar.validFrom <= validFrom)?.weekly)
      .find((pattern) => pattern != null);
    versions.push({ validFrom, weekly: weekly ?? noShifts });
  }
  const byDate = new Map<string, readonly ShiftDefinition[]>();
  for (const scope of scopes) {
    for (const exception of exceptions) {
      if (scopeKey(exception) === scope && !byDate.has(exception.date)) byDate.set(exception.date, exception.shifts);
    }
  }
  return { versions, exceptions: new Map([...byDate].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
