/** What is below its minimum: components in use, at locations in use. */
import { type SqlBool, sql } from 'kysely';
import type { TableAccess } from '../../../platform/database/index.ts';
import type { InventoryTables } from '../tables.ts';
import type { StockLevel } from './stock.types.ts';

/** As the index has it. */
const belowMinimum = sql<SqlBool>`stock_levels.minimum is not null and stock_levels.on_hand < stock_levels.minimum`;

export interface LowLevel extends Omit<StockLevel, 'minimum' | 'locationRetiredAt'> {
  readonly componentName: string;
  readonly stockCode: string | null;
  readonly unit: string;
  readonly supplier: string | null;
  readonly leadTimeDays: number | null;
  readonly minimum: number;
}

/** How many components are below their minimum at a location: each place counts. */
export async function countLow(access: TableAccess<InventoryTables>): Promise<number> {
  const { count } = await access
    .selectFrom('stock_levels')
    .innerJoin('components', 'components.id', 'stock_levels.component_id')
    .innerJoin('locations', 'locations.id', 'stock_levels.location_id')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(belowMinimum)
    .where('components.retired_at', 'is', null)
    .where('locations.retired_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

/** By the component's name and the location; one more than `limit`, so that the caller sees whether there is more. */
export function findLowPage(
  access: TableAccess<InventoryTables>,
  locationId: number | undefined,
  after: readonly [nameKey: string, locationId: number] | undefined,
  limit: number,
): Promise<LowLevel[]> {
  let query = below(access, locationId);
  if (after !== undefined) {
    query = query.where((eb) =>
      eb(eb.refTuple('components.name_key', 'stock_levels.location_id'), '>', eb.tuple(after[0], after[1])),
    );
  }
  return query
    .orderBy('components.name_key')
    .orderBy('stock_levels.location_id')
    .limit(limit + 1)
    .execute();
}

/** By the numbers of component and location, which stay, from behind `last`. */
export function findLowBehind(
  access: TableAccess<InventoryTables>,
  locationId: number | undefined,
  last: Pick<LowLevel, 'componentId' | 'locationId'> | undefined,
  limit: number,
): Promise<LowLevel[]> {
  let query = below(access, locationId);
  if (last !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple('stock_levels.component_id', 'stock_levels.location_id'),
        '>',
        tuple(last.componentId, last.locationId),
      ),
    );
  }
  return query.orderBy('stock_levels.component_id').orderBy('stock_levels.location_id').limit(limit).execute();
}

function below(access: TableAccess<InventoryTables>, locationId: number | undefined) {
  const query = access
    .selectFrom('stock_levels')
    .innerJoin('components', 'components.id', 'stock_levels.component_id')
    .innerJoin('locations', 'locations.id', 'stock_levels.location_id')
    .select([
      'stock_levels.component_id as componentId',
      'stock_levels.location_id as locationId',
      'stock_levels.on_hand as onHand',
      'stock_levels.reserved as reserved',
      'stock_levels.maximum as maximum',
      'components.name as componentName',
      'components.stock_code as stockCode',
      'components.unit as unit',
      'components.supplier as supplier',
      'components.lead_time_days as leadTimeDays',
      'locations.name as locationName',
    ])
    .select(sql<number>`stock_levels.minimum`.as('minimum'))
    .where(belowMinimum)
    .where('components.retired_at', 'is', null)
    .where('locations.retired_at', 'is', null);
  return locationId === undefined ? query : query.where('stock_levels.location_id', '=', locationId);
}
