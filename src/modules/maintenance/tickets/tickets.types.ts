/** What the other rooms see of a ticket. Instants are milliseconds. */
import type { CountedPage } from '../../../kernel/paging.ts';
import type { WordsOnMachines } from './machine-words.rules.ts';
import type { HoldReason, MoveName, Priority, TicketStatus } from './tickets.rules.ts';

/** A person, or only a name: of a program, or of somebody without an account here. */
export interface NamedPerson {
  readonly id: number | null;
  readonly name: string;
}

/** What people may change of a ticket as it is. */
export interface TicketDetails {
  /** One of the factory's categories. */
  readonly category: string;
  readonly description: string;
  readonly priority: Priority;
  /** The status period of the machine that it is about. */
  readonly periodId: string | null;
  /** Follows the priority until a person chooses it; null where a person said that there is none. */
  readonly dueAt: number | null;
  readonly team: string | null;
  readonly failureCode: string | null;
  readonly failureCause: string | null;
  /** What was done about it. */
  readonly remedy: string | null;
  /** Whether the fault stopped the machine. */
  readonly machineDown: boolean;
  /** When the machine stopped; null exactly where it did not. */
  readonly downFrom: number | null;
  /** When it ran again. */
  readonly restoredAt: number | null;
}

export interface Ticket extends TicketDetails {
  readonly id: number;
  readonly machineId: string;
  readonly status: TicketStatus;
  /** Why it waits; null unless it is on hold. */
  readonly holdReason: HoldReason | null;
  readonly holdNote: string | null;
  readonly loggedAt: number;
  /** When somebody was first assigned, or work first began. */
  readonly acknowledgedAt: number | null;
  /** When work first began. */
  readonly startedAt: number | null;
  /** Of a resolved or closed ticket. */
  readonly resolvedAt: number | null;
  readonly closedAt: number | null;
  readonly cancelledAt: number | null;
  readonly dueChosen: boolean;
  readonly assigneeId: number | null;
  /** When the machine ran again as its periods show: taken where nobody who resolves the ticket says it. */
  readonly proposedRestoredAt: number | null;
  readonly reopenedCount: number;
  readonly reportedBy: NamedPerson;
  readonly source: TicketSource;
  readonly planId: number | null;
  readonly followsTicketId: number | null;
  /** Its number in the system that it was taken from. */
  readonly externalId: string | null;
  readonly notesCount: number;
  readonly labourMinutes: number;
  /** Of the parts taken and not returned, in the factory's currency. */
  readonly partsCost: number;
  readonly version: number;
  readonly updatedAt: number;
}

export const ticketSources = ['person', 'program', 'plan', 'rule', 'import'] as const;
/** Who or what opened it. */
export type TicketSource = (typeof ticketSources)[number];

export interface NewTicket extends Partial<TicketDetails> {
  readonly machineId: string;
  readonly description: string;
  readonly assigneeId?: number | null;
  readonly followsTicketId?: number | null;
}

/** What only other rooms of the house say of a ticket that they open. */
export interface TicketOrigin {
  readonly source: TicketSource;
  readonly planId?: number;
  readonly externalId?: string;
  /** When it was reported; the transaction's time where absent. */
  readonly loggedAt?: number;
  /** Who reported it; the actor where absent. */
  readonly reportedBy?: NamedPerson;
}

/** A ticket of another system, with the life that it had there. */
export interface ImportedTicket extends Omit<TicketDetails, 'dueAt'> {
  /** The number that it shall have where that is free; absent: any. */
  readonly number?: number;
  /** Its number there: a ticket is taken once. */
  readonly externalId: string;
  readonly machineId: string;
  readonly status: TicketStatus;
  readonly holdReason: HoldReason | null;
  readonly holdNote: string | null;
  readonly loggedAt: number;
  readonly acknowledgedAt: number | null;
  readonly startedAt: number | null;
  readonly resolvedAt: number | null;
  readonly closedAt: number | null;
  readonly cancelledAt: number | null;
  /** Undefined: from the priority. Null: none was set, and none is as long as the ticket is over. */
  readonly dueAt: number | null | undefined;
  /** Who reported it; whoever imports it where absent. */
  readonly reportedBy: string | undefined;
}

export interface TicketNote {
  readonly id: number;
  readonly ticketId: number;
  readonly note: string;
  readonly author: NamedPerson;
  readonly createdAt: number;
}

/** What the rooms that keep pictures and parts say of them in the answers about tickets. */
export interface TicketImage {
  readonly id: number;
  /** As a plain `<img>` of the old front end takes it: relative, without a leading slash. */
  readonly imageUrl: string;
  readonly thumbnailUrl: string;
  readonly caption: string | null;
}

export interface UsedComponent {
  readonly componentId: number;
  readonly name: string;
  readonly stockCode: string | null;
  /** On hand now, at all locations together. */
  readonly currentStock: number;
  /** Taken and not returned. */
  readonly quantityUsed: number;
}

export interface HangingItems {
  /** In the order in which they were written. */
  readonly workNotes: readonly TicketNote[];
  readonly images: readonly TicketImage[];
  readonly componentsUsed: readonly UsedComponent[];
}

/** What the old front end's list shows of the ticket itself. */
export type TicketHead = Pick<
  Ticket,
  | 'id'
  | 'machineId'
  | 'category'
  | 'description'
  | 'priority'
  | 'periodId'
  | 'loggedAt'
  | 'resolvedAt'
  | 'status'
  | 'notesCount'
>;
export type TicketCard = TicketHead & HangingItems;

/** A ticket with all that an answer about it shows. */
export interface TicketView extends Ticket, HangingItems {
  readonly machineName: string;
  readonly assignee: NamedPerson | null;
  /** Not done, and its due date has passed. */
  readonly overdue: boolean;
  readonly allowedMoves: readonly MoveName[];
}

/** One step in the life of a ticket. */
export interface TicketChange {
  readonly id: number;
  readonly ticketId: number;
  /** What happened, in the past tense: `opened`, `resolved`. */
  readonly verb: string;
  /** By the names of the answer about the ticket; values as they stand there. */
  readonly changes: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
  readonly reason: string | null;
  readonly author: NamedPerson;
  readonly changedAt: number;
}

export const ticketSorts = ['logged_time', 'due_at', 'priority', 'updated_at'] as const;
export type TicketSort = (typeof ticketSorts)[number];

export interface TicketFilter {
  readonly statuses?: readonly TicketStatus[] | undefined;
  readonly priorities?: readonly Priority[] | undefined;
  readonly machineIds?: readonly string[] | undefined;
  /** `none`: nobody's. */
  readonly assigneeId?: number | 'none' | undefined;
  readonly category?: string | undefined;
  readonly team?: string | undefined;
  readonly overdue?: boolean | undefined;
  readonly machineDown?: boolean | undefined;
  readonly source?: TicketSource | undefined;
  /** Words of the ticket, its newest notes and its machine's name, the last as the beginning of one. */
  readonly text?: string | undefined;
  /** What of the words machines' names have: see `spelled`. */
  readonly onMachines?: readonly WordsOnMachines[] | undefined;
  /** Logged in [fromMs, toMs). */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Due in [dueFromMs, dueToMs). */
  readonly dueFromMs?: number | undefined;
  readonly dueToMs?: number | undefined;
}

export interface TicketListing extends TicketFilter {
  readonly sort?: TicketSort | undefined;
  readonly descending?: boolean | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  readonly withTotal?: boolean | undefined;
}

export type TicketPage = CountedPage<TicketView>;
