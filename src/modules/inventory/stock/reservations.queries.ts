/** Open reservations as lists show them. */
import type { TableAccess } from '../../../platform/database/index.ts';
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
