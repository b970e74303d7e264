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
  /** Of the whole stop, which a source may have split: itself among them. */
  readonly periodIds: readonly string[];
  readonly machineId: string;
  readonly startMs: number;
  /** Now where it has not ended. */
  readonly endMs: number;
}

/** The ticket of each stop that has one, by the period; the earliest that began where there are several. */
export function ticketsOfStops(
  stops: readonly StopOfMachine[],
  tickets: readonly StopTicketFact[],
  nowMs: number,
): Map<string, number> {
  const byPeriod = new Map<string, number>();
  const ordered = tickets.toSorted((a, b) => a.beganAt - b.beganAt || a.id - b.id);
  for (const { periodId, id } of ordered) if (periodId !== null && !byPeriod.has(periodId)) byPeriod.set(periodId, id);
  const found = new Map<string, number>();
  const ticketsByMachine = Map.groupBy(ordered, ({ machineId }) => machineId);
  for (const [machineId, ofMachine] of Map.groupBy(stops, (stop) => stop.machineId)) {
    const covering = coveringTickets(ticketsByMachine.get(machineId) ?? [], nowMs);
    for (const stop of ofMachine) {
      const about = stop.periodIds.find((id) => byPeriod.has(id));
      const ticketId = about === undefined ? covering(stop.startMs, stop.endMs) : byPeriod.get(about);
      if (ticketId !== undefined) found.set(stop.periodId, ticketId);
    }
  }
  return found;
}

/** The first of the tickets of which something lies in [startMs, endMs). @param ordered by their beginning */
function coveringTickets(ordered: readonly StopTicketFact[], nowMs: number) {
  const spread = ordered.filter(({ periodId, machineDown }) => periodId === null || machineDown === 1);
  const spans = spread.map(({ id, beganAt, machineDown, downUntil }) => ({
    id,
    fromMs: beganAt,
    // of a fault that stopped nothing, the moment of its report
    untilMs: Math.max(beganAt + 1, machineDown === 1 ? (downUntil ?? nowMs) : 0),
  }));
  // the latest end up to each: the first that reaches into a stop ends just there itself
  let latest = Number.NEGATIVE_INFINITY;
  const reach = spans.map(({ untilMs }) => (latest = Math.max(latest, untilMs)));
  return (startMs: number, endMs: number): number | undefined => {
    const span = spans[firstAtLeast(reach, startMs + 1)];
    return span !== undefined && span.fromMs < endMs ? span.id : undefined;
  };
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
