/** What is remembered until an event comes, where the transaction that brought the event is not committed after all. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { systemActor } from '../../src/kernel/access.ts';
import type { TableAccess } from '../../src/platform/database/index.ts';
import { createStore, rememberedUntil, type Store } from '../../src/platform/outbox/index.ts';
import { TestClock } from '../support/clock.ts';
import { onEachEngine, type TestDatabase } from '../support/engines.ts';
import { until } from '../support/until.ts';

interface Tables {
  things: { name: string };
  children: { parent_id: number };
}

const actor = systemActor('test');

onEachEngine('a remembered value', (under) => {
  let opened: TestDatabase;
  let store: Store;

  before(async () => {
    opened = await under.createDatabase();
    store = createStore(opened.database, new TestClock());
    const { kysely } = opened.database;
    await sql`create table things (name varchar(40))`.execute(kysely);
    await sql`insert into things values ('first')`.execute(kysely);
    await sql`create table parents (id integer primary key)`.execute(kysely);
    await sql`create table children (parent_id integer references parents (id) deferrable initially deferred)`.execute(
      kysely,
    );
  });

  test('does not outlive the commit that failed with it, though the numbers of its events come again', async () => {
    const nameOf = rememberedUntil<Tables, string>(['thing'], async (access) => {
      const row = await access.selectFrom('things').select('name').executeTakeFirstOrThrow();
      return row.name;
    });
    const rename = (name: string) =>
      store.transact(actor, async (tx) => {
        await tx.access<Tables>().updateTable('things').set({ name }).execute();
        tx.emit({ type: 'com.milldash.thing.renamed', subject: 'things/1', data: {} });
      });
    assert.equal(await nameOf(store.access<Tables>()), 'first');
    const look = () => store.transact(actor, (tx) => nameOf(tx.access<Tables>() as TableAccess<Tables>));
    // refused when it is committed, and with it whoever shares the commit
    const orphan = () =>
      store.transact(actor, async (tx) => {
        await tx.access<Tables>().insertInto('children').values({ parent_id: 1 }).execute();
      });
    // on a slow machine a group may be over before the orphan joins it; on PostgreSQL there is none
    let shared = false;
    for (let tries = 0; tries < 100 && !shared; tries++) {
      const [renamed, , lost] = await Promise.allSettled([rename(`never ${tries}`), look(), orphan()]);
      assert.equal(lost.status, 'rejected');
      shared = renamed.status === 'rejected' || under.engine === 'postgres';
    }
    assert.ok(shared, 'a commit was shared');
    await rename('second');
    assert.equal(await nameOf(store.access<Tables>()), 'second');
  });

  test('is asked for once in a snapshot, which sees one state to its end', async () => {
    let loads = 0;
    const nameOf = rememberedUntil<Tables, string>(['thing'], async (access) => {
      loads++;
      return (await access.selectFrom('things').select('name').executeTakeFirstOrThrow()).name;
    });
    const rename = (name: string) =>
      store.transact(actor, async (tx) => {
        await tx.access<Tables>().updateTable('things').set({ name }).execute();
        tx.emit({ type: 'com.milldash.thing.renamed', subject: 'things/1', data: {} });
      });
    await rename('before');
    const seen = await store.snapshot(async (access) => {
      const first = await nameOf(access as unknown as TableAccess<Tables>);
      await rename('after');
      assert.equal(await nameOf(store.access<Tables>()), 'after', 'others see what has happened since');
      return [first, await nameOf(access as unknown as TableAccess<Tables>)];
    });
    assert.deepEqual(seen, ['before', 'before']);
    assert.equal(loads, 2);
    assert.equal(await store.snapshot((access) => nameOf(access as unknown as TableAccess<Tables>)), 'after');
  });

  test('that is good enough is not asked for again at once, and what this process changes counts all the same', async () => {
    const { kysely } = opened.database;
    const nameOf = rememberedUntil<Tables, string>(['thing'], async (access) => {
      const row = await access.selectFrom('things').select('name').executeTakeFirstOrThrow();
      return row.name;
    });
    const access = store.access<Tables>();
    const ours = (name: string) =>
      store.transact(actor, async (tx) => {
        await tx.access<Tables>().updateTable('things').set({ name }).execute();
        tx.emit({ type: 'com.milldash.thing.renamed', subject: 'things/1', data: {} });
      });
    /** As another process does it. */
    async function theirs(name: string) {
      await sql`update things set name = ${name}`.execute(kysely);
      await sql`update event_heads set sequence = sequence + 1 where topic = 'thing'`.execute(kysely);
    }
    const isAny = () => true;
    for (const name of ['one', 'two']) {
      await ours(name);
      assert.equal(await nameOf(access, isAny), name);
    }
    await store.snapshot(async (access) => {
      const older = access as unknown as TableAccess<Tables>;
      await older.selectFrom('things').select('name').execute();
      await ours('two and a half');
      await nameOf(older);
    });
    assert.equal(await nameOf(access, isAny), 'two and a half', 'also where who still sees what was before has looked');
    await theirs('three');
    assert.equal(await nameOf(access), 'three', 'who says nothing of what is enough is told what is there');
    await theirs('four');
    assert.equal(await nameOf(access, (name) => name === 'four'), 'four', 'and who has not enough');
    await theirs('five');
    await until('it is noticed', async () => (await nameOf(access, isAny)) === 'five');
  });
});
