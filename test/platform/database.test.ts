import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../src/kernel/access.ts';
import { createStore, type OutboxTables } from '../../src/platform/outbox/index.ts';
import { TestClock } from '../support/clock.ts';
import { onEachEngine } from '../support/engines.ts';

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

  test('gives concurrent transactions sequences in the order of their commits, without a gap', async () => {
    const { database } = await createDatabase();
    const store = createStore(database, new TestClock());
    const seen: number[] = [];
    store.onCommitted((sequence) => seen.push(sequence));
    await Promise.all(
      Array.from({ length: 40 }, () =>
        store.transact(actor, async (tx) => tx.emit({ type: 'com.milldash.test.done', subject: 'tests/1', data: {} })),
      ),
    );
    assert.equal(Math.max(...seen), 40);
    assert.equal(new Set(seen).size, 40);
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
