/**
 * What tickets cost: labour, parts, and the stop of the machine.
 *
 * A ticket's cost belongs to the window in which it began, whole, so windows add up. The stop is the ticket's as
 * `failures.rules.ts` has it, until now while the machine stands; of it counts what lies in shifts. Each ticket of a stop
 * has its time. What cannot be said, for want of an hourly cost, is null and left out of totals.
 *
 * Planned ratio: minutes of labour on tickets of plans / minutes of labour on all.
 */
import { HOUR_MS } from '../../../kernel/clock.ts';

export interface CostRates {
  /** Of an hour of labour; null where nobody has said. */
  readonly labourPerHour: number | null;
  /** Of an hour's stop of the machine; null where nobody has said. */
  readonly stopPerHour: number | null;
}

export interface TicketCost {
  readonly labourMinutes: number;
  readonly labour: number | null;
  readonly parts: number;
  /** Of the stop, in shifts; null where the ticket stopped nothing. */
  readonly downMs: number | null;
  /** Null where the ticket stopped nothing, or the machine has no hourly cost. */
  readonly downtime: number | null;
  /** Of what is known. */
  readonly total: number;
}

/** @param downMs of the stop, in shifts; null where the ticket stopped nothing */
export function costOf(
  { labourMinutes, partsCost: parts }: { readonly labourMinutes: number; readonly partsCost: number },
  downMs: number | null,
  { labourPerHour, stopPerHour }: CostRates,
): TicketCost {
  const labour = labourPerHour === null ? null : (labourMinutes / 60) * labourPerHour;
  const downtime = downMs === null || stopPerHour === null ? null : (downMs / HOUR_MS) * stopPerHour;
  return { labourMinutes, labour, parts, downMs, downtime, total: (labour ?? 0) + parts + (downtime ?? 0) };
}

/** Sums of many tickets, with the numbers that they rest on. */
export interface CostSums {
  tickets: number;
  labourMinutes: number;
  /** Tickets that somebody worked on. */
  workedOn: number;
  /** On tickets of plans. */
  plannedMinutes: number;
  /** Null while no ticket's is known. */
  labour: number | null;
  parts: number;
  /** Tickets that stopped the machine. */
  stops: number;
  downMs: number;
  downtime: number | null;
  /** Stops of machines without an hourly cost: they are in no sum. */
  stopsWithoutRate: number;
  total: number;
}

export function noCosts(): CostSums {
  return {
    tickets: 0,
    labourMinutes: 0,
    workedOn: 0,
    plannedMinutes: 0,
    labour: null,
    parts: 0,
    stops: 0,
    downMs: 0,
    downtime: null,
    stopsWithoutRate: 0,
    total: 0,
  };
}

export function addCost(sums: CostSums, cost: TicketCost, isPlanned: boolean): void {
  sums.tickets++;
  sums.labourMinutes += cost.labourMinutes;
  if (cost.labourMinutes > 0) sums.workedOn++;
  if (isPlanned) sums.plannedMinutes += cost.labourMinutes;
  if (cost.labour !== null) sums.labour = (sums.labour ?? 0) + cost.labour;
  sums.parts += cost.parts;
  sums.total += cost.total;
  if (cost.downMs === null) return;
  sums.stops++;
  sums.downMs += cost.downMs;
  if (cost.downtime === null) sums.stopsWithoutRate++;
  else sums.downtime = (sums.downtime ?? 0) + cost.downtime;
}
