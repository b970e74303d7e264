import type { Interval } from './coverage.ts';
import type { Lane, Period } from './lane.ts';

/**
 * The periods of a lane with those of an interval replaced by what was just read of it.
 *
 * @param read everything that overlaps the interval, whole, by its start
 */
export function spliced(lane: Lane, { fromMs, toMs }: Interval, read: readonly Period[]): Period[] {
  const ids = new Set(read.map(({ id }) => id));
  const kept = lane.periods.filter(
    ({ id }, at) => ((lane.starts[at] ?? 0) >= toMs || (lane.ends[at] ?? 0) <= fromMs) && !ids.has(id),
  );
  return [...kept, ...read].sort((a, b) => Date.parse(a.start_time) - Date.parse(b.start_time));
}
