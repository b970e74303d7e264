/**
 * Components of another system with their stock, inside a transaction of whoever takes them over.
 *
 * What is on the shelf now and what tickets have used make up the opening movement; each use is then an issue for its
 * ticket. So the ledger ends at what is on the shelf, and tickets show what they took.
 */
import { comparisonKey } from '../../../kernel/texts.ts';
import { freeNumbers } from '../../../platform/database/index.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import { stockTakenOver } from '../events.ts';
import { firstLocationWithin } from '../locations/locations.service.ts';
import type { Location } from '../locations/locations.types.ts';
import { insertMovements, type NewMovement } from '../stock/movements.repository.ts';
import { addToLevels } from '../stock/stock.repository.ts';
import type { InventoryTables } from '../tables.ts';
import { noDetails } from './component-details.ts';
import { findComponentsByKeys, insertComponents } from './components.bulk.ts';
import { tellCreated } from './components.news.ts';
import { addToTotals } from './components.repository.ts';
import type { Component } from './components.types.ts';

export interface TakenUse {
  readonly ticketId: number;
  readonly quantity: number;
  readonly occurredAt: number;
}

export interface TakenComponent {
  /** Its number there; absent: any. */
  readonly number?: number | undefined;
  readonly name: string;
  readonly stockCode: string | null;
  /** What is on the shelf now. */
  readonly onHand: number;
  readonly uses: readonly TakenUse[];
}

/** For who takes over another system, in a transaction of theirs; some hundreds at a time. */
export interface InventoryTakeOver {
  /** Components with the name or stock code of one of these, by the form in which texts are compared. */
  findComponentsLikeWithin(
    tx: Transaction,
    components: readonly Pick<TakenComponent, 'name' | 'stockCode'>[],
  ): Promise<{ readonly byName: ReadonlyMap<string, Component>; readonly byCode: ReadonlyMap<string, Component> }>;
  /**
   * @param components none whose name or stock code is there
   * @param upTo the largest number of all that are to come
   * @returns their numbers, in the order of what was given
   * @throws location-retired where stock has no location and there is none in use
   */
  takeOverComponentsWithin(tx: Transaction, components: readonly TakenComponent[], upTo: number): Promise<number[]>;
}

export function createInventoryTakeOver(): InventoryTakeOver {
  return {
    findComponentsLikeWithin(tx, components) {
      const names = components.map(({ name }) => comparisonKey(name));
      const codes = components.flatMap(({ stockCode }) => (stockCode === null ? [] : [comparisonKey(stockCode)]));
      return findComponentsByKeys(tx.access(), tx.engine, names, codes);
    },

    async takeOverComponentsWithin(tx, components, upTo) {
      if (components.length === 0) return [];
      const access = tx.access<InventoryTables>();
      const numbers = components.flatMap(({ number }) => number ?? []);
      const free = await freeNumbers(access, tx.engine, 'components', numbers, upTo);
      const made: Component[] = [];
      // a table does not count in a statement that brings numbers of its own
      for (const own of [true, false]) {
        const some = components.filter(({ number }) => (number !== undefined && free.has(number)) === own);
        if (some.length === 0) continue;
        const details = some.map(({ name, stockCode }) => ({ ...noDetails, name, stockCode }));
        const ids = own ? some.map(({ number }) => number as number) : undefined;
        made.push(...(await insertComponents(access, tx.engine, details, tx.recordedAt, ids)));
      }
      const byName = new Map(made.map((component) => [component.name, component]));
      for (const component of made) tellCreated(tx, component);
      await bookStock(tx, components, byName);
      return components.map(({ name }) => (byName.get(name) as Component).id);
    },
  };
}

async function bookStock(
  tx: Transaction,
  components: readonly TakenComponent[],
  byName: ReadonlyMap<string, Component>,
): Promise<void> {
  const stocked = components.filter(({ onHand, uses }) => onHand > 0 || uses.length > 0);
  if (stocked.length === 0) return;
  const location = await firstLocationWithin(tx);
  const drafts = stocked.flatMap((taken) => movementsOf(tx, taken, byName.get(taken.name) as Component, location));
  const levels = stocked.map(({ name, onHand }) => {
    const component = byName.get(name) as Component;
    return { componentId: component.id, locationId: location.id, onHand, reserved: 0 };
  });
  const access = tx.access<InventoryTables>();
  await addToLevels(access, tx.engine, levels);
  await addToTotals(
    access,
    tx.engine,
    levels.map(({ componentId, onHand }) => ({ component_id: componentId, quantity: onHand })),
  );
  await insertMovements(access, tx.engine, drafts);
  for (const { name, onHand, uses } of stocked) {
    const component = byName.get(name) as Component;
    tx.emit(stockTakenOver(component, location, onHand, uses.length));
    const after = { locationId: location.id, onHand, uses: uses.length };
    tx.audit({ action: 'stock.taken-over', entityType: 'component', entityId: component.id, after });
  }
}

/** The opening, and behind it what tickets took, in the order of time. */
function movementsOf(
  tx: Transaction,
  { onHand, uses }: TakenComponent,
  component: Component,
  location: Location,
): NewMovement[] {
  const { kind, id, name } = tx.actor;
  const inOrder = uses.toSorted((a, b) => a.occurredAt - b.occurredAt);
  const opening = uses.reduce((sum, { quantity }) => sum + quantity, onHand);
  const movement = {
    componentId: component.id,
    componentName: component.name,
    locationId: location.id,
    locationName: location.name,
    unitCost: null,
    groupId: null,
    reason: null,
    reference: `taken over by ${name}`,
    actor: { kind, id, name },
    recordedAt: tx.recordedAt,
  };
  const occurredAt = inOrder[0]?.occurredAt ?? tx.recordedAt;
  const first = {
    ...movement,
    kind: 'opening' as const,
    quantity: opening,
    onHandAfter: opening,
    ticketId: null,
    occurredAt,
  };
  let left = opening;
  const issues = inOrder.map((use) => {
    left -= use.quantity;
    const { ticketId, occurredAt } = use;
    return { ...movement, kind: 'issue' as const, quantity: -use.quantity, onHandAfter: left, ticketId, occurredAt };
  });
  return [first, ...issues];
}
