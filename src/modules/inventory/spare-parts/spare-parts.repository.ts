/** Reads and writes of the table `machine_components`: the spare parts of machines. */
import type { TableAccess } from '../../../platform/database/index.ts';
import { toComponent } from '../components/components.repository.ts';
import type { Component } from '../components/components.types.ts';
import type { InventoryTables } from '../tables.ts';

type Access = TableAccess<InventoryTables>;

/** What is said of a component as a spare part of one machine. */
export interface SparePartDetails {
  /** How many should be at hand; null where nobody has said. */
  readonly recommendedQuantity: number | null;
  readonly note: string | null;
}

export interface SparePart<Of extends Component = Component> extends SparePartDetails {
  readonly machineId: string;
  readonly component: Of;
}

/** By the component's name; one more than `limit`, so that the caller sees whether there is more. */
export async function findSpareParts(
  access: Access,
  machineId: string,
  after: string | undefined,
  limit: number,
): Promise<SparePart[]> {
  let query = access
    .selectFrom('machine_components as part')
    .innerJoin('components', 'components.id', 'part.component_id')
    .selectAll('components')
    .select(['part.recommended_quantity as recommended_quantity', 'part.note as note'])
    .where('part.machine_id', '=', machineId);
  // names are unique, so the key alone orders them
  if (after !== undefined) query = query.where('components.name_key', '>', after);
  const rows = await query
    .orderBy('components.name_key')
    .limit(limit + 1)
    .execute();
  return rows.map((row) => ({
    machineId,
    component: toComponent(row),
    recommendedQuantity: row.recommended_quantity,
    note: row.note,
  }));
}

export async function findSparePartDetails(
  access: Access,
  machineId: string,
  componentId: number,
): Promise<SparePartDetails | undefined> {
  return access
    .selectFrom('machine_components')
    .select(['recommended_quantity as recommendedQuantity', 'note'])
    .where('machine_id', '=', machineId)
    .where('component_id', '=', componentId)
    .executeTakeFirst();
}

/** @throws ConstraintViolation a foreign key for a machine that is not there */
export async function upsertSparePart(
  access: Access,
  machineId: string,
  componentId: number,
  { recommendedQuantity, note }: SparePartDetails,
  nowMs: number,
): Promise<void> {
  const said = { recommended_quantity: recommendedQuantity, note, updated_at: nowMs };
  await access
    .insertInto('machine_components')
    .values({ machine_id: machineId, component_id: componentId, created_at: nowMs, ...said })
    .onConflict((conflict) => conflict.columns(['machine_id', 'component_id']).doUpdateSet(said))
    .execute();
}

/** @returns what was said of it; undefined where it is not among the spare parts */
export async function deleteSparePart(
  access: Access,
  machineId: string,
  componentId: number,
): Promise<SparePartDetails | undefined> {
  return access
    .deleteFrom('machine_components')
    .where('machine_id', '=', machineId)
    .where('component_id', '=', componentId)
    .returning(['recommended_quantity as recommendedQuantity', 'note'])
    .executeTakeFirst();
}
