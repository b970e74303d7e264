/** When the simulated factory works: shifts by weekday in its own time, with daylight saving told by the zone. */
import { Temporal } from 'temporal-polyfill';

export interface WorkingShift {
  readonly name: string;
  /** Local time of day, `06:00`. */
  readonly startsAt: string;
  /** Local time of day; at or before `startsAt` it is that of the next date. */
  readonly endsAt: string;
  /** ISO weekdays on which it starts: 1 is Monday, 7 is Sunday. */
  readonly weekdays: readonly number[];
}

export interface WorkingCalendar {
  /** In the order of the day; they do not overlap. */
  readonly shifts: readonly WorkingShift[];
  /** Dates on which no shift starts, `2026-12-25`. */
  readonly closedDates?: readonly string[];
}

/** Ten hours by day from Monday to Friday, twelve by night from Monday to Thursday, two hours between, weekends off. */
export const factoryCalendar: WorkingCalendar = {
  shifts: [
    { name: 'DAY', startsAt: '06:00', endsAt: '16:00', weekdays: [1, 2, 3, 4, 5] },
    { name: 'NIGHT', startsAt: '18:00', endsAt: '06:00', weekdays: [1, 2, 3, 4] },
  ],
};

export interface ShiftSpan {
  readonly name: string;
  /** Local date on which it started. */
  readonly date: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Every shift that starts on a local date from that of `fromMs` to that of `toMs`, in order of time. */
export function* shiftSpans(
  calendar: WorkingCalendar,
  zone: string,
  fromMs: number,
  toMs: number,
): Generator<ShiftSpan> {
  const last = localDate(toMs, zone);
  for (let date = localDate(fromMs, zone); Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    if (calendar.closedDates?.includes(date.toString())) continue;
    for (const shift of calendar.shifts) {
      if (!shift.weekdays.includes(date.dayOfWeek)) continue;
      const endsNextDay = shift.endsAt <= shift.startsAt;
      yield {
        name: shift.name,
        date: date.toString(),
        startMs: instantOf(date, shift.startsAt, zone),
        endMs: instantOf(endsNextDay ? date.add({ days: 1 }) : date, shift.endsAt, zone),
      };
    }
  }
}

function localDate(ms: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate();
}

function instantOf(date: Temporal.PlainDate, timeOfDay: string, zone: string): number {
  return date.toZonedDateTime({ timeZone: zone, plainTime: timeOfDay }).epochMilliseconds;
}
