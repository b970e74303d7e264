/**
 * Reads and writes of `stock_levels` and `stock_reservations`.
 *
 * Writers hold the lock of the component (`lockComponents`); the checks of the tables stand behind them.
 */
import { type Engine, isAnyOf, jsonRows, rowsAs, type TableAccess } from '../../../platform/database/index.ts';
import type { InventoryTables } from '../tables.ts';
import type { ActorName, StockLevel } from './stock.types.ts';

type Access = TableAccess<InventoryTables>;

/** Of a component, by the location's name. */
export async function findLevels(access: Access, componentId: number): Promise<StockLevel[]> {
  return levels(access).where('component_id', '=', componentId).orderBy('locations.name_key').execute();
}

/** Of these components, by the location's name. */
export async function findLevelsOf(
  access: Access,
  engine: Engine,
  componentIds: readonly number[],
): Promise<StockLevel[]> {
  return levels(access)
    .where(isAnyOf(engine, 'component_id', componentIds))
    .orderBy('locations.name_key')
    .execute();
}

/** Of these components at one location. */
export async function findLevelsAt(
  access: Access,
  engine: Engine,
  locationId: number,
  componentIds: readonly number[],
): Promise<StockLevel[]> {
  return levels(access)
    .where('location_id', '=', locationId)
    .where(isAnyOf(engine, 'component_id', componentIds))
    .execute();
}

function levels(access: Access) {
  return access
    .selectFrom('stock_levels')
    .innerJoin('locations', 'locations.id', 'stock_levels.location_id')
    .select([
      'component_id as componentId',
      'location_id as locationId',
      'locations.name as locationName',
      'locations.retired_at as locationRetiredAt',
      'on_hand as onHand',
      'reserved',
      'minimum',
      'maximum',
    ]);
}

export interface LevelChange {
  readonly componentId: number;
  readonly locationId: number;
  readonly onHand: number;
  readonly reserved: number;
}

export interface ChangedLevel {
  readonly componentId: number;
  readonly locationId: number;
  readonly onHand: number;
  readonly minimum: number | null;
}

const changeColumns = {
  component_id: 'integer',
  location_id: 'integer',
  on_hand: 'integer',
  reserved: 'integer',
} as const;

/**
 * Adds to what there is, at most one change for each component and location. Returns what is there afterwards.
 *
 * @throws ConstraintViolation where it would fall below 0 or below what is set aside, or a location is not there
 */
export async function addToLevels(
  access: Access,
  engine: Engine,
  changes: readonly LevelChange[],
): Promise<ChangedLevel[]> {
  await ensureLevels(access, engine, changes);
  const rows = changes.map((change) => ({
    component_id: change.componentId,
    location_id: change.locationId,
    on_hand: change.onHand,
    reserved: change.reserved,
  }));
  return access
    .updateTable('stock_levels')
    .from(rowsAs(engine, rows, changeColumns, 'change'))
    .set((eb) => ({
      on_hand: eb('stock_levels.on_hand', '+', eb.ref('change.on_hand')),
      reserved: eb('stock_levels.reserved', '+', eb.ref('change.reserved')),
    }))
    .whereRef('stock_levels.component_id', '=', 'change.component_id')
    .whereRef('stock_levels.location_id', '=', 'change.location_id')
    .returning([
      'stock_levels.component_id as componentId',
      'stock_levels.location_id as locationId',
      'stock_levels.on_hand as onHand',
      'stock_levels.minimum as minimum',
    ])
    .execute();
}

/** @throws ConstraintViolation a foreign key for a location that is not there */
async function ensureLevels(
  access: Access,
  engine: Engine,
  wanted: readonly { readonly componentId: number; readonly locationId: number }[],
): Promise<void> {
  const rows = wanted.map(({ componentId, locationId }) => ({
    component_id: componentId,
    location_id: locationId,
    on_hand: 0,
    reserved: 0,
  }));
  await access
    .insertInto('stock_levels')
    .columns(['component_id', 'location_id', 'on_hand', 'reserved'])
    .expression(jsonRows(engine, rows, changeColumns))
    .onConflict((conflict) => conflict.columns(['component_id', 'location_id']).doNothing())
    .execute();
}

