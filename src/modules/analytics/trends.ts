/** Intervals of a trend: our groupings, and the words that older callers use for them. */
import { notAllowed } from '../../kernel/errors.ts';
import type { Grouping } from '../timeline/index.ts';

const groupingByInterval = {
  daily: 'day',
  hourly: 'hour',
  day: 'day',
  hour: 'hour',
  week: 'week',
  month: 'month',
} as const satisfies Record<string, Grouping>;

export const trendIntervals = Object.keys(groupingByInterval) as (keyof typeof groupingByInterval)[];

/** @throws unknown-grouping */
export function groupingOf(interval: string): Grouping {
  const grouping = (groupingByInterval as Record<string, Grouping>)[interval];
  if (grouping === undefined || !Object.hasOwn(groupingByInterval, interval)) {
    throw notAllowed('unknown-grouping', 'interval', interval, trendIntervals);
  }
  return grouping;
}
