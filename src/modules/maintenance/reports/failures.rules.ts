/**
 * Failures out of faults: how long each lasted, and which tickets tell of the same one.
 *
 * A fault is a failure where somebody said that it stopped the machine, or where it is about a stop that was neither
 * planned nor for want of an operator. It lasted from when the machine is said to have stopped, else from the beginning of
 * that stop, until the machine is said to have run again, else until the end of that stop, else until the ticket was
 * resolved.
 *
 * A machine that stands cannot fail: tickets of one stop are one failure, which is told as by the first that began. They
 * are of one stop where they are about the same one, where the times of both overlap, or, for the same cause, where less
 * than a minute lies between them, as where a source splits a stop. An end that is only that of a ticket says nothing of
 * the machine, so it does not swallow what comes before it.
 */
import { DAY_MS, MINUTE_MS } from '../../../kernel/clock.ts';
import { isUnplanned } from '../tickets/stop-kinds.rules.ts';
import type { FaultCause } from './report-groups.rules.ts';
import type { StoppingFact } from './ticket-facts.types.ts';

export interface Failure {
  readonly stopId: string | undefined;
  readonly startMs: number;
  /** When the machine ran again, as somebody said or a source measured. */
  readonly measuredEndMs: number | null;
}

/** Null where the fault stopped nothing. */
export function failureOf({ machineDown, beganAt, restoredAt, stop }: StoppingFact): Failure | null {
  const unplanned = stop !== undefined && isUnplanned(stop.reasonGroup) ? stop : undefined;
  if (machineDown === 0 && unplanned === undefined) return null;
  const startMs = machineDown === 1 || unplanned === undefined ? beganAt : unplanned.startMs;
  const stopEndMs = unplanned?.endMs ?? null;
  const measuredEndMs = restoredAt ?? (stopEndMs !== null && stopEndMs >= startMs ? stopEndMs : null);
  return { stopId: unplanned?.id, startMs, measuredEndMs };
}

/** When it was over; null while the machine stands. @param resolvedAt of the ticket */
export function endOf({ startMs, measuredEndMs }: Failure, resolvedAt: number | null): number | null {
  return measuredEndMs ?? (resolvedAt === null ? null : Math.max(startMs, resolvedAt));
}

/** A ticket may be of a failure that was told of so long before: whoever counts failures reads from there on. */
export const TOLD_BEFORE_MS = 30 * DAY_MS;

/** How far two tickets of one cause may be apart that are of one failure. */
const SAME_FAILURE_MS = MINUTE_MS;

/** Which failures were told of before. Takes them in the order in which their tickets began. */
export class ToldFailures {
  readonly #stopIds = new Set<string>();
  readonly #byMachine: StoodTimes[] = [];
  readonly #byCause: StoodTimes[] = [];

  /** Whether no ticket before was of the same failure. */
  isNew({ stopId, startMs, measuredEndMs }: Failure, { machine, cause }: FaultCause): boolean {
    // where nobody knows when the machine ran again, it stood at least when the failure began
    const untilMs = Math.max(startMs + 1, measuredEndMs ?? 0);
    const wasStanding = (this.#byMachine[machine] ??= new StoodTimes()).add(startMs, untilMs, 0);
    const wasAlike = (this.#byCause[cause] ??= new StoodTimes()).add(startMs, untilMs, SAME_FAILURE_MS);
    if (stopId === undefined) return !wasStanding && !wasAlike;
    const isOfKnownStop = this.#stopIds.has(stopId);
    this.#stopIds.add(stopId);
    return !wasStanding && !wasAlike && !isOfKnownStop;
  }
}

/** Times that do not overlap, in their order: they come nearly so. */
class StoodTimes {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** Takes one in. Returns whether less than `gapMs` lay between it and one that was there, or both overlapped. */
  add(fromMs: number, toMs: number, gapMs: number): boolean {
    const [starts, ends] = [this.#starts, this.#ends];
    const near = firstAbove(ends, fromMs - gapMs);
    const isNear = near < starts.length && (starts[near] as number) < toMs + gapMs;
    let first = near;
    while (first < ends.length && (ends[first] as number) <= fromMs) first++;
    let next = first;
    while (next < starts.length && (starts[next] as number) < toMs) next++;
    if (first === ends.length) {
      starts.push(fromMs);
      ends.push(toMs);
    } else if (next === first + 1) {
      // nearly always: nothing moves
      starts[first] = Math.min(fromMs, starts[first] as number);
      ends[first] = Math.max(toMs, ends[first] as number);
    } else {
      const joins = next > first;
      starts.splice(first, next - first, joins ? Math.min(fromMs, starts[first] as number) : fromMs);
      ends.splice(first, next - first, joins ? Math.max(toMs, ends[next - 1] as number) : toMs);
    }
    return isNear;
  }
}

/** The first of them that is greater, from the end on where it is looked for nearly always. @param ascending */
function firstAbove(ascending: readonly number[], least: number): number {
  let [low, high] = [0, ascending.length];
  if (high === 0 || (ascending[high - 1] as number) <= least) return high;
  if (high === 1 || (ascending[high - 2] as number) <= least) return high - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) <= least) low = middle + 1;
    else high = middle;
  }
  return low;
}
