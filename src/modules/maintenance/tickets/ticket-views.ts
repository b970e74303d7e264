/**
 * Tickets with all that an answer about them shows: names, notes, pictures, parts.
 *
 * Batched: a page of tickets takes as many queries as a single one.
 */
import type { Clock } from '../../../kernel/clock.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Users } from '../../users/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { findNotesOf } from './ticket-notes.repository.ts';
import { ticketNotFound } from './tickets.refusals.ts';
import { findTickets } from './tickets.repository.ts';
import { allowedMoves, isOverdue } from './tickets.rules.ts';
import type { Ticket, TicketImage, TicketView, UsedComponent } from './tickets.types.ts';

/** What hangs on tickets, by ticket; tickets without any are not in it. */
export type HangingOn<Item> = (ticketIds: readonly number[]) => Promise<ReadonlyMap<number, readonly Item[]>>;

export interface TicketViewDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly machines: Machines;
  readonly users: Users;
  /** Absent while nothing keeps pictures. */
  readonly imagesOf?: HangingOn<TicketImage>;
  /** Absent while nothing keeps parts. */
  readonly componentsOf?: HangingOn<UsedComponent>;
}

export interface TicketViews {
  /** In the order of `ids`; those that do not exist are left out. */
  viewsOf(ids: readonly number[]): Promise<TicketView[]>;
  /** @throws ticket-not-found */
  viewOf(id: number): Promise<TicketView>;
}

export function createTicketViews(dependencies: TicketViewDependencies): TicketViews {
  const { store, clock, machines, users, imagesOf, componentsOf } = dependencies;

  async function viewsOf(ids: readonly number[]): Promise<TicketView[]> {
    if (ids.length === 0) return [];
    const access = store.access<MaintenanceTables>();
    const tickets = new Map((await findTickets(access, store.engine, ids)).map((ticket) => [ticket.id, ticket]));
    const all = [...tickets.values()];
    const machineNames = await namesOfMachines(all);
    const people = await users.namesOf(all.flatMap(({ assigneeId }) => assigneeId ?? []));
    const notes = await findNotesOf(
      access,
      store.engine,
      all.flatMap((one) => (one.notesCount > 0 ? one.id : [])),
    );
    const images = await imagesOf?.(ids);
    const components = await componentsOf?.(ids);
    const nowMs = clock.now();
    return ids.flatMap((id) => {
      const ticket = tickets.get(id);
      if (ticket === undefined) return [];
      const { assigneeId } = ticket;
      return {
        ...ticket,
        machineName: machineNames.get(ticket.machineId) ?? ticket.machineId,
        assignee: assigneeId === null ? null : { id: assigneeId, name: people.get(assigneeId) ?? String(assigneeId) },
        workNotes: notes.get(id) ?? [],
        images: images?.get(id) ?? [],
        componentsUsed: components?.get(id) ?? [],
        overdue: isOverdue(ticket, nowMs),
        allowedMoves: allowedMoves(ticket.status),
      };
    });
  }

  async function namesOfMachines(tickets: readonly Ticket[]): Promise<ReadonlyMap<string, string>> {
    const found = await machines.requireMachines([...new Set(tickets.map((ticket) => ticket.machineId))]);
    return new Map(found.map(({ id, name }) => [id, name]));
  }

  return {
    viewsOf,
    async viewOf(id) {
      const [view] = await viewsOf([id]);
      if (view === undefined) throw ticketNotFound(id);
      return view;
    },
  };
}
