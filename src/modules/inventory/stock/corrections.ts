/**
 * Bringing the books in line with the shelf: adjusting one component, and counting many at one location.
 *
 * What is there is there: where fewer are found than were set aside for tickets, reservations are let go, the newest
 * first, and that is told.
 */
import { DomainError } from '../../../kernel/errors.ts';
import { uuidv7 } from '../../../kernel/ids.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { Component } from '../components/components.types.ts';
import { countedEvent } from '../events.ts';
import { stockInsufficient } from '../inventory.refusals.ts';
import type { InventoryTables } from '../tables.ts';
import { type BookedLocation, bookWithin, type StockChange } from './booking.ts';
import { cutReservationsWithin } from './reservations.ts';
import { findLevelsAt } from './stock.repository.ts';
import { freeOn, ON_HAND_MAX, QUANTITY_MAX } from './stock.rules.ts';
import type { Adjustment, StockLevel, StockMovement, Stocktake, StocktakeResult } from './stock.types.ts';
import { lockComponentWithin, lockEveryComponentWithin, requireLocationWithin, requirePast } from './stock-lookups.ts';
import { tellMovements } from './stock-news.ts';

/** Components of one stocktake. */
export const STOCKTAKE_LINES_MAX = 1_000;

/**
 * Corrects what is at one location, to a counted value or by a difference.
 *
 * @returns undefined where it is so already: then nothing happens
 * @throws component-not-found, location-not-found, stock-insufficient, validation-failed
 */
export async function adjustWithin(tx: Transaction, adjustment: Adjustment): Promise<StockMovement | undefined> {
  const { componentId, locationId, counted, difference } = adjustment;
  requirePast(adjustment.occurredAt, tx.recordedAt);
  const reason = adjustment.reason.trim();
  if (reason === '') throw new DomainError('validation-failed', 'An adjustment needs a reason.');
  if ((counted === undefined) === (difference === undefined)) {
    throw new DomainError('validation-failed', 'Give either `counted`, what is there, or `difference`, by how much.');
  }
  const component = await lockComponentWithin(tx, componentId);
  const location = await requireLocationWithin(tx, locationId);
  const [level] = await findLevelsAt(tx.access(), tx.engine, locationId, [componentId]);
  const onHand = counted ?? (level?.onHand ?? 0) + requireDifference(difference);
  if (onHand < 0) throw tooFew(component, location, level, Math.abs(difference ?? 0));
  requireCount(onHand);
  const correction = correctionOf(component, level, onHand);
  if (correction === undefined) return undefined;
  const changes = await changesWithin(tx, location, [correction]);
  const [movement] = await bookWithin(tx, { ...adjustment, reason, kind: 'adjust' }, changes, (movements) =>
    tellMovements(tx, movements),
  );
  return movement;
}

/**
 * Books what was counted at one location: a movement for each component that differs, all of them or none. Components
 * that are not among the lines are left.
 *
 * @throws component-not-found, location-not-found, validation-failed
 */
export async function countWithin(tx: Transaction, stocktake: Stocktake): Promise<StocktakeResult> {
  const { locationId, lines, occurredAt = tx.recordedAt } = stocktake;
  requirePast(stocktake.occurredAt, tx.recordedAt);
  requireLines(stocktake);
  const access = tx.access<InventoryTables>();
  const ids = lines.map(({ componentId }) => componentId);
  const components = await lockEveryComponentWithin(tx, ids);
  const location = await requireLocationWithin(tx, locationId);
  const levels = new Map(
    (await findLevelsAt(access, tx.engine, locationId, ids)).map((level) => [level.componentId, level]),
  );
  const corrections = lines.flatMap(({ componentId, counted }) => {
    const correction = correctionOf(components.get(componentId) as Component, levels.get(componentId), counted);
    return correction === undefined ? [] : [correction];
  });
  const groupId = uuidv7(tx.recordedAt);
  const said = { reason: stocktake.reason ?? null, reference: stocktake.reference ?? null, occurredAt };
  const tell = (movements: readonly StockMovement[]) => {
    tx.emit(countedEvent(groupId, location, lines.length, movements, said));
    tx.audit({
      action: 'stock.counted',
      entityType: 'location',
      entityId: locationId,
      after: { groupId, counted: lines.length, differences: movements.length, reference: said.reference },
      ...(said.reason === null ? {} : { reason: said.reason }),
    });
  };
  const changes = await changesWithin(tx, location, corrections);
  const movements =
    changes.length === 0 ? [] : await bookWithin(tx, { ...stocktake, kind: 'stocktake', groupId }, changes, tell);
  if (changes.length === 0) tell([]);
  return { groupId, locationId, locationName: location.name, counted: lines.length, movements };
}

interface Correction {
  readonly component: Component;
  readonly onHand: number;
  readonly quantity: number;
  readonly reserved: number;
}

function correctionOf(component: Component, level: StockLevel | undefined, onHand: number): Correction | undefined {
  const quantity = onHand - (level?.onHand ?? 0);
  return quantity === 0 ? undefined : { component, onHand, quantity, reserved: level?.reserved ?? 0 };
}

async function changesWithin(
  tx: Transaction,
  location: BookedLocation,
  corrections: readonly Correction[],
): Promise<StockChange[]> {
  const short = corrections.filter(({ onHand, reserved }) => onHand < reserved);
  const cut = await cutReservationsWithin(tx, location, short);
  return corrections.map(({ component, quantity }) => ({
    component,
    location,
    quantity,
    reserved: -(cut.get(component.id) ?? 0),
  }));
}

function tooFew(component: Component, location: BookedLocation, level: StockLevel | undefined, asked: number) {
  const { onHand, reserved } = level ?? { onHand: 0, reserved: 0 };
  const offer = { locationId: location.id, locationName: location.name, free: freeOn({ onHand, reserved }), reserved };
  return stockInsufficient(component, asked, [offer]);
}

function requireDifference(difference = 0): number {
  if (Number.isInteger(difference) && difference !== 0 && Math.abs(difference) <= QUANTITY_MAX) return difference;
  throw new DomainError(
    'validation-failed',
    `A difference is a whole number up to ${QUANTITY_MAX} up or down, and not 0.`,
  );
}

function requireCount(counted: number): void {
  if (Number.isInteger(counted) && counted >= 0 && counted <= ON_HAND_MAX) return;
  throw new DomainError('validation-failed', `What is there is a whole number from 0 to ${ON_HAND_MAX}.`);
}

function requireLines({ lines }: Stocktake): void {
  if (lines.length === 0 || lines.length > STOCKTAKE_LINES_MAX) {
    throw new DomainError(
      'validation-failed',
      `A stocktake has 1 to ${STOCKTAKE_LINES_MAX} components; count more of them in several.`,
    );
  }
  const seen = new Set<number>();
  for (const { componentId, counted } of lines) {
    if (seen.has(componentId)) {
      throw new DomainError('validation-failed', `Component ${componentId} is counted twice in one stocktake.`);
    }
    seen.add(componentId);
    requireCount(counted);
  }
}
