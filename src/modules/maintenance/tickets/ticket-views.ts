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
import { findTicketHeads, findTickets } from './tickets.repository.ts';
import { allowedMoves, isOverdue } from './tickets.rules.ts';
import type {
  HangingItems,
  Ticket,
  TicketCard,
  TicketHead,
  TicketImage,
  TicketView,
  UsedComponent,
} from './tickets.types.ts';

/** What hangs on tickets, by ticket; tickets without any are not in it. */
export type HangingOn<Item> = (ticketIds: readonly number[]) => Promise<ReadonlyMap<number, readonly Item[]>>;

export interface TicketViewDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly machines: Machines;
  readonly users: Users;
  readonly imagesOf: HangingOn<TicketImage>;
  readonly componentsOf: HangingOn<UsedComponent>;
}

export interface TicketViews {
  /** In the order of `ids`; those that do not exist are left out. */
  viewsOf(ids: readonly number[]): Promise<TicketView[]>;
  /** The same, with no more than the old front end shows of a ticket: for lists of thousands. */
  cardsOf(ids: readonly number[]): Promise<TicketCard[]>;
  /** @throws ticket-not-found */
  viewOf(id: number): Promise<TicketView>;
  /** Of a ticket that was opened just now: nothing hangs on it yet. */
  viewOfNew(ticket: Ticket): Promise<TicketView>;
}

export function createTicketViews(dependencies: TicketViewDependencies): TicketViews {
  const { store, clock, machines, users, imagesOf, componentsOf } = dependencies;
  const reads = () => store.access<MaintenanceTables>();

  async function namesOfMachines(tickets: readonly Ticket[]): Promise<ReadonlyMap<string, string>> {
    const found = await machines.requireMachines([...new Set(tickets.map((ticket) => ticket.machineId))]);
    return new Map(found.map(({ id, name }) => [id, name]));
  }

  /** Notes, pictures and parts, of each ticket by its number. */
  async function hangingOn(tickets: readonly TicketHead[]): Promise<(id: number) => HangingItems> {
    const ids = tickets.map(({ id }) => id);
    const withNotes = tickets.flatMap(({ id, notesCount }) => (notesCount > 0 ? id : []));
    const notes = await findNotesOf(reads(), store.engine, withNotes);
    const images = await imagesOf(ids);
    const components = await componentsOf(ids);
    return (id) => ({
      workNotes: notes.get(id) ?? [],
      images: images.get(id) ?? [],
      componentsUsed: components.get(id) ?? [],
    });
  }

  async function viewsOf(ids: readonly number[]): Promise<TicketView[]> {
    if (ids.length === 0) return [];
    const tickets = await findTickets(reads(), store.engine, ids);
    return inOrder(ids, await shown(tickets, await hangingOn(tickets)));
  }

  async function shown(tickets: readonly Ticket[], hanging: (id: number) => HangingItems): Promise<TicketView[]> {
    const machineNames = await namesOfMachines(tickets);
    const people = await users.namesOf(tickets.flatMap(({ assigneeId }) => assigneeId ?? []));
    const nowMs = clock.now();
    return tickets.map((ticket) => {
      const { assigneeId } = ticket;
      return {
        ...ticket,
        ...hanging(ticket.id),
        machineName: machineNames.get(ticket.machineId) ?? ticket.machineId,
        assignee: assigneeId === null ? null : { id: assigneeId, name: people.get(assigneeId) ?? String(assigneeId) },
        overdue: isOverdue(ticket, nowMs),
        allowedMoves: allowedMoves(ticket.status),
      };
    });
  }

  return {
    viewsOf,
    async cardsOf(ids) {
      if (ids.length === 0) return [];
      const heads = await findTicketHeads(reads(), store.engine, ids);
      const hanging = await hangingOn(heads);
      return inOrder(
        ids,
        heads.map((head) => ({ ...head, ...hanging(head.id) })),
      );
    },
    async viewOf(id) {
      const [view] = await viewsOf([id]);
      if (view === undefined) throw ticketNotFound(id);
      return view;
    },
    viewOfNew: async (ticket) => (await shown([ticket], () => nothingHanging))[0] as TicketView,
  };
}

const nothingHanging: HangingItems = { workNotes: [], images: [], componentsUsed: [] };

function inOrder<Item extends { readonly id: number }>(ids: readonly number[], items: readonly Item[]): Item[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
