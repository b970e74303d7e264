/** Many rows into a table that numbers them: known ones stay out, and each is told which it was, on either engine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { insertsOfNewRows } from '../../src/platform/database/index.ts';
import { onEachEngine } from '../support/engines.ts';

interface Row {
  code: string | null;
  amount: number;
}

const insertParcels = insertsOfNewRows<Row>({
  table: 'parcels',
  columns: { code: 'text', amount: 'integer' },
  identity: ['code', 'amount'],
});

onEachEngine('new rows', (under) => {
  test('each row is told its number, and those whose key is known that they were there', async () => {
    const { kysely, engine } = (await under.createDatabase()).database;
    const key = engine === 'sqlite' ? 'integer primary key autoincrement' : 'bigint generated always as identity';
    await sql`create table parcels (id ${sql.raw(key)}, code text unique, amount bigint)`.execute(kysely);
    const insert = (rows: readonly Row[]) =>
      kysely.transaction().execute((access) => insertParcels(access, engine, rows));
    /** Numbers tell of each row what it is. */
    const rowsOf = async (numbers: readonly (number | null)[]) => {
      const stored = await kysely.selectFrom('parcels').selectAll().execute();
      const byNumber = new Map(stored.map(({ id, code, amount }) => [id, { code, amount }]));
      return numbers.map((number) => (number === null ? null : byNumber.get(number)));
    };
    assert.deepEqual(await insert([]), []);

    // no multiple of a block
    const rows = Array.from({ length: 637 }, (_, at) => ({ code: `"p" ${at}`, amount: at * 1_000_000_000_000 }));
    const first = await insert(rows);
    assert.deepEqual(await rowsOf(first), rows);
    assert.equal(new Set(first).size, rows.length);

    const again = [
      { code: 'new before', amount: 1 },
      ...rows.slice(100, 240),
      { code: 'new between', amount: 2 },
      { code: null, amount: 3 },
      ...rows.slice(300, 310),
      // without a key it is always new; the other is there since the line above
      { code: null, amount: 3 },
      { code: 'new between', amount: 2 },
    ];
    const numbers = await insert(again);
    const isNew = again.map(({ code }, at) => code === null || (code.startsWith('new') && at !== again.length - 1));
    assert.deepEqual(
      await rowsOf(numbers),
      again.map((row, at) => (isNew[at] ? row : null)),
    );
    assert.equal(new Set(numbers.filter((number) => number !== null)).size, 4);
    assert.deepEqual(
      await insert(rows),
      rows.map(() => null),
    );
  });
});
