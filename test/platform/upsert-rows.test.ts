/** Many whole rows into one table: new ones are inserted, known ones replaced, on either engine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insertRows, upsertRows } from '../../src/platform/database/index.ts';
import { onEachEngine } from '../support/engines.ts';

interface Row {
  key: string;
  amount: number;
  remark: string | null;
}

const columns = { key: 'text', amount: 'integer', remark: 'text' } as const;

onEachEngine('bulk rows', (under) => {
  test('any number of rows is inserted, and rows whose key is known are replaced whole', async () => {
    const { database } = await under.createDatabase();
    const { kysely, engine } = database;
    await kysely.schema
      .createTable('parcels')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('amount', 'bigint', (column) => column.notNull())
      .addColumn('remark', 'text')
      .execute();
    const rows: Row[] = Array.from({ length: 637 }, (_, at) => ({
      key: `parcel-${String(at).padStart(3, '0')}`,
      amount: at * 1_000_000_000_000,
      remark: at % 3 === 0 ? null : `"quoted" ? ' ${at}`,
    }));
    const target = { table: 'parcels', key: 'key', columns } as const;
    const stored = async () =>
      (await kysely.selectFrom('parcels').selectAll().orderBy('key').execute()).map((row) => ({ ...row }));

    await upsertRows<Row>(kysely, engine, target, []);
    assert.deepEqual(await stored(), []);
    await upsertRows(kysely, engine, target, rows);
    assert.deepEqual(await stored(), rows);

    const changed = rows.map((row, at) => (at % 50 === 7 ? { ...row, amount: -1, remark: null } : row));
    await upsertRows(kysely, engine, target, changed);
    assert.deepEqual(await stored(), changed);

    const more = [{ key: 'parcel-new', amount: 1, remark: null }];
    await insertRows<Row>(kysely, engine, target, more);
    assert.deepEqual(await stored(), [...changed, ...more]);
    await assert.rejects(insertRows<Row>(kysely, engine, target, more), 'a known key is no new row');
    assert.deepEqual(await stored(), [...changed, ...more]);
  });
});
