/**
 * When a plan by calendar is due: dates of its rule, moved off days without work, at a local time of day.
 *
 * A local time that the clocks skip comes as many minutes later, one that occurs twice is the first of both: each date
 * has exactly one instant, whatever the clocks do.
 */
import { Temporal } from 'temporal-polyfill';
import { recurrenceOf } from './recurrence.rules.ts';

/** What becomes of a date on which nobody works. */
export const offDayMoves = ['keep', 'next', 'previous', 'skip'] as const;
export type OffDayMove = (typeof offDayMoves)[number];

export interface DueRule {
  readonly rule: string;
  /** `YYYY-MM-DD`: the rule counts from here. */
  readonly beginsOn: string;
  /** Minutes after local midnight. */
  readonly dueMinute: number;
  readonly offDays: OffDayMove;
  /** Whether somebody works on a local date. */
  readonly isWorkingDay: (date: string) => boolean;
  readonly zone: string;
}

/** How far a date is moved to find a day of work; where there is none so near, it stays. */
const MOVED_DAYS_MAX = 31;
/** Dates of the rule that are looked at for one due: a calendar without work skips all of them. */
const DATES_A_DUE_MAX = 150;

/**
 * The dues after an instant, ascending; ends where the rule does. Reads no more dates than are asked for.
 *
 * @param beyond a date of the rule: dues of this one and of those before it are left out
 */
export function* duesAfter(rule: DueRule, afterMs: number, beyond?: string): Generator<number, undefined> {
  const dates = recurrenceOf(rule.rule, rule.beginsOn);
  const reach = rule.offDays === 'keep' ? 1 : MOVED_DAYS_MAX + 1;
  let date = localDate(afterMs, rule.zone).subtract({ days: reach }).toString();
  if (beyond !== undefined && beyond >= date) date = Temporal.PlainDate.from(beyond).add({ days: 1 }).toString();
  let lastMs = afterMs;
  let looked = 0;
  for (;;) {
    const nominal = dates.firstFrom(date);
    if (nominal === undefined || looked++ > DATES_A_DUE_MAX) return undefined;
    date = Temporal.PlainDate.from(nominal).add({ days: 1 }).toString();
    const served = movedOff(nominal, rule);
    if (served === undefined) continue;
    const dueMs = instantOf(served, rule.dueMinute, rule.zone);
    // dates that were moved onto one day are served once
    if (dueMs <= lastMs) continue;
    lastMs = dueMs;
    looked = 0;
    yield dueMs;
  }
}

/** The first due after an instant; null where there is none. @param beyond as of {@link duesAfter} */
export function dueAfter(rule: DueRule, afterMs: number, beyond?: string): number | null {
  return duesAfter(rule, afterMs, beyond).next().value ?? null;
}

/**
 * The date of the rule that a due stands for, by whichever shifts there were then; undefined where that cannot be told:
 * of one that was moved back, and after a change of the rule, a later date might be taken for it and never come.
 */
export function nominalOf({ rule, beginsOn, offDays, zone }: DueRule, dueMs: number): string | undefined {
  const served = localDate(dueMs, zone);
  if (offDays !== 'next') return offDays === 'previous' ? undefined : served.toString();
  const dates = recurrenceOf(rule, beginsOn);
  let found: string | undefined;
  let date = served.subtract({ days: MOVED_DAYS_MAX }).toString();
  for (;;) {
    const nominal = dates.firstFrom(date);
    if (nominal === undefined || nominal > served.toString()) return found;
    found = nominal;
    date = Temporal.PlainDate.from(nominal).add({ days: 1 }).toString();
  }
}

function movedOff(date: string, { offDays, isWorkingDay }: DueRule): string | undefined {
  if (offDays === 'keep' || isWorkingDay(date)) return date;
  if (offDays === 'skip') return undefined;
  const step = offDays === 'next' ? 1 : -1;
  let moved = Temporal.PlainDate.from(date);
  for (let days = 0; days < MOVED_DAYS_MAX; days++) {
    moved = moved.add({ days: step });
    if (isWorkingDay(moved.toString())) return moved.toString();
  }
  return date;
}

export function localDate(instantMs: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone).toPlainDate();
}

/** 1 is Monday. */
export function isoWeekdayOf(date: string): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

/** The start of the local day that is so many days before the one that an instant lies in. */
export function startOfDay(instantMs: number, daysBefore: number, zone: string): number {
  return localDate(instantMs, zone).subtract({ days: daysBefore }).toZonedDateTime(zone).epochMilliseconds;
}

/** The end of the local day that an instant lies in. */
export function endOfDay(instantMs: number, zone: string): number {
  return localDate(instantMs, zone).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds - 1;
}

function instantOf(date: string, minute: number, zone: string): number {
  const time = new Temporal.PlainTime(Math.floor(minute / 60), minute % 60);
  return Temporal.PlainDate.from(date).toPlainDateTime(time).toZonedDateTime(zone).epochMilliseconds;
}
