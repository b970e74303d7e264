import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/kernel/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { until } from '../../support/until.ts';
import { startWebhookReceiver } from '../../support/webhook-receiver.ts';
import { isSignedBy, startWebhooksApp, type WebhooksApp } from './webhooks-app.ts';

onEachEngine('webhooks are delivered', (under) => {
  let app: WebhooksApp;

  before(async () => {
    app = await startWebhooksApp(under);
  });

  afterEach(() => app.clear());

  test('in order, as signed CloudEvents, from the moment at which the webhook was made', async () => {
    await app.happen(1);
    const { id, secret } = await app.webhook();
    await app.happen(3);
    await app.happen(1, 'com.milldash.other.happened');
    await app.deliver();
    const calls = app.arrived();
    assert.deepEqual(
      calls.map(({ event }) => event.data.number),
      [2, 3, 4],
    );
    const [call] = calls;
    assert.ok(call !== undefined);
    const { items } = (await app.send('GET', '/api/v1/events?types=com.milldash.test.*')).body;
    assert.deepEqual(call.event, items[1], 'the event as the stream has it');
    assert.equal(call.path, '/hook');
    assert.equal(call.headers['content-type'], 'application/json');
    assert.equal(call.headers['webhook-id'], items[1].id);
    assert.equal(call.headers['webhook-timestamp'], String(app.clock.now() / SECOND_MS));
    assert.ok(calls.every((each) => isSignedBy(secret, each)));
    assert.ok(!isSignedBy(secret, { ...call, body: `${call.body} ` }));
    const log = await app.deliveries(id);
    assert.deepEqual(
      log.map(({ status, attempts, response_status }) => [status, attempts, response_status]),
      [1, 2, 3].map(() => ['delivered', 1, 204]),
    );
    assert.equal(log[0].event_id, items[1].id);
    assert.equal((await app.read(id)).last_success_at, new Date(app.clock.now()).toISOString());
    await app.deliver();
    assert.deepEqual(app.arrived(), [], 'once');
  });

  test('one that fails waits alone, is tried again with growing pauses for a day, and is dead then', async () => {
    const { id } = await app.webhook();
    await app.happen(3);
    const poison = `"number":${(await lastNumber()) - 1}`;
    app.receiver.behave((response, { body }) => response.writeHead(body.includes(poison) ? 500 : 200).end('no'));
    await app.deliver();
    assert.equal(app.arrived().length, 3, 'the others are not held');
    const find = async () => (await app.deliveries(id)).find(({ status }) => status !== 'delivered');
    const first = await find();
    assert.deepEqual([first.status, first.attempts, first.response_status], ['waiting', 1, 500]);
    assert.equal(first.response_start, 'no');
    const pauses: number[] = [];
    for (let at = 0; at < 100; at++) {
      const { status, next_attempt_at } = await find();
      if (status !== 'waiting') break;
      pauses.push(Date.parse(next_attempt_at) - app.clock.now());
      app.clock.set(Date.parse(next_attempt_at) - 1);
      await app.deliver();
      assert.deepEqual(app.arrived(), [], 'not before its time');
      app.clock.advance(1);
      await app.deliver();
      assert.equal(app.arrived().length, 1);
    }
    const dead = await find();
    assert.deepEqual([dead.status, dead.next_attempt_at], ['dead', null]);
    assert.equal(Date.parse(dead.last_attempt_at) - Date.parse(dead.first_attempt_at), DAY_MS);
    assert.ok(pauses[0] !== undefined && pauses[0] <= 5 * SECOND_MS && pauses[0] >= 3.75 * SECOND_MS);
    assert.ok((pauses[4] ?? 0) > 5 * MINUTE_MS && Math.max(...pauses) <= HOUR_MS, String(pauses));
    assert.ok(pauses.length < 60, String(pauses.length));
  });

  test('a receiver that is down holds what is new in the log without a row, and gets all of it in order', async () => {
    const { id } = await app.webhook();
    app.receiver.behave(503);
    await app.happen(20);
    await app.deliver();
    assert.equal(app.arrived().length, 5, 'five failures in a row, and no more');
    assert.equal((await app.deliveries(id)).length, 5);
    await app.happen(5);
    app.clock.advance(10 * SECOND_MS);
    await app.deliver();
    assert.equal((await app.deliveries(id)).length, 5);
    assert.notEqual((await app.read(id)).failing_since, null);
    app.arrived();
    app.receiver.behave(204);
    const log = await app.deliveries(id);
    const [first] = log.toSorted((a, b) => Date.parse(a.next_attempt_at) - Date.parse(b.next_attempt_at));
    app.clock.set(first.next_attempt_at);
    await app.deliver();
    const last = await lastNumber();
    const [found, ...others] = app.numbersArrived();
    assert.equal(found, last - 24 + log.findIndex((each) => each.id === first.id), 'the one whose time has come');
    assert.deepEqual(
      others,
      Array.from({ length: 25 }, (_, at) => last - 24 + at).filter((number) => number !== found),
      'then all that waited, the oldest first',
    );
    const { failing_since, failures } = await app.read(id);
    assert.deepEqual([failing_since, failures], [null, 0]);
  });

  test('where the first failures are dead, a new event finds out that the receiver is back', async () => {
    const { id } = await app.webhook();
    app.receiver.behave(500);
    await app.happen(6);
    for (let hour = 0; hour <= 25; hour++) {
      await app.deliver();
      app.clock.advance(HOUR_MS);
    }
    const log = await app.deliveries(id);
    assert.deepEqual(
      log.map(({ status }) => status),
      [...Array.from({ length: 5 }, () => 'dead'), 'waiting'],
    );
    app.receiver.behave(204);
    app.clock.advance(HOUR_MS);
    await app.deliver();
    assert.equal((await app.deliveries(id)).at(-1).status, 'delivered');
  });

  test('Retry-After is kept to, for everything that goes there', async () => {
    const { id } = await app.webhook();
    app.receiver.behave((response) => response.writeHead(429, { 'retry-after': '120' }).end());
    await app.happen(2);
    await app.deliver();
    assert.equal(app.arrived().length, 1);
    assert.equal((await app.read(id)).held_until, new Date(app.clock.now() + 2 * MINUTE_MS).toISOString());
    app.receiver.behave(204);
    app.clock.advance(2 * MINUTE_MS - 1);
    await app.deliver();
    assert.deepEqual(app.arrived(), []);
    app.clock.advance(1_000);
    await app.deliver();
    assert.equal(app.arrived().length, 2);
  });

  test('410 deactivates, and days without a success do; both are told', async () => {
    const { id, name } = await app.webhook();
    app.receiver.behave(410);
    await app.happen(2);
    await app.newEvents();
    await app.newAudit();
    await app.deliver();
    assert.equal(app.arrived().length, 1);
    const gone = await app.read(id);
    assert.deepEqual([gone.state, gone.deactivated_because], ['deactivated', 'gone']);
    const told = (await app.newEvents()).at(-1);
    assert.deepEqual([told?.type, told?.subject, told?.data.reason], ['webhook.deactivated', `webhooks/${id}`, 'gone']);
    assert.deepEqual(
      (await app.newAudit()).map(({ action }) => action),
      ['webhook.deactivated'],
    );
    assert.ok(app.lines.some((line) => line.includes(`Webhook '${name}' was deactivated`)));

    app.receiver.behave(500);
    await app.send('POST', `/api/v1/webhooks/${id}/resume`);
    await app.happen(10);
    const began = app.clock.now();
    for (let hour = 0; hour < 100 && (await app.read(id)).state === 'active'; hour++) {
      await app.deliver();
      app.clock.advance(HOUR_MS);
    }
    const failing = await app.read(id);
    assert.deepEqual([failing.state, failing.deactivated_because], ['deactivated', 'failing']);
    assert.ok(app.clock.now() - began >= 3 * DAY_MS && app.clock.now() - began < 3 * DAY_MS + 3 * HOUR_MS);
    app.receiver.behave(204);
    app.arrived();
    await app.send('POST', `/api/v1/webhooks/${id}/resume`);
    await app.deliver();
    assert.equal(
      app.arrived().length,
      11 - (await app.deliveries(id)).filter(({ status }) => status === 'dead').length + 1,
    );
  });

  test('the log says once that a receiver does not take events, with why, and once that it does again; never its path', async () => {
    let seen = app.lines.length;
    const told = () => {
      const lines = app.lines.slice(seen).filter((line) => line.includes('The receiver of webhook'));
      seen = app.lines.length;
      return lines.map((line) => line.replace(/^\[.*?\] /, '').replace(/ \(payload.*/, ''));
    };
    const receiver = await startWebhookReceiver();
    const { id, name } = await app.webhook({ url: `${receiver.url}/canary-path?token=canary-query` });
    const deliverAll = async () => {
      for (let at = 0; at < 4; at++) {
        app.clock.advance(HOUR_MS);
        await app.deliver();
      }
    };
    const failing = `[WARN] [webhooks] The receiver of webhook '${name}' does not take events: it answered 500. They are tried again`;
    const again = `[INFO] [webhooks] The receiver of webhook '${name}' takes events again`;
    receiver.behave(500);
    await app.happen(3);
    await app.deliver();
    assert.deepEqual(told(), [failing]);
    await deliverAll();
    assert.deepEqual(told(), []);
    receiver.behave(204);
    await deliverAll();
    assert.deepEqual(told(), [again]);
    await app.happen(1);
    await app.deliver();
    assert.deepEqual(told(), []);
    // one event that is refused for ever, while others are taken
    receiver.behave((response, { event }) => response.writeHead(event.data.poison === true ? 500 : 204).end());
    await app.happen(1, 'com.milldash.test.happened', { poison: true });
    await app.happen(1);
    await app.deliver();
    assert.deepEqual(told(), [failing, again]);
    for (let at = 0; at < 3; at++) {
      await app.happen(1);
      await deliverAll();
    }
    assert.deepEqual(told(), []);
    receiver.behave((response) => response.destroy());
    await app.happen(1);
    await app.deliver();
    const [cut, ...others] = told();
    assert.match(cut ?? '', /does not take events: .*(socket|ECONNRESET|closed)/i);
    assert.deepEqual(others, []);
    assert.doesNotMatch(app.lines.filter((line) => line.includes(id)).join('\n'), /does not take.*canary/);
    // somebody begins anew with it, and it fails again
    for (const move of ['pause', 'resume']) await app.send('POST', `/api/v1/webhooks/${id}/${move}`, {});
    receiver.behave(500);
    await app.happen(1);
    await deliverAll();
    assert.deepEqual(told(), [failing]);
    await receiver.close();
  });

  test('a receiver that is slow keeps only its own events waiting, in order', async () => {
    const slow = await startWebhookReceiver();
    const released = Promise.withResolvers<void>();
    slow.behave((response) => void released.promise.then(() => response.writeHead(204).end()));
    await app.webhook({ url: slow.url });
    await app.webhook();
    await app.happen(20);
    const before = app.receiver.received.length;
    const delivery = app.deliver();
    await until('the other has all', () => app.receiver.received.length >= before + 20);
    assert.equal(slow.received.length, 1);
    released.resolve();
    await delivery;
    const numbers = app.numbersArrived();
    assert.equal(numbers.length, 20);
    assert.deepEqual(
      slow.received.map(({ event }) => event.data.number),
      numbers,
    );
    await slow.close();
  });

  test('however many receivers hang, one that answers gets its events', async () => {
    await app.services.settings.changeSetting(actor, 'webhooks.timeout_seconds', 30);
    const released = Promise.withResolvers<void>();
    let ended = 0;
    const hanging = await Promise.all(Array.from({ length: 6 }, () => startWebhookReceiver()));
    for (const one of hanging) {
      one.behave((response) => {
        response.on('close', () => void ended++);
        void released.promise.then(() => response.writeHead(204).end());
      });
      for (let at = 0; at < 4; at++) await app.webhook({ url: one.url });
    }
    await app.webhook();
    await app.happen(5);
    const before = app.receiver.received.length;
    const delivery = app.deliver();
    await until('the one that answers has all', () => app.receiver.received.length >= before + 5);
    assert.equal(ended, 0, 'all that hang hang still');
    released.resolve();
    await delivery;
    await Promise.all(hanging.map((one) => one.close()));
    await app.services.settings.resetSetting(actor, 'webhooks.timeout_seconds');
  });

  test('faults of receivers are failures, and what they answer is kept up to a kilobyte', async () => {
    await app.services.settings.changeSetting(actor, 'webhooks.timeout_seconds', 1);
    const { id } = await app.webhook();
    const outcomes: unknown[] = [];
    const faults = [
      (response) => response.writeHead(302, { location: app.receiver.url.replace('hook', 'elsewhere') }).end(),
      (response) => response.socket?.destroy(),
      (response) => response.socket?.end('HTTP/1.1 20'),
      () => {},
      (response) => response.writeHead(500).end('\u0000'.repeat(3_000)),
    ] as const satisfies Parameters<WebhooksApp['receiver']['behave']>[0][];
    for (const fault of faults) {
      app.receiver.behave(fault);
      const { body } = await app.send('POST', `/api/v1/webhooks/${id}/test`);
      outcomes.push([body.status, body.response_status]);
      if (body.response_status === null) assert.ok(body.problem.length > 10, JSON.stringify(body));
      if (body.response_status === 500) assert.equal(body.response_start.length, 1_024);
    }
    assert.deepEqual(outcomes, [
      ['dead', 302],
      ['dead', null],
      ['dead', null],
      ['dead', null],
      ['dead', 500],
    ]);
    assert.ok(
      app.receiver.received.every(({ path }) => path === '/hook'),
      'no redirect is followed',
    );
    // the status is what counts: an answer that never ends has been given
    app.receiver.behave((response) => response.writeHead(200, { 'content-length': '100' }).write('half'));
    const { body } = await app.send('POST', `/api/v1/webhooks/${id}/test`);
    assert.deepEqual([body.status, body.response_start], ['delivered', 'half']);
    await app.services.settings.resetSetting(actor, 'webhooks.timeout_seconds');
  });

  const actor = systemActor('test');
  const lastNumber = async () => {
    const { items } = (await app.send('GET', '/api/v1/events?types=com.milldash.test.*&limit=1000')).body;
    return items.at(-1).data.number;
  };
});
