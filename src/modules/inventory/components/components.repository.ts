/** Reads and writes of the table `components`. */
import type { Selectable } from 'kysely';
import { comparisonKey, searchText } from '../../../kernel/texts.ts';
import { type Engine, isAnyOf, rowsAs, type TableAccess } from '../../../platform/database/index.ts';
import type { ComponentsTable, InventoryTables } from '../tables.ts';
import type { Component, ComponentDetails } from './components.types.ts';

type Access = TableAccess<InventoryTables>;

export async function findComponent(access: Access, id: number): Promise<Component | undefined> {
  const row = await access.selectFrom('components').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toComponent(row);
}

/**
 * The components of these ids, each locked until the transaction ends: whoever changes stock of a component holds its
 * lock, so what is read of its levels and reservations afterwards stays so. In the order of ids, so that two who want
 * several wait for each other instead of deadlocking. On SQLite writing transactions are alone anyway.
 */
export async function lockComponents(
  access: Access,
  engine: Engine,
  ids: readonly number[],
): Promise<Map<number, Component>> {
  const query = access
    .selectFrom('components')
    .selectAll()
    .where(isAnyOf(engine, 'id', ids))
    .orderBy('id');
  const rows = await (engine === 'sqlite' ? query : query.forNoKeyUpdate()).execute();
  return new Map(rows.map((row) => [row.id, toComponent(row)]));
}

/** @throws ConstraintViolation components_name_key_unique, components_stock_code_key_unique */
export async function insertComponent(access: Access, details: ComponentDetails, nowMs: number): Promise<Component> {
  const row = await access
    .insertInto('components')
    .values({ ...detailColumns(details), on_hand: 0, version: 1, created_at: nowMs, updated_at: nowMs })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toComponent(row);
}

/**
 * Writes what people say of it, provided that nobody has changed it since `version`; undefined where somebody has.
 *
 * @throws ConstraintViolation components_name_key_unique, components_stock_code_key_unique
 */
export async function updateComponentDetails(
  access: Access,
  id: number,
  version: number,
  details: ComponentDetails,
  nowMs: number,
): Promise<Component | undefined> {
  const row = await access
    .updateTable('components')
    .set({ ...detailColumns(details), version: version + 1, updated_at: nowMs })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toComponent(row);
}

/** Takes it out of use or back; undefined where it is so already or is not there. */
export async function updateComponentRetirement(
  access: Access,
  id: number,
  retiredAt: number | null,
  nowMs: number,
): Promise<Component | undefined> {
  const row = await access
    .updateTable('components')
    .set((eb) => ({ retired_at: retiredAt, updated_at: nowMs, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('retired_at', retiredAt === null ? 'is not' : 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toComponent(row);
}

/** What is at all locations together. @throws ConstraintViolation where it would fall below 0 */
export async function addToTotals(
  access: Access,
  engine: Engine,
  changes: readonly { readonly component_id: number; readonly quantity: number }[],
): Promise<void> {
  const columns = { component_id: 'integer', quantity: 'integer' } as const;
  await access
    .updateTable('components')
    .from(rowsAs(engine, changes, columns, 'change'))
    .set((eb) => ({ on_hand: eb('components.on_hand', '+', eb.ref('change.quantity')) }))
    .whereRef('components.id', '=', 'change.component_id')
    .execute();
}

export function detailColumns(details: ComponentDetails) {
  const { name, stockCode, supplier, supplierCode, category } = details;
  return {
    name,
    name_key: comparisonKey(name),
    stock_code: stockCode,
    stock_code_key: stockCode === null ? null : comparisonKey(stockCode),
    search_text: searchText([name, stockCode, supplier, supplierCode, category]),
    unit: details.unit,
    unit_cost: details.unitCost,
    supplier,
    supplier_code: supplierCode,
    lead_time_days: details.leadTimeDays,
    category,
    category_key: category === null ? null : comparisonKey(category),
    notes: details.notes,
  };
}

export function toComponent(row: Selectable<ComponentsTable>): Component {
  return {
    id: row.id,
    name: row.name,
    stockCode: row.stock_code,
    unit: row.unit,
    unitCost: row.unit_cost,
    supplier: row.supplier,
    supplierCode: row.supplier_code,
    leadTimeDays: row.lead_time_days,
    category: row.category,
    notes: row.notes,
    onHand: row.on_hand,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    retiredAt: row.retired_at,
  };
}
