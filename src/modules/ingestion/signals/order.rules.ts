/** Points that follow each other: which of them is a repeat, and when one without a time happened. Pure. */
import type { PointInOrder } from './point-fields.ts';

/** The latest point that counts. */
export interface LastPoint {
  readonly lastAt: number;
  readonly lastSequence: number | null;
}

/** As many messages may be on their way when a connection ends: what is sent again is not further behind. */
const IN_FLIGHT_MAX = 1_000;

/** The newest of its machine where its source says no time: also where the clock of the machine runs ahead of ours. */
export function timeOf({ isTimed, occurredAt }: PointInOrder, last: LastPoint | undefined): number {
  return isTimed || last === undefined ? occurredAt : Math.max(occurredAt, last.lastAt);
}

/** By its sequence. One far behind is of a source that counts anew. */
export function isRepeat({ isTimed, occurredAt, sourceSequence }: PointInOrder, last: LastPoint | undefined): boolean {
  const { lastAt, lastSequence = null } = last ?? {};
  if (sourceSequence === null || lastSequence === null || sourceSequence > lastSequence) return false;
  return isTimed ? occurredAt === lastAt : lastSequence - sourceSequence < IN_FLIGHT_MAX;
}

/** What points follow each other in, and how far that is known. */
export interface PointLine {
  /** Unique among the points that are put in order together. */
  readonly key: string;
  readonly last: LastPoint | undefined;
}

/**
 * In the order of their times; those of one time as they came. One without a time is the newest of those of its line that
 * came before it, also of this batch.
 */
export function inOrder<Of>(
  items: readonly Of[],
  pointOf: (item: Of) => PointInOrder,
  lineOf: (item: Of) => PointLine,
): Of[] {
  const newest = new Map<string, number>();
  const timed = items.map((item) => {
    const point = pointOf(item);
    const { key, last } = lineOf(item);
    const before = newest.get(key) ?? last?.lastAt ?? Number.NEGATIVE_INFINITY;
    const atMs = point.isTimed ? point.occurredAt : Math.max(point.occurredAt, before);
    newest.set(key, Math.max(before, atMs));
    return { item, atMs };
  });
  return timed.toSorted((a, b) => a.atMs - b.atMs).map(({ item }) => item);
}
