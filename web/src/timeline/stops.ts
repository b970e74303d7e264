/** Which periods are stops, which of them a pointer means, and which comes next. */
import type { Category } from '../ui/categories.ts';
import { firstEndingAfter, kinds, type Lane, periodAt } from './lane.ts';

const stopCategories = new Set<string>([
  'productive_downtime',
  'unproductive_downtime',
  'unclassified_downtime',
] satisfies Category[]);

export function isStop(category: string): boolean {
  return stopCategories.has(category);
}

const isStopKind = kinds.map(isStop);

function isStopAt(lane: Lane, at: number): boolean {
  return isStopKind[lane.kindOf[at] ?? 0] === true;
}

/**
 * What somebody points at: the period there, or, where that is too narrow to be aimed at, the longest stop within reach.
 *
 * @returns its index; -1 where nothing is
 */
export function periodNear(lane: Lane, atMs: number, reachMs: number): number {
  const there = periodAt(lane, atMs);
  if (there >= 0 && (lane.ends[there] ?? 0) - (lane.starts[there] ?? 0) >= 2 * reachMs) return there;
  let longest = -1;
  let longestMs = 0;
  for (let at = firstEndingAfter(lane, atMs - reachMs); at < lane.count; at++) {
    const startMs = lane.starts[at] ?? 0;
    if (startMs >= atMs + reachMs) break;
    const lengthMs = (lane.ends[at] ?? 0) - startMs;
    if (!isStopAt(lane, at) || lengthMs <= longestMs) continue;
    longest = at;
    longestMs = lengthMs;
  }
  return longest >= 0 ? longest : there;
}

/** The next stop after an instant, or the one before it; -1 where there is none. */
export function stopBeside(lane: Lane, atMs: number, direction: 1 | -1): number {
  let at = firstEndingAfter(lane, atMs);
  if (direction === 1) {
    while (at < lane.count && !((lane.starts[at] ?? 0) > atMs && isStopAt(lane, at))) at++;
    return at < lane.count ? at : -1;
  }
  at = Math.min(at, lane.count - 1);
  while (at >= 0 && !((lane.starts[at] ?? 0) < atMs && isStopAt(lane, at))) at--;
  return at;
}
