import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/clock.ts';
import type { UsersTables } from '../../../src/modules/users/tables.ts';
import type { OutboxTables } from '../../../src/platform/outbox/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf } from '../../support/http-client.ts';
import { isSignedBy, startWebhooksApp, type WebhooksApp } from './webhooks-app.ts';

onEachEngine('webhooks', (under) => {
  let app: WebhooksApp;

  before(async () => {
    app = await startWebhooksApp(under);
  });

  afterEach(() => app.clear());

  const post = (url: string, body?: object, headers?: Record<string, string>) => app.send('POST', url, body, headers);

  test('a webhook is made, changed, paused, resumed and deleted, and both logs tell it without its address', async () => {
    await app.newEvents();
    await app.newAudit();
    const path = `${app.receiver.url}/canary-path?token=canary-query`;
    const made = await app.webhook({ name: ' Board  of  hall 1 ', url: path });
    assert.deepEqual([made.name, made.url, made.state, made.version], ['Board of hall 1', path, 'active', 1]);
    const at = `/api/v1/webhooks/${made.id}`;
    assert.equal(outcomeOf(await app.send('PATCH', at, { types: ['*'], version: 7 })), '409 version-conflict');
    const changed = await app.send('PATCH', at, { types: ['*'], machine_ids: ['m1'], version: 1 });
    assert.deepEqual([changed.body.types, changed.body.machine_ids, changed.body.version], [['*'], ['m1'], 2]);
    assert.equal((await app.send('PATCH', at, { types: ['*'] })).body.version, 2, 'what is so already is no change');
    assert.equal((await post(`${at}/pause`, { reason: 'moving' })).body.state, 'paused');
    assert.equal((await post(`${at}/pause`)).body.version, 3);
    assert.equal((await post(`${at}/resume`)).body.state, 'active');
    assert.equal((await post(`${at}/resume`)).body.version, 4);
    assert.equal((await app.send('DELETE', at)).status, 204);
    for (const step of ['pause', 'resume', 'rotate-secret', 'test']) {
      assert.equal(outcomeOf(await post(`${at}/${step}`)), '404 webhook-not-found');
    }
    assert.equal(outcomeOf(await app.send('DELETE', at)), '404 webhook-not-found');
    const steps = ['created', 'changed', 'paused', 'resumed', 'deleted'].map((step) => `webhook.${step}`);
    const [events, audit] = [await app.newEvents(), await app.newAudit()];
    assert.deepEqual(
      events.map(({ type }) => type),
      steps,
    );
    assert.deepEqual(
      audit.map(({ action }) => action),
      steps,
    );
    assert.deepEqual(audit[1]?.after, { types: ['*'], machine_ids: ['m1'] });
    assert.equal(audit[2]?.reason, 'moving');
    assert.doesNotMatch(JSON.stringify([events, audit]), /canary|whsec_/);
  });

  test('a secret is shown once, is stored encrypted, and is in no log', async () => {
    const key = { 'idempotency-key': 'made-once' };
    const body = { name: 'Secret', url: app.receiver.url };
    const { body: made } = await post('/api/v1/webhooks', body, key);
    assert.match(made.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.equal(outcomeOf(await post('/api/v1/webhooks', body, key)), '409 shown-once');
    assert.equal('secret' in (await app.read(made.id)), false);
    const rotation = { 'idempotency-key': 'rotated-once' };
    const { body: rotated } = await post(`/api/v1/webhooks/${made.id}/rotate-secret`, undefined, rotation);
    assert.notEqual(rotated.secret, made.secret);
    const again = await post(`/api/v1/webhooks/${made.id}/rotate-secret`, undefined, rotation);
    assert.equal(outcomeOf(again), '409 shown-once');
    assert.equal((await app.read(made.id)).version, 2);
    const outbox = app.services.store.access<OutboxTables>();
    const kept = JSON.stringify([
      await app.tables.selectFrom('webhooks').selectAll().execute(),
      await outbox.selectFrom('events').selectAll().execute(),
      await outbox.selectFrom('audit_entries').selectAll().execute(),
      await outbox.selectFrom('idempotency_keys').selectAll().execute(),
      app.lines,
    ]);
    for (const secret of [made.secret, rotated.secret]) {
      assert.ok(!kept.includes(secret.slice('whsec_'.length)));
    }
    assert.ok(app.lines.some((line) => line.includes('[redacted]')));
  });

  test('for a day after a change of the secret both sign, then the new one alone', async () => {
    const made = await app.webhook();
    const { body: rotated } = await post(`/api/v1/webhooks/${made.id}/rotate-secret`);
    const signers = async () => {
      await post(`/api/v1/webhooks/${made.id}/test`);
      const call = app.arrived().at(-1);
      assert.ok(call !== undefined);
      return [made.secret, rotated.secret].map((secret) => isSignedBy(secret, call));
    };
    assert.deepEqual(await signers(), [true, true]);
    app.clock.advance(DAY_MS - 1);
    assert.deepEqual(await signers(), [true, true]);
    app.clock.advance(1);
    assert.deepEqual(await signers(), [false, true]);
  });

  test('a change of the secret within a day of the one before leaves receivers that have come to neither', async () => {
    const made = await app.webhook();
    const secrets = [made.secret];
    for (let change = 0; change < 2; change++) {
      app.clock.advance(HOUR_MS);
      secrets.push((await post(`/api/v1/webhooks/${made.id}/rotate-secret`)).body.secret);
    }
    const signers = async () => {
      await post(`/api/v1/webhooks/${made.id}/test`);
      const call = app.arrived().at(-1);
      assert.ok(call !== undefined);
      return secrets.map((secret) => isSignedBy(secret, call));
    };
    assert.deepEqual(await signers(), [true, true, true]);
    app.clock.advance(DAY_MS);
    assert.deepEqual(await signers(), [false, false, true]);
    secrets.push((await post(`/api/v1/webhooks/${made.id}/rotate-secret`)).body.secret);
    assert.deepEqual(await signers(), [false, false, true, true], 'those whose day is over are gone');
  });

  test('what a webhook cannot be is refused', async () => {
    const refused = async (more: object) =>
      outcomeOf(await post('/api/v1/webhooks', { name: 'Odd', url: 'x', ...more }));
    for (const url of [
      'x',
      'ftp://a.example/',
      'https://',
      'https://u:p@a.example/',
      'https://a.example/#x',
      'file:///x',
    ]) {
      assert.equal(await refused({ url }), '422 webhook-url-refused', url);
    }
    await app.services.settings.resetSetting(actor, 'webhooks.allow_http');
    assert.equal(await refused({ url: 'http://a.example/' }), '422 webhook-url-refused');
    await app.services.settings.changeSetting(actor, 'webhooks.allow_http', true);
    const url = 'https://a.example/';
    for (const type of ['Nonsense!', 'com.milldash.nope.*', 'com.milldash.ticket.exploded']) {
      assert.equal(await refused({ url, types: [type] }), '422 validation-failed', type);
    }
    assert.equal(await refused({ url, name: '\u200b' }), '422 validation-failed');
    await app.webhook({ name: 'Taken' });
    assert.equal(await refused({ url, name: ' TAKEN' }), '409 name-taken');
  });

  test('only addresses that are public, or that the factory has named, are called', async () => {
    const { id } = await app.webhook();
    const outcome = async () => {
      const { body } = await post(`/api/v1/webhooks/${id}/test`);
      return [body.status, body.problem];
    };
    await app.services.settings.changeSetting(actor, 'webhooks.private_networks', ['10.0.0.0/8']);
    assert.deepEqual(await outcome(), [
      'dead',
      '127.0.0.1 is not a public address, and no network that the factory allows: see the setting webhooks.private_networks',
    ]);
    // by a name that leads there
    await app.services.settings.changeSetting(actor, 'webhooks.private_networks', ['127.0.0.0/8']);
    await app.send('PATCH', `/api/v1/webhooks/${id}`, { url: `http://localhost:${app.receiver.port}/hook` });
    await app.services.settings.changeSetting(actor, 'webhooks.private_networks', ['10.0.0.0/8']);
    const [status, problem] = await outcome();
    assert.equal(status, 'dead');
    assert.match(problem, /^localhost \(.*\) is not a public address.*webhooks\.private_networks$/);
    assert.deepEqual(app.arrived(), []);
    await app.services.settings.changeSetting(actor, 'webhooks.private_networks', ['127.0.0.0/8']);
    assert.deepEqual(await outcome(), ['delivered', null]);
    assert.equal(app.arrived().length, 1);
  });

  test('what is no network is refused where it is set, and not passed over in silence', async () => {
    const set = (value: string) => app.send('PUT', '/api/v1/settings/webhooks.private_networks', { value: [value] });
    for (const wrong of ['999.1.1.1', '10.0.0.0/33', '10.0.0/8', '010.0.0.1', 'fd00::/129', 'board', '10.0.0.0/']) {
      const answer = await set(wrong);
      assert.equal(answer.status, 422, wrong);
      assert.match(answer.body.detail, /must be an address or a network such as 192\.168\.10\.0\/24/);
    }
    for (const right of [
      '10.0.0.5',
      '10.0.0.0/8',
      '0.0.0.0/0',
      'fd12::/64',
      '::1',
      '::ffff:10.0.0.0/104',
      '127.0.0.0/8',
    ])
      assert.equal((await set(right)).status, 200, right);
  });

  test('an address inside the factory that no setting names is refused at once, by that setting’s name', async () => {
    const made = await app.webhook();
    await app.services.settings.changeSetting(actor, 'webhooks.private_networks', ['10.1.0.0/16']);
    const at = `/api/v1/webhooks/${made.id}`;
    const hosts = ['127.0.0.1', '169.254.169.254', '2130706433', '0x7f.1', '[::1]', '[::ffff:10.0.0.1]', 'localhost'];
    for (const host of [...hosts, 'LOCALHOST.', 'board.localhost', '192.168.1.7:8443']) {
      const url = `https://${host}/canary`;
      for (const answer of [
        await post('/api/v1/webhooks', { name: 'Inside', url }),
        await app.send('PATCH', at, { url }),
      ]) {
        assert.equal(outcomeOf(answer), '422 webhook-url-refused', host);
        assert.match(answer.body.detail, /is no public address.*webhooks\.private_networks/);
      }
    }
    assert.equal((await app.read(made.id)).url, made.url);
    assert.equal((await app.send('PATCH', at, { name: 'Renamed' })).status, 200, 'what it has is not asked again');
    for (const host of ['10.1.2.3', '[::ffff:10.1.2.3]', '8.8.8.8', 'hooks.example', 'localhost.example']) {
      assert.equal((await app.send('PATCH', at, { url: `https://${host}/` })).status, 200, host);
    }
    await app.services.settings.changeSetting(actor, 'webhooks.private_networks', ['127.0.0.0/8']);
    assert.equal((await app.send('PATCH', at, { url: 'http://localhost/' })).status, 200);
  });

  test('events of people go only where somebody who may see them says so, and only as long as they may', async () => {
    const plain = await app.webhook({ types: ['*'] });
    const people = await app.webhook({ types: ['*'], people_events: true });
    const types = async () => {
      await app.deliver();
      return app.arrived().map(({ event }) => event.type.slice('com.milldash.'.length));
    };
    await types();
    await app.happen(1, 'com.milldash.session.started');
    assert.deepEqual(await types(), ['session.started']);
    // a program can manage webhooks, but not lead such events to itself
    const { body: key } = await post('/api/v1/api-keys', { name: 'integrator', scopes: ['webhooks:manage'] });
    const program = clientOf(app.app, { 'x-api-key': key.key });
    const body = { name: 'Own', url: app.receiver.url, people_events: true };
    assert.equal(outcomeOf(await program('POST', '/api/v1/webhooks', body)), '403 forbidden');
    const at = `/api/v1/webhooks/${people.id}`;
    assert.equal(outcomeOf(await program('PATCH', at, { url: 'https://a.example/' })), '403 forbidden');
    assert.equal(outcomeOf(await program('POST', `${at}/rotate-secret`)), '403 forbidden');
    assert.equal(
      outcomeOf(await program('PATCH', `/api/v1/webhooks/${plain.id}`, { people_events: true })),
      '403 forbidden',
    );
    await types();
    const users = app.services.store.access<UsersTables>();
    await users
      .updateTable('users')
      .set({ access_role: 'VIEWER' })
      .where('email', '=', 'admin@factory.example')
      .execute();
    await app.happen(1, 'com.milldash.session.started');
    await app.happen(1);
    assert.deepEqual(await types(), ['test.happened', 'test.happened']);
    await users
      .updateTable('users')
      .set({ access_role: 'ADMIN' })
      .where('email', '=', 'admin@factory.example')
      .execute();
  });

  test('types and machines are filters, and a webhook is never told of itself', async () => {
    const one = await app.webhook({ types: [], machine_ids: ['m1'] });
    await app.happen(1, 'com.milldash.test.happened', { machine_id: 'm2' });
    await app.happen(1, 'com.milldash.test.happened', { machine_id: 'm1' });
    await app.deliver();
    assert.deepEqual(
      app.arrived().map(({ event }) => event.data.machine_id),
      ['m1'],
    );
    await app.send('PATCH', `/api/v1/webhooks/${one.id}`, { machine_ids: [], types: ['com.milldash.webhook.*'] });
    await app.deliver();
    assert.deepEqual(app.arrived(), []);
    const other = await app.webhook({ types: ['com.milldash.test.happened'] });
    await app.deliver();
    assert.deepEqual(
      app.arrived().map(({ event }) => event.subject),
      [`webhooks/${other.id}`],
    );
  });

  test('one delivery, or everything since then, is sent again with the same id', async () => {
    const made = await app.webhook();
    const at = `/api/v1/webhooks/${made.id}`;
    await app.happen(4);
    await app.deliver();
    const first = app.arrived();
    const [, second] = await app.deliveries(made.id);
    const replayed = await post(`${at}/deliveries/${second.id}/replay`);
    assert.deepEqual([replayed.body.status, replayed.body.attempts], ['waiting', 0]);
    await app.deliver();
    const again = app.arrived();
    assert.deepEqual(
      again.map(({ headers }) => headers['webhook-id']),
      [first[1]?.headers['webhook-id']],
    );
    assert.equal((await app.send('GET', `${at}/deliveries/${second.id}`)).body.status, 'delivered');
    assert.equal(outcomeOf(await post(`${at}/deliveries/999999/replay`)), '404 delivery-not-found');
    assert.equal((await post(`${at}/replay`, { after: String(second.sequence) })).status, 200);
    await app.deliver();
    assert.deepEqual(
      app.arrived().map(({ event }) => event.data.number),
      first.slice(2).map(({ event }) => event.data.number),
    );
    assert.equal((await app.deliveries(made.id)).length, 4, 'a row an event');
    app.clock.advance(1_000);
    const since = new Date(app.clock.now()).toISOString();
    await app.happen(2);
    await app.deliver();
    app.arrived();
    assert.equal((await post(`${at}/replay`, { since })).status, 200);
    await app.deliver();
    assert.equal(app.arrived().length, 2);
    assert.equal(outcomeOf(await post(`${at}/replay`, {})), '422 validation-failed');
    assert.equal(outcomeOf(await post(`${at}/replay`, { after: '1', since })), '422 validation-failed');
    assert.equal(outcomeOf(await post(`${at}/replay`, { after: '99999999' })), '410 events-out-of-range');
    await post(`${at}/pause`);
    await app.happen(1);
    const { head } = (await app.send('GET', '/api/v1/events?limit=1')).body;
    assert.equal(outcomeOf(await post(`${at}/replay`, { after: head })), '422 range-invalid');
  });

  test('a paused webhook goes on where it stopped, or from now on', async () => {
    const made = await app.webhook();
    const at = `/api/v1/webhooks/${made.id}`;
    for (const [from, expected] of [
      ['where-it-stopped', 3],
      ['now', 1],
    ] as const) {
      await post(`${at}/pause`);
      await app.happen(2);
      await app.deliver();
      assert.deepEqual(app.arrived(), []);
      await post(`${at}/resume`, { from });
      await app.happen(1);
      await app.deliver();
      assert.equal(app.arrived().length, expected, from);
    }
  });

  test('where the log does not reach back to it, it goes on with the oldest event and says so', async () => {
    const made = await app.webhook();
    await post(`/api/v1/webhooks/${made.id}/pause`);
    await app.happen(3);
    await app.services.store
      .access<OutboxTables>()
      .deleteFrom('events')
      .where('sequence', '<=', (eb) => eb.selectFrom('event_log').select('sequence'))
      .execute();
    await app.happen(2);
    await post(`/api/v1/webhooks/${made.id}/resume`);
    await app.newEvents();
    await app.deliver();
    assert.equal(app.arrived().length, 2);
    assert.deepEqual(
      (await app.newEvents()).map(({ type }) => type),
      ['webhook.skipped'],
    );
  });

  test('the log of deliveries is kept for as long as the setting says; what waits is kept', async () => {
    const made = await app.webhook();
    await app.happen(2);
    await app.deliver();
    app.receiver.behave(500);
    await app.happen(1);
    await app.deliver();
    app.clock.advance(15 * DAY_MS);
    assert.equal(await app.services.notifications.prune(), 2);
    assert.equal(await app.services.notifications.prune(), 0);
    assert.deepEqual(
      (await app.deliveries(made.id)).map(({ status }) => status),
      ['waiting'],
    );
    app.receiver.behave(204);
    await app.send('DELETE', `/api/v1/webhooks/${made.id}`);
    assert.deepEqual(await app.tables.selectFrom('webhook_deliveries').selectAll().execute(), []);
  });
});

const actor = systemActor('test');
