import type { Interval } from './coverage.ts';
import type { Lane, Period } from './lane.ts';

/**
 * The periods of a lane with those of an interval replaced by what was just read of it.
 *
 * @param read everything that overlaps the interval, whole, sorted by its start
 */
export function spliced(lane: Lane, { fromMs, toMs }: Interval, read: readonly Period[]): Period[] {
  const ids = new Set(read.map(({ id }) => id));
  const before: Period[] = [];
  const after: Period[] = [];
  for (const [at, period] of lane.periods.entries()) {
    if (ids.has(period.id)) continue;
    if ((lane.ends[at] ?? 0) <= fromMs) before.push(period);
    else if (period.startMs >= toMs) after.push(period);
  }
  return [...before, ...read, ...after];
}
