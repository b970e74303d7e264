/**
 * Ranges of whole days of the factory, as they are in an address: one of the usual ones, which moves on with the days,
 * or two dates.
 */
import { instantOf } from '../../format/days.ts';

export const quickRanges = ['today', 'yesterday', 'week', '7d', '30d', '90d'] as const;
export type QuickRange = (typeof quickRanges)[number];

/** In the address. With two dates `range` is absent. */
export interface RangeSearch {
  readonly range?: QuickRange;
  /** First day, `2026-11-01`. */
  readonly from?: string;
  /** Last day, itself in the range. */
  readonly to?: string;
}

export interface DayRange {
  readonly fromDate: string;
  /** Itself in the range. */
  readonly toDate: string;
  readonly days: number;
  /** RFC 3339, as the API wants it. */
  readonly start_time: string;
  /** Not in the range. */
  readonly end_time: string;
}

const DAY_MS = 86_400_000;
const SUNDAY_TO_MONDAY = 6;
/** Before it nobody measured; whoever types a year passes by it. */
const FIRST_DATE = '2000-01-01';

/** The range as it stands in an address; what is no range is left out. */
export function rangeSearch(search: Readonly<Record<string, unknown>>): RangeSearch {
  const range = quickRanges.find((known) => known === search['range']);
  if (range !== undefined) return { range };
  const { from, to } = search;
  return isDate(from) && isDate(to) && from <= to ? { from, to } : {};
}

/** Whether it is a date that can be asked for: `2026-02-30` and half a year that is being typed are none. */
export function isDate(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text) || text < FIRST_DATE) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(ms) && dateOf(ms) === text;
}

/** @param today the date in the factory, `2026-11-26` */
export function dayRange(search: RangeSearch, fallback: QuickRange, today: string, zone: string): DayRange {
  const [fromDate, toDate] = datesOf(search, fallback, today);
  const days = (localMs(toDate) - localMs(fromDate)) / DAY_MS + 1;
  return {
    fromDate,
    toDate,
    days,
    start_time: new Date(instantOf(localMs(fromDate), zone)).toISOString(),
    end_time: new Date(instantOf(localMs(toDate) + DAY_MS, zone)).toISOString(),
  };
}

function datesOf({ range, from, to }: RangeSearch, fallback: QuickRange, today: string): readonly [string, string] {
  if (range === undefined && from !== undefined && to !== undefined) return [from, to];
  switch (range ?? fallback) {
    case 'today':
      return [today, today];
    case 'yesterday':
      return [plusDays(today, -1), plusDays(today, -1)];
    case 'week':
      return [plusDays(today, -weekdayOf(today)), today];
    case '7d':
      return [plusDays(today, -6), today];
    case '30d':
      return [plusDays(today, -29), today];
    case '90d':
      return [plusDays(today, -89), today];
  }
}

/** Monday is 0. */
export function weekdayOf(date: string): number {
  return (new Date(localMs(date)).getUTCDay() + SUNDAY_TO_MONDAY) % 7;
}

function plusDays(date: string, days: number): string {
  return dateOf(localMs(date) + days * DAY_MS);
}

const localMs = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
