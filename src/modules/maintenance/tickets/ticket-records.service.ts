/** What is written about a ticket and stays: its notes, and the history that every step leaves. */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../../kernel/paging.ts';
import { type Transaction, transactOnce } from '../../../platform/outbox/index.ts';
import type { Users } from '../../users/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { findChanges } from './ticket-changes.repository.ts';
import { requireText } from './ticket-details.rules.ts';
import { findNotePage, insertNote } from './ticket-notes.repository.ts';
import { authorWithin, stepWithin } from './ticket-steps.ts';
import { ticketNotFound } from './tickets.refusals.ts';
import { findTicket } from './tickets.repository.ts';
import type { TicketDependencies } from './tickets.service.ts';
import type { TicketChange, TicketNote } from './tickets.types.ts';

/** All of them come with each answer about the ticket. */
const NOTES_MAX = 1_000;

export interface TicketRecords {
  /**
   * In the name of whoever acts. Leaves the ticket's version.
   * @param key of a request that may be sent again
   * @throws ticket-not-found, validation-failed, limit-reached, idempotency-key-reused
   */
  addNote(actor: Actor, id: number, note: string, key?: string): Promise<TicketNote>;
  /** The newest first. @throws ticket-not-found, cursor-invalid */
  listNotes(id: number, cursor?: string, limit?: number): Promise<Page<TicketNote>>;
  /** The newest first. @throws ticket-not-found, cursor-invalid */
  listHistory(id: number, cursor?: string, limit?: number): Promise<Page<TicketChange>>;
}

export function createTicketRecords({ store, users, log }: TicketDependencies): TicketRecords {
  const reads = () => store.access<MaintenanceTables>();

  async function page<Item extends { readonly id: number }>(
    find: (...args: Parameters<typeof findNotePage>) => Promise<Item[]>,
    ticketId: number,
    cursor: string | undefined,
    limit = PAGE_LIMIT_DEFAULT,
  ): Promise<Page<Item>> {
    const before = cursor === undefined ? undefined : (decodeCursor(cursor, ['number'])[0] as number);
    if ((await findTicket(reads(), ticketId)) === undefined) throw ticketNotFound(ticketId);
    return toPage(await find(reads(), ticketId, before, limit), limit, ({ id }) => [id]);
  }

  return {
    async addNote(actor, id, given, key) {
      const text = requireText(given, 'The note');
      const { result: note, isRepeat } = await transactOnce(
        store,
        actor,
        { key, operation: 'ticket.note', payload: [id, given] },
        (tx) => addNoteWithin(tx, users, id, text),
      );
      if (!isRepeat)
        log.info({ payload: { ticketId: id, noteId: note.id } }, `Note added to ticket ${id} by '${actor.name}'`);
      return note;
    },

    listNotes: (id, cursor, limit) => page(findNotePage, id, cursor, limit),
    listHistory: (id, cursor, limit) => page(findChanges, id, cursor, limit),
  };
}

/** In the name of whoever acts. @param text as it is kept @throws ticket-not-found, limit-reached */
export async function addNoteWithin(tx: Transaction, users: Users, id: number, text: string): Promise<TicketNote> {
  let written: TicketNote | undefined;
  await stepWithin(tx, users, id, undefined, async (ticket) => {
    if (ticket.notesCount >= NOTES_MAX) {
      throw new DomainError('limit-reached', `Ticket ${id} has ${NOTES_MAX} notes, and takes no more.`);
    }
    const author = await authorWithin(tx, users);
    const fresh = { ticketId: id, note: text, author, createdAt: tx.recordedAt };
    written = await insertNote(tx.access<MaintenanceTables>(), fresh);
    return {
      happened: 'note-added',
      fields: { notesCount: ticket.notesCount + 1 },
      told: { note_id: written.id, author: author.name },
      noted: { note: { before: null, after: text } },
      counts: false,
    };
  });
  return written as TicketNote;
}
