/**
 * Where the axis of time has its marks, in the factory's zone: at whole hours, midnights, Mondays or firsts of months,
 * as close to each other as their texts allow, also on the days that the clocks change.
 */
import { instantOf, localOf, startOfDay } from '../format/days.ts';
import { DAY_MS, MINUTE_MS } from './view.ts';

const HOUR_MS = 60 * MINUTE_MS;

export type Step =
  | { readonly unit: 'minute'; readonly ms: number }
  | { readonly unit: 'day'; readonly days: number }
  | { readonly unit: 'week' }
  | { readonly unit: 'month'; readonly months: number };

const steps: readonly Step[] = [
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => ({
    unit: 'minute' as const,
    ms: minutes * MINUTE_MS,
  })),
  { unit: 'day', days: 1 },
  { unit: 'day', days: 2 },
  { unit: 'week' },
  { unit: 'month', months: 1 },
  { unit: 'month', months: 3 },
];

function lengthOf(step: Step): number {
  switch (step.unit) {
    case 'minute':
      return step.ms;
    case 'day':
      return step.days * DAY_MS;
    case 'week':
      return 7 * DAY_MS;
    case 'month':
      return step.months * 30 * DAY_MS;
  }
}

/** The closest marks that stand at least `leastMs` apart. */
export function stepFor(leastMs: number): Step {
  return steps.find((step) => lengthOf(step) >= leastMs) ?? { unit: 'month', months: 3 };
}

/** Instants of the marks from `fromMs` to `toMs`, ascending; one before the first as well, whose text may reach in. */
export function marksOf(step: Step, fromMs: number, toMs: number, zone: string): number[] {
  const marks = step.unit === 'minute' ? withinDays(step.ms, fromMs, toMs, zone) : wholeDays(step, fromMs, toMs, zone);
  const first = marks.findLastIndex((mark) => mark <= fromMs);
  return marks.slice(Math.max(0, first)).filter((mark) => mark <= toMs);
}

function withinDays(stepMs: number, fromMs: number, toMs: number, zone: string): number[] {
  const marks: number[] = [];
  for (let dayMs = startOfDay(fromMs, zone); dayMs <= toMs; ) {
    const nextMs = startOfDay(dayMs, zone, 1);
    if (stepMs < HOUR_MS) {
      for (let mark = dayMs; mark < nextMs; mark += stepMs) marks.push(mark);
    } else {
      const localMidnightMs = localOf(dayMs, zone);
      for (let local = 0; local < DAY_MS; local += stepMs) {
        const mark = instantOf(localMidnightMs + local, zone);
        // an hour that the clocks leave out has no mark of its own
        if (mark < nextMs && mark > (marks.at(-1) ?? Number.NEGATIVE_INFINITY)) marks.push(mark);
      }
    }
    dayMs = nextMs;
  }
  return marks;
}

function wholeDays(step: Exclude<Step, { unit: 'minute' }>, fromMs: number, toMs: number, zone: string): number[] {
  const local = new Date(localOf(fromMs, zone));
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const dayNumber = Math.floor(Date.UTC(year, month, day) / DAY_MS);
  // day 0, 1 January 1970, was a Thursday
  const monday = dayNumber - ((dayNumber + 3) % 7);
  const localMark = (at: number) => {
    switch (step.unit) {
      case 'day':
        return (dayNumber - (dayNumber % step.days) + at * step.days) * DAY_MS;
      case 'week':
        return (monday + at * 7) * DAY_MS;
      case 'month':
        return Date.UTC(year, month - (month % step.months) + at * step.months, 1);
    }
  };
  const marks: number[] = [];
  for (let at = 0; ; at++) {
    const mark = instantOf(localMark(at), zone);
    marks.push(mark);
    if (mark > toMs) return marks;
  }
}

/** The larger unit whose name stands above the marks: the day of hours, the month of days, the year of months. */
export function aboveStep(step: Step): Step {
  if (step.unit === 'minute') return { unit: 'day', days: 1 };
  return step.unit === 'month' ? { unit: 'month', months: 12 } : { unit: 'month', months: 1 };
}
