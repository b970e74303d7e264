/**
 * Many whole rows into one table: new ones, or whether their keys are new or known.
 *
 * On SQLite as bound values, blocks of a few fixed sizes, so that the statements stay prepared: into a wide table that
 * takes less than half the time of `jsonRows`. On PostgreSQL as `jsonRows` does.
 */
import { CompiledQuery, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { AnyTables, Engine } from './database.ts';
import { chunksOf, type JsonRowColumns, jsonRows } from './json-rows.ts';
import type { TableAccess } from './table-access.ts';

/** Rows of a statement, the largest that fits first; ends with 1, so that any number is made up of them. */
const BLOCK_SIZES = [100, 30, 10, 3, 1] as const;

export interface InsertTarget<Row> {
  readonly table: string;
  readonly columns: JsonRowColumns<Row>;
}

export interface UpsertTarget<Row> extends InsertTarget<Row> {
  /** The column that `on conflict` names. */
  readonly key: keyof Row & string;
  /** A column that counts changes from 1: a known row is then replaced only by the one that counts one more. */
  readonly revision?: keyof Row & string;
}

/** Rows whose keys are new. */
export async function insertRows<Row extends object>(
  access: TableAccess<AnyTables>,
  engine: Engine,
  { table, columns }: InsertTarget<Row>,
  rows: readonly Row[],
): Promise<void> {
  const names = Object.keys(columns) as (keyof Row & string)[];
  if (engine === 'sqlite') {
    for (const block of blocksOf(rows)) {
      await access.executeQuery(CompiledQuery.raw(insertOf(table, columns, block.length), valuesOf(block, names)));
    }
    return;
  }
  for (const chunk of chunksOf(rows)) {
    await access
      .insertInto(table)
      .columns(names)
      .expression(jsonRows(engine, chunk, columns))
      .execute();
  }
}

/**
 * One row into a table that numbers its rows by itself. The statement is made from the names of the row alone: a query
 * of forty columns takes the query builder longer to make than the database to run.
 *
 * @param table a name of ours, as those of the columns are
 * @returns its number, the column `id`
 */
export async function insertNumbered(
  access: TableAccess<AnyTables>,
  engine: Engine,
  table: string,
  row: Readonly<Record<string, unknown>>,
): Promise<number> {
  const names = Object.keys(row);
  const places = names.map((_, at) => (engine === 'sqlite' ? '?' : `$${at + 1}`));
  const columns = names.map((name) => `"${name}"`);
  const insert = `insert into "${table}" (${columns.join()}) values (${places.join()}) returning "id"`;
  const { rows } = await access.executeQuery<{ id: number }>(CompiledQuery.raw(insert, valuesOf([row], names)));
  return (rows[0] as { id: number }).id;
}

/**
 * @param rows no two with the same key: PostgreSQL refuses them
 * @returns rows written; fewer than given when another transaction has changed one in between
 */
export async function upsertRows<Row extends object>(
  access: TableAccess<AnyTables>,
  engine: Engine,
  target: UpsertTarget<Row>,
  rows: readonly Row[],
): Promise<number> {
  let written = 0;
  const names = Object.keys(target.columns) as (keyof Row & string)[];
  if (engine === 'sqlite') {
    for (const block of blocksOf(rows)) {
      const upsert = insertOf(target.table, target.columns, block.length) + onConflictOf(target, names);
      const { numAffectedRows } = await access.executeQuery(CompiledQuery.raw(upsert, valuesOf(block, names)));
      written += Number(numAffectedRows ?? 0);
    }
    return written;
  }
  for (const chunk of chunksOf(rows)) {
    const [result] = await access
      .insertInto(target.table)
      .columns(names)
      .expression(jsonRows(engine, chunk, target.columns))
      .onConflict((conflict) =>
        conflict
          .column(target.key)
          .doUpdateSet((eb) =>
            Object.fromEntries(
              names.filter((name) => name !== target.key).map((name) => [name, eb.ref(`excluded.${name}`)]),
            ),
          )
          .where(isNextRevision(target)),
      )
      .execute();
    written += Number(result?.numInsertedOrUpdatedRows ?? 0);
  }
  return written;
}

export function* blocksOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  let at = 0;
  for (const size of BLOCK_SIZES) {
    for (; rows.length - at >= size; at += size) yield rows.slice(at, at + size);
  }
}

function isNextRevision<Row>({ table, revision }: UpsertTarget<Row>): RawBuilder<SqlBool> {
  if (revision === undefined) return sql<SqlBool>`true`;
  return sql<SqlBool>`${sql.ref(`${table}.${revision}`)} = ${sql.ref(`excluded.${revision}`)} - 1`;
}

export function valuesOf<Row extends object>(block: readonly Row[], names: readonly (keyof Row & string)[]): unknown[] {
  const values: unknown[] = [];
  for (const row of block) for (const name of names) values.push(row[name] ?? null);
  return values;
}

/**
 * Made once for each: a text of a hundred rows takes as long to make, and to find its prepared statement by, as a row to
 * insert. Names are those of our own schema: none needs escaping.
 *
 * @param columns a constant: the text is kept for as long as it
 * @param more what follows the rows
 */
export function insertOf(table: string, columns: object, rows: number, more = ''): string {
  let texts = insertTexts.get(columns);
  if (texts === undefined) insertTexts.set(columns, (texts = new Map()));
  const key = `${rows} ${table}${more}`;
  let text = texts.get(key);
  if (text === undefined) {
    const names = Object.keys(columns);
    const row = `(${names.map(() => '?').join()})`;
    const listed = names.map((name) => `"${name}"`).join();
    text = `insert into "${table}" (${listed}) values ${row}${`,${row}`.repeat(rows - 1)}${more}`;
    texts.set(key, text);
  }
  return text;
}

const insertTexts = new WeakMap<object, Map<string, string>>();

function onConflictOf<Row>({ table, key, revision }: UpsertTarget<Row>, names: readonly string[]): string {
  // the key stays: to set it would write its index anew
  const changes = names.flatMap((name) => (name === key ? [] : `"${name}" = excluded."${name}"`)).join();
  const condition = revision === undefined ? '' : ` where "${table}"."${revision}" = excluded."${revision}" - 1`;
  return ` on conflict ("${key}") do update set ${changes}${condition}`;
}
