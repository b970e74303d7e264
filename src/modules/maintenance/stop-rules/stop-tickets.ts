/**
 * What rules on stops do with tickets: open one or join the one that is there, give it another category or priority,
 * withdraw it, and say when the machine ran again. Each inside the transaction that decided it.
 *
 * A ticket that somebody has taken up is theirs: it is told what is known, and never moved.
 */
import { formatOptionalInstant } from '../../../kernel/instant.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { Users } from '../../users/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { PreparedMoves } from '../tickets/ticket-moves.service.ts';
import { addNoteWithin } from '../tickets/ticket-records.service.ts';
import { holdTicketWithin, stepWithin } from '../tickets/ticket-steps.ts';
import { categoryOf, pendingStatuses } from '../tickets/tickets.rules.ts';
import type { TicketService } from '../tickets/tickets.service.ts';
import type { TicketPolicy } from '../tickets/tickets.settings.ts';
import type { Ticket } from '../tickets/tickets.types.ts';
import type { StopDeed } from './stop-deeds.rules.ts';
import type { StopCase, StopRule } from './stop-rules.types.ts';
import { fillTitle, localInstant, type ToldStop, tellStop } from './stop-texts.rules.ts';
import { findTicketToJoin, hasNoteOfPerson } from './stop-tickets.queries.ts';

export interface StopTicketDependencies {
  readonly users: Users;
  readonly tickets: Pick<TicketService, 'openTicketWithin' | 'changeTicketWithin'>;
}

/** Read before the transaction begins. */
export interface TicketMeans {
  readonly policy: TicketPolicy;
  readonly moves: PreparedMoves;
}

export interface TakenTicket {
  readonly ticketId: number;
  readonly isJoined: boolean;
  /** As the rule made them; of one that was joined as they are. */
  readonly category: string;
  readonly priority: Ticket['priority'];
}

/** Notes of one ticket end somewhere, and a full one is no reason to lose the rest. */
const NOTES_LEFT_TO_PEOPLE = 900;

export async function takeTicketWithin(
  tx: Transaction,
  { users, tickets }: StopTicketDependencies,
  { policy }: TicketMeans,
  rule: StopRule,
  stop: ToldStop & { readonly machineId: string; readonly periodIds: readonly string[] },
): Promise<TakenTicket> {
  const category = routed(rule, policy).category;
  const { machineId, periodIds } = stop;
  const open = await findTicketToJoin(tx.access(), tx.engine, { ...stop, category });
  if (open !== undefined) {
    const known = await joinWithin(tx, users, open, rule, stop);
    return { ticketId: known.id, isJoined: true, category: known.category, priority: known.priority };
  }
  const ticket = await tickets.openTicketWithin(
    tx,
    policy,
    {
      machineId,
      description: `${fillTitle(rule.title, stop)}\n\n${tellStop(stop)}\nOpened by the rule '${rule.name}'.`,
      category,
      priority: rule.priority,
      periodId: periodIds[0] ?? null,
      machineDown: true,
      downFrom: stop.startMs,
    },
    { source: 'rule' },
  );
  return { ticketId: ticket.id, isJoined: false, category: ticket.category, priority: ticket.priority };
}

async function joinWithin(
  tx: Transaction,
  users: Users,
  ticketId: number,
  rule: StopRule,
  stop: ToldStop & { readonly periodIds: readonly string[] },
): Promise<Ticket> {
  const { after } = await stepWithin(tx, users, ticketId, undefined, (ticket) => {
    const fields: Partial<Ticket> = {
      ...(ticket.periodId === null ? { periodId: stop.periodIds[0] ?? null } : {}),
      // it stands again, whatever it did in between
      ...(ticket.proposedRestoredAt === null ? {} : { proposedRestoredAt: null }),
    };
    return Object.keys(fields).length === 0 ? undefined : { happened: 'changed', fields };
  });
  await noteWithin(tx, users, after, `${tellStop(stop)} The rule '${rule.name}' would have opened a ticket.`);
  return after;
}

/** What a rule makes of a ticket. A category that the factory has no longer becomes its default. */
export function routed({ category, priority }: StopRule, policy: TicketPolicy) {
  const known = category === null ? undefined : categoryOf(category, policy.categories);
  return { category: known ?? policy.defaultCategory, priority };
}

/**
 * Gives the ticket what another rule says of it, and leaves what people have changed since.
 *
 * @param why begins the note: `The reason is now 'Electrical Fault'.`
 * @returns the category and priority that the ticket goes by; undefined where it is over, so that nothing was done
 */
