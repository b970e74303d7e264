/**
 * Tickets of two years, as many as wanted: each can be told by its number.
 *
 * Half of all have one common word, and machines, categories, codes, lengths and ends are spread as in a factory: what
 * filters, orders and reports have to pass over.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../src/kernel/clock.ts';
import type { ImportedTicket } from '../src/modules/maintenance/index.ts';
import type { StatusPeriodInput } from '../src/modules/timeline/index.ts';
import { machineIdOf, YEAR_END_MS } from './invented-year.ts';
import { random } from './random.ts';

export const TICKETS_START_MS = YEAR_END_MS - 730 * DAY_MS;
export const TICKET_MACHINES = 100;

const categories = ['Mechanical', 'Electrical', 'Tooling', 'Hydraulic', 'Software', 'Other'];
const priorities = ['Low', 'Medium', 'Medium', 'High', 'Critical'] as const;
const codes = ['WEAR', 'LEAK', 'MISALIGNED', 'OVERHEATED', 'BROKEN', 'SENSOR', 'CABLE', 'LOOSE', 'DIRT', null] as const;
const places = ['coiler', 'welder', 'cutoff saw', 'gearbox', 'strut pack', 'hydraulic unit', 'decoiler', 'panel'];
const faults = ['oil under', 'noise from', 'no power at', 'jam in', 'vibration of', 'smoke from', 'wrong length after'];
const sentence =
  'Seen by the operator in the early part of the shift, after the change of the coil; it came back twice within an hour, ' +
  'and the line was slowed down until the end of the run.';

/** @param count how many there are in all: they are spread evenly over the two years */
export function ticketOf(at: number, count: number): ImportedTicket {
  const dice = (salt: number) => random(at, count, salt);
  const pick = <Item>(items: readonly Item[], salt: number) => items[Math.floor(dice(salt) * items.length)] as Item;
  const loggedAt = TICKETS_START_MS + Math.floor((at + dice(1)) * ((YEAR_END_MS - TICKETS_START_MS) / count));
  const startedAt = loggedAt + Math.floor(dice(2) * 4 * HOUR_MS);
  const resolvedAt = startedAt + 5 * MINUTE_MS + Math.floor(dice(3) ** 4 * 5 * DAY_MS);
  const age = at / count;
  const isOver = resolvedAt < YEAR_END_MS && (age < 0.97 || dice(4) < 0.5);
  const isCancelled = isOver && dice(5) < 0.03;
  const isDone = isOver && !isCancelled;
  const stopped = dice(6) < 0.6;
  const downFrom = loggedAt - Math.floor(dice(7) * HOUR_MS);
  const code = pick(codes, 8);
  return {
    externalId: `T-${at}`,
    machineId: machineIdOf(Math.floor(dice(9) ** 2 * TICKET_MACHINES)),
    category: pick(categories, 10),
    description: `${pick(faults, 11)} ${pick(places, 12)}. ${dice(13) < 0.5 ? sentence : 'Line stood.'}`,
    priority: pick(priorities, 14),
    status: isCancelled ? 'Cancelled' : isDone ? (dice(15) < 0.9 ? 'Closed' : 'Resolved') : 'Open',
    holdReason: null,
    holdNote: null,
    periodId: null,
    loggedAt,
    acknowledgedAt: isOver ? startedAt : null,
    startedAt: isOver ? startedAt : null,
    resolvedAt: isDone ? resolvedAt : null,
    closedAt: isDone && dice(15) < 0.9 ? resolvedAt : null,
    cancelledAt: isCancelled ? resolvedAt : null,
    dueAt: undefined,
    team: pick(['Day', 'Night', null], 16),
    failureCode: isDone ? code : null,
    failureCause: isDone ? 'Worn by dirt' : null,
    remedy: isDone ? `Replaced and adjusted the ${pick(places, 12)}, ran it for ten minutes without load.` : null,
    machineDown: stopped,
    downFrom: stopped ? downFrom : null,
    restoredAt: stopped && isDone ? resolvedAt - Math.floor(dice(17) * 5 * MINUTE_MS) : null,
    reportedBy: 'Bench',
  };
}

/** Stops of two years that one question can still sort. */
const MEASURED_SHARE = 0.35;
const reasons = ['Hydraulic Fault', 'Electrical Fault', 'Weld break', 'Lubrication Issue', 'Coil Change', 'Obstacle'];

/** The stop that the machine's source measured of a ticket, where it did: of one in five tickets. */
export function stopOf(ticket: ImportedTicket, at: number, count: number): StatusPeriodInput | undefined {
  const dice = (salt: number) => random(at, count, salt);
  if (ticket.downFrom === null || dice(18) >= MEASURED_SHARE) return undefined;
  return {
    id: `stop-${at}`,
    machineId: ticket.machineId,
    startMs: ticket.downFrom,
    endMs: ticket.downFrom + 5 * MINUTE_MS + Math.floor(dice(19) * HOUR_MS),
    classification: 'DOWNTIME',
    productivity: 'unproductive',
    reasonText: reasons[Math.floor(dice(20) * reasons.length)] as string,
  };
}

/** The ticket about its stop: of three one names nothing else, one says the times too, and one does not know of it. */
export function aboutStop(ticket: ImportedTicket, stop: StatusPeriodInput, at: number): ImportedTicket {
  if (at % 3 === 0) return { ...ticket, periodId: stop.id, machineDown: false, downFrom: null, restoredAt: null };
  return at % 3 === 1 ? { ...ticket, periodId: stop.id } : ticket;
}
