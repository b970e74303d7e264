/**
 * The periods of one machine as numbers, sorted by time: what is drawn on every frame holds no objects.
 *
 * How much of a kind lies between two periods is the difference of two running sums, so that a range costs the same
 * whether ten periods or ten thousand lie in it.
 */
import { type Category, categories } from '../ui/categories.ts';

export const kinds = Object.keys(categories) as readonly Category[];
/** Where nothing is known: outside shifts, or before the machine was watched. */
export const NO_KIND = -1;

/** One status period; its times are read from their texts once, not whenever others come beside it. */
export interface Period {
  readonly id: string;
  readonly machineId: string;
  readonly startMs: number;
  /** `Infinity` while it lasts. */
  readonly endMs: number;
  readonly category: Category;
  readonly reason: string;
  readonly ticketId: number | null;
}

export interface Lane {
  readonly count: number;
  /** Ascending, ms. */
  readonly starts: Float64Array;
  /** ms; `Infinity` while it lasts. None is after the start of the next. */
  readonly ends: Float64Array;
  /** Indexes of {@link kinds}. */
  readonly kindOf: Uint8Array;
  /** Of each kind: milliseconds in the closed periods before the one at the index. */
  readonly sums: readonly Float64Array[];
  /** Indexes of those that a ticket is about. */
  readonly ticketed: readonly number[];
  /** In the same order: what is said of one. */
  readonly periods: readonly Period[];
}

/** @param periods sorted by their start */
export function makeLane(periods: readonly Period[]): Lane {
  const count = periods.length;
  const starts = new Float64Array(count);
  const ends = new Float64Array(count);
  const kindOf = new Uint8Array(count);
  const sums = kinds.map(() => new Float64Array(count + 1));
  for (const [at, period] of periods.entries()) {
    starts[at] = period.startMs;
    ends[at] = period.endMs;
    kindOf[at] = Math.max(0, kinds.indexOf(period.category));
    // a source that fell silent leaves an open period behind, and one that restates may let two overlap
    if (at > 0 && (ends[at - 1] ?? 0) > (starts[at] ?? 0)) ends[at - 1] = starts[at] ?? 0;
  }
  for (const [kind, sum] of sums.entries()) {
    for (let at = 0; at < count; at++) {
      const lengthMs = (ends[at] ?? 0) - (starts[at] ?? 0);
      sum[at + 1] = (sum[at] ?? 0) + (kindOf[at] === kind && Number.isFinite(lengthMs) ? lengthMs : 0);
    }
  }
  const ticketed = periods.flatMap(({ ticketId }, at) => (ticketId === null ? [] : [at]));
  return { count, starts, ends, kindOf, sums, ticketed, periods };
}

export const emptyLane: Lane = makeLane([]);

/** The least index from `low` on whose value is greater than `limit`; `count` where none is. */
function firstAbove(values: Float64Array, limit: number, count: number, low = 0): number {
  // what is looked for is mostly near: widen first, then halve
  let step = 1;
  let from = low;
  let to = low;
  while (to < count && (values[to] ?? 0) <= limit) {
    from = to + 1;
    to += step;
    step *= 2;
  }
  to = Math.min(to, count);
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((values[middle] ?? 0) > limit) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** The first period that ends after the instant; `count` where none does. */
export function firstEndingAfter(lane: Lane, atMs: number, low = 0): number {
  return firstAbove(lane.ends, atMs, lane.count, low);
}

/** The period that holds the instant; -1 where none does. */
export function periodAt(lane: Lane, atMs: number): number {
  const at = firstEndingAfter(lane, atMs);
  return at < lane.count && (lane.starts[at] ?? 0) <= atMs ? at : -1;
}

const indexes = new WeakMap<Lane, ReadonlyMap<string, number>>();

/** Index of a period by its id; -1 where it is not there. Made when it is first asked for: most lanes never are. */
export function indexOf(lane: Lane, id: string): number {
  const known = indexes.get(lane) ?? new Map(lane.periods.map((period, at) => [period.id, at]));
  indexes.set(lane, known);
  return known.get(id) ?? -1;
}

const totals = new Float64Array(kinds.length);

/** What lasted longest between two instants, of the periods from `first` on; nothing known counts as well. */
function longestKind(lane: Lane, first: number, fromMs: number, toMs: number): number {
  const { starts, ends, kindOf, sums } = lane;
  const last = Math.max(first, firstAbove(starts, toMs, lane.count, first) - 1);
  totals.fill(0);
  const add = (at: number) => {
    const lengthMs = Math.min(ends[at] ?? 0, toMs) - Math.max(starts[at] ?? 0, fromMs);
    const kind = kindOf[at] ?? 0;
    totals[kind] = (totals[kind] ?? 0) + Math.max(0, lengthMs);
  };
  add(first);
  if (last > first) {
    add(last);
    for (const [kind, sum] of sums.entries()) {
      totals[kind] = (totals[kind] ?? 0) + (sum[last] ?? 0) - (sum[first + 1] ?? 0);
    }
  }
  let longest = NO_KIND;
  let longestMs = toMs - fromMs;
  for (const totalMs of totals) longestMs -= totalMs;
  for (const [kind, totalMs] of totals.entries()) {
    if (totalMs <= 0 || totalMs < longestMs) continue;
    longest = kind;
    longestMs = totalMs;
  }
  return longest;
}

/** A run of columns of one kind: from a column, up to and without another. */
export type EmitRun = (fromColumn: number, toColumn: number, kind: number) => void;

/**
 * What to draw in each of `columns` columns of `columnMs` each, as runs of one kind.
 *
 * A column in which several periods lie is of the kind that lasted longest in it. The work goes by columns and by the
 * periods that are wider than one, never by how many periods there are.
 */
export function eachRun(
  lane: Lane,
  { fromMs, columnMs, columns, nowMs }: { fromMs: number; columnMs: number; columns: number; nowMs: number },
  emit: EmitRun,
): void {
  let runFrom = 0;
  let runTo = 0;
  let runKind = NO_KIND;
  const note = (from: number, to: number, kind: number) => {
    if (kind === runKind && from === runTo) {
      runTo = to;
      return;
    }
    if (runKind !== NO_KIND) emit(runFrom, runTo, runKind);
    runFrom = from;
    runTo = to;
    runKind = kind;
  };
  let at = 0;
  let column = 0;
  while (column < columns) {
    const beginMs = fromMs + column * columnMs;
    if (beginMs >= nowMs) break;
    const endMs = Math.min(beginMs + columnMs, nowMs);
    at = firstEndingAfter(lane, beginMs, at);
    if (at >= lane.count) break;
    const startMs = lane.starts[at] ?? 0;
    const stopMs = Math.min(lane.ends[at] ?? 0, nowMs);
    if (startMs >= endMs) {
      column = Math.max(column + 1, Math.floor((startMs - fromMs) / columnMs));
    } else if (startMs <= beginMs && stopMs >= endMs) {
      const whole = Math.max(column + 1, Math.floor((stopMs - fromMs) / columnMs));
      note(column, Math.min(whole, columns), lane.kindOf[at] ?? 0);
      column = whole;
    } else {
      note(column, column + 1, longestKind(lane, at, beginMs, endMs));
      column += 1;
    }
  }
  if (runKind !== NO_KIND) emit(runFrom, runTo, runKind);
}
