/**
 * Many whole rows into one table, whether their keys are new or known.
 *
 * On SQLite as bound values, blocks of a few fixed sizes, so that the statements stay prepared: into a wide table that
 * takes less than half the time of `jsonRows`. On PostgreSQL as `jsonRows` does.
 */
import { CompiledQuery } from 'kysely';
import type { AnyTables, Engine } from './database.ts';
import { chunksOf, type JsonRowColumns, jsonRows } from './json-rows.ts';
import type { TableAccess } from './table-access.ts';

/** Rows of a statement, the largest that fits first; ends with 1, so that any number is made up of them. */
const BLOCK_SIZES = [100, 10, 1] as const;

export interface UpsertTarget<Row> {
  readonly table: string;
  /** The column that `on conflict` names. */
  readonly key: keyof Row & string;
  readonly columns: JsonRowColumns<Row>;
}

/** @param rows no two with the same key: PostgreSQL refuses them */
export async function upsertRows<Row extends object>(
  access: TableAccess<AnyTables>,
  engine: Engine,
  target: UpsertTarget<Row>,
  rows: readonly Row[],
): Promise<void> {
  const names = Object.keys(target.columns) as (keyof Row & string)[];
  if (engine === 'sqlite') {
    for (const block of blocksOf(rows)) {
      const values = block.flatMap((row) => names.map((name) => row[name] ?? null));
      await access.executeQuery(CompiledQuery.raw(statementOf(target, names, block.length), values));
    }
    return;
  }
  for (const chunk of chunksOf(rows)) {
    await access
      .insertInto(target.table)
      .columns(names)
      .expression(jsonRows(engine, chunk, target.columns))
      .onConflict((conflict) =>
        conflict
          .column(target.key)
          .doUpdateSet((eb) => Object.fromEntries(names.map((name) => [name, eb.ref(`excluded.${name}`)]))),
      )
      .execute();
  }
}

function* blocksOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  let at = 0;
  for (const size of BLOCK_SIZES) {
    for (; rows.length - at >= size; at += size) yield rows.slice(at, at + size);
  }
}

/** Names are those of our own schema: none needs escaping. */
function statementOf<Row>({ table, key }: UpsertTarget<Row>, names: readonly string[], rows: number): string {
  const row = `(${names.map(() => '?').join()})`;
  const values = Array.from({ length: rows }, () => row).join();
  const changes = names.map((name) => `"${name}" = excluded."${name}"`).join();
  const columns = names.map((name) => `"${name}"`).join();
  return `insert into "${table}" (${columns}) values ${values} on conflict ("${key}") do update set ${changes}`;
}
