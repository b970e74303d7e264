/** What of a machine's page is in its address: a link shows the same to whoever opens it. */

import { type RangeSearch, rangeSearch } from '../../parts/range/range.ts';
import { DAY_MS, followsNow, type Sight, SPAN_MAX_MS, SPAN_MIN_MS, spanOf, type View } from '../../timeline/view.ts';

export const tabs = ['timeline', 'losses', 'runs', 'maintenance', 'parts', 'data'] as const;
export type Tab = (typeof tabs)[number];

export interface MachineSearch extends RangeSearch {
  /** Absent: the timeline. */
  readonly tab?: Tab;
  /** Seconds that the timeline shows; absent: a day. */
  readonly span?: number;
  /** Where it ends, RFC 3339; absent: now. */
  readonly until?: string;
  /** Machines that are shown as further lanes. */
  readonly with?: readonly string[];
  /** The stop that is chosen. */
  readonly stop?: string;
  /** Only stops whose reason nobody has given. */
  readonly unanswered?: true;
  /** Figures are of the shift that lasts, and of no range of days. */
  readonly shift?: true;
}

export const LANES_MAX = 12;

export function machineSearch(search: Readonly<Record<string, unknown>>): MachineSearch {
  const { tab, span, until, with: others, stop, unanswered, shift } = search;
  const seconds = Number(span);
  const isSpan = span !== undefined && seconds >= SPAN_MIN_MS / 1_000 && seconds <= SPAN_MAX_MS / 1_000;
  const ids = Array.isArray(others) ? others.map(String).slice(0, LANES_MAX - 1) : [];
  return {
    ...(tabs.some((known) => known === tab) ? { tab: tab as Tab } : {}),
    ...(isSpan ? { span: Math.round(seconds) } : {}),
    ...(typeof until === 'string' && Number.isFinite(Date.parse(until)) ? { until } : {}),
    ...(ids.length > 0 ? { with: ids } : {}),
    ...(typeof stop === 'string' || typeof stop === 'number' ? { stop: String(stop) } : {}),
    ...(unanswered === true ? { unanswered } : {}),
    ...(shift === true ? { shift } : rangeSearch(search)),
  };
}

/** The part of time that an address asks for. */
export function sightOf({ span, until }: MachineSearch): Sight {
  return {
    spanMs: span === undefined ? DAY_MS : span * 1_000,
    untilMs: until === undefined ? undefined : Date.parse(until),
  };
}

/** How an address says a view; one that reaches now goes along with the time, and says no end. */
export function searchOf(view: View, nowMs: number): Pick<MachineSearch, 'span' | 'until'> {
  return {
    span: Math.round(spanOf(view) / 1_000),
    ...(followsNow(view, nowMs) ? {} : { until: new Date(view.toMs).toISOString() }),
  };
}
