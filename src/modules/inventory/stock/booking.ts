/**
 * Books changes of stock: what is where, the total of each component, and the ledger, in one transaction.
 *
 * Everything that changes what is on hand goes through here, so the sum of the ledger, the sum of the levels and the
 * total of a component are one figure. The tables refuse what would fall below 0 or below what is set aside.
 */
import type { Transaction } from '../../../platform/outbox/index.ts';
import { addToTotals } from '../components/components.repository.ts';
import type { Component } from '../components/components.types.ts';
import { lowEvent } from '../events.ts';
import type { Location } from '../locations/locations.types.ts';
import type { InventoryTables } from '../tables.ts';
import { insertMovements, type NewMovement } from './movements.repository.ts';
import { addToLevels } from './stock.repository.ts';
import { fallsBelow } from './stock.rules.ts';
import type { MovementKind, MovementNotes, StockMovement } from './stock.types.ts';

/** A location as far as a booking needs it. */
export type BookedLocation = Pick<Location, 'id' | 'name' | 'retiredAt'>;

export interface StockChange {
  /** Locked by this transaction. */
  readonly component: Component;
  readonly location: BookedLocation;
  /** With a minus what goes; not 0. */
  readonly quantity: number;
  /** What is added to what is set aside, or with a minus taken from it. */
  readonly reserved?: number;
  /** Of one unit; absent: the component's. */
  readonly unitCost?: number | null;
}

export interface BookedStep extends MovementNotes {
  readonly kind: MovementKind;
  readonly ticketId?: number | undefined;
  /** Of movements that are one step. */
  readonly groupId?: string | undefined;
}

/**
 * Books one step: at most one change for each component and location.
 *
 * @param tell says what happened, by the movements in the order of the changes; what falls below a minimum is told next
 */
export async function bookWithin(
  tx: Transaction,
  step: BookedStep,
  changes: readonly StockChange[],
  tell: (movements: readonly StockMovement[]) => void,
): Promise<StockMovement[]> {
  const access = tx.access<InventoryTables>();
  const levels = byPlace(await addToLevels(access, tx.engine, changes.map(levelChangeOf)));
  await addToTotals(access, tx.engine, totalsOf(changes));
  const drafts = changes.map((change) => draftOf(tx, step, change, levels.of(change).onHand));
  const ids = byPlace(await insertMovements(access, tx.engine, drafts));
  const movements = drafts.map((draft, at) => ({ id: ids.of(changes[at] as StockChange).id, ...draft }));
  tell(movements);
  for (const change of changes) {
    const { component, location, quantity } = change;
    const { minimum, onHand } = levels.of(change);
    const inUse = component.retiredAt === null && location.retiredAt === null;
    if (inUse && minimum !== null && fallsBelow(minimum, onHand - quantity, minimum, onHand)) {
      tx.emit(lowEvent({ component, location, onHand, minimum }));
    }
  }
  return movements;
}

function levelChangeOf({ component, location, quantity, reserved = 0 }: StockChange) {
  return { componentId: component.id, locationId: location.id, onHand: quantity, reserved };
}

function totalsOf(changes: readonly StockChange[]) {
  const totals = new Map<number, number>();
  for (const { component, quantity } of changes) {
    totals.set(component.id, (totals.get(component.id) ?? 0) + quantity);
  }
  return [...totals].map(([component_id, quantity]) => ({ component_id, quantity }));
}

function draftOf(tx: Transaction, step: BookedStep, change: StockChange, onHandAfter: number): NewMovement {
  const { component, location, quantity, unitCost = component.unitCost } = change;
  const { kind, id, name } = tx.actor;
  return {
    componentId: component.id,
    componentName: component.name,
    locationId: location.id,
    locationName: location.name,
    kind: step.kind,
    quantity,
    onHandAfter,
    unitCost,
    ticketId: step.ticketId ?? null,
    groupId: step.groupId ?? null,
    reason: step.reason ?? null,
    reference: step.reference ?? null,
    actor: { kind, id, name },
    occurredAt: step.occurredAt ?? tx.recordedAt,
    recordedAt: tx.recordedAt,
  };
}

/** Rows of what was written, found again by what they are about. */
function byPlace<Row extends { readonly componentId: number; readonly locationId: number }>(rows: readonly Row[]) {
  const known = new Map(rows.map((row) => [`${row.componentId} ${row.locationId}`, row]));
  return {
    of({ component, location }: Pick<StockChange, 'component' | 'location'>): Row {
      const row = known.get(`${component.id} ${location.id}`);
      if (row === undefined) throw new Error(`Component ${component.id} at location ${location.id} was not written.`);
      return row;
    },
  };
}