/** Sets what is too little and what is enough. */
export async function setLimits(
  access: Access,
  componentId: number,
  locationId: number,
  { minimum, maximum }: Pick<StockLevel, 'minimum' | 'maximum'>,
): Promise<void> {
  await access
    .insertInto('stock_levels')
    .values({ component_id: componentId, location_id: locationId, on_hand: 0, reserved: 0, minimum, maximum })
    .onConflict((conflict) => conflict.columns(['component_id', 'location_id']).doUpdateSet({ minimum, maximum }))
    .execute();
}

/** An open reservation as it is counted with; `id` counts up with age. */
export interface HeldReservation {
  readonly id: number;
  readonly componentId: number;
  readonly locationId: number;
  readonly ticketId: number;
  readonly quantity: number;
}

export interface ReservationScope {
  readonly componentIds?: readonly number[];
  readonly ticketId?: number | undefined;
  readonly locationId?: number | undefined;
}

export async function findHeld(
  access: Access,
  engine: Engine,
  { componentIds, ticketId, locationId }: ReservationScope,
): Promise<HeldReservation[]> {
  let query = access
    .selectFrom('stock_reservations')
    .select(['id', 'component_id as componentId', 'location_id as locationId', 'ticket_id as ticketId', 'quantity']);
  if (componentIds !== undefined) query = query.where(isAnyOf(engine, 'component_id', componentIds));
  if (ticketId !== undefined) query = query.where('ticket_id', '=', ticketId);
  if (locationId !== undefined) query = query.where('location_id', '=', locationId);
  return query.orderBy('id').execute();
}

/** Sets aside for a ticket, more where something is set aside already. Returns what is open then. */
export async function addReservation(
  access: Access,
  wanted: Omit<HeldReservation, 'id'>,
  actor: ActorName,
  nowMs: number,
): Promise<number> {
  const { quantity } = await access
    .insertInto('stock_reservations')
    .values({
      component_id: wanted.componentId,
      location_id: wanted.locationId,
      ticket_id: wanted.ticketId,
      quantity: wanted.quantity,
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor_name: actor.name,
      created_at: nowMs,
      updated_at: nowMs,
    })
    .onConflict((conflict) =>
      conflict.columns(['component_id', 'location_id', 'ticket_id']).doUpdateSet((eb) => ({
        quantity: eb('stock_reservations.quantity', '+', eb.ref('excluded.quantity')),
        actor_kind: eb.ref('excluded.actor_kind'),
        actor_id: eb.ref('excluded.actor_id'),
        actor_name: eb.ref('excluded.actor_name'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    )
    .returning('quantity')
    .executeTakeFirstOrThrow();
  return quantity;
}

/** Takes from reservations; those of which nothing is left go. At most one change for each. */
export async function reduceReservations(
  access: Access,
  engine: Engine,
  losses: readonly { readonly reservation: HeldReservation; readonly lost: number }[],
  nowMs: number,
): Promise<void> {
  const gone = losses.filter(({ reservation, lost }) => lost === reservation.quantity);
  const smaller = losses.filter(({ reservation, lost }) => lost < reservation.quantity);
  if (gone.length > 0) {
    const ids = gone.map(({ reservation }) => reservation.id);
    await access
      .deleteFrom('stock_reservations')
      .where(isAnyOf(engine, 'id', ids))
      .execute();
  }
  if (smaller.length === 0) return;
  const rows = smaller.map(({ reservation, lost }) => ({ id: reservation.id, lost }));
  await access
    .updateTable('stock_reservations')
    .from(rowsAs(engine, rows, { id: 'integer', lost: 'integer' }, 'change'))
    .set((eb) => ({
      quantity: eb('stock_reservations.quantity', '-', eb.ref('change.lost')),
      updated_at: nowMs,
    }))
    .whereRef('stock_reservations.id', '=', 'change.id')
    .execute();
}
