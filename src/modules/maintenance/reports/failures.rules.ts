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
  readonly machineId: string;
  readonly stopId: string | undefined;
  readonly startMs: number;
  /** Null while the machine stands. */
  readonly endMs: number | null;
  /** Whether the end is when the machine ran again, as somebody said or a source measured. */
  readonly isMeasured: boolean;
}

/** Null where the fault stopped nothing. */
export function failureOf(fault: StoppingFact): Failure | null {
  const { machineId, machineDown, beganAt, restoredAt, resolvedAt } = fault;
  const stop = fault.stop !== undefined && isUnplanned(fault.stop.reasonGroup) ? fault.stop : undefined;
  if (machineDown === 0 && stop === undefined) return null;
  const startMs = machineDown === 1 || stop === undefined ? beganAt : stop.startMs;
  const stopEndMs = stop?.endMs ?? null;
  const measuredMs = restoredAt ?? (stopEndMs !== null && stopEndMs >= startMs ? stopEndMs : null);
  const endMs = measuredMs ?? (resolvedAt === null ? null : Math.max(startMs, resolvedAt));
  return { machineId, stopId: stop?.id, startMs, endMs, isMeasured: measuredMs !== null };
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
  isNew({ stopId, startMs, endMs, isMeasured }: Failure, { machine, cause }: FaultCause): boolean {
    // where nobody knows when the machine ran again, it stood at least when the failure began
    const untilMs = Math.max(startMs + 1, isMeasured && endMs !== null ? endMs : 0);
    const ofMachine = (this.#byMachine[machine] ??= new StoodTimes());
    const ofCause = (this.#byCause[cause] ??= new StoodTimes());
    const isKnown =
      (stopId !== undefined && this.#stopIds.has(stopId)) ||
      ofMachine.overlaps(startMs, untilMs) ||
      ofCause.overlaps(startMs - SAME_FAILURE_MS, untilMs + SAME_FAILURE_MS);
    if (stopId !== undefined) this.#stopIds.add(stopId);
    ofMachine.add(startMs, untilMs);
    ofCause.add(startMs, untilMs);
    return !isKnown;
  }
}

/** Times that do not overlap, in their order: they come nearly so. */
class StoodTimes {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  overlaps(fromMs: number, toMs: number): boolean {
    const first = this.#firstEndingAfter(fromMs);
    return first < this.#starts.length && (this.#starts[first] as number) < toMs;
  }

  add(fromMs: number, toMs: number): void {
    const first = this.#firstEndingAfter(fromMs);
    if (first === this.#ends.length) {
      this.#starts.push(fromMs);
      this.#ends.push(toMs);
      return;
    }
    let next = first;
    while (next < this.#starts.length && (this.#starts[next] as number) < toMs) next++;
    const startMs = Math.min(fromMs, next === first ? fromMs : (this.#starts[first] ?? fromMs));
    const endMs = Math.max(toMs, next === first ? toMs : (this.#ends[next - 1] ?? toMs));
    this.#starts.splice(first, next - first, startMs);
    this.#ends.splice(first, next - first, endMs);
  }

  #firstEndingAfter(instantMs: number): number {
    let [low, high] = [0, this.#ends.length];
    if (high === 0 || (this.#ends[high - 1] as number) <= instantMs) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] as number) <= instantMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
