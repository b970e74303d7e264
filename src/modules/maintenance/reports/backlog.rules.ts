/**
 * What is waiting: tickets that are not done, by how they stand, how urgent, how old and how late they are.
 *
 * Backlog in weeks: Σ estimated hours of open work / hours that the factory can work in a week.
 */
import { DAY_MS } from '../../../kernel/clock.ts';
import {
  type HoldReason,
  holdReasons,
  isOverdue,
  type Priority,
  priorities,
  type TicketStatus,
} from '../tickets/tickets.rules.ts';
import type { PendingFact } from './ticket-facts.types.ts';

/** From `fromDays` old on, up to the next. */
export const ageBuckets = [
  { name: 'under_1_day', fromDays: 0 },
  { name: '1_to_7_days', fromDays: 1 },
  { name: '7_to_30_days', fromDays: 7 },
  { name: '30_to_90_days', fromDays: 30 },
  { name: 'over_90_days', fromDays: 90 },
] as const;
export type AgeBucket = (typeof ageBuckets)[number]['name'];

export const waitingStatuses = ['Open', 'In Progress', 'On Hold'] as const satisfies readonly TicketStatus[];
export type WaitingStatus = (typeof waitingStatuses)[number];

export interface Backlog {
  tickets: number;
  /** Not done although their due date has passed. */
  overdue: number;
  unassigned: number;
  /** Of faults whose machine does not run yet. */
  machineDown: number;
  ageMs: number;
  /** Tickets of which somebody has said how long they take. */
  estimated: number;
  estimatedMinutes: number;
  oldestLoggedAt: number | null;
  readonly byStatus: Record<WaitingStatus, number>;
  readonly byPriority: Record<Priority, number>;
  readonly byAge: Record<AgeBucket, number>;
  readonly byHoldReason: Record<HoldReason, number>;
}

export function emptyBacklog(): Backlog {
  return {
    tickets: 0,
    overdue: 0,
    unassigned: 0,
    machineDown: 0,
    ageMs: 0,
    estimated: 0,
    estimatedMinutes: 0,
    oldestLoggedAt: null,
    byStatus: zeros(waitingStatuses),
    byPriority: zeros(priorities),
    byAge: zeros(ageBuckets.map(({ name }) => name)),
    byHoldReason: zeros(holdReasons),
  };
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}

/**
 * A ticket that claims to come from the future is as old as one of now.
 *
 * @param usualMinutes what a ticket takes whose plan does not say it; null where nobody has said
 */
export function addToBacklog(
  backlog: Backlog,
  ticket: PendingFact,
  { nowMs, usualMinutes }: { readonly nowMs: number; readonly usualMinutes: number | null },
): void {
  const minutes = ticket.estimatedMinutes ?? usualMinutes;
  if (minutes !== null) {
    backlog.estimated++;
    backlog.estimatedMinutes += minutes;
  }
  const ageMs = Math.max(0, nowMs - ticket.loggedAt);
  backlog.tickets++;
  if (isOverdue(ticket, nowMs)) backlog.overdue++;
  if (ticket.assigneeId === null) backlog.unassigned++;
  if (ticket.machineDown === 1 && ticket.restoredAt === null) backlog.machineDown++;
  backlog.ageMs += ageMs;
  backlog.oldestLoggedAt = Math.min(backlog.oldestLoggedAt ?? ticket.loggedAt, ticket.loggedAt);
  backlog.byStatus[ticket.status]++;
  const priority = priorities[ticket.priorityRank - 1];
  if (priority !== undefined) backlog.byPriority[priority]++;
  if (ticket.holdReason !== null) backlog.byHoldReason[ticket.holdReason]++;
  const bucket = ageBuckets.findLast(({ fromDays }) => ageMs >= fromDays * DAY_MS) ?? ageBuckets[0];
  backlog.byAge[bucket.name]++;
}
