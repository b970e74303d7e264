/**
 * One step in the life of a ticket, the same way for every use case: the ticket is held, the version compared, what
 * changes is written, and history, audit and event tell of it in the same transaction.
 */
import type { NewEvent, Transaction } from '../../../platform/outbox/index.ts';
import type { Users } from '../../users/index.ts';
import { ticketStepped } from '../events.ts';
import type { MaintenanceTables } from '../tables.ts';
import { insertChanges } from './ticket-changes.repository.ts';
import { differences } from './ticket-history.rules.ts';
import { changesTexts, indexTicketWithin } from './ticket-texts.ts';
import { ticketNotFound, versionConflict } from './tickets.refusals.ts';
import { findTicketToChange, updateTicket } from './tickets.repository.ts';
import type { NamedPerson, Ticket, TicketChange } from './tickets.types.ts';

/** What is told of a step. */
export interface Telling {
  /** In the past tense: the event, and the verb of the history. */
  readonly happened: string;
  readonly reason?: string | undefined;
  /** What the event says beside how the ticket stands. */
  readonly told?: NewEvent['data'];
  /** What the history shows beside the fields. */
  readonly noted?: TicketChange['changes'];
}

export interface Step extends Telling {
  readonly fields: Partial<Ticket>;
  /** False for what hangs on the ticket: those who change its fields are not in each other's way. Default true. */
  readonly counts?: boolean;
}

export interface Stepped {
  readonly before: Ticket;
  /** The same as `before` where nothing happened. */
  readonly after: Ticket;
  /** In the past tense; undefined where nothing did. */
  readonly happened: string | undefined;
}

/** The ticket as it is, and nobody changes it until the transaction ends. @throws ticket-not-found */
export async function holdTicketWithin(tx: Transaction, id: number): Promise<Ticket> {
  const ticket = await findTicketToChange(tx.access<MaintenanceTables>(), tx.engine, id);
  if (ticket === undefined) throw ticketNotFound(id);
  return ticket;
}

/**
 * @param version the one that the caller saw; without it the step is taken from whatever is there now
 * @param decide what happens to the ticket; undefined: nothing
 * @throws ticket-not-found, version-conflict, and what `decide` throws
 */
export async function stepWithin(
  tx: Transaction,
  users: Users,
  id: number,
  version: number | undefined,
  decide: (before: Ticket) => Step | undefined | Promise<Step | undefined>,
): Promise<Stepped> {
  const before = await holdTicketWithin(tx, id);
  if (version !== undefined && version !== before.version) throw versionConflict(before);
  const step = await decide(before);
  if (step === undefined) return { before, after: before, happened: undefined };
  const after: Ticket = {
    ...before,
    ...step.fields,
    version: before.version + (step.counts === false ? 0 : 1),
    updatedAt: tx.recordedAt,
  };
  await updateTicket(tx.access<MaintenanceTables>(), before, after);
  if (changesTexts(before, after)) await indexTicketWithin(tx, after);
  await tellWithin(tx, { before, after }, await authorWithin(tx, users), [step]);
  return { before, after, happened: step.happened };
}

/**
 * Something that hangs on the ticket comes, goes or changes, and leaves the version: those who change its fields are not
 * in the way. However much is told of it, the ticket is held and written once.
 *
 * @param decide what is told of it; nothing: nothing happened
 * @throws ticket-not-found, and what `decide` throws
 */
export async function hangWithin(
  tx: Transaction,
  users: Users,
  id: number,
  decide: (ticket: Ticket, author: NamedPerson) => Promise<readonly Telling[]>,
): Promise<void> {
  const before = await holdTicketWithin(tx, id);
  const author = await authorWithin(tx, users);
  const tellings = await decide(before, author);
  if (tellings.length === 0) return;
  const after: Ticket = { ...before, updatedAt: tx.recordedAt };
  await updateTicket(tx.access<MaintenanceTables>(), before, after);
  await tellWithin(tx, { before, after }, author, tellings);
}

async function tellWithin(
  tx: Transaction,
  { before, after }: Pick<Stepped, 'before' | 'after'>,
  author: NamedPerson,
  tellings: readonly Telling[],
): Promise<void> {
  const fields = differences(before, after);
  const rows = tellings.map(({ happened, reason = null, noted }) => ({
    ticketId: after.id,
    verb: happened,
    changes: { ...fields, ...noted },
    reason,
    author,
    changedAt: tx.recordedAt,
  }));
  await insertChanges(tx.access<MaintenanceTables>(), tx.engine, rows);
  for (const [at, { happened, reason, told }] of tellings.entries()) {
    const changes = rows[at]?.changes ?? fields;
    tx.audit({
      action: `ticket.${happened}`,
      entityType: 'ticket',
      entityId: after.id,
      before: sideOf(changes, 'before'),
      after: sideOf(changes, 'after'),
      ...(reason === undefined ? {} : { reason }),
    });
    tx.emit(ticketStepped(happened, before, after, told));
  }
}

/** Who acts, as people call them: a person by name, a program or job by its own. */
export async function authorWithin(tx: Transaction, users: Users): Promise<NamedPerson> {
  const { kind, id, name } = tx.actor;
  const person = kind === 'user' ? await users.findPersonWithin(tx, Number(id)) : undefined;
  return person === undefined ? { id: null, name } : { id: person.id, name: person.name };
}

function sideOf(changes: TicketChange['changes'], side: 'before' | 'after'): Record<string, unknown> {
  return Object.fromEntries(Object.entries(changes).map(([name, sides]) => [name, sides[side]]));
}
