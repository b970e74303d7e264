/** The indexes that migrations make: there for what is looked up by range, and none for nothing. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../../../src/platform/database/index.ts';
import { onEachEngine } from '../../support/engines.ts';

interface Index {
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
  /** Made by the table's own primary key. */
  readonly primary: boolean;
  /** Keeps a rule, whatever else finds its rows. */
  readonly unique: boolean;
  /** Holds some of the rows only, or what is reckoned from columns. */
  readonly special: boolean;
}

onEachEngine('the indexes of the database', ({ engine, createDatabase }) => {
  let indexes: readonly Index[];
  before(async () => {
    const { database } = await createDatabase();
    indexes = await (engine === 'sqlite' ? indexesOfSqlite(database) : indexesOfPostgres(database));
    assert.ok(indexes.length > 50, 'they were read');
  });

  test('find periods, cuts and runs of a machine by time, and tickets by either', () => {
    for (const [table, ...columns] of [
      ['status_periods', 'machine_id', 'started_at'],
      ['cut_events', 'machine_id', 'occurred_at'],
      ['production_runs', 'machine_id', 'started_at'],
      ['tickets', 'machine_id'],
      ['tickets', 'logged_at'],
    ]) {
      const fitting = indexes.filter(
        (index) => index.table === table && columns.every((column, at) => index.columns[at] === column),
      );
      assert.ok(fitting.length > 0, `${table} by ${columns.join(', ')}`);
    }
  });

  test('repeat neither a primary key nor the beginning of another index', () => {
    const plain = indexes.filter(({ special }) => !special);
    const repeated = plain.flatMap((index) => {
      const longer = plain.filter(
        (other) =>
          other !== index &&
          other.table === index.table &&
          (other.columns.length > index.columns.length || other.primary) &&
          index.columns.every((column, at) => other.columns[at] === column),
      );
      return index.unique ? [] : longer.map((other) => `${index.table}: ${index.name} is a part of ${other.name}`);
    });
    assert.deepEqual(repeated, []);
  });
});

async function indexesOfSqlite({ kysely }: Database): Promise<Index[]> {
  const { rows } = await sql<{
    tbl: string;
    name: string;
    origin: string;
    isUnique: number;
    partial: number;
    columns: string;
  }>`
    select t.name as tbl, i.name as name, i.origin as origin, i."unique" as "isUnique", i.partial as partial,
      (select group_concat(coalesce(c.name, ''), ',') from pragma_index_info(i.name) as c) as columns
    from sqlite_master as t, pragma_index_list(t.name) as i where t.type = 'table'`.execute(kysely);
  return rows.map(({ tbl, name, origin, isUnique, partial, columns }) => ({
    table: tbl,
    name,
    columns: columns.split(','),
    primary: origin === 'pk',
    unique: isUnique === 1,
    special: partial === 1 || columns.split(',').includes(''),
  }));
}

async function indexesOfPostgres({ kysely }: Database): Promise<Index[]> {
  const { rows } = await sql<{
    tbl: string;
    name: string;
    pk: number;
    isUnique: number;
    special: number;
    columns: string;
  }>`
    select t.relname as tbl, i.relname as name, x.indisprimary::int as pk, x.indisunique::int as "isUnique",
      (x.indpred is not null or x.indexprs is not null)::int as special,
      (select string_agg(coalesce(a.attname, ''), ',' order by k.at)
        from unnest(x.indkey::int[]) with ordinality as k (number, at)
        left join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number) as columns
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      join pg_namespace n on n.oid = t.relnamespace where n.nspname = current_schema()`.execute(kysely);
  return rows.map(({ tbl, name, pk, isUnique, special, columns }) => ({
    table: tbl,
    name,
    columns: columns.split(','),
    primary: pk === 1,
    unique: isUnique === 1,
    special: special === 1,
  }));
}
