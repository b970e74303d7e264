/**
 * A database with invented tickets, made once by the program's own import and kept in the temporary folder.
 *
 * Found by the schema and by how the tickets are invented, as the stored year is.
 */
import { systemActor } from '../src/kernel/access.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { openFactory } from './factory.ts';
import { TICKET_MACHINES, ticketOf } from './invented-tickets.ts';
import { machineIdOf } from './invented-year.ts';
import { keptDatabase } from './kept-database.ts';

const tables = ['machines', 'tickets', 'ticket_notes', 'ticket_changes', 'ticket_labour', 'ticket_texts'];
const BATCH_ROWS = 500;
const actor = systemActor('bench');

/** The file; 100,000 tickets take a minute or two to make. */
export async function storedTickets(count: number, say: (text: string) => void): Promise<string> {
  const sample = [0, 1, count - 1].map((at) => ticketOf(at, count));
  return keptDatabase({ name: `tickets-${count}`, tables, sample }, async (file) => {
    const services = await openFactory(file, systemClock);
    const { maintenance, machines, store } = services;
    const seen = Array.from({ length: TICKET_MACHINES }, (_, at) => ({ id: machineIdOf(at), name: `Machine ${at}` }));
    await machines.ensureMachines(actor, seen);
    const policy = await maintenance.tickets.readPolicy();
    for (let at = 0; at < count; at += BATCH_ROWS) {
      const batch = Array.from({ length: Math.min(BATCH_ROWS, count - at) }, (_, more) => ticketOf(at + more, count));
      await store.transact(actor, (tx) => maintenance.files.importTicketsWithin(tx, policy, batch));
      if (at % 20_000 === 0)
        say(`storing tickets, kept for later runs: ${at.toLocaleString('en-GB')} of ${count.toLocaleString('en-GB')}`);
    }
    await services.close();
  });
}
