/** Stops of a shift whose reason nobody has named: what somebody should be asked about before it is forgotten. */
import { MINUTE_MS } from '../../kernel/clock.ts';
import { chunksOf } from '../../platform/database/index.ts';
import { type LongStop, normaliseReason, type Timeline } from '../timeline/index.ts';

/** Shorter stops are not asked about: a source says of most that none is needed. */
const THRESHOLD_MS = MINUTE_MS;
/** A machine has a thousand such stops in a day at most: the timeline sorts so many at once. */
const MACHINES_AT_ONCE = 10;

/** FourJaw says the second where an operator was asked and gave none. */
const unanswered = new Set(['', 'no reason provided']);

export function isUnanswered(reasonText: string | null): boolean {
  return unanswered.has(normaliseReason(reasonText ?? ''));
}

/** The longest first; clipped to the range. */
export async function findUnansweredStops(
  timeline: Pick<Timeline, 'listLongStops'>,
  machineIds: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<LongStop[]> {
  const found: LongStop[] = [];
  for (const some of chunksOf(machineIds, MACHINES_AT_ONCE)) {
    const question = { fromMs, toMs, machineIds: some, withReasons: true };
    for (const stop of await timeline.listLongStops(question, THRESHOLD_MS)) {
      if (isUnanswered(stop.period.reasonText)) found.push(stop);
    }
  }
  return found.sort((a, b) => b.clippedMs - a.clippedMs || (a.period.id < b.period.id ? -1 : 1));
}
