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
import type { ImageUploads } from '../images/image-uploads.ts';
import type { TicketImages } from '../images/ticket-images.service.ts';
import type { SentImage } from '../images/ticket-images.types.ts';
import type { MaintenanceTables } from '../tables.ts';
import { hangWithin } from '../tickets/ticket-steps.ts';
import { ticketNotFound } from '../tickets/tickets.refusals.ts';
import { findTicket } from '../tickets/tickets.repository.ts';
import type { Priority } from '../tickets/tickets.rules.ts';
import type { TicketPolicy } from '../tickets/tickets.settings.ts';
import type { Tickets } from '../tickets/tickets.ts';
import type { Ticket, TicketView } from '../tickets/tickets.types.ts';
import { answerWithin, type GivenAnswer, requireAnswerable, requireCheck } from './check-answers.ts';
import { findTicketChecks, findUnanswered, updateTicketCheck } from './ticket-checks.repository.ts';
import { requirePhotoItem, tellFailure } from './ticket-checks.rules.ts';
import type { TicketCheck, TicketCheckView } from './ticket-checks.types.ts';

/** What is wanted of a follow-up instead of what the failed item says. */
export interface FollowUp {
  readonly description?: string | undefined;
  readonly priority?: Priority | undefined;
}

export interface TicketChecklists {
  /** Empty for a ticket without one. @throws ticket-not-found */
  listChecks(ticketId: number): Promise<TicketCheckView[]>;
  /**
   * Answers an item, again where it was answered before; null takes the answer back. Leaves the ticket's version.
   * @throws ticket-not-found, check-not-found, ticket-move-refused once it is resolved, validation-failed for an answer
   *   that is not of the item's kind, image-not-found for a picture that the ticket does not have
   */
  answerCheck(actor: Actor, ticketId: number, checkId: number, answer: GivenAnswer): Promise<TicketCheckView>;
  /**
   * Adds a picture to the ticket and answers an item of the kind photo with it: both or none. The picture that answered
   * it before stays on the ticket.
   * @param sent one picture; without a caption it gets the item's instruction
   * @param key of a request that may be sent again
   * @throws as {@link answerCheck}, and as adding a picture does
   */
  answerWithPhoto(
    actor: Actor,
    ticketId: number,
    checkId: number,
    sent: AsyncIterable<SentImage>,
    key?: string,
  ): Promise<TicketCheckView>;
  /**
   * Opens the ticket that follows from a failed item, and tells of it on the one that has the item. Repeating it gives
   * the same ticket.
   * @throws ticket-not-found, check-not-found, check-not-failed, unknown-category
   */
  followUp(
    actor: Actor,
    ticketId: number,
    checkId: number,
    wanted: FollowUp,
  ): Promise<{ readonly ticket: TicketView; readonly opened: boolean }>;
}

export interface TicketChecklistDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly users: Users;
  readonly images: Pick<TicketImages, 'listImages'>;
  readonly uploads: ImageUploads;
}

