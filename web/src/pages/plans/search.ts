/** What is asked of compliance, as it stands in the address. */
import { machinesSearch } from '../../parts/machines/machines-search.ts';
import { type QuickRange, type RangeSearch, rangeSearch } from '../../parts/range/range.ts';

export const FALLBACK_RANGE: QuickRange = '90d';
export const groupings = ['plan', 'machine', 'month'] as const;
export type Grouping = (typeof groupings)[number];

export type ComplianceSearch = RangeSearch & {
  readonly machine?: readonly string[];
  readonly group?: Grouping;
};

export function complianceSearch(search: Readonly<Record<string, unknown>>): ComplianceSearch {
  const group = groupings.find((known) => known === search['group']);
  return { ...rangeSearch(search), ...machinesSearch(search), ...(group === undefined ? {} : { group }) };
}
