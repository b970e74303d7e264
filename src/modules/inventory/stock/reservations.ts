/**
 * Setting components aside for a ticket and letting go of them, inside a transaction. What is set aside nobody else can
 * take, and is what the ticket takes first.
 */
import type { Transaction } from '../../../platform/outbox/index.ts';
import { lockComponents } from '../components/components.repository.ts';
import type { Component } from '../components/components.types.ts';
import { componentRetired, reservationInsufficient, stockInsufficient } from '../inventory.refusals.ts';
import { findLocations } from '../locations/locations.repository.ts';
import type { InventoryTables } from '../tables.ts';
import type { BookedLocation } from './booking.ts';
import { addReservation, addToLevels, findHeld, type HeldReservation, reduceReservations } from './stock.repository.ts';
import { cutReservations, planRelease, planReserve } from './stock.rules.ts';
import type { ReservationRequest, ReservedPart } from './stock.types.ts';
import {
  lockStockWithin,
  offersOf,
  placeOf,
  requireLocationWithin,
  requireQuantity,
  shelvesOf,
} from './stock-lookups.ts';
import { tellReservation } from './stock-news.ts';

/**
 * Sets components aside for a ticket: where most is free when no location is named.
 *
 * @returns what the ticket has set aside now, for each location that was chosen
 * @throws component-not-found, component-retired, location-not-found, stock-insufficient, validation-failed
 */
export async function reserveWithin(tx: Transaction, request: ReservationRequest): Promise<ReservedPart[]> {
  const { componentId, locationId, quantity, ticketId } = request;
  requireQuantity(quantity);
  const stock = await lockStockWithin(tx, componentId);
  const { component } = stock;
  if (component.retiredAt !== null) throw componentRetired(component, 'it cannot be reserved');
  if (locationId !== undefined) await requireLocationWithin(tx, locationId, placeOf(stock, locationId));
  const shelves = shelvesOf(stock, locationId);
  const takes = planReserve(shelves, quantity);
  if (takes === undefined) throw stockInsufficient(component, quantity, offersOf(stock, shelves));
  const access = tx.access<InventoryTables>();
  const parts: ReservedPart[] = [];
  for (const take of takes) {
    const wanted = { componentId, locationId: take.locationId, ticketId, quantity: take.quantity };
    const open = await addReservation(access, wanted, tx.actor, tx.recordedAt);
    const location = placeOf(stock, take.locationId) as BookedLocation;
    parts.push({ ...wanted, locationName: location.name, open });
    tellReservation(tx, 'reserved', { component, location, ticketId, quantity: take.quantity, open });
  }
  await addToLevels(
    access,
    tx.engine,
    takes.map((take) => ({ componentId, locationId: take.locationId, onHand: 0, reserved: take.quantity })),
  );
  return parts;
}

/**
 * Lets go of what was set aside: where most is set aside when no location is named.
 *
 * @returns what the ticket has set aside still, for each location that was chosen
 * @throws component-not-found, location-not-found, reservation-insufficient, validation-failed
 */
export async function releaseWithin(tx: Transaction, request: ReservationRequest): Promise<ReservedPart[]> {
  const { componentId, locationId, quantity, ticketId } = request;
  requireQuantity(quantity);
  const stock = await lockStockWithin(tx, componentId, ticketId);
  if (locationId !== undefined) await requireLocationWithin(tx, locationId, placeOf(stock, locationId));
  const held = stock.held.filter((one) => locationId === undefined || one.locationId === locationId);
  const takes = planRelease(held, quantity);
  if (takes === undefined) {
    const open = held.reduce((sum, one) => sum + one.quantity, 0);
    throw reservationInsufficient(stock.component, ticketId, quantity, open);
  }
  const losses = takes.map((take) => ({
    reservation: held.find((one) => one.locationId === take.locationId) as HeldReservation,
    lost: take.quantity,
  }));
  return letGoWithin(tx, losses, new Map([[componentId, stock.component]]));
}

/**
 * Lets go of everything that is set aside for a ticket: it needs no more.
 *
 * @returns what was let go
 */
export async function releaseTicketWithin(tx: Transaction, ticketId: number): Promise<ReservedPart[]> {
  const access = tx.access<InventoryTables>();
  const componentIds = [...new Set((await findHeld(access, tx.engine, { ticketId })).map((one) => one.componentId))];
  if (componentIds.length === 0) return [];
  const components = await lockComponents(access, tx.engine, componentIds);
  // read again: until the lock was there others could take from them
  const held = await findHeld(access, tx.engine, { componentIds, ticketId });
  const losses = held.map((reservation) => ({ reservation, lost: reservation.quantity }));
  return losses.length === 0 ? [] : letGoWithin(tx, losses, components);
}

async function letGoWithin(
  tx: Transaction,
  losses: readonly Loss[],
  components: ReadonlyMap<number, Component>,
): Promise<ReservedPart[]> {
  const access = tx.access<InventoryTables>();
  await reduceReservations(access, tx.engine, losses, tx.recordedAt);
  await addToLevels(
    access,
    tx.engine,
    losses.map(({ reservation, lost }) => ({
      componentId: reservation.componentId,
      locationId: reservation.locationId,
      onHand: 0,
      reserved: -lost,
    })),
  );
  const ids = losses.map(({ reservation }) => reservation.locationId);
  const locations = new Map((await findLocations(access, tx.engine, ids)).map((location) => [location.id, location]));
  return losses.map((loss) =>
    tellLoss(
      tx,
      loss,
      components.get(loss.reservation.componentId) as Component,
      locations.get(loss.reservation.locationId) as BookedLocation,
      'asked',
    ),
  );
}

interface Loss {
  readonly reservation: HeldReservation;
  readonly lost: number;
}

/**
 * Lets go of what cannot be kept because fewer are there than were set aside, the newest first. The caller books the
 * change of stock, and with it what is set aside.
 *
 * @param onHand what is there now, at the location
 * @returns how much was let go for each component
 */
export async function cutReservationsWithin(
  tx: Transaction,
  location: BookedLocation,
  short: readonly { readonly component: Component; readonly onHand: number }[],
): Promise<Map<number, number>> {
  if (short.length === 0) return new Map();
  const access = tx.access<InventoryTables>();
  const componentIds = short.map(({ component }) => component.id);
  const held = Map.groupBy(
    await findHeld(access, tx.engine, { componentIds, locationId: location.id }),
    (one) => one.componentId,
  );
  const losses = short.flatMap(({ component, onHand }) =>
    cutReservations(held.get(component.id) ?? [], onHand).map((loss) => ({ ...loss, component })),
  );
  await reduceReservations(access, tx.engine, losses, tx.recordedAt);
  const cut = new Map<number, number>();
  for (const loss of losses) {
    tellLoss(tx, loss, loss.component, location, 'shortage');
    cut.set(loss.component.id, (cut.get(loss.component.id) ?? 0) + loss.lost);
  }
  return cut;
}

function tellLoss(
  tx: Transaction,
  { reservation, lost }: Loss,
  component: Component,
  location: BookedLocation,
  because: 'asked' | 'shortage',
): ReservedPart {
  const { componentId, locationId, ticketId } = reservation;
  const open = reservation.quantity - lost;
  tellReservation(tx, 'released', { component, location, ticketId, quantity: lost, open }, because);
  return { componentId, locationId, locationName: location.name, ticketId, quantity: lost, open };
}