export async function rerouteWithin(
  tx: Transaction,
  { users, tickets }: StopTicketDependencies,
  { policy }: TicketMeans,
  stop: StopCase & { readonly ticketId: number },
  rule: StopRule,
  why: string,
): Promise<Pick<StopCase, 'category' | 'priority'> | undefined> {
  const ticket = await holdTicketWithin(tx, stop.ticketId);
  const wanted = routed(rule, policy);
  if (!pendingStatuses.includes(ticket.status)) return undefined;
  if (stop.isJoined) {
    await noteWithin(tx, users, ticket, `${why} The rule '${rule.name}' is about it.`);
    return { category: stop.category, priority: stop.priority };
  }
  const changes = {
    ...(ticket.category === stop.category && wanted.category !== ticket.category ? { category: wanted.category } : {}),
    ...(ticket.priority === stop.priority && wanted.priority !== ticket.priority ? { priority: wanted.priority } : {}),
  };
  if (Object.keys(changes).length > 0) await tickets.changeTicketWithin(tx, policy, ticket.id, changes);
  await noteWithin(tx, users, ticket, `${why} The rule '${rule.name}' says what it is now.`);
  return wanted;
}

/** @returns whether the ticket was cancelled, or somebody was asked about it; undefined where it is over */
export async function withdrawWithin(
  tx: Transaction,
  { users }: StopTicketDependencies,
  { moves }: TicketMeans,
  stop: StopCase & { readonly ticketId: number },
  why: string,
): Promise<Extract<StopDeed, 'withdrawn' | 'questioned'> | undefined> {
  const ticket = await holdTicketWithin(tx, stop.ticketId);
  if (!pendingStatuses.includes(ticket.status)) return undefined;
  const isOurs = !stop.isJoined && !(await isTakenUp(tx, ticket));
  await noteWithin(
    tx,
    users,
    ticket,
    isOurs
      ? `${why} Nobody has taken the ticket up, so it is cancelled.`
      : `${why} Somebody has to say whether the ticket is needed.`,
  );
  if (isOurs) await moves.cancelTicketWithin(tx, ticket.id, why);
  return isOurs ? 'withdrawn' : 'questioned';
}

/** Somebody has it, has begun, or has left something on it. */
async function isTakenUp(tx: Transaction, ticket: Ticket): Promise<boolean> {
  const begun = ticket.status !== 'Open' || ticket.assigneeId !== null || ticket.startedAt !== null;
  if (begun || ticket.labourMinutes > 0 || ticket.partsCost > 0) return true;
  return ticket.notesCount > 0 && hasNoteOfPerson(tx.access<MaintenanceTables>(), ticket.id);
}

/** Opens a ticket again that was withdrawn, unless somebody has done something with it since. @returns whether it did */
export async function bringBackWithin(
  tx: Transaction,
  { users }: StopTicketDependencies,
  { moves }: TicketMeans,
  stop: StopCase & { readonly ticketId: number; readonly withdrawnAt: number },
  why: string,
): Promise<boolean> {
  const ticket = await holdTicketWithin(tx, stop.ticketId);
  if (ticket.status !== 'Cancelled' || ticket.cancelledAt !== stop.withdrawnAt) return false;
  await noteWithin(tx, users, await moves.reopenTicketWithin(tx, ticket.id, why), why);
  return true;
}

/** Says on the ticket when its machine ran again, for whoever resolves it; null takes that back: it stands again. @returns whether it did */
export async function proposeRestoreWithin(
  tx: Transaction,
  users: Users,
  ticketId: number,
  restoredAt: number | null,
  zone: string,
): Promise<boolean> {
  const { before, after, happened } = await stepWithin(tx, users, ticketId, undefined, (ticket) => {
    const { proposedRestoredAt, downFrom } = ticket;
    if (!pendingStatuses.includes(ticket.status) || proposedRestoredAt === restoredAt) return undefined;
    if (restoredAt !== null && downFrom !== null && restoredAt < downFrom) return undefined;
    return {
      happened: restoredAt === null ? 'restore-withdrawn' : 'restore-proposed',
      fields: { proposedRestoredAt: restoredAt },
      told: { proposed_restored_at: formatOptionalInstant(restoredAt) },
      counts: false,
    };
  });
  if (happened === undefined) return false;
  const told =
    restoredAt === null
      ? 'The machine stands again: it had not been restored.'
      : `The machine has run again since ${localInstant(restoredAt, zone)}. Resolve the ticket if it is mended: that time is taken as its end.`;
  // of a time that is only more exact now the history tells
  if (restoredAt === null || before.proposedRestoredAt === null) await noteWithin(tx, users, after, told);
  return true;
}

async function noteWithin(tx: Transaction, users: Users, ticket: Ticket, text: string): Promise<void> {
  if (ticket.notesCount < NOTES_LEFT_TO_PEOPLE) await addNoteWithin(tx, users, ticket.id, text);
}
