import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SECOND_MS } from '../../../src/kernel/clock.ts';
import { createNotifications } from '../../../src/modules/notifications/index.ts';
import type { UsersTables } from '../../../src/modules/users/tables.ts';
import { createOutbound, type Outbound } from '../../../src/platform/outbound/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import { startWebhooksApp, type WebhooksApp } from './webhooks-app.ts';

/** Another process on the same database. */
function anotherProcess({ services, clock, config }: WebhooksApp, outbound: Outbound) {
  const { store, log, settings, logs: events, eventNames, users, machines } = services;
  return createNotifications({
    store,
    clock,
    log,
    settings,
    events,
    eventNames,
    users,
    machines,
    zone: config.factory.timezone,
    mailServer: undefined,
    secretKey: config.secretKey,
    outbound,
  });
}

/** Sends, and then its process dies: nobody hears the answer before `wake` is called. */
function dyingOutbound() {
  const real = createOutbound();
  const sent = Promise.withResolvers<void>();
  const woken = Promise.withResolvers<void>();
  const outbound: Outbound = {
    async post(call) {
      const answer = await real.post(call);
      sent.resolve();
      await woken.promise;
      return answer;
    },
    close: () => real.close(),
  };
  return { outbound, sent: sent.promise, wake: woken.resolve };
}

onEachEngine('webhooks of several processes', (under) => {
  test('an event whose sender died before it could write it down is sent again by another, and none is missing', async () => {
    const app = await startWebhooksApp(under);
    const { id } = await app.webhook();
    await app.happen(5);
    const { outbound, sent, wake } = dyingOutbound();
    const dying = anotherProcess(app, outbound);
    const death = dying.dispatcher.deliverDue();
    await sent;
    assert.deepEqual(app.numbersArrived(), [1]);
    await app.deliver();
    assert.deepEqual(app.arrived(), [], 'the other one still leads');
    app.clock.advance(15 * SECOND_MS);
    await app.deliver();
    assert.deepEqual(app.numbersArrived(), [1, 2, 3, 4, 5]);
    const before = await app.read(id);
    // it was not dead, but stood still
    wake();
    await death;
    assert.deepEqual(await app.read(id), before, 'who was overtaken writes nothing');
    assert.deepEqual(app.arrived(), []);
    const log = await app.deliveries(id);
    assert.deepEqual(
      log.map(({ status, attempts }) => [status, attempts]),
      Array.from({ length: 5 }, () => ['delivered', 1]),
    );
    await dying.close();
  });

  test('who stops ends what it has begun, and another goes on at once', async () => {
    const app = await startWebhooksApp(under);
    await app.webhook();
    await app.happen(3);
    const { outbound, sent, wake } = dyingOutbound();
    const stopping = anotherProcess(app, outbound);
    const delivery = stopping.dispatcher.deliverDue();
    await sent;
    const stopped = stopping.dispatcher.stop();
    wake();
    await stopped;
    await delivery;
    await app.deliver();
    assert.deepEqual(app.numbersArrived(), [1, 2, 3], 'each once, in order');
    await stopping.close();
  });

  test('a webhook that is changed while it is called is called as it is now from the next event on', async () => {
    const app = await startWebhooksApp(under);
    const { id } = await app.webhook();
    await app.happen(3);
    const { outbound, sent, wake } = dyingOutbound();
    const process = anotherProcess(app, outbound);
    const delivery = process.dispatcher.deliverDue();
    await sent;
    const url = app.receiver.url.replace('/hook', '/moved');
    assert.equal((await app.send('PATCH', `/api/v1/webhooks/${id}`, { url })).status, 200);
    wake();
    await delivery;
    assert.deepEqual(
      app.arrived().map(({ path, event }) => [path, event.data.number]),
      [
        ['/hook', 1],
        ['/moved', 2],
        ['/moved', 3],
      ],
    );
    await process.close();
  });

  test('rights that are lost while a receiver is slow hold what comes after', async () => {
    const app = await startWebhooksApp(under);
    await app.webhook({ types: ['com.milldash.session.*'], people_events: true });
    await app.happen(2, 'com.milldash.session.started');
    const { outbound, sent, wake } = dyingOutbound();
    const process = anotherProcess(app, outbound);
    const delivery = process.dispatcher.deliverDue();
    await sent;
    const users = app.services.store.access<UsersTables>();
    await users.updateTable('users').set({ access_role: 'VIEWER' }).execute();
    app.clock.advance(6 * SECOND_MS);
    wake();
    await delivery;
    assert.equal(app.arrived().length, 1);
    await process.close();
  });

  test('a webhook that is deleted while it is called leaves nothing behind', async () => {
    const app = await startWebhooksApp(under);
    const { id } = await app.webhook();
    await app.happen(2);
    const { outbound, sent, wake } = dyingOutbound();
    const process = anotherProcess(app, outbound);
    const delivery = process.dispatcher.deliverDue();
    await sent;
    assert.equal((await app.send('DELETE', `/api/v1/webhooks/${id}`)).status, 204);
    wake();
    await delivery;
    assert.deepEqual(await app.tables.selectFrom('webhook_deliveries').selectAll().execute(), []);
    await process.close();
  });
});
