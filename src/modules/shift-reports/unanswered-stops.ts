/** Stops of a shift whose reason nobody has named: what somebody should be asked about before it is forgotten. */
import { MINUTE_MS } from '../../kernel/clock.ts';
import { chunksOf } from '../../platform/database/index.ts';
import {
  isAskedFor,
  type LongStop,
  longestFirst,
  normaliseReason,
  type Reason,
  type Timeline,
} from '../timeline/index.ts';

/** Shorter stops are not asked about: a source says of most that none is needed. */
const THRESHOLD_MS = MINUTE_MS;
/** A machine has a thousand such stops in a day at most: the timeline finds so many at once. */
const MACHINES_AT_ONCE = 10;

function isUnanswered(
  { category, reasonText }: LongStop['period'],
  reason: Pick<Reason, 'group'> | undefined,
): boolean {
  return reason !== undefined && isAskedFor(normaliseReason(reasonText ?? ''), reason.group, category);
}

/** The longest first; clipped to the range. */
export async function findUnansweredStops(
  timeline: Pick<Timeline, 'listLongStops' | 'reasonsByAlias'>,
  machineIds: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<LongStop[]> {
  const reasons = await timeline.reasonsByAlias();
  const found: LongStop[] = [];
  for (const some of chunksOf(machineIds, MACHINES_AT_ONCE)) {
    const question = { fromMs, toMs, machineIds: some, withReasons: true };
    for (const stop of await timeline.listLongStops(question, THRESHOLD_MS)) {
      if (isUnanswered(stop.period, reasons.get(stop.period.aliasId))) found.push(stop);
    }
  }
  return found.sort(longestFirst);
}