export function createTicketChecklists(
  { store, log, users, images, uploads }: TicketChecklistDependencies,
  tickets: Pick<Tickets, 'viewOf' | 'readPolicy' | 'openTicketWithin'>,
): TicketChecklists {
  const reads = () => store.access<MaintenanceTables>();

  async function viewsOf(ticketId: number, checks: readonly TicketCheck[]): Promise<TicketCheckView[]> {
    const withPicture = checks.some(({ kind, answer }) => kind === 'photo' && answer !== null);
    const pictures = withPicture ? await images.listImages(ticketId) : [];
    const byNumber = new Map(pictures.map((picture) => [picture.image.id, picture]));
    return checks.map((check) => {
      const image = check.kind === 'photo' ? byNumber.get(Number(check.answer)) : undefined;
      return { ...check, image: image ?? null };
    });
  }

  async function viewOf(check: TicketCheck): Promise<TicketCheckView> {
    const [view] = await viewsOf(check.ticketId, [check]);
    return view as TicketCheckView;
  }

  function logAnswer(actor: Actor, { ticketId, id, result }: TicketCheck): void {
    const payload = { ticketId, checkId: id, result };
    log.info({ payload }, `Checklist item ${id} of ticket ${ticketId} answered by '${actor.name}'`);
  }

  async function* captioned(sent: AsyncIterable<SentImage>, caption: string): AsyncGenerator<SentImage> {
    let seen = false;
    for await (const one of sent) {
      if (seen) throw new DomainError('upload-invalid', 'One picture answers a checklist item: send one file.');
      seen = true;
      yield { ...one, caption: one.caption?.trim() ? one.caption : caption };
    }
  }

  /** The ticket is held. @throws check-not-failed */
  async function openFollowUpWithin(
    tx: Transaction,
    policy: TicketPolicy,
    { id: followsTicketId, machineId, category }: Ticket,
    check: TicketCheck,
    { description = tellFailure(check), priority }: FollowUp,
  ): Promise<number> {
    if (check.result !== 'failed') throw notFailed(check);
    const follow = await tickets.openTicketWithin(
      tx,
      policy,
      {
        machineId,
        description,
        followsTicketId,
        ...(priority === undefined ? {} : { priority }),
        ...(policy.categories.includes(category) ? { category } : {}),
      },
      { source: tx.actor.kind === 'user' ? 'person' : 'program' },
    );
    await updateTicketCheck(tx.access(), { ...check, followUpTicketId: follow.id });
    return follow.id;
  }

  return {
    async listChecks(ticketId) {
      const checks = await findTicketChecks(reads(), ticketId);
      if (checks.length === 0 && (await findTicket(reads(), ticketId)) === undefined) throw ticketNotFound(ticketId);
      return viewsOf(ticketId, checks);
    },

    async answerCheck(actor, ticketId, checkId, answer) {
      const answered = await store.transact(actor, async (tx) => {
        let check: TicketCheck | undefined;
        await hangWithin(tx, users, ticketId, async (ticket, author) => {
          const { after, telling } = await answerWithin(tx, ticket, author, checkId, answer);
          check = after;
          return [telling];
        });
        return check as TicketCheck;
      });
      logAnswer(actor, answered);
      return viewOf(answered);
    },

    async answerWithPhoto(actor, ticketId, checkId, sent, key) {
      if ((await findTicket(reads(), ticketId)) === undefined) throw ticketNotFound(ticketId);
      const check = await requireCheck(reads(), ticketId, checkId);
      requirePhotoItem(check);
      let answered: TicketCheck | undefined;
      await uploads.upload({
        actor,
        ticketId,
        key,
        sent: captioned(sent, check.instruction),
        operation: 'ticket.check-photo',
        about: checkId,
        refuse: async (ticket) => requireAnswerable(ticket),
        alsoWithin: async (tx, { ticket, images: [picture], author }) => {
          const value = picture?.image.id ?? null;
          const { after, telling } = await answerWithin(tx, ticket, author, checkId, { value });
          answered = after;
          return [telling];
        },
      });
      if (answered === undefined) return viewOf(await requireCheck(reads(), ticketId, checkId));
      logAnswer(actor, answered);
      return viewOf(answered);
    },

    async followUp(actor, ticketId, checkId, wanted) {
      const policy = await tickets.readPolicy();
      const { id, opened } = await store.transact(actor, async (tx) => {
        let id = 0;
        let opened = false;
        await hangWithin(tx, users, ticketId, async (ticket) => {
          const check = await requireCheck(tx.access(), ticketId, checkId);
          id = check.followUpTicketId ?? (await openFollowUpWithin(tx, policy, ticket, check, wanted));
          opened = check.followUpTicketId === null;
          const told = { check_id: checkId, follow_up_ticket_id: id };
          const noted = { follow_up: { before: null, after: told } };
          return opened ? [{ happened: 'follow-up-opened', told, noted }] : [];
        });
        return { id, opened };
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
