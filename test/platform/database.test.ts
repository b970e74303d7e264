import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { systemActor } from '../../src/kernel/access.ts';
import { openDatabase } from '../../src/platform/database/index.ts';
import { createStore, type OutboxTables, TransactionConflict } from '../../src/platform/outbox/index.ts';
import { TestClock } from '../support/clock.ts';
import { addressOf, onEachEngine } from '../support/engines.ts';

onEachEngine('the unit of work', ({ createDatabase }) => {
  const actor = systemActor('test');

  test('commits changes, audit entries and events together, events numbered in order', async () => {
    const { database } = await createDatabase();
    const store = createStore(database, new TestClock());
    await store.transact(actor, async (tx) => {
      tx.emit({ type: 'com.milldash.test.first', subject: 'tests/1', data: { n: 1 } });
      tx.emit({ type: 'com.milldash.test.second', subject: 'tests/1', data: { n: 2 } });
      tx.audit({ action: 'test.changed', entityType: 'test', entityId: 1, after: { n: 2 } });
    });
    const events = await store.access<OutboxTables>().selectFrom('events').selectAll().orderBy('sequence').execute();
    assert.deepEqual(
      events.map(({ sequence, type }) => [sequence, type]),
      [
        [1, 'com.milldash.test.first'],
        [2, 'com.milldash.test.second'],
      ],
    );
    const entries = await store.access<OutboxTables>().selectFrom('audit_entries').selectAll().execute();
    assert.equal(entries.length, 1);
    assert.equal(entries[0]?.actor_name, 'test');
  });

  test('leaves no event behind when the work fails', async () => {
    const { database } = await createDatabase();
    const store = createStore(database, new TestClock());
    const failing = store.transact(actor, async (tx) => {
      tx.emit({ type: 'com.milldash.test.first', subject: 'tests/1', data: {} });
      throw new Error('planned');
    });
    await assert.rejects(failing, /planned/);
    assert.deepEqual(await store.access<OutboxTables>().selectFrom('events').selectAll().execute(), []);
  });

  test('numbers events in the order of commits: a reader never finds one below what it has seen', async () => {
    const { database } = await createDatabase();
    const store = createStore(database, new TestClock());
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        store.transact(actor, async (tx) => {
          tx.emit({ type: 'com.milldash.test.done', subject: `tests/${at}`, data: {} });
          // half of them do more after they have said what happened
          if (at % 2 === 0) await tx.access<OutboxTables>().selectFrom('event_log').selectAll().execute();
        }),
      ),
    ).finally(() => {
      writing = false;
    });
    const seen: number[] = [];
    while (writing || seen.length < 60) {
      const after = seen.at(-1) ?? 0;
      const rows = await store
        .access<OutboxTables>()
        .selectFrom('events')
        .select('sequence')
        .orderBy('sequence')
        .execute();
      const sequences = rows.map((row) => row.sequence);
      assert.deepEqual(
        sequences.filter((sequence) => sequence <= after),
        seen,
        'an event appeared below one already seen',
      );
      seen.splice(0, seen.length, ...sequences);
    }
    await writers;
    assert.deepEqual(
      seen,
      Array.from({ length: 60 }, (_, at) => at + 1),
    );
  });

  test('a snapshot sees nothing of what is committed after its first read', async () => {
    const { database } = await createDatabase();
    const store = createStore(database, new TestClock());
    const emitOne = () =>
      store.transact(actor, async (tx) => tx.emit({ type: 'com.milldash.test.done', subject: 'tests/1', data: {} }));
    await emitOne();
    await store.snapshot(async (access) => {
      const count = async () => (await access.selectFrom('events').select('sequence').execute()).length;
      assert.equal(await count(), 1);
      await emitOne();
      assert.equal(await count(), 1);
    });
  });

  test('work that was overtaken is run again, five times at most, and then answered as busy', async () => {
    const { database } = await createDatabase();
    const store = createStore(database, new TestClock());
    let tries = 0;
    await store.transact(actor, async () => {
      if (++tries < 5) throw new TransactionConflict('planned');
    });
    assert.equal(tries, 5);
    const hopeless = store.transact(actor, async () => {
      throw new TransactionConflict('planned');
    });
    await assert.rejects(hopeless, { code: 'database-busy' });
  });

  test('refuses to change or delete an audit entry', async () => {
    const { database } = await createDatabase();
    const store = createStore(database, { now: () => Date.now() });
    await store.transact(actor, async (tx) => tx.audit({ action: 'test.changed', entityType: 'test', entityId: 1 }));
    await assert.rejects(
      database.kysely.updateTable('audit_entries').set({ actor_name: 'x' }).execute(),
      /never changed/,
    );
    await assert.rejects(database.kysely.deleteFrom('audit_entries').execute(), /kept for a year/);
  });
});

onEachEngine('a connection', ({ engine, createDatabase }) => {
  test('waits a limited time for the lock of another', async () => {
    const { database } = await createDatabase();
    const setting = engine === 'sqlite' ? sql`pragma busy_timeout` : sql`show lock_timeout`;
    const { rows } = await setting.execute(database.kysely);
    assert.deepEqual(Object.values(rows[0] as object), [engine === 'sqlite' ? 250 : '15s']);
  });

  test('that a test opens by the URL waits for the disk; the one that it is given does not', async () => {
    const { url, database } = await createDatabase();
    const setting = engine === 'sqlite' ? sql`pragma synchronous` : sql`show synchronous_commit`;
    const own = await openDatabase({ address: addressOf(url) });
    try {
      const settings = await Promise.all([own, database].map(({ kysely }) => setting.execute(kysely)));
      const values = settings.flatMap(({ rows }) => Object.values(rows[0] as object));
      assert.deepEqual(values, engine === 'sqlite' ? [2, 0] : ['on', 'off']);
    } finally {
      await own.close();
    }
  });
});
