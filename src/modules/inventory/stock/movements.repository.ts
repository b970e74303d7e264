/** The ledger: appends to the table `stock_movements` and reads it. */
import { type SqlBool, sql } from 'kysely';
import { type Engine, isAnyOf, jsonRows, type TableAccess } from '../../../platform/database/index.ts';
import type { InventoryTables } from '../tables.ts';
import type { MovementFilter, StockMovement } from './stock.types.ts';

type Access = TableAccess<InventoryTables>;
export type NewMovement = Omit<StockMovement, 'id'>;

const columns = {
  component_id: 'integer',
  location_id: 'integer',
  kind: 'text',
  quantity: 'integer',
  on_hand_after: 'integer',
  unit_cost: 'real',
  ticket_id: 'integer',
  group_id: 'text',
  reason: 'text',
  reference: 'text',
  actor_kind: 'text',
  actor_id: 'text',
  actor_name: 'text',
  occurred_at: 'integer',
  recorded_at: 'integer',
} as const;

/** Appends them, at most one for each component and location. Returns the number of each. */
export async function insertMovements(
  access: Access,
  engine: Engine,
  movements: readonly NewMovement[],
): Promise<{ id: number; componentId: number; locationId: number }[]> {
  return access
    .insertInto('stock_movements')
    .columns(Object.keys(columns) as (keyof typeof columns)[])
    .expression(jsonRows(engine, movements.map(toRow), columns))
    .returning(['id', 'component_id as componentId', 'location_id as locationId'])
    .execute();
}

/** The latest first, from before `before`; one more than `limit`, so that the caller sees whether there is more. */
export async function findMovementPage(
  access: Access,
  filter: MovementFilter,
  before: readonly [occurredAt: number, id: number] | undefined,
  limit: number,
): Promise<StockMovement[]> {
  let query = movements(access);
  if (filter.componentId !== undefined) query = query.where('m.component_id', '=', filter.componentId);
  if (filter.locationId !== undefined) query = query.where('m.location_id', '=', filter.locationId);
  if (filter.ticketId !== undefined) query = query.where('m.ticket_id', '=', filter.ticketId);
  if (filter.kind !== undefined) query = query.where('m.kind', '=', filter.kind);
  const { actor } = filter;
  if (actor !== undefined)
    query = query.where((eb) => eb.or([eb('m.actor_id', '=', actor), eb('m.actor_name', '=', actor)]));
  if (filter.fromMs !== undefined) query = query.where('m.occurred_at', '>=', filter.fromMs);
  if (filter.toMs !== undefined) query = query.where('m.occurred_at', '<', filter.toMs);
  if (before !== undefined) {
    query = query.where((eb) => eb(eb.refTuple('m.occurred_at', 'm.id'), '<', eb.tuple(before[0], before[1])));
  }
  const rows = await query
    .orderBy('m.occurred_at', 'desc')
    .orderBy('m.id', 'desc')
    .limit(limit + 1)
    .execute();
  return rows.map(toMovement);
}

/** What each ticket has of each component: issues less returns, and what those whose cost was known cost. */
export interface TicketQuantity {
  readonly ticketId: number;
  readonly componentId: number;
  readonly quantity: number;
  readonly cost: number | null;
}

/** As an expression, so that SQLite looks for the tickets and not through everything that was ever taken. */
const takenOrBack = sql<SqlBool>`coalesce(kind, '') in ('issue', 'return')`;

/** In the order in which a ticket took its components first. */
export async function sumTicketMovements(
  access: Access,
  engine: Engine,
  ticketIds: readonly number[],
  componentId?: number,
): Promise<TicketQuantity[]> {
  let query = access
    .selectFrom('stock_movements')
    .select([
      sql<number>`ticket_id`.as('ticketId'),
      'component_id as componentId',
      sql<number>`-sum(quantity)`.as('quantity'),
      sql<number | null>`-sum(quantity * unit_cost)`.as('cost'),
    ])
    .where(isAnyOf(engine, 'ticket_id', ticketIds))
    .where(takenOrBack);
  if (componentId !== undefined) query = query.where('component_id', '=', componentId);
  return query.groupBy(['ticket_id', 'component_id']).orderBy(sql`min(id)`).execute();
}

/** Where a ticket took a component from last. */
export async function findLastIssueLocation(
  access: Access,
  componentId: number,
  ticketId: number,
): Promise<number | undefined> {
  const row = await access
    .selectFrom('stock_movements')
    .select('location_id')
    .where('ticket_id', '=', ticketId)
    .where('component_id', '=', componentId)
    .where('kind', '=', 'issue')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.location_id;
}

function movements(access: Access) {
  return access
    .selectFrom('stock_movements as m')
    .innerJoin('components', 'components.id', 'm.component_id')
    .innerJoin('locations', 'locations.id', 'm.location_id')
    .selectAll('m')
    .select(['components.name as component_name', 'locations.name as location_name']);
}

function toMovement(row: Awaited<ReturnType<ReturnType<typeof movements>['execute']>>[number]): StockMovement {
  return {
    id: row.id,
    componentId: row.component_id,
    componentName: row.component_name,
    locationId: row.location_id,
    locationName: row.location_name,
    kind: row.kind,
    quantity: row.quantity,
    onHandAfter: row.on_hand_after,
    unitCost: row.unit_cost,
    ticketId: row.ticket_id,
    groupId: row.group_id,
    reason: row.reason,
    reference: row.reference,
    actor: { kind: row.actor_kind as StockMovement['actor']['kind'], id: row.actor_id, name: row.actor_name },
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
  };
}

function toRow(movement: NewMovement) {
  return {
    component_id: movement.componentId,
    location_id: movement.locationId,
    kind: movement.kind,
    quantity: movement.quantity,
    on_hand_after: movement.onHandAfter,
    unit_cost: movement.unitCost,
    ticket_id: movement.ticketId,
    group_id: movement.groupId,
    reason: movement.reason,
    reference: movement.reference,
    actor_kind: movement.actor.kind,
    actor_id: movement.actor.id,
    actor_name: movement.actor.name,
    occurred_at: movement.occurredAt,
    recorded_at: movement.recordedAt,
  };
}
