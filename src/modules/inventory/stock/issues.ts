/**
 * Taking components out of stock and bringing them back, inside a transaction: what people do at the store, and what
 * parts on tickets are made of.
 *
 * Never negative, whatever comes at once: the component is locked, the choice of locations is made under the lock, and
 * the tables refuse the rest.
 */
import { DomainError } from '../../../kernel/errors.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import { returnExceedsIssued, stockInsufficient } from '../inventory.refusals.ts';
import { bookWithin, type StockChange } from './booking.ts';
import { findLastIssueLocation, sumTicketMovements } from './movements.repository.ts';
import { reduceReservations } from './stock.repository.ts';
import { costOfReturn, planIssue, type Take, type Taken } from './stock.rules.ts';
import type { Issue, Return, StockMovement } from './stock.types.ts';
import {
  type LockedStock,
  lockStockWithin,
  offersOf,
  placeOf,
  requireLocationInUseWithin,
  requireLocationWithin,
  requirePast,
  requireQuantity,
  shelvesOf,
} from './stock-lookups.ts';
import { tellMovements } from './stock-news.ts';

/**
 * Takes components from stock. Without a location what is reserved for the ticket is taken first, then where most is
 * free; more than one location where none has enough.
 *
 * @returns a movement for each location, in the order of locations
 * @throws component-not-found, location-not-found, stock-insufficient, validation-failed
 */
export async function issueWithin(tx: Transaction, issue: Issue): Promise<StockMovement[]> {
  const { componentId, locationId, quantity, ticketId } = issue;
  requireQuantity(quantity);
  requirePast(issue.occurredAt, tx.recordedAt);
  const stock = await lockStockWithin(tx, componentId, ticketId);
  if (locationId !== undefined) await requireLocationWithin(tx, locationId, placeOf(stock, locationId));
  const shelves = shelvesOf(stock, locationId);
  const takes = planIssue(shelves, quantity);
  if (takes === undefined) throw stockInsufficient(stock.component, quantity, offersOf(stock, shelves));
  await consumeReservations(tx, stock, takes);
  const changes = takes.map((take): StockChange => {
    const location = placeOf(stock, take.locationId);
    if (location === undefined) throw new Error(`Location ${take.locationId} was chosen without being there.`);
    return { component: stock.component, location, quantity: -take.quantity, reserved: -take.fromReserved };
  });
  return bookWithin(tx, { ...issue, kind: 'issue' }, changes, (movements) =>
    tellMovements(
      tx,
      movements,
      takes.map((take) => take.fromReserved),
    ),
  );
}

async function consumeReservations(tx: Transaction, { held }: LockedStock, takes: readonly Take[]): Promise<void> {
  const losses = held.flatMap((reservation) => {
    const lost = takes.find(({ locationId }) => locationId === reservation.locationId)?.fromReserved ?? 0;
    return lost > 0 ? [{ reservation, lost }] : [];
  });
  if (losses.length > 0) await reduceReservations(tx.access(), tx.engine, losses, tx.recordedAt);
}

/**
 * Brings components back. From a ticket no more than it has taken, at what its units cost on average: when all are back
 * they have cost the ticket nothing.
 *
 * @throws component-not-found, location-not-found, location-retired, return-exceeds-issued, validation-failed
 */
export async function returnWithin(tx: Transaction, back: Return): Promise<StockMovement> {
  const { componentId, quantity, ticketId } = back;
  requireQuantity(quantity);
  requirePast(back.occurredAt, tx.recordedAt);
  const stock = await lockStockWithin(tx, componentId);
  const { component } = stock;
  const taken = ticketId === undefined ? undefined : await takenByTicket(tx, componentId, ticketId);
  if (ticketId !== undefined && taken !== undefined && taken.quantity < quantity) {
    throw returnExceedsIssued(component, ticketId, quantity, taken.quantity);
  }
  const locationId = back.locationId ?? (await lastPlaceOf(tx, componentId, ticketId));
  const location = await requireLocationInUseWithin(tx, locationId, placeOf(stock, locationId));
  const unitCost = taken === undefined ? component.unitCost : costOfReturn(taken);
  const changes = [{ component, location, quantity, unitCost }];
  const [movement] = await bookWithin(tx, { ...back, kind: 'return' }, changes, (movements) =>
    tellMovements(tx, movements),
  );
  return movement as StockMovement;
}

async function takenByTicket(tx: Transaction, componentId: number, ticketId: number): Promise<Taken> {
  const [taken] = await sumTicketMovements(tx.access(), tx.engine, [ticketId], componentId);
  return taken ?? { quantity: 0, cost: null };
}

async function lastPlaceOf(tx: Transaction, componentId: number, ticketId: number | undefined): Promise<number> {
  const id = ticketId === undefined ? undefined : await findLastIssueLocation(tx.access(), componentId, ticketId);
  if (id !== undefined) return id;
  throw new DomainError('validation-failed', 'Say where it goes: a return without a ticket needs a location_id.');
}
