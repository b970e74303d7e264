/** Lists of components: filters, sorts and totals, and what a list shows beside a component's own row. */
import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { TOTAL_MAX } from '../../../kernel/paging.ts';
import { comparisonKey, containsPattern } from '../../../kernel/texts.ts';
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import { findLevelsOf } from '../stock/stock.repository.ts';
import { isLow } from '../stock/stock.rules.ts';
import type { StockLevel } from '../stock/stock.types.ts';
import type { InventoryTables } from '../tables.ts';
import { toComponent } from './components.repository.ts';
import type { Component, ComponentFilter, ComponentSort, ListedComponent } from './components.types.ts';

type Access = TableAccess<InventoryTables>;

/** What a sort goes by, before the number: each has its index. */
const sortKeys = {
  name: sql<string>`components.name_key`,
  // those without one come first
  stock_code: sql<string>`coalesce(components.stock_code_key, '')`,
  on_hand: sql<number>`components.on_hand`,
} as const satisfies Record<ComponentSort, unknown>;

/** The value of a component that its sort goes by. */
export function sortKeyOf(component: Component, sort: ComponentSort): string | number {
  if (sort === 'on_hand') return component.onHand;
  return comparisonKey(sort === 'name' ? component.name : (component.stockCode ?? ''));
}

export interface ComponentOrder {
  readonly sort: ComponentSort;
  readonly order: 'asc' | 'desc';
  /** The last one of the page before. */
  readonly after: readonly [key: string | number, id: number] | undefined;
}

/** One more than `limit`, so that the caller sees whether there is more. */
export async function findComponentPage(
  access: Access,
  filter: ComponentFilter,
  { sort, order, after }: ComponentOrder,
  limit: number,
): Promise<Component[]> {
  const key = sortKeys[sort];
  let query = filtered(access, filter).selectAll('components');
  if (after !== undefined) {
    const [value, id] = after;
    const beyond = order === 'asc' ? sql`>` : sql`<`;
    query = query.where(
      sql<SqlBool>`(${key} ${beyond} ${value} or (${key} = ${value} and components.id ${beyond} ${id}))`,
    );
  }
  const rows = await query
    .orderBy(key, order)
    .orderBy('components.id', order)
    .limit(limit + 1)
    .execute();
  return rows.map(toComponent);
}

/** In the order in which they were made, which is for ever, from behind the one of the number `after`. */
export async function findComponentsMadeAfter(
  access: Access,
  filter: ComponentFilter,
  after: number | undefined,
  limit: number,
): Promise<Component[]> {
  let query = filtered(access, filter).selectAll('components');
  if (after !== undefined) query = query.where('components.id', '>', after);
  const rows = await query.orderBy('components.id').limit(limit).execute();
  return rows.map(toComponent);
}

/** Stops counting behind {@link TOTAL_MAX}. */
export async function countComponents(access: Access, filter: ComponentFilter): Promise<number> {
  const found = filtered(access, filter)
    .select('components.id')
    .limit(TOTAL_MAX + 1);
  const { count } = await access
    .selectFrom(found.as('found'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

function filtered(
  access: Access,
  { text, locationId, low, category, retired }: ComponentFilter,
): SelectQueryBuilder<InventoryTables, 'components', object> {
  let query: SelectQueryBuilder<InventoryTables, 'components', object> = access.selectFrom('components');
  if (text !== undefined) {
    const pattern = containsPattern(comparisonKey(text));
    query = query.where(sql<SqlBool>`components.search_text like ${pattern} escape '\\'`);
  }
  if (category !== undefined) query = query.where('category_key', '=', comparisonKey(category));
  if (retired !== undefined) query = query.where('retired_at', retired ? 'is not' : 'is', null);
  if (locationId !== undefined) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('stock_levels as here')
          .select('here.component_id')
          .whereRef('here.component_id', '=', 'components.id')
          .where('here.location_id', '=', locationId)
          .where(sql<SqlBool>`(here.on_hand > 0 or here.minimum is not null or here.maximum is not null)`),
      ),
    );
  }
  return low === undefined ? query : query.where(isBelow(access, locationId, low));
}

/** Low is told of components in use, at locations in use. */
function isBelow(access: Access, locationId: number | undefined, low: boolean) {
  let levels = access
    .selectFrom('stock_levels')
    .innerJoin('locations', 'locations.id', 'stock_levels.location_id')
    .select('stock_levels.component_id')
    .where(sql<SqlBool>`minimum is not null and on_hand < minimum`)
    .where('locations.retired_at', 'is', null);
  if (locationId !== undefined) levels = levels.where('location_id', '=', locationId);
  return low
    ? sql<SqlBool>`(components.retired_at is null and components.id in (${levels}))`
    : sql<SqlBool>`(components.retired_at is not null or components.id not in (${levels}))`;
}

/** What is where of each: one read for all of them. */
export async function withStock(
  access: Access,
  engine: Engine,
  components: readonly Component[],
): Promise<ListedComponent[]> {
  const ids = components.map(({ id }) => id);
  const levels = Map.groupBy(await findLevelsOf(access, engine, ids), ({ componentId }) => componentId);
  return components.map((component) => {
    const own = levels.get(component.id) ?? [];
    return {
      ...component,
      levels: own,
      reserved: own.reduce((sum, { reserved }) => sum + reserved, 0),
      low: component.retiredAt === null && own.some(isLowInUse),
    };
  });
}

function isLowInUse({ locationRetiredAt, minimum, onHand }: StockLevel): boolean {
  return locationRetiredAt === null && isLow(minimum, onHand);
}

export interface PickableComponent {
  readonly id: number;
  readonly name: string;
  readonly stockCode: string | null;
  readonly onHand: number;
}

/** Components in use, by name, as the old front end's lists have them. */
export function findPickable(access: Access, skip: number, limit: number): Promise<PickableComponent[]> {
  return access
    .selectFrom('components')
    .select(['id', 'name', 'stock_code as stockCode', 'on_hand as onHand'])
    .where('retired_at', 'is', null)
    .orderBy('name_key')
    .orderBy('id')
    .offset(skip)
    .limit(limit)
    .execute();
}

/** Machines whose spare parts a component is among. */
export async function findMachineIdsOf(access: Access, componentId: number, limit: number): Promise<string[]> {
  const rows = await access
    .selectFrom('machine_components')
    .select('machine_id')
    .where('component_id', '=', componentId)
    .orderBy('machine_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.machine_id);
}

/** The name of the location, for those components that are at one only. */
export async function findOnlyLocations(
  access: Access,
  engine: Engine,
  componentIds: readonly number[],
): Promise<Map<number, string>> {
  const rows = await access
    .selectFrom('stock_levels')
    .innerJoin('locations', 'locations.id', 'stock_levels.location_id')
    .select(['component_id', sql<string>`min(locations.name)`.as('name')])
    .where(isAnyOf(engine, 'component_id', componentIds))
    .where('on_hand', '>', 0)
    .groupBy('component_id')
    .having(sql<number>`count(*)`, '=', 1)
    .execute();
  return new Map(rows.map((row) => [row.component_id, row.name]));
}
