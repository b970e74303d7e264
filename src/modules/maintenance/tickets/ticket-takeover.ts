/** Notes of another system, inside a transaction of whoever takes them over: with the times and the names that they had. */
import type { Transaction } from '../../../platform/outbox/index.ts';
import { ticketNotesImported } from '../events.ts';
import type { MaintenanceTables } from '../tables.ts';
import { insertNotes } from './ticket-notes.repository.ts';
import { indexTicketsWithin } from './ticket-texts.ts';
import { addToNotesCounts, findTickets } from './tickets.repository.ts';

export interface TakenNote {
  readonly ticketId: number;
  readonly note: string;
  /** A name, and nobody's account: there everybody could write in anybody's name. */
  readonly author: string;
  readonly createdAt: number;
}

/** For who takes over another system, in a transaction of theirs; some hundreds at a time. */
export interface TicketTakeOver {
  /** Of tickets that are there. Leaves their versions. */
  takeOverNotesWithin(tx: Transaction, notes: readonly TakenNote[]): Promise<void>;
}

export function createTicketTakeOver(): TicketTakeOver {
  return {
    async takeOverNotesWithin(tx, notes) {
      if (notes.length === 0) return;
      const access = tx.access<MaintenanceTables>();
      await insertNotes(access, tx.engine, notes);
      const ofTicket = Map.groupBy(notes, ({ ticketId }) => ticketId);
      const counts = Array.from(ofTicket, ([id, { length }]) => ({ id, notes: length }));
      await addToNotesCounts(access, tx.engine, counts, tx.recordedAt);
      const tickets = await findTickets(access, tx.engine, [...ofTicket.keys()]);
      await indexTicketsWithin(tx, tickets);
      for (const [machineId, own] of Map.groupBy(tickets, (ticket) => ticket.machineId)) {
        const added = own.reduce((sum, { id }) => sum + (ofTicket.get(id)?.length ?? 0), 0);
        tx.emit(ticketNotesImported(machineId, own, added));
      }
      for (const { id, notes: added } of counts) {
        tx.audit({ action: 'ticket.notes-imported', entityType: 'ticket', entityId: id, after: { notes: added } });
      }
    },
  };
}
