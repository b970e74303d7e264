/**
 * The checklists of tickets: answered one by one, complete before the ticket is resolved, followed up where they failed.
 *
 * A ticket keeps the checklist that its plan had when it opened. Every answer holds the ticket, so none slips in behind
 * the step that found the checklist complete.
 */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store, Transaction } from '../../../platform/outbox/index.ts';
import type { Users } from '../../users/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { tidyText } from '../tickets/ticket-details.rules.ts';
import { authorWithin, holdTicketWithin, stepWithin } from '../tickets/ticket-steps.ts';
import { refusedByStatus, ticketNotFound } from '../tickets/tickets.refusals.ts';
import { findTicket } from '../tickets/tickets.repository.ts';
import { type Priority, pendingStatuses } from '../tickets/tickets.rules.ts';
import type { Tickets } from '../tickets/tickets.ts';
import type { TicketView } from '../tickets/tickets.types.ts';
import { findTicketChecks, findUnanswered, updateTicketCheck } from './ticket-checks.repository.ts';
import { fitAnswer, resultOf, tellFailure } from './ticket-checks.rules.ts';
import type { CheckAnswer, TicketCheck } from './ticket-checks.types.ts';

export interface TicketChecklists {
  /** Empty for a ticket without one. @throws ticket-not-found */
  listChecks(ticketId: number): Promise<TicketCheck[]>;
  /**
   * Answers an item, again where it was answered before; null takes the answer back. Leaves the ticket's version.
   * @throws ticket-not-found, check-not-found, ticket-move-refused once it is resolved, validation-failed for an answer
   *   that is not of the item's kind
   */
  answerCheck(
    actor: Actor,
    ticketId: number,
    checkId: number,
    answer: { readonly value: CheckAnswer | null; readonly note?: string | undefined },
  ): Promise<TicketCheck>;
  /**
   * Opens the ticket that follows from a failed item. Repeating it gives the same ticket.
   * @throws ticket-not-found, check-not-found, check-not-failed, unknown-category
   */
  followUp(
    actor: Actor,
    ticketId: number,
    checkId: number,
    wanted: { readonly description?: string | undefined; readonly priority?: Priority | undefined },
  ): Promise<{ readonly ticket: TicketView; readonly opened: boolean }>;
}

export interface TicketChecklistDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly users: Users;
}

export function createTicketChecklists(
  { store, log, users }: TicketChecklistDependencies,
  tickets: Pick<Tickets, 'viewOf' | 'readPolicy' | 'openTicketWithin'>,
): TicketChecklists {
  async function requireCheck(tx: Transaction, ticketId: number, checkId: number): Promise<TicketCheck> {
    const checks = await findTicketChecks(tx.access(), ticketId);
    const check = checks.find(({ id }) => id === checkId);
    if (check !== undefined) return check;
    throw new DomainError('check-not-found', `Ticket ${ticketId} has no checklist item ${checkId}.`);
  }

  return {
    async listChecks(ticketId) {
      const access = store.access<MaintenanceTables>();
      const checks = await findTicketChecks(access, ticketId);
      if (checks.length === 0 && (await findTicket(access, ticketId)) === undefined) throw ticketNotFound(ticketId);
      return checks;
    },

    async answerCheck(actor, ticketId, checkId, { value, note }) {
      const answered = await store.transact(actor, async (tx) => {
        let after: TicketCheck | undefined;
        await stepWithin(tx, users, ticketId, undefined, async (ticket) => {
          if (!pendingStatuses.includes(ticket.status)) throw refusedByStatus(ticket, 'checked');
          const before = await requireCheck(tx, ticketId, checkId);
          const answer = value === null ? null : fitAnswer(before, value);
          after = {
            ...before,
            answer,
            result: answer === null ? null : resultOf(before, answer),
            note: tidyText(note ?? '') || null,
            answeredBy: answer === null ? null : await authorWithin(tx, users),
            answeredAt: answer === null ? null : tx.recordedAt,
          };
          await updateTicketCheck(tx.access(), after);
          const told = { check_id: checkId, instruction: before.instruction, value: answer, result: after.result };
          const { value: _, result: __, ...item } = told;
          return {
            happened: 'checklist-answered',
            fields: {},
            told,
            noted: {
              check: {
                before: { ...item, value: before.answer, result: before.result },
                after: { ...told, note: after.note },
              },
            },
            counts: false,
          };
        });
        return after as TicketCheck;
      });
      const payload = { ticketId, checkId, result: answered.result };
      log.info({ payload }, `Checklist item ${checkId} of ticket ${ticketId} answered by '${actor.name}'`);
      return answered;
    },

    async followUp(actor, ticketId, checkId, wanted) {
      const policy = await tickets.readPolicy();
      const { id, opened } = await store.transact(actor, async (tx) => {
        const ticket = await holdTicketWithin(tx, ticketId);
        const check = await requireCheck(tx, ticketId, checkId);
        if (check.followUpTicketId !== null) return { id: check.followUpTicketId, opened: false };
        if (check.result !== 'failed') throw notFailed(check);
        const description = wanted.description ?? tellFailure(check);
        const follow = await tickets.openTicketWithin(
          tx,
          policy,
          {
            machineId: ticket.machineId,
            description,
            followsTicketId: ticketId,
            ...(wanted.priority === undefined ? {} : { priority: wanted.priority }),
            ...(policy.categories.includes(ticket.category) ? { category: ticket.category } : {}),
          },
          { source: actor.kind === 'user' ? 'person' : 'program' },
        );
        await updateTicketCheck(tx.access(), { ...check, followUpTicketId: follow.id });
        return { id: follow.id, opened: true };
      });
      if (opened)
        log.info({ payload: { ticketId, checkId, followUp: id } }, `Ticket ${id} follows up ticket ${ticketId}`);
      return { ticket: await tickets.viewOf(id), opened };
    },
  };
}

/** Before a ticket counts as done. The caller holds it. @throws checklist-incomplete, listing what is missing */
export async function requireAnsweredWithin(tx: Transaction, ticketId: number): Promise<void> {
  const missing = await findUnanswered(tx.access<MaintenanceTables>(), ticketId);
  if (missing.length === 0) return;
  const named = missing.slice(0, MISSING_NAMED).map(({ instruction }) => `'${instruction.slice(0, 80)}'`);
  const more = missing.length > MISSING_NAMED ? `, and ${missing.length - MISSING_NAMED} more` : '';
  throw new DomainError(
    'checklist-incomplete',
    `Ticket ${ticketId} has required checklist items without an answer: ${named.join(', ')}${more}. Answer them first.`,
    { missing: missing.map(({ id, instruction }) => ({ check_id: id, instruction: instruction.slice(0, 200) })) },
  );
}

const MISSING_NAMED = 5;

function notFailed({ id, result }: TicketCheck): DomainError {
  const why = result === null ? 'has no answer yet' : 'has passed';
  return new DomainError('check-not-failed', `Checklist item ${id} ${why}: only a failed one has a follow-up.`, {
    result,
  });
}
