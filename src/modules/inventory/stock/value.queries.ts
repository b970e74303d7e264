/** What stock is worth: what is on hand at its unit cost, in total, by location and by category. */
import { sql } from 'kysely';
import type { AnyTables, TableAccess } from '../../../platform/database/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { InventoryTables } from '../tables.ts';

/** Groups of one answer, the most valuable first. */
export const VALUE_GROUPS_MAX = 1_000;

interface Worth {
  /** In the factory's currency. */
  readonly value: number;
  /** Kinds of components that are there and have a cost. */
  readonly components: number;
}

export interface StockValue {
  readonly total: Worth;
  readonly byLocation: readonly (Worth & { readonly locationId: number; readonly locationName: string })[];
  /** Null: without a category. */
  readonly byCategory: readonly (Worth & { readonly category: string | null })[];
  /** What is there and has no cost: it counts for nothing above. */
  readonly withoutCost: { readonly components: number };
}

export interface StockValueReads {
  /** All figures of one moment. What is out of use and still there counts, too. */
  stockValue(): Promise<StockValue>;
}

export function createStockValueReads(store: Store): StockValueReads {
  return {
    stockValue: () =>
      store.snapshot(async (access: TableAccess<AnyTables>) => {
        const own = access as TableAccess<InventoryTables>;
        const byCategory = await findByCategory(own);
        const { components, value, without } = await findTotals(own);
        return {
          total: { components, value },
          byLocation: await findByLocation(own),
          byCategory,
          withoutCost: { components: without },
        };
      }),
  };
}

function findTotals(access: TableAccess<InventoryTables>) {
  return access
    .selectFrom('components')
    .select([
      sql<number>`coalesce(sum(on_hand * unit_cost), 0)`.as('value'),
      sql<number>`count(unit_cost)`.as('components'),
      sql<number>`count(*) - count(unit_cost)`.as('without'),
    ])
    .where('on_hand', '>', 0)
    .executeTakeFirstOrThrow();
}

function findByLocation(access: TableAccess<InventoryTables>) {
  return access
    .selectFrom('stock_levels as level')
    .innerJoin('components', 'components.id', 'level.component_id')
    .innerJoin('locations', 'locations.id', 'level.location_id')
    .select([
      'locations.id as locationId',
      'locations.name as locationName',
      sql<number>`sum(level.on_hand * components.unit_cost)`.as('value'),
      sql<number>`count(*)`.as('components'),
    ])
    .where('level.on_hand', '>', 0)
    .where('components.unit_cost', 'is not', null)
    .groupBy(['locations.id', 'locations.name'])
    .orderBy(sql`3`, 'desc')
    .orderBy('locations.id')
    .limit(VALUE_GROUPS_MAX)
    .execute();
}

function findByCategory(access: TableAccess<InventoryTables>) {
  return access
    .selectFrom('components')
    .select([
      // the same category may be spelt in several ways
      sql<string | null>`min(category)`.as('category'),
      sql<number>`sum(on_hand * unit_cost)`.as('value'),
      sql<number>`count(*)`.as('components'),
    ])
    .where('on_hand', '>', 0)
    .where('unit_cost', 'is not', null)
    .groupBy('category_key')
    .orderBy(sql`2`, 'desc')
    .orderBy('category_key')
    .limit(VALUE_GROUPS_MAX)
    .execute();
}
