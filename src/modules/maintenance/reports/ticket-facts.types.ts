/** What reports reckon from: a ticket, by what of it counts. Instants and durations are milliseconds. */
import type { HoldReason } from '../tickets/tickets.rules.ts';

/** A fault as reliability is reckoned from it. Tickets of plans and cancelled ones are none. */
export interface FaultFact {
  /** When the machine stopped, else when it was reported. */
  readonly beganAt: number;
  readonly machineId: string;
  readonly category: string;
  readonly failureCode: string | null;
  /** Only where they are grouped by it. */
  readonly priorityRank?: number;
  readonly team?: string | null;
  /** From being reported to being acknowledged; null where nobody has. */
  readonly acknowledgedMs: number | null;
  /** Until the machine ran again, else until it was resolved; null while neither has happened. */
  readonly restoredAt: number | null;
  /** Of a ticket that is resolved or closed. */
  readonly resolvedAt: number | null;
  /** 1 where the fault stopped the machine. */
  readonly stopped: number;
  readonly reopenedCount: number;
}

/** A ticket as costs are reckoned from it: of plans, too, and cancelled ones, which may have cost something. */
export interface CostFact {
  readonly id: number;
  readonly beganAt: number;
  readonly machineId: string;
  readonly category: string;
  readonly description: string;
  readonly failureCode: string | null;
  readonly priorityRank: number;
  readonly team: string | null;
  readonly labourMinutes: number;
  readonly partsCost: number;
  /** Of a ticket that stopped the machine and was not cancelled. */
  readonly downFrom: number | null;
  /** When the machine ran again, else when the ticket was resolved; null while neither has happened. */
  readonly downUntil: number | null;
}

/** A fault as a stop may be what it is about. */
export interface StopTicketFact {
  readonly id: number;
  readonly beganAt: number;
  readonly machineId: string;
  readonly periodId: string | null;
  readonly machineDown: number;
  readonly downUntil: number | null;
}

/** A ticket that is not done. */
export interface PendingFact {
  readonly id: number;
  readonly status: 'Open' | 'In Progress' | 'On Hold';
  readonly machineId: string;
  readonly category: string;
  readonly failureCode: string | null;
  readonly priorityRank: number;
  readonly team: string | null;
  readonly assigneeId: number | null;
  readonly loggedAt: number;
  readonly dueAt: number | null;
  readonly holdReason: HoldReason | null;
  readonly machineDown: number;
  readonly restoredAt: number | null;
}

/** When a ticket came and went. */
export interface LifeFact {
  readonly loggedAt: number;
  /** Resolved or cancelled. */
  readonly finishedAt: number | null;
}
