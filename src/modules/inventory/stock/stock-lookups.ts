/** What a step of stock starts from: the component locked, the location known, the request fit. */
import { isAhead } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import { lockComponents } from '../components/components.repository.ts';
import type { Component } from '../components/components.types.ts';
import { componentNotFound, locationNotFound, locationRetired, type Offer } from '../inventory.refusals.ts';
import { findLocation } from '../locations/locations.repository.ts';
import type { InventoryTables } from '../tables.ts';
import type { BookedLocation } from './booking.ts';
import { findHeld, findLevels, type HeldReservation } from './stock.repository.ts';
import { freeOn, QUANTITY_MAX, type Shelf } from './stock.rules.ts';
import type { StockLevel } from './stock.types.ts';

/** @throws component-not-found */
export async function lockComponentWithin(tx: Transaction, id: number): Promise<Component> {
  return (await lockEveryComponentWithin(tx, [id])).get(id) as Component;
}

/** @throws component-not-found for the first that is not there */
export async function lockEveryComponentWithin(
  tx: Transaction,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Component>> {
  const components = await lockComponents(tx.access(), tx.engine, ids);
  const missing = ids.find((id) => !components.has(id));
  if (missing !== undefined) throw componentNotFound(missing);
  return components;
}

/** A component with everything that stays as it is until the transaction ends. */
export interface LockedStock {
  readonly component: Component;
  readonly levels: readonly StockLevel[];
  /** Of the ticket that asks; none without one. */
  readonly held: readonly HeldReservation[];
}

/** @throws component-not-found */
export async function lockStockWithin(tx: Transaction, componentId: number, ticketId?: number): Promise<LockedStock> {
  const component = await lockComponentWithin(tx, componentId);
  const access = tx.access<InventoryTables>();
  const levels = await findLevels(access, componentId);
  const held =
    ticketId === undefined ? [] : await findHeld(access, tx.engine, { componentIds: [componentId], ticketId });
  return { component, levels, held };
}

/** The locations to choose from: one where it is named, else all. */
export function shelvesOf({ levels, held }: LockedStock, locationId?: number): Shelf[] {
  return levels
    .filter((level) => locationId === undefined || level.locationId === locationId)
    .map(({ locationId: id, onHand, reserved }) => ({
      locationId: id,
      onHand,
      reserved,
      own: held.find((one) => one.locationId === id)?.quantity ?? 0,
    }));
}

/** What a refusal tells: what this asker could have had. */
export function offersOf({ levels }: LockedStock, shelves: readonly Shelf[]): Offer[] {
  return shelves.map((shelf) => ({
    locationId: shelf.locationId,
    locationName: levels.find((level) => level.locationId === shelf.locationId)?.locationName ?? '',
    free: freeOn(shelf) + shelf.own,
    reserved: shelf.reserved - shelf.own,
  }));
}

export function placeOf({ levels }: LockedStock, locationId: number): BookedLocation | undefined {
  const level = levels.find((one) => one.locationId === locationId);
  return level === undefined
    ? undefined
    : { id: locationId, name: level.locationName, retiredAt: level.locationRetiredAt };
}

/** @throws location-not-found */
export async function requireLocationWithin(
  tx: Transaction,
  id: number,
  known?: BookedLocation,
): Promise<BookedLocation> {
  const location = known ?? (await findLocation(tx.access(), id));
  if (location === undefined) throw locationNotFound(id);
  return location;
}

/** Where something is to come in. @throws location-not-found, location-retired */
export async function requireLocationInUseWithin(
  tx: Transaction,
  id: number,
  known?: BookedLocation,
): Promise<BookedLocation> {
  const location = await requireLocationWithin(tx, id, known);
  if (location.retiredAt !== null) throw locationRetired(location);
  return location;
}

/** @throws validation-failed */
export function requireQuantity(quantity: number): void {
  if (Number.isInteger(quantity) && quantity >= 1 && quantity <= QUANTITY_MAX) return;
  throw new DomainError(
    'validation-failed',
    `A quantity is a whole number from 1 to ${QUANTITY_MAX}, not ${quantity}.`,
  );
}

/** @throws validation-failed for what has not happened yet */
export function requirePast(occurredAt: number | undefined, nowMs: number): void {
  if (occurredAt === undefined || !isAhead(occurredAt, nowMs)) return;
  throw new DomainError('validation-failed', 'occurred_at is in the future: tell of a movement when it has happened.');
}
