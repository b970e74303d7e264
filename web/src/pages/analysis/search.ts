/** What is asked, as it stands in the address: whoever gets the link sees the same. */
import { machinesSearch } from '../../parts/machines/machines-search.ts';
import { type QuickRange, type RangeSearch, rangeSearch } from '../../parts/range/range.ts';

export const FALLBACK_RANGE: QuickRange = '7d';

export const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

/** What each can be; the first is meant where the address says nothing. */
export const choices = {
  /** What a point of time is; absent: as fits the length of the range. */
  by: ['hour', 'day', 'week', 'month'],
  stops: ['time', 'count'],
  metric: ['oee', 'utilization', 'performance', 'quality', 'cuts', 'downtime', 'events'],
  losses: ['reason', 'machine'],
  lost: ['money', 'hours'],
  spent: ['time', 'machine', 'shift'],
} as const;
type Choices = typeof choices;
export type ChoiceOf<Name extends keyof Choices> = Choices[Name][number];

export type AnalysisSearch = RangeSearch & {
  readonly machine?: readonly string[];
  readonly shift?: string;
  readonly weekday?: (typeof weekdays)[number];
} & { readonly [Name in keyof Choices]?: ChoiceOf<Name> };

/** What cannot be asked is left out. */
export function analysisSearch(search: Readonly<Record<string, unknown>>): AnalysisSearch {
  const { shift } = search;
  const weekday = weekdays.find((known) => known === search['weekday']);
  const chosen = Object.entries(choices).flatMap(([name, values]) => {
    const value = (values as readonly string[]).find((known) => known === search[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...rangeSearch(search),
    ...machinesSearch(search),
    ...(typeof shift === 'string' && shift !== '' ? { shift } : {}),
    ...(weekday === undefined ? {} : { weekday }),
    ...Object.fromEntries(chosen),
  };
}

const HOURLY_DAYS_MAX = 2;
const DAILY_DAYS_MAX = 62;
const WEEKLY_DAYS_MAX = 400;

/** So many points as can be told apart. */
export function fittingGrouping(days: number): ChoiceOf<'by'> {
  if (days <= HOURLY_DAYS_MAX) return 'hour';
  if (days <= DAILY_DAYS_MAX) return 'day';
  return days <= WEEKLY_DAYS_MAX ? 'week' : 'month';
}
