/** Queries that are compiled once: each run has its own values, each shape its own text, on either engine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import {
  compiledOnce,
  type Engine,
  isAnyOf,
  jsonRows,
  type SlotOf,
  type TableAccess,
} from '../../src/platform/database/index.ts';
import { onEachEngine } from '../support/engines.ts';

interface Tables {
  parcels: { key: string; weight: number };
}

type Access = TableAccess<Tables>;

interface Values {
  readonly keys: readonly string[];
  readonly lightest: number;
  readonly prices: readonly { readonly parcel: string; readonly price: number }[];
}

onEachEngine('compiled queries', (under) => {
  test('each run has its own values, lists of any length among them, and a query is built once for each shape', async () => {
    const { database } = await under.createDatabase();
    const { kysely, engine } = database;
    await kysely.schema
      .createTable('parcels')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('weight', 'integer', (column) => column.notNull())
      .execute();
    const access = kysely as unknown as Access;
    const stored = ['a', 'b', 'c', 'd'].map((key, at) => ({ key, weight: at * 10 }));
    await access.insertInto('parcels').values(stored).execute();

    let built = 0;
    const heavyOnes = compiledOnce((own: Access, slot: SlotOf<Values>, on: Engine, isPriced: boolean) => {
      built++;
      const prices = jsonRows(on, slot('prices'), { parcel: 'text', price: 'integer' });
      return own
        .selectFrom('parcels')
        .select('key')
        .where(isAnyOf(on, 'key', slot('keys')))
        .where('weight', '>=', slot('lightest'))
        .$if(isPriced, (q) =>
          q
            .innerJoin(sql<{ parcel: string; price: number }>`(${prices})`.as<'p'>(sql.ref('p')), 'p.parcel', 'key')
            .select('p.price'),
        )
        .orderBy('key');
    });
    const ask = (keys: string[], lightest: number, prices: Values['prices'] = []) =>
      heavyOnes(access, { keys, lightest, prices }, engine, prices.length > 0);

    assert.deepEqual(await ask(['a', 'b', 'c'], 10), [{ key: 'b' }, { key: 'c' }]);
    assert.deepEqual(await ask(['d'], 0), [{ key: 'd' }]);
    assert.deepEqual(await ask([], 0), []);
    assert.equal(built, 1);
    const priced = await ask(['b', 'c', 'd'], 20, [
      { parcel: 'b', price: 1 },
      { parcel: 'd', price: 3 },
    ]);
    assert.deepEqual(priced, [{ key: 'd', price: 3 }]);
    assert.deepEqual(await ask(['c', 'd'], 20, [{ parcel: 'c', price: 7 }]), [{ key: 'c', price: 7 }]);
    assert.equal(built, 2);
    // inside a transaction, whose changes nobody else sees yet
    await kysely.transaction().execute(async (tx) => {
      const within = tx as unknown as Access;
      await within.deleteFrom('parcels').where('key', '=', 'd').execute();
      assert.deepEqual(await heavyOnes(within, { keys: ['c', 'd'], lightest: 0, prices: [] }, engine, false), [
        { key: 'c' },
      ]);
    });
    assert.equal(built, 2);
  });
});
