/**
 * The shift calendar as arithmetic: from a weekly pattern to instants.
 *
 * Shifts are expanded per local date, never by adding 24 hours, so a night shift lasts 13 h when the clocks go back
 * and 11 h when they go forward. Local times are turned into instants in their order, so what follows without a gap on
 * the clock does so in time. The result covers time without a hole: what lies in no shift comes as slices whose `shift`
 * is null, cut at local midnight so that they too belong to one production day.
 */
import { Temporal } from 'temporal-polyfill';

/** A shift as it is planned: minutes after local midnight; an end at or before the start lies on the next day. */
export interface ShiftDefinition {
  readonly code: string;
  /** 0–1439 */
  readonly startMinute: number;
  /** 0–1439 */
  readonly endMinute: number;
}

/** ISO weekdays: 1 is Monday. */
export type IsoWeekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;
export type WeeklyPattern = Readonly<Record<IsoWeekday, readonly ShiftDefinition[]>>;

/** The pattern from a local date on (`YYYY-MM-DD`), until the next version. */
export interface CalendarVersion {
  readonly validFrom: string;
  readonly weekly: WeeklyPattern;
}

export interface ShiftCalendar {
  /** Machines whose calendars have the same key have the same shifts. */
  readonly key: string;
  /** Ascending by `validFrom`. Before the first there are no shifts. */
  readonly versions: readonly CalendarVersion[];
  /** Local dates whose shifts differ from the pattern; an empty list is a day without shifts. */
  readonly exceptions: ReadonlyMap<string, readonly ShiftDefinition[]>;
}

/** A stretch of time in one shift, or in none. Half-open. */
export interface ShiftInstance {
  readonly startMs: number;
  readonly endMs: number;
  /** Null for time in no shift. */
  readonly shift: string | null;
  /** The local date on which the instance began, `YYYY-MM-DD`: what day, week and month mean. */
  readonly productionDay: string;
  /** ISO weekday of the production day. */
  readonly weekday: IsoWeekday;
}

/** The shifts planned for a local date. */
export function shiftsOn(calendar: ShiftCalendar, date: string): readonly ShiftDefinition[] {
  const exception = calendar.exceptions.get(date);
  if (exception !== undefined) return exception;
  const version = calendar.versions.findLast((candidate) => candidate.validFrom <= date);
  return version === undefined ? [] : version.weekly[Temporal.PlainDate.from(date).dayOfWeek as IsoWeekday];
}

/**
 * All instances that began in a production month (`YYYY-MM`), ascending. Months follow each other without a hole.
 *
 * Where two planned shifts overlap (a new pattern begins while a night shift lasts), the earlier one ends early. A
 * shift that lies wholly in the hour that the clocks skip is left out: it lasts no time.
 */
export function expandMonth(calendar: ShiftCalendar, zone: string, month: string): ShiftInstance[] {
  const first = Temporal.PlainDate.from(`${month}-01`);
  const last = first.add({ months: 1 });
  const planned = plannedShifts(calendar, zone, first.subtract({ days: 2 }), last.add({ days: 2 }));
  const pieces: ShiftInstance[] = [];
  for (let date = first; Temporal.PlainDate.compare(date, last) < 0; date = date.add({ days: 1 })) {
    const day = date.toString();
    const weekday = date.dayOfWeek as IsoWeekday;
    const midnightMs = instantOf(date, 0, zone);
    const nextMidnightMs = instantOf(date.add({ days: 1 }), 0, zone);
    // walks the day from midnight to midnight; shifts that began today are kept whole, the time between is no shift's
    let cursorMs = Math.max(midnightMs, lastEndBefore(planned, midnightMs));
    for (const shift of planned) {
      if (shift.startMs < midnightMs || shift.startMs >= nextMidnightMs) continue;
      if (cursorMs < shift.startMs) {
        pieces.push({ startMs: cursorMs, endMs: shift.startMs, shift: null, productionDay: day, weekday });
      }
      pieces.push({ startMs: shift.startMs, endMs: shift.endMs, shift: shift.code, productionDay: day, weekday });
      cursorMs = shift.endMs;
    }
    if (cursorMs < nextMidnightMs) {
      pieces.push({ startMs: cursorMs, endMs: nextMidnightMs, shift: null, productionDay: day, weekday });
    }
  }
  return pieces;
}

interface PlannedShift {
  readonly startMs: number;
  endMs: number;
  readonly code: string;
}

function plannedShifts(
  calendar: ShiftCalendar,
  zone: string,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): PlannedShift[] {
  const planned: PlannedShift[] = [];
  for (let date = from; Temporal.PlainDate.compare(date, to) < 0; date = date.add({ days: 1 })) {
    for (const shift of shiftsOn(calendar, date.toString())) {
      const endDate = shift.endMinute <= shift.startMinute ? date.add({ days: 1 }) : date;
      planned.push({
        code: shift.code,
        startMs: instantOf(date, shift.startMinute, zone),
        endMs: instantOf(endDate, shift.endMinute, zone),
      });
    }
  }
  // before overlaps are cut: a shift of no length must not end the one that lasts over it
  const lasting = planned.filter(lasts).sort((a, b) => a.startMs - b.startMs);
  lasting.forEach((shift, at) => {
    const next = lasting[at + 1];
    if (next !== undefined && next.startMs < shift.endMs) shift.endMs = next.startMs;
  });
  return lasting.filter(lasts);
}

function lasts(shift: PlannedShift): boolean {
  return shift.startMs < shift.endMs;
}

function lastEndBefore(planned: readonly PlannedShift[], midnightMs: number): number {
  return planned.findLast((shift) => shift.startMs < midnightMs)?.endMs ?? midnightMs;
}

/**
 * A local time that the clocks skip means the instant at which they skip it, and one that occurs twice means the first:
 * of two local times the later one is never the earlier instant.
 */
function instantOf(date: Temporal.PlainDate, minute: number, zone: string): number {
  const local = date.toPlainDateTime(new Temporal.PlainTime(Math.floor(minute / 60), minute % 60));
  const zoned = local.toZonedDateTime(zone);
  if (zoned.toPlainDateTime().equals(local)) return zoned.epochMilliseconds;
  const beforeGap = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  return (beforeGap.getTimeZoneTransition('next') as Temporal.ZonedDateTime).epochMilliseconds;
}

/** The shift codes that a calendar has ever had. */
export function shiftCodesOf(calendar: ShiftCalendar): Set<string> {
  const days = [...calendar.versions.flatMap(({ weekly }) => Object.values(weekly)), ...calendar.exceptions.values()];
  return new Set(days.flat().map((shift) => shift.code));
}
