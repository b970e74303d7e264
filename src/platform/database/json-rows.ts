/**
 * Many rows as few parameters.
 *
 * A chunk travels as one JSON text (SQLite) or one array a column (PostgreSQL) that the engine itself unfolds, so a
 * statement has the same text whatever the number of rows, stays prepared, and costs one round trip. Measured against
 * multi-row VALUES it spares the query builder thousands of parameters a chunk.
 */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { derived } from './compiled-queries.ts';
import type { Engine } from './database.ts';

/** Rows in one statement, and in one transaction of a bulk load. */
export const CHUNK_ROWS = 500;

/** Column name → type; instants, durations and flags are integers. */
export type JsonRowColumns<Row> = { readonly [Column in keyof Row & string]: 'integer' | 'text' | 'real' };

/** A `select` of the rows, columns in the order of `columns`; usable as an expression of an insert or a join. */
export function jsonRows<Row extends object>(
  engine: Engine,
  rows: readonly Row[],
  columns: JsonRowColumns<Row>,
): RawBuilder<Row> {
  const names = Object.keys(columns) as (keyof Row & string)[];
  if (engine === 'sqlite') {
    const values = derived(rows, (given) => JSON.stringify(given.map((row) => names.map((name) => row[name]))));
    const picks = names.map((name, at) => sql`value ->> ${sql.lit(at)} as ${sql.ref(name)}`);
    // `where true` keeps SQLite from reading a following ON CONFLICT as a join condition
    return sql<Row>`select ${sql.join(picks)} from json_each(${values}) where true`;
  }
  // typed arrays: a JSON text would be taken apart again at each look at a column
  const arrays = names.map((name) => {
    const column = derived(rows, (given) => given.map((row) => row[name] ?? null));
    return sql`${column}::${postgresType(columns[name])}[]`;
  });
  return sql<Row>`select * from unnest(${sql.join(arrays)}) as r(${sql.join(names.map((name) => sql.ref(name)))})`;
}

/** The rows as a table of a query, under a name. */
export function rowsAs<Row extends object, Name extends string>(
  engine: Engine,
  rows: readonly Row[],
  columns: JsonRowColumns<Row>,
  name: Name,
) {
  return sql<Row>`(${jsonRows(engine, rows, columns)})`.as<Name>(sql.ref(name));
}

function postgresType(type: 'integer' | 'text' | 'real'): RawBuilder<unknown> {
  if (type === 'integer') return sql`bigint`;
  return type === 'real' ? sql`double precision` : sql`text`;
}

/** Cuts rows into pieces of {@link CHUNK_ROWS}. */
export function* chunksOf<Row>(rows: readonly Row[], size = CHUNK_ROWS): Generator<Row[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

/** `column in (…)` with the whole list as one parameter: the statement's text does not depend on the list's length. */
export function isAnyOf(
  engine: Engine,
  column: string | RawBuilder<unknown>,
  values: readonly (string | number)[],
): RawBuilder<SqlBool> {
  const named = typeof column === 'string' ? sql.ref(column) : column;
  return engine === 'sqlite'
    ? sql<SqlBool>`${named} in (select value from json_each(${derived(values, (given) => JSON.stringify(given))}))`
    : sql<SqlBool>`${named} = any(${values})`;
}
