/** What is asked of the reports, as it stands in the address. */
import { machinesSearch } from '../../parts/machines/machines-search.ts';
import { type QuickRange, type RangeSearch, rangeSearch } from '../../parts/range/range.ts';

export const FALLBACK_RANGE: QuickRange = '30d';

/** What each can be; the first is meant where the address says nothing. */
export const choices = {
  report: ['reliability', 'due-dates', 'recurring', 'costs', 'stops', 'backlog'],
  group: ['machine', 'category', 'cause', 'priority', 'team'],
  /** Of stops: they have no category before somebody writes a ticket. */
  stops: ['reason', 'machine'],
  measure: ['mttr', 'mtta', 'mtbf'],
  interval: ['day', 'week', 'month'],
} as const;
type Choices = typeof choices;
export type ChoiceOf<Name extends keyof Choices> = Choices[Name][number];

export type MaintenanceSearch = RangeSearch & {
  readonly machine?: readonly string[];
} & { readonly [Name in keyof Choices]?: ChoiceOf<Name> };

/** What cannot be asked is left out. */
export function maintenanceSearch(search: Readonly<Record<string, unknown>>): MaintenanceSearch {
  const chosen = Object.entries(choices).flatMap(([name, values]) => {
    const value = (values as readonly string[]).find((known) => known === search[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...rangeSearch(search), ...machinesSearch(search), ...Object.fromEntries(chosen) };
}

export type ShiftsSearch = RangeSearch & { readonly shift?: string };

export function shiftsSearch(search: Readonly<Record<string, unknown>>): ShiftsSearch {
  const { shift } = search;
  return { ...rangeSearch(search), ...(typeof shift === 'string' && shift !== '' ? { shift } : {}) };
}
