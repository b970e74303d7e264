/** Utilisation by day and local hour. Pure; ratios are of sums. */
import type { Value } from '../../charts/plots.ts';
import { weekdayOf } from '../../parts/range/range.ts';

interface HourOfTime {
  /** Local hour with its offset: `2026-11-26T13:00+00:00`. */
  readonly key: string | null;
  readonly planned_seconds: number;
  readonly productive_uptime_seconds: number;
}

export const HOURS = 24;
const WEEKDAYS = 7;
/** More dates are no map any more: then it is by weekday. */
const DATES_MAX = 14;

export interface HeatRow {
  /** A date, or a weekday where Monday is 0. */
  readonly day: string | number;
  /** By hour; null where nothing was planned. */
  readonly percents: readonly Value[];
}

/** A row a date, or a weekday where there are too many; an hour that comes twice when the clocks go back is one. */
export function heatRows(hours: readonly HourOfTime[]): readonly HeatRow[] {
  const known = hours.flatMap(({ key, ...time }) =>
    key === null ? [] : [{ date: key.slice(0, 10), hour: Number(key.slice(11, 13)), ...time }],
  );
  const dates = [...new Set(known.map(({ date }) => date))].sort();
  const byWeekday = dates.length > DATES_MAX;
  const days: readonly (string | number)[] = byWeekday ? Array.from({ length: WEEKDAYS }, (_, at) => at) : dates;
  const sums = new Map(days.map((day) => [day, Array.from({ length: HOURS }, () => ({ planned: 0, up: 0 }))]));
  for (const { date, hour, planned_seconds, productive_uptime_seconds } of known) {
    const sum = sums.get(byWeekday ? weekdayOf(date) : date)?.[hour];
    if (sum === undefined) continue;
    sum.planned += planned_seconds;
    sum.up += productive_uptime_seconds;
  }
  return Array.from(sums, ([day, cells]) => ({
    day,
    percents: cells.map(({ planned, up }) => (planned === 0 ? null : (100 * up) / planned)),
  }));
}
