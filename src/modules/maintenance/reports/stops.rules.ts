/**
 * Which stops somebody wrote a ticket about.
 *
 * A ticket covers a stop of its machine where it is about one of its status periods, where the machine stood because of
 * it at some instant of the stop, or, of a fault that is about no period and stopped nothing, where it was logged during
 * the stop. Cancelled tickets and those of plans cover nothing.
 */
import type { StopTicketFact } from './ticket-facts.types.ts';

export interface StopOfMachine {
  readonly periodId: string;
  readonly machineId: string;
  readonly startMs: number;
  /** Null while it lasts. */
  readonly endMs: number | null;
}

/** What is known of the tickets of a machine. */
interface StoodSpans {
  /** When each began, ascending. */
  readonly froms: number[];
  /** The latest end of all up to each: the first that reaches into a stop ends just there itself. */
  readonly reach: number[];
}

/**
 * Which stops have a ticket by their time. Takes tickets in the order in which they began; none of a fault that stopped
 * nothing and is about a period: that one covers no other stop.
 */
export class StopTickets {
  readonly #nowMs: number;
  readonly #spans = new Map<string, StoodSpans>();

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  add({ machineId, beganAt, machineDown, downUntil }: StopTicketFact): void {
    let spans = this.#spans.get(machineId);
    if (spans === undefined) this.#spans.set(machineId, (spans = { froms: [], reach: [] }));
    // of a fault that stopped nothing, the moment of its report
    const untilMs = Math.max(beganAt + 1, machineDown === 1 ? (downUntil ?? this.#nowMs) : 0);
    const { froms, reach } = spans;
    froms.push(beganAt);
    reach.push(reach.length === 0 ? untilMs : Math.max(reach[reach.length - 1] as number, untilMs));
  }

  covers({ machineId, startMs, endMs }: StopOfMachine): boolean {
    const spans = this.#spans.get(machineId);
    if (spans === undefined) return false;
    const fromMs = spans.froms[firstAtLeast(spans.reach, startMs + 1)];
    return fromMs !== undefined && fromMs < (endMs ?? this.#nowMs);
  }
}

/** @param ascending */
function firstAtLeast(ascending: readonly number[], least: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface StopCounts {
  stops: number;
  ms: number;
  withTicket: number;
  withTicketMs: number;
}

export function noStops(): StopCounts {
  return { stops: 0, ms: 0, withTicket: 0, withTicketMs: 0 };
}

export function addStop(counts: StopCounts, clippedMs: number, hasTicket: boolean): void {
  counts.stops++;
  counts.ms += clippedMs;
  if (!hasTicket) return;
  counts.withTicket++;
  counts.withTicketMs += clippedMs;
}
