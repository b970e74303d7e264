import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { resolveReasonsWithin } from '../../../src/modules/timeline/reasons/reasons.resolve.ts';
import { REASON_TEXTS_MAX } from '../../../src/modules/timeline/reasons/reasons.rules.ts';
import type { TimelineTables } from '../../../src/modules/timeline/tables.ts';
import { chunksOf } from '../../../src/platform/database/index.ts';
import { createStore, type OutboxTables, type Store } from '../../../src/platform/outbox/index.ts';
import { TestClock } from '../../support/clock.ts';
import { onEachEngine } from '../../support/engines.ts';

const actor = systemActor('test');

onEachEngine('resolving reason texts', ({ createDatabase }) => {
  async function open(): Promise<Store> {
    const { database } = await createDatabase();
    return createStore(database, new TestClock());
  }
  const resolve = (store: Store, texts: string[]) => store.transact(actor, (tx) => resolveReasonsWithin(tx, texts));
  const catalogue = (store: Store) =>
    store
      .access<TimelineTables>()
      .selectFrom('reason_aliases')
      .innerJoin('downtime_reasons', 'downtime_reasons.id', 'reason_id')
      .select(['key', 'text', 'name', 'reason_group', 'named_by_person'])
      .orderBy('key')
      .execute()
      .then((rows) => rows.map((row) => ({ ...row })));

  test('variants of one text are one alias, and an unnamed entry carries the least of them', async () => {
    const store = await open();
    const found = await resolve(store, ['Cutoff Tool issue ', 'cutoff tool issue', 'Coil Change', '', 'nan']);
    assert.equal(found.get('Cutoff Tool issue '), found.get('cutoff tool issue'));
    assert.equal(found.get(''), found.get('nan'));
    assert.equal(new Set(found.values()).size, 3);
    assert.deepEqual(await catalogue(store), [
      { key: '', text: '', name: 'No reason given', reason_group: 'other', named_by_person: 0 },
      { key: 'coil change', text: 'Coil Change', name: 'Coil Change', reason_group: 'other', named_by_person: 0 },
      {
        key: 'cutoff tool issue',
        text: 'Cutoff Tool issue',
        name: 'Cutoff Tool issue',
        reason_group: 'other',
        named_by_person: 0,
      },
    ]);
  });

  test('resolving again finds the same aliases, and writes nothing', async () => {
    const store = await open();
    const first = await resolve(store, ['Break', 'Coil Change']);
    const again = await resolve(store, ['Coil Change', 'Break']);
    assert.deepEqual(new Map([...again].sort()), new Map([...first].sort()));
    const events = await store.access<OutboxTables>().selectFrom('events').select('type').execute();
    assert.deepEqual(
      events.map(({ type }) => type),
      ['com.milldash.reason.added', 'com.milldash.reason.added'],
    );
    const audit = await store.access<OutboxTables>().selectFrom('audit_entries').select('action').execute();
    assert.deepEqual(
      audit.map(({ action }) => action),
      ['reason.added', 'reason.added'],
    );
  });

  test('the order of loading makes no difference to the catalogue', async () => {
    const loads = [
      ['coil change', 'No Reason Required'],
      ['COIL change', 'no reason given'],
      ['Coil Change ', '', 'Not On Shift'],
    ];
    const forward = await open();
    for (const texts of loads) await resolve(forward, texts);
    const backward = await open();
    for (const texts of [...loads].reverse()) await resolve(backward, [...texts].reverse());
    const made = await catalogue(forward);
    assert.deepEqual(await catalogue(backward), made);
    assert.deepEqual(
      made.map(({ name, reason_group }) => [name, reason_group]),
      [
        ['No reason given', 'other'],
        ['COIL change', 'other'],
        ['No reason given', 'other'],
        ['No Reason Required', 'micro'],
        ['Not On Shift', 'planned'],
      ],
    );
  });

  test('loads that meet the same new texts at once make each of them once', async () => {
    const store = await open();
    const texts = Array.from({ length: 20 }, (_, at) => `Reason ${at}`);
    const loads = await Promise.all(
      Array.from({ length: 6 }, (_, at) =>
        resolve(store, at % 2 === 0 ? texts : texts.map((text) => text.toUpperCase()).reverse()),
      ),
    );
    const made = await catalogue(store);
    assert.equal(made.length, 20);
    assert.ok(made.every(({ name, text }) => name === name.toUpperCase() && text === name));
    assert.deepEqual(new Set(loads.flatMap((found) => [...found.values()])).size, 20);
    const reasons = await store.access<TimelineTables>().selectFrom('downtime_reasons').select('id').execute();
    assert.equal(reasons.length, 20);
  });

  test('texts that no database could keep as they are are resolved all the same', async () => {
    const store = await open();
    const found = await resolve(store, ['a\u0000b', 'a b', '\ud800']);
    assert.equal(found.get('a\u0000b'), found.get('a b'));
    assert.equal(found.size, 3);
  });

  test('beyond so many texts new ones share one alias: a controller that writes times into them fills nothing', async () => {
    const store = await open();
    await resolve(store, ['Coil Change']);
    const reasons = store.access<TimelineTables>().selectFrom('downtime_reasons').select('id as reason_id');
    const { reason_id } = await reasons.executeTakeFirstOrThrow();
    const rows = Array.from({ length: REASON_TEXTS_MAX - 2 }, (_, at) => ({
      key: `k${at}`,
      text: `K${at}`,
      reason_id,
    }));
    for (const chunk of chunksOf(rows)) {
      await store.access<TimelineTables>().insertInto('reason_aliases').values(chunk).execute();
    }
    const last = await resolve(store, ['Alarm 1', 'Alarm 2', 'Coil Change', '']);
    const later = await resolve(store, ['alarm 3', 'Alarm 2', 'Alarm 1', 'k7', '']);
    assert.equal(last.get('Alarm 2'), later.get('alarm 3'));
    assert.deepEqual([later.get('Alarm 1'), later.get('Alarm 2')], [last.get('Alarm 1'), last.get('Alarm 2')]);
    assert.equal(new Set([...last.values(), ...later.values()]).size, 5);
    const made = await catalogue(store);
    assert.equal(made.length, REASON_TEXTS_MAX + 2, 'with those for no reason and for further ones');
    assert.equal(made.find(({ key }) => key === 'further reasons')?.name, 'Further reasons');
    assert.ok(!made.some(({ key }) => key === 'alarm 2'));
  });
});
