/**
 * Lists with many filters and several orders: which index a page is read by.
 *
 * PostgreSQL knows how many rows a value has and decides by itself. SQLite goes by the form of the query, so a list of
 * the newest of nearly all rows would sort them all. It is told: the filter that few rows pass leads, and their order is
 * made afterwards; where none is narrow the order leads, and a page is full soon.
 */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { AnyTables, Engine } from './database.ts';
import type { TableAccess } from './table-access.ts';

/** Names a column, in a form that may or may not be looked up by an index. */
export type ColumnNaming = (name: string) => RawBuilder<unknown>;

export interface ListFilter {
  /** Whether there is an index that finds the rows which pass. */
  readonly indexed: boolean;
  passes(column: ColumnNaming): RawBuilder<SqlBool>;
}

export interface DrivenList {
  readonly conditions: readonly RawBuilder<SqlBool>[];
  /** For the order, and for what continues a page. */
  readonly order: ColumnNaming;
}

/** Rows up to which sorting them costs less than passing over others, for each filter of a list. */
export const NARROW_ROWS_MAX = 1_000;

/**
 * @param table a name of ours
 * @param orderedBy the column that the list is sorted by: while the order leads, filters on it use the same index
 */
export async function driveList(
  access: TableAccess<AnyTables>,
  engine: Engine,
  table: string,
  filters: readonly ListFilter[],
  orderedBy?: string,
): Promise<DrivenList> {
  const plain: ColumnNaming = (name) => sql.ref(name);
  if (engine === 'postgres') return { conditions: filters.map((filter) => filter.passes(plain)), order: plain };
  const leader = await findNarrowest(access, table, filters, plain);
  const along = leader === undefined ? orderedBy : undefined;
  const passedOver: ColumnNaming = (name) => (name === along ? sql.ref(name) : sql`+${sql.ref(name)}`);
  return {
    conditions: filters.map((filter) => filter.passes(filter === leader ? plain : passedOver)),
    order: leader === undefined ? plain : passedOver,
  };
}

async function findNarrowest(
  access: TableAccess<AnyTables>,
  table: string,
  filters: readonly ListFilter[],
  column: ColumnNaming,
): Promise<ListFilter | undefined> {
  // those that pass all of several filters are fewer: the order would pass over more until a page is full
  let least = NARROW_ROWS_MAX * filters.length + 1;
  let narrowest: ListFilter | undefined;
  for (const filter of filters) {
    if (!filter.indexed) continue;
    const passing = access
      .selectFrom(table)
      .select(sql`1`.as('one'))
      .where(filter.passes(column))
      .limit(least)
      .as('passing');
    const { rows } = await access
      .selectFrom(passing)
      .select(sql<number>`count(*)`.as('rows'))
      .executeTakeFirstOrThrow();
    if (rows >= least) continue;
    least = rows;
    narrowest = filter;
    if (least === 0) break;
  }
  return narrowest;
}
