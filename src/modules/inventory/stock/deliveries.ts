/** Bringing components in, and moving them from one location to another, inside a transaction. */
import { DomainError } from '../../../kernel/errors.ts';
import { uuidv7 } from '../../../kernel/ids.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import { detailsOf } from '../components/component-details.ts';
import { tellChanged } from '../components/components.news.ts';
import { updateComponentDetails } from '../components/components.repository.ts';
import type { Component } from '../components/components.types.ts';
import { transferEvent } from '../events.ts';
import { componentRetired, stockInsufficient } from '../inventory.refusals.ts';
import { bookWithin } from './booking.ts';
import { averageCost, planReserve } from './stock.rules.ts';
import type { Receipt, StockMovement, Transfer } from './stock.types.ts';
import {
  lockComponentWithin,
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
 * Brings components in. With a unit cost the component's cost becomes the average of what is there and what comes.
 *
 * @param kind `opening` for what was there before anything was booked
 * @throws component-not-found, component-retired, location-not-found, location-retired, validation-failed
 */
export async function receiveWithin(
  tx: Transaction,
  receipt: Receipt,
  kind: 'receive' | 'opening' = 'receive',
): Promise<StockMovement> {
  const { componentId, locationId, quantity, unitCost } = receipt;
  requireQuantity(quantity);
  requirePast(receipt.occurredAt, tx.recordedAt);
  const component = await lockComponentWithin(tx, componentId);
  if (component.retiredAt !== null) throw componentRetired(component, 'nothing more of it comes in');
  const location = await requireLocationInUseWithin(tx, locationId);
  if (unitCost !== undefined) await moveCostWithin(tx, component, quantity, unitCost);
  const change = { component, location, quantity, unitCost: unitCost ?? component.unitCost };
  const [movement] = await bookWithin(tx, { ...receipt, kind }, [change], (movements) => tellMovements(tx, movements));
  return movement as StockMovement;
}

async function moveCostWithin(tx: Transaction, before: Component, quantity: number, newCost: number): Promise<void> {
  const unitCost = averageCost(before.onHand, before.unitCost, quantity, newCost);
  if (unitCost === before.unitCost) return;
  const details = { ...detailsOf(before), unitCost };
  const after = await updateComponentDetails(tx.access(), before.id, before.version, details, tx.recordedAt);
  if (after === undefined) throw new Error(`Component ${before.id} was changed although it is locked.`);
  tellChanged(tx, before, after);
}

/**
 * Moves what is free from one location to another: two movements, both or none. Two that go opposite ways wait for each
 * other at the component, so they cannot deadlock.
 *
 * @returns what went and what came
 * @throws component-not-found, location-not-found, location-retired, stock-insufficient, validation-failed
 */
export async function transferWithin(
  tx: Transaction,
  transfer: Transfer,
): Promise<readonly [from: StockMovement, to: StockMovement]> {
  const { componentId, fromLocationId, toLocationId, quantity } = transfer;
  requireQuantity(quantity);
  requirePast(transfer.occurredAt, tx.recordedAt);
  if (fromLocationId === toLocationId) {
    throw new DomainError('validation-failed', 'A transfer goes from one location to another one.');
  }
  const stock = await lockStockWithin(tx, componentId);
  const { component } = stock;
  const from = await requireLocationWithin(tx, fromLocationId, placeOf(stock, fromLocationId));
  const to = await requireLocationInUseWithin(tx, toLocationId, placeOf(stock, toLocationId));
  const shelves = shelvesOf(stock, fromLocationId);
  if (planReserve(shelves, quantity) === undefined) {
    throw stockInsufficient(component, quantity, offersOf(stock, shelves));
  }
  const groupId = uuidv7(tx.recordedAt);
  const changes = [
    { component, location: from, quantity: -quantity },
    { component, location: to, quantity },
  ];
  const [gone, come] = await bookWithin(tx, { ...transfer, kind: 'transfer', groupId }, changes, ([out, into]) => {
    tx.emit(transferEvent(out as StockMovement, into as StockMovement));
    tx.audit({
      action: 'stock.transferred',
      entityType: 'component',
      entityId: componentId,
      after: { groupId, fromLocationId, toLocationId, quantity },
      ...(transfer.reason === undefined ? {} : { reason: transfer.reason }),
    });
  });
  return [gone as StockMovement, come as StockMovement];
}
