/** Reads and writes of the table `products`. */
import { type Selectable, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { TOTAL_MAX } from '../../../kernel/paging.ts';
import { comparisonKey, containsPattern, searchText } from '../../../kernel/texts.ts';
import { type Engine, isAnyOf, lockingRows, type TableAccess } from '../../../platform/database/index.ts';
import type { ProductionTables, ProductsTable } from '../tables.ts';
import { cycleOf, toMicroseconds } from './product-details.ts';
import type { NamedProduct, Product, ProductDetails, ProductFilter } from './products.types.ts';

type Access = TableAccess<ProductionTables>;

export async function findProduct(access: Access, id: number): Promise<Product | undefined> {
  const row = await access.selectFrom('products').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toProduct(row);
}

/** As it is, and nobody changes it or takes it out of use until the transaction ends. */
export async function holdProduct(access: Access, engine: Engine, id: number): Promise<Product | undefined> {
  const query = access.selectFrom('products').selectAll().where('id', '=', id);
  const row = await lockingRows(engine, query).executeTakeFirst();
  return row === undefined ? undefined : toProduct(row);
}

/** By name and number, from behind `after`; one more than `limit`, so that the caller sees whether there is more. */
export async function findProductPage(
  access: Access,
  filter: ProductFilter,
  after: readonly [nameKey: string, id: number] | undefined,
  limit: number,
): Promise<Product[]> {
  let query = filtered(access, filter).selectAll();
  if (after !== undefined) {
    query = query.where((eb) =>
      eb.or([eb('name_key', '>', after[0]), eb('name_key', '=', after[0]).and('id', '>', after[1])]),
    );
  }
  const rows = await query
    .orderBy('name_key')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  return rows.map(toProduct);
}

/** In the order in which they were made, which is for ever, from behind the one of the number `after`. */
export async function findProductsMadeAfter(
  access: Access,
  filter: ProductFilter,
  after: number | undefined,
  limit: number,
): Promise<Product[]> {
  let query = filtered(access, filter).selectAll();
  if (after !== undefined) query = query.where('id', '>', after);
  const rows = await query.orderBy('id').limit(limit).execute();
  return rows.map(toProduct);
}

/** Stops counting behind {@link TOTAL_MAX}. */
export async function countProducts(access: Access, filter: ProductFilter): Promise<number> {
  const found = filtered(access, filter)
    .select('id')
    .limit(TOTAL_MAX + 1);
  const { count } = await access
    .selectFrom(found.as('found'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Products in use, by name, as the old front end's lists have them. */
export function findPickable(access: Access, skip: number, limit: number): Promise<NamedProduct[]> {
  return access
    .selectFrom('products')
    .select(['id', 'name', 'code'])
    .where('retired_at', 'is', null)
    .orderBy('name_key')
    .orderBy('id')
    .offset(skip)
    .limit(limit)
    .execute();
}

function filtered(
  access: Access,
  { text, retired }: ProductFilter,
): SelectQueryBuilder<ProductionTables, 'products', object> {
  let query: SelectQueryBuilder<ProductionTables, 'products', object> = access.selectFrom('products');
  if (text !== undefined) {
    query = query.where(sql<SqlBool>`search_text like ${containsPattern(comparisonKey(text))} escape '\\'`);
  }
  return retired === undefined ? query : query.where('retired_at', retired ? 'is not' : 'is', null);
}

export async function findProductsById(access: Access, engine: Engine, ids: readonly number[]): Promise<Product[]> {
  const rows = await access
    .selectFrom('products')
    .selectAll()
    .where(isAnyOf(engine, 'id', ids))
    .execute();
  return rows.map(toProduct);
}

/** Those whose names or codes compare as one of these. */
export async function findProductsByKeys(
  access: Access,
  engine: Engine,
  nameKeys: readonly string[],
  codeKeys: readonly string[],
): Promise<Product[]> {
  const rows = await access
    .selectFrom('products')
    .selectAll()
    .where((eb) => eb.or([isAnyOf(engine, 'name_key', nameKeys), isAnyOf(engine, 'code_key', codeKeys)]))
    .execute();
  return rows.map(toProduct);
}

/**
 * In the order of what was given.
 *
 * @param products with numbers of their own where these are free
 * @throws ConstraintViolation products_name_key_unique, products_code_key_unique
 */
export async function insertProducts(
  access: Access,
  products: readonly { readonly id?: number; readonly details: ProductDetails }[],
  nowMs: number,
): Promise<Product[]> {
  const rows = products.map(({ id, details }) => ({
    ...(id === undefined ? {} : { id }),
    ...detailColumns(details),
    version: 1,
    created_at: nowMs,
    updated_at: nowMs,
  }));
  const made = await access.insertInto('products').values(rows).returningAll().execute();
  const byName = new Map(made.map((row) => [row.name_key, toProduct(row)]));
  return rows.map((row) => byName.get(row.name_key) as Product);
}

/** @throws ConstraintViolation products_name_key_unique, products_code_key_unique */
export async function insertProduct(access: Access, details: ProductDetails, nowMs: number): Promise<Product> {
  const row = await access
    .insertInto('products')
    .values({ ...detailColumns(details), version: 1, created_at: nowMs, updated_at: nowMs })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toProduct(row);
}

/**
 * Writes what people say of it, provided that nobody has changed it since `version`; undefined where somebody has.
 *
 * @throws ConstraintViolation products_name_key_unique, products_code_key_unique
 */
export async function updateProductDetails(
  access: Access,
  id: number,
  version: number,
  details: ProductDetails,
  nowMs: number,
): Promise<Product | undefined> {
  const row = await access
    .updateTable('products')
    .set({ ...detailColumns(details), version: version + 1, updated_at: nowMs })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toProduct(row);
}

/** Takes it out of use or back; undefined where it is so already or is not there. */
export async function updateProductRetirement(
  access: Access,
  id: number,
  retiredAt: number | null,
  nowMs: number,
): Promise<Product | undefined> {
  const row = await access
    .updateTable('products')
    .set((eb) => ({ retired_at: retiredAt, updated_at: nowMs, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('retired_at', retiredAt === null ? 'is not' : 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toProduct(row);
}

function detailColumns({ name, code, idealCycleMs, unitLengthMm, notes }: ProductDetails) {
  return {
    name,
    name_key: comparisonKey(name),
    code,
    code_key: code === null ? null : comparisonKey(code),
    search_text: searchText([name, code]),
    ideal_cycle_us: idealCycleMs === null ? null : toMicroseconds(idealCycleMs),
    unit_length_mm: unitLengthMm,
    notes,
  };
}

function toProduct(row: Selectable<ProductsTable>): Product {
  return {
    id: row.id,
    name: row.name,
    code: row.code,
    idealCycleMs: row.ideal_cycle_us === null ? null : cycleOf(row.ideal_cycle_us),
    unitLengthMm: row.unit_length_mm,
    notes: row.notes,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    retiredAt: row.retired_at,
  };
}
