import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS } from '../../../src/kernel/clock.ts';
import { createSettings, pruneLogs, systemSettings } from '../../../src/modules/system/index.ts';
import { createStore, type OutboxTables } from '../../../src/platform/outbox/index.ts';
import { TestClock } from '../../support/clock.ts';
import { onEachEngine } from '../../support/engines.ts';

const actor = systemActor('test');
const log = pino({ level: 'silent' });

onEachEngine('retention', ({ createDatabase }) => {
  /** The database's own trigger goes by its own clock: what is old here is years older than that. */
  async function open() {
    const { database } = await createDatabase();
    const clock = new TestClock('2020-01-01T00:00:00Z');
    const store = createStore(database, clock);
    const settings = createSettings(store, log, systemSettings);
    const outbox = store.access<OutboxTables>();
    return {
      clock,
      store,
      settings,
      prune: () => pruneLogs(store, settings, clock),
      record: (count: number) =>
        store.transact(actor, async (tx) => {
          for (let at = 0; at < count; at++) {
            tx.emit({ type: 'com.milldash.test.done', subject: 'tests/1', data: {} });
            tx.audit({ action: 'test.done', entityType: 'test', entityId: at });
          }
        }),
      sequences: async () =>
        (await outbox.selectFrom('events').select('sequence').orderBy('sequence').execute()).map(
          (event) => event.sequence,
        ),
      auditEntries: async () =>
        (await outbox.selectFrom('audit_entries').select('action').where('action', '=', 'test.done').execute()).length,
    };
  }

  test('events and audit entries go when they are older than is set, and what was removed is recorded', async () => {
    const { clock, prune, record, sequences, auditEntries, store } = await open();
    await record(2_500);
    clock.advance(60 * DAY_MS);
    await record(10);
    clock.advance(40 * DAY_MS);
    assert.deepEqual(await prune(), { events: 2_500, auditEntries: 0 });
    assert.deepEqual(await sequences(), [2_501, 2_502, 2_503, 2_504, 2_505, 2_506, 2_507, 2_508, 2_509, 2_510, 2_511]);
    assert.equal(await auditEntries(), 2_510);
    const last = await store
      .access<OutboxTables>()
      .selectFrom('audit_entries')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    assert.equal(last?.action, 'retention.applied');
    assert.deepEqual(JSON.parse(last.after ?? ''), { events: 2_500, auditEntries: 0 });
    clock.advance(1_040 * DAY_MS);
    const { auditEntries: removed } = await prune();
    assert.equal(removed, 2_510 - 10);
    assert.equal(await auditEntries(), 10);
  });

  test('repeating it removes nothing more and records nothing', async () => {
    const { prune, record, sequences } = await open();
    await record(3);
    assert.deepEqual(await prune(), { events: 0, auditEntries: 0 });
    assert.deepEqual(await prune(), { events: 0, auditEntries: 0 });
    assert.deepEqual(await sequences(), [1, 2, 3]);
  });

  test('an event recorded by a clock that ran late does not make a hole', async () => {
    const { clock, prune, record, sequences } = await open();
    await record(1);
    clock.set('2019-01-01T00:00:00Z');
    await record(1);
    clock.set('2020-01-01T00:00:00Z');
    await record(1);
    clock.advance(89 * DAY_MS);
    await prune();
    assert.deepEqual(await sequences(), [1, 2, 3]);
  });

  test('a longer or shorter time can be set, but never a year or less for the audit', async () => {
    const { clock, prune, record, sequences, settings } = await open();
    await record(1);
    await settings.changeSetting(actor, 'retention.events_days', 1);
    clock.advance(2 * DAY_MS);
    await prune();
    assert.equal((await sequences()).includes(1), false);
    await assert.rejects(settings.changeSetting(actor, 'retention.audit_days', 365), /retention.audit_days/);
  });
});
