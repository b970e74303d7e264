/**
 * A database with invented tickets, made once by the program's own import and kept in the temporary folder.
 *
 * Found by the schema and by how the tickets are invented, as the stored year is.
 */
import { systemActor } from '../src/kernel/access.ts';
import { systemClock } from '../src/kernel/clock.ts';
import type { ImportedTicket } from '../src/modules/maintenance/index.ts';
import type { Services } from '../src/services.ts';
import { openFactory } from './factory.ts';
import { aboutStop, stopOf, TICKET_MACHINES, ticketOf } from './invented-tickets.ts';
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
    await addMachines(services);
    await addTickets(services, count, say, (at) => ticketOf(at, count));
    await services.close();
  });
}

/** The same tickets with the stops that some of them are about. */
export async function storedTicketsAndStops(count: number, say: (text: string) => void): Promise<string> {
  const ticketAt = (at: number) => {
    const ticket = ticketOf(at, count);
    const stop = stopOf(ticket, at, count);
    return stop === undefined ? ticket : aboutStop(ticket, stop, at);
  };
  const stops = Array.from({ length: count }, (_, at) => stopOf(ticketOf(at, count), at, count) ?? []).flat();
  stops.sort((a, b) => (a.machineId < b.machineId ? -1 : a.machineId > b.machineId ? 1 : a.startMs - b.startMs));
  const sample = [ticketAt(0), ticketAt(1), ticketAt(count - 1), stops[0]];
  const name = `tickets-and-stops-${count}`;
  return keptDatabase({ name, tables: [...tables, 'status_periods'], sample }, async (file) => {
    const services = await openFactory(file, systemClock);
    await addMachines(services);
    say(`storing ${stops.length.toLocaleString('en-GB')} stops, kept for later runs`);
    for (let at = 0; at < stops.length; at += BATCH_ROWS) {
      const source = { kind: 'simulator', name: 'bench' } as const;
      await services.timeline.recordPeriods(actor, stops.slice(at, at + BATCH_ROWS), source);
    }
    await addTickets(services, count, say, ticketAt);
    await services.close();
  });
}

async function addMachines({ machines }: Services): Promise<void> {
  const seen = Array.from({ length: TICKET_MACHINES }, (_, at) => ({ id: machineIdOf(at), name: `Machine ${at}` }));
  await machines.ensureMachines(actor, seen);
}

async function addTickets(
  { maintenance, store }: Services,
  count: number,
  say: (text: string) => void,
  ticketAt: (at: number) => ImportedTicket,
): Promise<void> {
  const policy = await maintenance.tickets.readPolicy();
  for (let at = 0; at < count; at += BATCH_ROWS) {
    const batch = Array.from({ length: Math.min(BATCH_ROWS, count - at) }, (_, more) => ticketAt(at + more));
    await store.transact(actor, (tx) => maintenance.files.importTicketsWithin(tx, policy, batch));
    if (at % 20_000 === 0)
      say(`storing tickets, kept for later runs: ${at.toLocaleString('en-GB')} of ${count.toLocaleString('en-GB')}`);
  }
}
