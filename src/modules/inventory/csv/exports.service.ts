/**
 * Components and movements as CSV, page after page as they are read: memory does not grow with the list.
 *
 * The columns of components are those that an import reads, and some more that it ignores.
 */
import { type CsvRecordOf, csvTable } from '../../../kernel/csv-writer.ts';
import { formatInstant } from '../../../kernel/instant.ts';
import { shownUnitCost } from '../../../kernel/money.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { findComponentPage, findOnlyLocations, sortKeyOf, withStock } from '../components/components.queries.ts';
import type { ComponentFilter } from '../components/components.types.ts';
import { findMovementPage } from '../stock/movements.repository.ts';
import { freeOn } from '../stock/stock.rules.ts';
import type { MovementFilter } from '../stock/stock.types.ts';
import type { InventoryTables } from '../tables.ts';

/** Rows that are read, and held, at once. */
const PAGE_ROWS = 500;

export interface InventoryExports {
  /** By name. */
  exportComponents(filter: ComponentFilter): AsyncIterable<string>;
  /** The latest first. */
  exportMovements(filter: MovementFilter): AsyncIterable<string>;
}

const componentHeader = [
  'component_name',
  'stock_code',
  'unit',
  'unit_cost',
  'supplier',
  'supplier_code',
  'lead_time_days',
  'category',
  'notes',
  'current_stock',
  'location',
  'reserved',
  'available',
  'low',
  'retired',
  'id',
] as const;

const movementHeader = [
  'id',
  'occurred_at',
  'recorded_at',
  'kind',
  'component_id',
  'component_name',
  'location_id',
  'location_name',
  'quantity',
  'on_hand_after',
  'unit_cost',
  'ticket_id',
  'group_id',
  'reason',
  'reference',
  'actor',
] as const;

export function createInventoryExports(store: Store): InventoryExports {
  const reads = () => store.access<InventoryTables>();

  async function* componentLines(filter: ComponentFilter): AsyncGenerator<CsvRecordOf<typeof componentHeader>[]> {
    let after: readonly [string | number, number] | undefined;
    for (;;) {
      const order = { sort: 'name', order: 'asc', after } as const;
      const page = (await findComponentPage(reads(), filter, order, PAGE_ROWS)).slice(0, PAGE_ROWS);
      const last = page.at(-1);
      if (last === undefined) return;
      const locations = await findOnlyLocations(
        reads(),
        store.engine,
        page.map(({ id }) => id),
      );
      const components = await withStock(reads(), store.engine, page);
      yield components.map((component) => ({
        component_name: component.name,
        stock_code: component.stockCode,
        unit: component.unit,
        // as it is kept: the file goes in again, and nothing of it has changed
        unit_cost: component.unitCost,
        supplier: component.supplier,
        supplier_code: component.supplierCode,
        lead_time_days: component.leadTimeDays,
        category: component.category,
        notes: component.notes,
        current_stock: component.onHand,
        location: locations.get(component.id) ?? null,
        reserved: component.reserved,
        available: freeOn(component),
        low: component.low,
        retired: component.retiredAt !== null,
        id: component.id,
      }));
      after = [sortKeyOf(last, 'name'), last.id];
    }
  }

  async function* movementLines(filter: MovementFilter): AsyncGenerator<CsvRecordOf<typeof movementHeader>[]> {
    let before: readonly [occurredAt: number, id: number] | undefined;
    for (;;) {
      const page = (await findMovementPage(reads(), filter, before, PAGE_ROWS)).slice(0, PAGE_ROWS);
      const last = page.at(-1);
      if (last === undefined) return;
      yield page.map((movement) => ({
        id: movement.id,
        occurred_at: formatInstant(movement.occurredAt),
        recorded_at: formatInstant(movement.recordedAt),
        kind: movement.kind,
        component_id: movement.componentId,
        component_name: movement.componentName,
        location_id: movement.locationId,
        location_name: movement.locationName,
        quantity: movement.quantity,
        on_hand_after: movement.onHandAfter,
        unit_cost: shownUnitCost(movement.unitCost),
        ticket_id: movement.ticketId,
        group_id: movement.groupId,
        reason: movement.reason,
        reference: movement.reference,
        actor: movement.actor.name,
      }));
      before = [last.occurredAt, last.id];
    }
  }

  return {
    exportComponents: (filter) => csvTable(componentHeader, componentLines(filter)),
    exportMovements: (filter) => csvTable(movementHeader, movementLines(filter)),
  };
}
