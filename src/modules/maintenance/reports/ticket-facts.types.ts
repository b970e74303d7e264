/** What reports reckon from: a ticket, by what of it counts. Instants and durations are milliseconds. */
import type { ReasonGroup } from '../../timeline/index.ts';
import type { HoldReason } from '../tickets/tickets.rules.ts';
import type { Caused, Groupable } from './report-groups.rules.ts';

/** How long a machine stood because of a ticket, as the ticket and the stop that it is about tell. */
export interface StoppingFact {
  readonly machineId: string;
  /** When the machine stopped, else when it was reported. */
  readonly beganAt: number;
  /** 1 where somebody says that the fault stopped the machine: then it stopped at `beganAt`. */
  readonly machineDown: number;
  /** The status period that it is about, where that tells more than the ticket does: see `ticket-pieces.queries.ts`. */
  readonly periodId: string | null;
  /** The stop that it is about; absent where it is about none, or says both times itself. */
  stop?: StopOfTicket;
  /** When somebody says that the machine ran again. */
  readonly restoredAt: number | null;
}

/** What of a stop of a machine counts here. */
export interface StopOfTicket {
  /** The same for all tickets of it. */
  readonly id: string;
  readonly startMs: number;
  /** Null while it lasts. */
  readonly endMs: number | null;
  readonly reasonGroup: ReasonGroup;
}

/** A fault as those are found that come back. Tickets of plans and cancelled ones are no faults. */
export interface NumberedFault extends StoppingFact, Caused {
  readonly id: number;
}

/** A fault as reliability is reckoned from it. */
export interface FaultFact extends StoppingFact, Caused, Groupable {
  readonly failureCode: string | null;
  /** Of a ticket that is resolved or closed. */
  readonly resolvedAt: number | null;
  /** From being reported to being acknowledged; null where nobody has. */
  readonly acknowledgedMs: number | null;
  readonly reopenedCount: number;
}

/** A ticket as costs are reckoned from it: of plans, too, and cancelled ones, which may have cost something. */
export interface CostFact extends StoppingFact, Groupable {
  readonly labourMinutes: number;
  readonly partsCost: number;
  /** 1 where a plan opened it. */
  readonly isPlanned: number;
  /** Of a ticket that is resolved or closed. */
  readonly resolvedAt: number | null;
}

/** A ticket as it is listed by its cost. */
export interface NumberedCost extends CostFact {
  readonly id: number;
}

/** What a ticket is about. */
export interface TicketDescription {
  readonly category: string;
  readonly description: string;
}

/** A fault as a machine may have stood because of it. */
export interface StopTicketFact {
  readonly beganAt: number;
  readonly machineId: string;
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
  /** Of its plan; null where nobody has said. */
  readonly estimatedMinutes: number | null;
}

/** A fault as due dates are held against it. */
export interface DueFact extends Groupable {
  readonly dueAt: number | null;
  /** Of a ticket that is resolved or closed. */
  readonly resolvedAt: number | null;
}

/** When a ticket came and went. */
export interface LifeFact {
  readonly loggedAt: number;
  /** Resolved or cancelled; null again after it was reopened. */
  readonly finishedAt: number | null;
}

export interface NamedLifeFact extends LifeFact {
  readonly id: number;
  readonly machineId: string;
  /** As it stands: null again after it was reopened. */
  readonly resolvedAt: number | null;
}
