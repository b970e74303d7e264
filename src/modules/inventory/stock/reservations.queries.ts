/** Open reservations as lists show them. */
import { sql } from 'kysely';
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import type { InventoryTables } from '../tables.ts';
import type { StockReservation } from './stock.types.ts';

export interface ReservationFilter {
  readonly componentId?: number | undefined;
  readonly locationId?: number | undefined;
  readonly ticketId?: number | undefined;
}

/** The oldest first, from behind `after`; one more than `limit`, so that the caller sees whether there is more. */
export async function findReservationPage(
  access: TableAccess<InventoryTables>,
  { componentId, locationId, ticketId }: ReservationFilter,
  after: number | undefined,
  limit: number,
): Promise<StockReservation[]> {
  let query = access
    .selectFrom('stock_reservations as r')
    .innerJoin('components', 'components.id', 'r.component_id')
    .innerJoin('locations', 'locations.id', 'r.location_id')
    .selectAll('r')
    .select(['components.name as component_name', 'locations.name as location_name']);
  if (componentId !== undefined) query = query.where('r.component_id', '=', componentId);
  if (locationId !== undefined) query = query.where('r.location_id', '=', locationId);
  if (ticketId !== undefined) query = query.where('r.ticket_id', '=', ticketId);
  if (after !== undefined) query = query.where('r.id', '>', after);
  const rows = await query
    .orderBy('r.id')
    .limit(limit + 1)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    componentId: row.component_id,
    componentName: row.component_name,
    locationId: row.location_id,
    locationName: row.location_name,
    ticketId: row.ticket_id,
    quantity: row.quantity,
    actor: { kind: row.actor_kind as StockReservation['actor']['kind'], id: row.actor_id, name: row.actor_name },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));
}

/** What is set aside of each component at all locations together; those of which nothing is are not in it. */
export async function sumReserved(
  access: TableAccess<InventoryTables>,
  engine: Engine,
  componentIds: readonly number[],
): Promise<Map<number, number>> {
  if (componentIds.length === 0) return new Map();
  const rows = await access
    .selectFrom('stock_levels')
    .select(['component_id', sql<number>`sum(reserved)`.as('reserved')])
    .where(isAnyOf(engine, 'component_id', componentIds))
    .where('reserved', '>', 0)
    .groupBy('component_id')
    .execute();
  return new Map(rows.map((row) => [row.component_id, row.reserved]));
}
