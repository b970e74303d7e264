/** Rows that come with numbers of their own: which of the numbers are free, and the table's own count kept off them. */
import { CompiledQuery } from 'kysely';
import type { Engine } from './database.ts';
import type { TableAccess } from './table-access.ts';
import { lockTable } from './table-locks.ts';

/**
 * Those of `wanted` that no row has; rows with them can be inserted in this transaction. From then on the table itself
 * gives numbers above `upTo` only, so what is free stays so for whoever else comes with numbers of their own.
 *
 * Call it before anything of the table is read or written.
 *
 * @param table a name of ours whose `id` counts by default
 */
export async function freeNumbers<Own>(
  access: TableAccess<Own>,
  engine: Engine,
  table: keyof Own & string,
  wanted: readonly number[],
  upTo: number,
): Promise<Set<number>> {
  if (wanted.length === 0) return new Set();
  if ((await lastOf(access, engine, table)) < upTo) {
    // whoever was given a smaller number has committed then
    await lockTable(access, engine, table, 'exclusive');
    await countFrom(access, engine, table, Math.max(upTo, await lastOf(access, engine, table)));
  }
  const list = engine === 'sqlite' ? 'in (select value from json_each(?))' : '= any($1)';
  const values = engine === 'sqlite' ? JSON.stringify(wanted) : wanted;
  const { rows } = await access.executeQuery<{ id: number }>(
    CompiledQuery.raw(`select id from "${table}" where id ${list}`, [values]),
  );
  const free = new Set(wanted);
  for (const { id } of rows) free.delete(id);
  return free;
}

/** The last number that the table has given, 0 before the first. */
async function lastOf<Own>(access: TableAccess<Own>, engine: Engine, table: string): Promise<number> {
  const query =
    engine === 'sqlite'
      ? CompiledQuery.raw('select seq as last from sqlite_sequence where name = ?', [table])
      : CompiledQuery.raw(`select case when is_called then last_value else 0 end as last from "${table}_id_seq"`);
  const { rows } = await access.executeQuery<{ last: number }>(query);
  return rows[0]?.last ?? 0;
}

async function countFrom<Own>(access: TableAccess<Own>, engine: Engine, table: string, last: number): Promise<void> {
  if (engine === 'postgres') {
    await access.executeQuery(CompiledQuery.raw(`select setval('"${table}_id_seq"', $1)`, [last]));
    return;
  }
  const { numAffectedRows } = await access.executeQuery(
    CompiledQuery.raw('update sqlite_sequence set seq = ? where name = ?', [last, table]),
  );
  if ((numAffectedRows ?? 0n) > 0n) return;
  await access.executeQuery(CompiledQuery.raw('insert into sqlite_sequence (name, seq) values (?, ?)', [table, last]));
}
