/**
 * Rows into a table that numbers them by itself (`id`), but those whose unique keys are there already: known ones change
 * nothing, and who gave them is told which they were.
 *
 * On SQLite as bound values, as `upsert-rows.ts` does; what the new ones were is read back only where some were known.
 */
import { CompiledQuery } from 'kysely';
import { compiledOnce, type SlotOf } from './compiled-queries.ts';
import type { AnyTables, Engine } from './database.ts';
import { chunksOf, jsonRows } from './json-rows.ts';
import type { TableAccess } from './table-access.ts';
import { blocksOf, type InsertTarget, insertOf, valuesOf } from './upsert-rows.ts';

export interface NumberedTarget<Row> extends InsertTarget<Row> {
  /** Columns that tell rows apart. Of rows that are alike in all of them each may be told any of their numbers. */
  readonly identity: readonly (keyof Row & string)[];
}

type Numbered = { readonly id: number } & Readonly<Record<string, unknown>>;
type Access = TableAccess<AnyTables>;

/**
 * Made once for a table: PostgreSQL's statement is compiled once.
 *
 * @returns inserts within a transaction, safe against others who insert the same; for each row its number, null for one
 *   that was there
 */
export function insertsOfNewRows<Row extends object>(target: NumberedTarget<Row>) {
  const returningRows = compiledOnce((access: Access, slot: SlotOf<{ rows: readonly Row[] }>, engine: Engine) =>
    access
      .insertInto(target.table)
      .columns(Object.keys(target.columns))
      .expression(jsonRows(engine, slot('rows'), target.columns))
      .onConflict((conflict) => conflict.doNothing())
      .returning(['id', ...target.identity]),
  );

  return async (access: Access, engine: Engine, rows: readonly Row[]): Promise<(number | null)[]> => {
    const numbers: (number | null)[] = [];
    if (engine === 'sqlite') {
      for (const block of blocksOf(rows)) numbers.push(...(await insertBlock(access, target, block)));
    } else {
      for (const chunk of chunksOf(rows)) {
        const inserted = await returningRows(access, { rows: chunk }, engine);
        numbers.push(...numbersOf(chunk, inserted as Numbered[], target.identity));
      }
    }
    return numbers;
  };
}

/**
 * Nobody else writes meanwhile, so what it has inserted are the newest rows, numbered upwards in the order given: without a
 * gap where all went in; a row that was there already leaves one.
 */
async function insertBlock<Row extends object>(
  access: Access,
  { table, columns, identity }: NumberedTarget<Row>,
  block: readonly Row[],
): Promise<(number | null)[]> {
  const names = Object.keys(columns) as (keyof Row & string)[];
  const insert = insertOf(table, columns, block.length, ' on conflict do nothing');
  const { numAffectedRows, insertId } = await access.executeQuery(CompiledQuery.raw(insert, valuesOf(block, names)));
  const inserted = Number(numAffectedRows);
  if (inserted === 0) return block.map(() => null);
  const first = Number(insertId) - inserted + 1;
  if (inserted === block.length) return block.map((_, at) => first + at);
  const newest = await access
    .selectFrom(table)
    .select(['id', ...identity])
    .orderBy('id', 'desc')
    .limit(inserted)
    .execute();
  return numbersOf(block, newest.reverse() as Numbered[], identity);
}

/** Who is who is told by the identity: the database may return what it inserted in any order. */
function numbersOf<Row extends object>(
  rows: readonly Row[],
  inserted: readonly Numbered[],
  identity: readonly (keyof Row & string)[],
): (number | null)[] {
  const contentOf = (row: Row | Numbered) => JSON.stringify(identity.map((name) => (row as Row)[name]));
  const alike = Map.groupBy(inserted, contentOf);
  return rows.map((row) => alike.get(contentOf(row))?.shift()?.id ?? null);
}
