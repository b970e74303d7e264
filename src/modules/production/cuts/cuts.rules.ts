/** Which cuts are acceptable, and what a batch of them adds to sums. Pure. */
import { formatInstant } from '../../../kernel/instant.ts';
import type { NewCut } from './cuts.types.ts';

/** Cuts in one call: one transaction's worth. */
export const CUTS_PER_CALL_MAX = 1_000;
/** Pieces of one report. */
export const CUT_COUNT_MAX = 1_000_000;
export const SOURCE_ID_LENGTH_MAX = 200;
/** Instants before it are clocks that were never set. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
export const QUARTER_MS = 15 * 60_000;

export interface CutFault {
  readonly field: 'occurredAt' | 'count' | 'sourceId' | 'sourceSequence';
  readonly reason: string;
}

const wireNames = {
  occurredAt: 'timestamp_utc',
  count: 'cut_count',
  sourceId: 'source_id',
  sourceSequence: 'source_sequence',
} as const satisfies Record<CutFault['field'], string>;

/** As whoever reports a cut calls the field. */
export const wireNameOf = (field: CutFault['field']) => wireNames[field];

/**
 * Why a cut cannot be kept; undefined for a good one.
 *
 * @param latestMs the latest instant that the clocks of sources may show
 */
export function findCutFault(cut: NewCut, latestMs: number): CutFault | undefined {
  const { occurredAt, count, sourceId, sourceSequence } = cut;
  if (!Number.isSafeInteger(occurredAt) || occurredAt < EARLIEST_MS) {
    return { field: 'occurredAt', reason: 'lies before the year 2000' };
  }
  if (occurredAt > latestMs) {
    return { field: 'occurredAt', reason: `lies in the future: at most ${formatInstant(latestMs)}` };
  }
  if (!Number.isInteger(count) || count < 1 || count > CUT_COUNT_MAX) {
    return { field: 'count', reason: `must be a whole number from 1 to ${CUT_COUNT_MAX}` };
  }
  if (sourceId != null && (sourceId === '' || sourceId.length > SOURCE_ID_LENGTH_MAX)) {
    return { field: 'sourceId', reason: `must have 1 to ${SOURCE_ID_LENGTH_MAX} characters` };
  }
  // to the database two that differ in half a character alone would be one
  if (sourceId?.isWellFormed() === false) {
    return { field: 'sourceId', reason: 'has half a character in it: a surrogate without the other one' };
  }
  if (sourceSequence != null && (!Number.isSafeInteger(sourceSequence) || sourceSequence < 0)) {
    return { field: 'sourceSequence', reason: `must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}` };
  }
  return undefined;
}

/** Cuts of one machine and quarter-hour. */
export interface QuarterSum {
  readonly machineId: string;
  readonly quarterStart: number;
  readonly cuts: number;
  readonly events: number;
}

/** In the order of machine and time, so that two who add to the same sums wait for each other. */
export function quarterSums(cuts: readonly NewCut[]): QuarterSum[] {
  type Sum = { -readonly [Name in keyof QuarterSum]: QuarterSum[Name] };
  const sums = new Map<string, Sum>();
  let sum: Sum | undefined;
  for (const { machineId, occurredAt, count } of cuts) {
    const quarterStart = Math.floor(occurredAt / QUARTER_MS) * QUARTER_MS;
    // mostly of the same machine and quarter-hour as the one before
    if (sum?.quarterStart !== quarterStart || sum.machineId !== machineId) {
      const key = `${quarterStart} ${machineId}`;
      sum = sums.get(key) ?? { machineId, quarterStart, cuts: 0, events: 0 };
      sums.set(key, sum);
    }
    sum.cuts += count;
    sum.events++;
  }
  return [...sums.values()].sort(
    (a, b) => (a.machineId < b.machineId ? -1 : a.machineId > b.machineId ? 1 : 0) || a.quarterStart - b.quarterStart,
  );
}

/** First and last instant, both included. */
export interface CutRange {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** @param cuts at least one */
export function rangeOf(cuts: readonly NewCut[]): CutRange {
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { occurredAt } of cuts) {
    firstMs = Math.min(firstMs, occurredAt);
    lastMs = Math.max(lastMs, occurredAt);
  }
  return { firstMs, lastMs };
}
