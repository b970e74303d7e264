/**
 * Parts on tickets: taken from stock and brought back in the transaction that tells the ticket of it.
 *
 * The ledger of inventory is what a ticket has; the ticket keeps what that cost. The ticket is held first and the
 * component second, by this service and by the store's own steps that name a ticket, so that neither waits for the other.
 */
import type { Actor } from '../../../kernel/access.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, type Transaction, transactOnce } from '../../../platform/outbox/index.ts';
import type { Inventory, Issue, StockMovement, TicketDesk } from '../../inventory/index.ts';
import type { Users } from '../../users/index.ts';
import { holdTicketWithin, type Step, stepWithin } from '../tickets/ticket-steps.ts';
import type { HangingOn, TicketViews } from '../tickets/ticket-views.ts';
import { refusedByStatus } from '../tickets/tickets.refusals.ts';
import { finishedStatuses, pendingStatuses } from '../tickets/tickets.rules.ts';
import type { Ticket, TicketView, UsedComponent } from '../tickets/tickets.types.ts';

export type Part = Pick<Issue, 'componentId' | 'quantity' | 'locationId'>;

export interface TicketParts {
  /**
   * Takes components from stock for the ticket: without a location what is reserved for it first, then where most is.
   * @param key of a request that may be sent again
   * @throws ticket-not-found, ticket-move-refused when it is closed or cancelled, component-not-found, location-not-found,
   *   stock-insufficient, validation-failed, idempotency-key-reused
   */
  usePart(actor: Actor, ticketId: number, part: Part, key?: string): Promise<TicketView>;
  /**
   * Brings components back, no more than the ticket has taken: without a location to where it took from last. However
   * the ticket stands: what nobody used goes back to the shelf, and off its cost, also when it is closed or cancelled.
   * @throws ticket-not-found, component-not-found, location-not-found, location-retired, return-exceeds-issued,
   *   validation-failed, idempotency-key-reused
   */
  returnPart(actor: Actor, ticketId: number, part: Part, key?: string): Promise<TicketView>;
}

export interface TicketPartDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly inventory: Inventory;
  readonly users: Users;
}

export function createTicketParts(dependencies: TicketPartDependencies, views: TicketViews): TicketParts {
  const { store, log, inventory, users } = dependencies;

  async function book(
    actor: Actor,
    ticketId: number,
    part: Part,
    key: string | undefined,
    operation: 'ticket.part-used' | 'ticket.part-returned',
    move: (tx: Transaction) => Promise<readonly StockMovement[]>,
  ): Promise<TicketView> {
    const { isRepeat } = await transactOnce(store, actor, { key, operation, payload: [ticketId, part] }, async (tx) => {
      await stepWithin(tx, users, ticketId, undefined, async (ticket) => {
        if (operation === 'ticket.part-used') requireTakesParts(ticket);
        return partStep(tx, inventory, ticket, await move(tx));
      });
    });
    const { componentId, quantity } = part;
    const what = operation === 'ticket.part-used' ? 'taken for' : 'brought back from';
    if (!isRepeat)
      log.info({ payload: { ticketId, componentId, quantity } }, `Parts ${what} ticket ${ticketId} by '${actor.name}'`);
    return views.viewOf(ticketId);
  }

  return {
    usePart: (actor, ticketId, part, key) =>
      book(actor, ticketId, part, key, 'ticket.part-used', (tx) => inventory.issueWithin(tx, { ...part, ticketId })),
    returnPart: (actor, ticketId, part, key) =>
      book(actor, ticketId, part, key, 'ticket.part-returned', async (tx) => [
        await inventory.returnWithin(tx, { ...part, ticketId }),
      ]),
  };
}

/** What the store asks before it books for a ticket, and tells afterwards. */
export function createTicketDesk({ inventory, users }: TicketPartDependencies): TicketDesk {
  return {
    async guardWithin(tx, ticketId, step) {
      const ticket = await holdTicketWithin(tx, ticketId);
      if (step === 'issue') requireTakesParts(ticket);
      else if (step === 'reserve' && !pendingStatuses.includes(ticket.status)) throw takesNoParts(ticket);
    },
    async bookedWithin(tx, ticketId, movements) {
      await stepWithin(tx, users, ticketId, undefined, (ticket) => partStep(tx, inventory, ticket, movements));
    },
  };
}

/** For the answers about tickets. */
export function componentsOfTickets(inventory: Inventory): HangingOn<UsedComponent> {
  return async (ticketIds) => {
    const parts = await inventory.quantitiesOfTickets(ticketIds);
    return new Map(
      [...parts].map(([ticketId, used]) => [
        ticketId,
        used.map((part) => ({
          componentId: part.componentId,
          name: part.componentName,
          stockCode: part.stockCode,
          currentStock: part.onHand,
          quantityUsed: part.quantity,
        })),
      ]),
    );
  };
}

async function partStep(
  tx: Transaction,
  inventory: Inventory,
  ticket: Ticket,
  movements: readonly StockMovement[],
): Promise<Step | undefined> {
  const [first] = movements;
  if (first === undefined) return undefined;
  const parts = (await inventory.quantitiesOfTickets([ticket.id], tx.access())).get(ticket.id) ?? [];
  const { componentId, componentName } = first;
  const taken = {
    component_id: componentId,
    component_name: componentName,
    quantity: Math.abs(movements.reduce((sum, movement) => sum + movement.quantity, 0)),
    // what the ticket has of it now
    quantity_used: parts.find((part) => part.componentId === componentId)?.quantity ?? 0,
  };
  return {
    happened: first.kind === 'return' ? 'part-returned' : 'part-used',
    fields: { partsCost: parts.reduce((sum, part) => sum + (part.cost ?? 0), 0) },
    told: taken,
    noted: { part: { before: null, after: taken } },
    counts: false,
  };
}

function requireTakesParts(ticket: Ticket): void {
  if (finishedStatuses.includes(ticket.status)) throw takesNoParts(ticket);
}

function takesNoParts(ticket: Ticket) {
  return refusedByStatus(ticket, 'given parts');
}
