import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { longStopSeconds } from '../../../src/modules/analytics/index.ts';
import { createSettings } from '../../../src/modules/system/index.ts';
import type { OutboxTables } from '../../../src/platform/outbox/index.ts';
import { createStore } from '../../../src/platform/outbox/index.ts';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf } from '../../support/http-client.ts';

const url = '/api/v1/settings/analytics.long_stop_seconds';

onEachEngine('settings', (under) => {
  async function open() {
    const started = await startTestApp(under);
    const send = clientOf(started.app, await started.signIn('ADMIN'));
    const outbox = started.services.store.access<OutboxTables>();
    return {
      ...started,
      send,
      events: () =>
        outbox
          .selectFrom('events')
          .selectAll()
          .where('type', '=', 'com.milldash.setting.changed')
          .orderBy('sequence')
          .execute(),
      audit: () =>
        outbox.selectFrom('audit_entries').selectAll().where('entity_type', '=', 'setting').orderBy('id').execute(),
    };
  }

  test('a setting says what it is, what it can be and what is in force', async () => {
    const { send } = await open();
    const { body } = await send('GET', url);
    assert.equal(body.value, 3_600);
    assert.equal(body.default, 3_600);
    assert.equal(body.is_default, true);
    assert.equal(body.unit, 'seconds');
    assert.equal(body.allowed.minimum, 1);
    assert.equal(body.version, 0);
    assert.equal(body.updated_by, null);
    const { items } = (await send('GET', '/api/v1/settings')).body;
    const keys = items.map(({ key }: { key: string }) => key);
    assert.deepEqual(keys, [...keys].sort());
    assert.ok(keys.includes('analytics.long_stop_seconds'));
  });

  test('a value is set and reset, with before and after in the audit and a line in the log', async () => {
    const { send, services, events, audit, lines } = await open();
    const set = await send('PUT', url, { value: 1_800, version: 0 });
    assert.equal(set.status, 200);
    assert.equal(set.body.value, 1_800);
    assert.equal(set.body.version, 1);
    assert.equal(set.body.updated_by, 'admin@factory.example');
    assert.equal(await services.settings.valueOf(longStopSeconds), 1_800);
    assert.equal((await send('PUT', url, { value: 1_800 })).body.version, 1, 'what is so already is no change');
    const reset = await send('DELETE', url);
    assert.equal(reset.body.value, 3_600);
    assert.equal(reset.body.version, 2);
    assert.equal((await send('DELETE', url)).body.version, 2);
    assert.equal((await send('PUT', url, { value: 60 })).body.version, 3);
    assert.deepEqual(
      (await audit()).map(({ action, before, after }) => [action, before, after]),
      [
        ['setting.changed', '{"value":3600}', '{"value":1800}'],
        ['setting.reset', '{"value":1800}', '{"value":3600}'],
        ['setting.changed', '{"value":3600}', '{"value":60}'],
      ],
    );
    const [event] = await events();
    assert.deepEqual(JSON.parse(event?.data ?? ''), { key: 'analytics.long_stop_seconds', version: 1 });
    assert.ok(lines.some((line) => line.includes('changed from 3600 to 1800 seconds by')));
  });

  test('an answer from memory follows the setting that it depends on', async () => {
    const { send } = await open();
    await send('POST', '/api/v1/machines', { id: 'm1', name: 'Mill' });
    const before = await send('GET', '/api/v1/machines/m1');
    assert.equal(before.body.currency, 'GBP');
    await send('PUT', '/api/v1/settings/factory.currency', { value: 'EUR' });
    const after = await send('GET', '/api/v1/machines/m1', undefined, {
      'if-none-match': String(before.headers['etag']),
    });
    assert.equal(after.body.currency, 'EUR');
  });

  test('a value that another process sets is in force here at once', async () => {
    const { services } = await open();
    assert.equal(await services.settings.valueOf(longStopSeconds), 3_600);
    const other = createSettings(createStore(services.database, services.clock), pino({ level: 'silent' }), [
      longStopSeconds,
    ]);
    const actor = { kind: 'system', id: 't', name: 't', role: null, permissions: new Set<never>() } as const;
    await other.changeSetting(actor, longStopSeconds.key, 7_200);
    assert.equal(await services.settings.valueOf(longStopSeconds), 7_200);
  });

  test('a stored value that is not allowed any more gives way to the default', async () => {
    const { services, lines } = await open();
    await services.database.kysely
      .insertInto('settings')
      .values({ key: longStopSeconds.key, value: '-5', version: 1, updated_at: 0, updated_by: 'x' })
      .execute();
    assert.equal(await services.settings.valueOf(longStopSeconds), 3_600);
    assert.ok(lines.some((line) => line.includes('not allowed any more')));
  });

  test('refusals: an unknown key, a value out of limits, an older version', async () => {
    const { send, events } = await open();
    const unknown = await send('PUT', '/api/v1/settings/no.such', { value: 1 });
    assert.equal(outcomeOf(unknown), '404 setting-not-found');
    assert.ok(unknown.body.allowed.includes('analytics.long_stop_seconds'));
    assert.equal(outcomeOf(await send('GET', '/api/v1/settings/__proto__')), '404 setting-not-found');
    assert.equal(outcomeOf(await send('DELETE', '/api/v1/settings/no.such')), '404 setting-not-found');
    for (const value of [0, 1.5, '60', null, [60], { a: 1 }, 604_801]) {
      assert.equal(outcomeOf(await send('PUT', url, { value })), '422 validation-failed', JSON.stringify(value));
    }
    const refused = await send('PUT', url, { value: '60' });
    assert.match(refused.body.detail, /must be a whole number from 1 to 604800 seconds, not "60"\.$/);
    assert.equal(refused.body.allowed.maximum, 604_800);
    for (const { key } of (await send('GET', '/api/v1/settings')).body.items) {
      const { body } = await send('PUT', `/api/v1/settings/${key}`, { value: [{ nonsense: true }] });
      assert.match(body.detail, /^(The|In the) value of '.+( must (be|have) .+, not .+| has no .+; it needs .+)\.$/);
      assert.doesNotMatch(body.detail, /`allowed`/, 'the sentence itself says what is allowed');
    }
    assert.equal(outcomeOf(await send('PUT', url, {})), '422 validation-failed');
    assert.equal(outcomeOf(await send('PUT', url, { value: 60, version: 4 })), '409 version-conflict');
    assert.equal(outcomeOf(await send('PUT', url, { value: 60 }, { 'if-match': '"4"' })), '409 version-conflict');
    assert.deepEqual(await events(), []);
  });

  test('of two who set it at once with the version they saw one wins', async () => {
    const { send } = await open();
    const outcomes = await Promise.all([60, 120].map((value) => send('PUT', url, { value, version: 0 })));
    assert.deepEqual(outcomes.map(outcomeOf).sort(), ['200', '409 version-conflict']);
  });

  test('planners read settings, administrators set them, others do neither', async () => {
    const { app, signIn } = await open();
    const asSupervisor = clientOf(app, await signIn('SUPERVISOR'));
    const asOperator = clientOf(app, await signIn('OPERATOR'));
    assert.equal((await asSupervisor('GET', url)).status, 200);
    assert.equal(outcomeOf(await asSupervisor('PUT', url, { value: 60 })), '403 forbidden');
    assert.equal(outcomeOf(await asSupervisor('DELETE', url)), '403 forbidden');
    assert.equal(outcomeOf(await asOperator('GET', url)), '403 forbidden');
    assert.equal(outcomeOf(await asOperator('GET', '/api/v1/settings')), '403 forbidden');
    assert.equal((await clientOf(app, {})('GET', url)).status, 401);
  });
});
