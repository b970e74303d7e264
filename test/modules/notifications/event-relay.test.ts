import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAsync, type MqttClient } from 'mqtt';
import { type Actor, type Permission, systemActor } from '../../../src/kernel/access.ts';
import { MINUTE_MS, SECOND_MS } from '../../../src/kernel/clock.ts';
import { DomainError } from '../../../src/kernel/errors.ts';
import { eventToWire, liveLog } from '../../../src/modules/events/index.ts';
import { createEventRelay, relayRights } from '../../../src/modules/notifications/index.ts';
import type { EventRelayParts } from '../../../src/modules/notifications/relay/event-relay.ts';
import type { NotificationTables } from '../../../src/modules/notifications/tables.ts';
import type { OutboxTables } from '../../../src/platform/outbox/index.ts';
import { startEmbeddedBroker, startExternalClient, type Transport } from '../../../src/platform/transport/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type EngineUnderTest, onEachEngine } from '../../support/engines.ts';
import { mosquittoProblem, mosquittoUrl, uniqueName } from '../../support/mosquitto.ts';
import { createReceiver } from '../../support/receiver.ts';
import { openScriptedBroker } from '../../support/scripted-broker.ts';
import { until } from '../../support/until.ts';

const EVENTS = 'milldash/v1/events';
const actor = systemActor('test');

/** The whole app, and what a listener hears of it. */
async function startRelays(under: EngineUnderTest) {
  const app = await startTestApp(under);
  const { store, clock, settings, logs, log } = app.services;
  // other tests use the same broker, and all databases are copies of one
  const epoch = uniqueName('log');
  await store.access<OutboxTables>().updateTable('event_log').set({ epoch }).execute();
  const heard: { topic: string; event: Record<string, unknown> & { data: { number: number } } }[] = [];
  const clients: MqttClient[] = [];
  const transports: Transport[] = [];
  under.atEnd(async () => {
    for (const client of clients) client.end(true);
    for (const transport of transports) await transport.stop();
  });
  let number = 0;
  return {
    ...app,
    heard,
    transports,
    async listen(url: string, user: string) {
      const client = await connectAsync(url, {
        protocolVersion: 4,
        username: user,
        password: user,
        reconnectPeriod: 0,
      });
      clients.push(client);
      client.on('message', (topic, payload) => {
        const event = JSON.parse(String(payload));
        if (event.epoch === epoch) heard.push({ topic, event });
      });
      return client;
    },
    relay: (transport: Transport, more: Partial<EventRelayParts> = {}) =>
      createEventRelay({
        store,
        clock,
        log,
        settings,
        readLog: liveLog(logs),
        transport: () => transport,
        instance: 'one',
        messageBytesMax: 10_000,
        ...more,
      }),
    async happen(count: number, type: `com.milldash.${string}.${string}` = 'com.milldash.test.happened', more = {}) {
      await store.transact(actor, async (tx) => {
        for (let at = 0; at < count; at++) tx.emit({ type, subject: 'tests/1', data: { number: ++number, ...more } });
      });
    },
    hears: (numbers: readonly number[]) =>
      until(`it hears ${numbers.join(', ')}`, () => heard.length >= numbers.length).then(() => {
        assert.deepEqual(
          heard.splice(0).map(({ event }) => event.data.number),
          numbers,
        );
      }),
    async cursor() {
      const row = await store
        .access<NotificationTables>()
        .selectFrom('event_relays')
        .select('cursor')
        .executeTakeFirst();
      const { sequence } = await store
        .access<OutboxTables>()
        .selectFrom('event_log')
        .select('sequence')
        .executeTakeFirstOrThrow();
      return { cursor: row?.cursor, head: sequence };
    },
  };
}

async function startOurs(app: TestApp & { readonly transports: Transport[] }) {
  const may: Record<string, Permission[]> = { screen: ['events:read'], machine: ['cuts:record', 'production:read'] };
  const broker = await startEmbeddedBroker(
    {
      host: '127.0.0.1',
      port: 0,
      connectionsMax: 10,
      packetBytesMax: 65_536,
      rights: relayRights,
      async signIn(user): Promise<Actor> {
        const permissions = may[user ?? ''];
        if (permissions === undefined) throw new DomainError('token-invalid', 'No such key.');
        return { kind: 'api-key', id: String(user), name: String(user), role: null, permissions: new Set(permissions) };
      },
      findCurrentActor: async (known) => known,
      log: app.services.log,
    },
    createReceiver([]),
  );
  app.transports.push(broker);
  return { broker, url: broker.state().addresses[0] ?? '' };
}

onEachEngine('events by our own broker', (under) => {
  test('whoever may read events hears each as it is, in order; nobody hears of people, and nobody else publishes', async () => {
    const app = await startRelays(under);
    const { broker, url } = await startOurs(app);
    const relay = app.relay(broker);
    await app.happen(3);
    await relay.relayDue();
    assert.deepEqual(relay.state(), { does: 'unheard', events: 0, behind: 0, trouble: undefined });
    const screen = await app.listen(url, 'screen');
    const machine = await app.listen(url, 'machine');
    const granted = async (client: MqttClient, topic: string) =>
      (await client.subscribeAsync(topic, { qos: 1 }))[0]?.qos;
    await assert.rejects(granted(machine, `${EVENTS}/+`));
    assert.equal(await granted(screen, `${EVENTS}/+`), 1);
    await app.happen(2);
    await app.signIn('VIEWER');
    await app.happen(300, 'com.milldash.test.counted');
    await app.happen(1, 'com.milldash.test.long', { text: 'x'.repeat(10_000) });
    await app.happen(1);
    await relay.relayDue();
    await until('all have come', () => app.heard.length >= 303);
    assert.deepEqual(
      app.heard.map(({ event }) => event.data.number),
      [4, 5, ...Array.from({ length: 300 }, (_, at) => 6 + at), 307],
      'in order, nothing of accounts and sessions, nothing that is too long',
    );
    const { topic, event } = app.heard[0] as (typeof app.heard)[0];
    const page = await app.services.logs.readEvents({ subject: 'tests/1', limit: 4 });
    assert.equal(topic, `${EVENTS}/com.milldash.test.happened`);
    assert.deepEqual(event, eventToWire(page.items[3] as (typeof page.items)[0], page.epoch));
    assert.deepEqual(relay.state(), { does: 'relays', events: 303, behind: 0, trouble: undefined });
    screen.publish(`${EVENTS}/com.milldash.test.happened`, '{"forged":true}');
    await until('who forges an event is cut off', () => !screen.connected);
  });

  test('it goes on where it stopped when those who listened are back, and follows where nobody is', async () => {
    const app = await startRelays(under);
    const { broker, url } = await startOurs(app);
    const before = app.relay(broker);
    const screen = await app.listen(url, 'screen');
    await screen.subscribeAsync(`${EVENTS}/#`, { qos: 1 });
    await before.relayDue();
    await app.happen(2);
    await before.relayDue();
    await app.hears([1, 2]);
    await before.stop();
    await screen.endAsync();
    await app.happen(2);
    const after = app.relay(broker);
    await after.relayDue();
    const again = await app.listen(url, 'screen');
    await again.subscribeAsync(`${EVENTS}/#`, { qos: 1 });
    await after.relayDue();
    await app.hears([3, 4]);
    await again.endAsync();
    await until('nobody listens', () => !broker.isHeard(`${EVENTS}/#`));
    await app.happen(2);
    app.clock.advance(2 * MINUTE_MS);
    await after.relayDue();
    const { cursor, head } = await app.cursor();
    assert.equal(cursor, head, 'nothing is kept for somebody who may never come');
  });
});

onEachEngine('events by another broker', (under) => {
  const options = mosquittoProblem === undefined ? {} : { skip: mosquittoProblem };

  async function startAnother(app: Awaited<ReturnType<typeof startRelays>>, url = mosquittoUrl) {
    const transport = await startExternalClient(
      {
        url,
        user: undefined,
        password: undefined,
        ca: undefined,
        clientId: uniqueName('milldash'),
        packetBytesMax: 65_536,
        log: app.services.log,
      },
      createReceiver([uniqueName('plc')]),
    );
    app.transports.push(transport);
    await until('it is connected', () => transport.isHeard(`${EVENTS}/#`));
    return transport;
  }
  const allow = (app: TestApp, value: string) => app.services.settings.changeSetting(actor, 'mqtt.relay_events', value);

  test('one process of two relays, another goes on when it has died, and nothing is missing', options, async () => {
    const app = await startRelays(under);
    const transport = await startAnother(app);
    const listener = await app.listen(mosquittoUrl, uniqueName('listener'));
    await listener.subscribeAsync(`${EVENTS}/#`, { qos: 1 });
    const [one, other] = [app.relay(transport), app.relay(await startAnother(app))];
    await one.relayDue();
    assert.equal(one.state().does, 'off', 'another broker is told nothing unless somebody says so');
    await allow(app, 'always');
    await one.relayDue();
    await other.relayDue();
    assert.deepEqual([one.state().does, other.state().does], ['relays', 'elsewhere']);
    await app.happen(450);
    await one.relayDue();
    await app.hears(Array.from({ length: 450 }, (_, at) => 1 + at));
    app.clock.advance(2 * SECOND_MS);
    await one.relayDue();
    await app.happen(2);
    await one.relayDue();
    await app.hears([451, 452]);
    // it has died: what it had not written down comes again
    app.clock.advance(15 * SECOND_MS);
    await other.relayDue();
    await app.hears([451, 452]);
    await app.happen(1);
    await other.relayDue();
    await app.hears([453]);
    // it was not dead, but stood still
    await one.relayDue();
    await other.stop();
    await app.happen(1);
    await one.relayDue();
    await app.hears([454]);
  });

  test('what a connection takes with it comes once, by the process that goes on', options, async () => {
    const app = await startRelays(under);
    await allow(app, 'always');
    const silent = await openScriptedBroker();
    under.atEnd(async () => silent.close());
    const [one, other] = [app.relay(await startAnother(app, silent.url)), app.relay(await startAnother(app))];
    const listener = await app.listen(mosquittoUrl, uniqueName('listener'));
    await listener.subscribeAsync(`${EVENTS}/com.milldash.test.happened`, { qos: 1 });
    await one.relayDue();
    await app.happen(2);
    const looking = assert.rejects(one.relayDue(), /ended before/);
    const sent = () => silent.packets.filter(({ cmd }) => cmd === 'publish').length;
    await until('they are on their way', () => sent() === 2);
    silent.connections[0]?.cut();
    await looking;
    await one.relayDue();
    assert.equal(one.state().does, 'unheard');
    await other.relayDue();
    await app.hears([1, 2]);
    await until('it is connected again', () => silent.connections.length === 2);
    await one.relayDue();
    assert.equal(sent(), 2);
  });

  test('an event that is longer than the broker takes is passed over, and holds up nothing', async () => {
    const app = await startRelays(under);
    await allow(app, 'always');
    const said: number[] = [];
    const narrow = await openScriptedBroker(
      (packet, { send, cut }) => {
        if (packet.cmd !== 'publish') return;
        // as Mosquitto does
        if ((packet.length ?? 0) > 2_000) return cut();
        const { number } = JSON.parse(String(packet.payload)).data;
        if (number !== undefined) said.push(number);
        send({ cmd: 'puback', messageId: packet.messageId ?? 0, reasonCode: 0 });
      },
      () => ({ properties: { maximumPacketSize: 2_000 } }),
    );
    under.atEnd(async () => narrow.close());
    const relay = app.relay(await startAnother(app, narrow.url));
    await relay.relayDue();
    await app.happen(1);
    await app.happen(1, 'com.milldash.test.long', { text: 'x'.repeat(2_000) });
    await app.happen(2);
    await relay.relayDue();
    assert.deepEqual(said, [1, 3, 4]);
    assert.deepEqual([relay.state().behind, narrow.connections.length], [0, 1]);
  });

  test('a slow broker is given each event once, and the relay moves on', async () => {
    const app = await startRelays(under);
    await allow(app, 'always');
    const said: number[] = [];
    const waiting: (() => void)[] = [];
    const slow = await openScriptedBroker((packet, { send }) => {
      if (packet.cmd !== 'publish') return;
      const { number } = JSON.parse(String(packet.payload)).data;
      if (number !== undefined) said.push(number);
      waiting.push(() => send({ cmd: 'puback', messageId: packet.messageId ?? 0, reasonCode: 0 }));
    });
    under.atEnd(async () => slow.close());
    const pace = setInterval(() => waiting.shift()?.(), 20);
    under.atEnd(async () => clearInterval(pace));
    const relay = app.relay(await startAnother(app, slow.url), { handOverLimitMs: 300 });
    await relay.relayDue();
    await app.happen(40);
    await assert.rejects(relay.relayDue(), /in time/);
    await until('all have gone', async () => {
      await relay.relayDue().catch(() => {});
      return relay.state().trouble === undefined;
    });
    assert.deepEqual(
      said,
      Array.from({ length: 40 }, (_, at) => 1 + at),
    );
    await relay.stop();
    const { cursor, head } = await app.cursor();
    assert.equal(cursor, head);
  });

  test('what is too far behind, or is not kept any more, is passed over and told', options, async () => {
    const app = await startRelays(under);
    const transport = await startAnother(app);
    await allow(app, 'always');
    const relay = app.relay(transport, { behindMax: 5 });
    const listener = await app.listen(mosquittoUrl, uniqueName('listener'));
    await listener.subscribeAsync(`${EVENTS}/com.milldash.test.happened`, { qos: 1 });
    await relay.relayDue();
    await app.happen(8);
    await relay.relayDue();
    await app.hears([4, 5, 6, 7, 8]);
    await app.happen(4);
    const { head } = await app.cursor();
    await app.services.store
      .access<OutboxTables>()
      .deleteFrom('events')
      .where('sequence', '<=', head - 2)
      .execute();
    await relay.relayDue();
    await app.hears([11, 12]);
    const { items } = await app.services.logs.readEvents({
      types: [{ text: 'com.milldash.event-relay.skipped', isPrefix: false }],
      limit: 10,
    });
    const told = items.map(({ data }) => JSON.parse(data));
    assert.deepEqual(told.at(-1), { relay: 'broker', from: head - 4, to: head - 2, reason: 'pruned' });
    // switched off and on again: what happened meanwhile stays untold
    await allow(app, 'never');
    await relay.relayDue();
    await app.happen(1);
    await allow(app, 'always');
    await relay.relayDue();
    await app.happen(1);
    await relay.relayDue();
    await app.hears([14]);
  });
});

onEachEngine('events by a broker that does not take each', (under) => {
  /** Another broker, as far as a relay sees it. */
  async function startTaking(app: Awaited<ReturnType<typeof startRelays>>, take: (number: number) => Promise<void>) {
    const taken: number[] = [];
    const transport: Pick<Transport, 'state' | 'isHeard' | 'publish'> = {
      state: () => ({ kind: 'external', addresses: [], connections: 1, trouble: undefined }),
      isHeard: () => true,
      async publish(_topic, payload, { signal } = {}) {
        const { number } = JSON.parse(String(payload)).data;
        if (number === undefined) return;
        const withdrawn = Promise.withResolvers<never>();
        signal?.addEventListener('abort', () => withdrawn.reject(signal.reason));
        await Promise.race([take(number), withdrawn.promise]);
        taken.push(number);
      },
    };
    await app.services.settings.changeSetting(actor, 'mqtt.relay_events', 'always');
    const relay = (more: Partial<EventRelayParts> = {}) => app.relay(transport as Transport, more);
    return { taken, relay };
  }

  /** A broker that takes nothing before the gate is opened. */
  async function startTakingLater(app: Awaited<ReturnType<typeof startRelays>>) {
    const asked: number[] = [];
    const gate = Promise.withResolvers<void>();
    const taking = await startTaking(app, (number) => {
      asked.push(number);
      return gate.promise;
    });
    return { asked, gate, ...taking };
  }

  test('an event goes out where its whole packet is as long as a message may be, and no longer', async () => {
    const app = await startRelays(under);
    const { taken, relay } = await startTaking(app, () => Promise.resolve());
    const look = relay();
    await look.relayDue();
    await look.stop();
    const from = (await app.cursor()).head;
    await app.happen(2);
    const [first] = (await liveLog(app.services.logs)(from, 1)).events;
    const payloadBytes = Buffer.byteLength(first?.json() ?? '');
    const narrow = relay({ messageBytesMax: payloadBytes + 50 });
    await narrow.relayDue();
    assert.deepEqual(taken, [], 'topic and content type count');
    await narrow.stop();
    await app.happen(2);
    const wide = relay({ messageBytesMax: payloadBytes + 200 });
    await wide.relayDue();
    assert.deepEqual(taken, [3, 4]);
    await wide.stop();
  });

  test('what went out beside an event that is refused does not go out again with it', async () => {
    const app = await startRelays(under);
    let isRefused = true;
    const { taken, relay } = await startTaking(app, async (number) => {
      if (isRefused && number === 3) throw new Error('not allowed');
    });
    const one = relay();
    await one.relayDue();
    await app.happen(5);
    for (let at = 0; at < 3; at++) await assert.rejects(one.relayDue(), /not allowed/);
    assert.deepEqual(taken, [1, 2, 4, 5]);
    await app.happen(1);
    isRefused = false;
    await one.relayDue();
    assert.deepEqual(taken, [1, 2, 4, 5, 3, 6]);
    assert.deepEqual([one.state().events >= 6, one.state().trouble], [true, undefined]);
    await one.stop();
  });

  test('a stop waits for acknowledgements that are on their way, and the next start repeats nothing', async () => {
    const app = await startRelays(under);
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { taken, relay } = await startTaking(app, () => {
      begun.resolve();
      return gate.promise;
    });
    const one = relay();
    await one.relayDue();
    await app.happen(3);
    const looking = one.relayDue();
    await begun.promise;
    const stopped = one.stop();
    gate.resolve();
    await Promise.all([looking, stopped]);
    const next = relay();
    await next.relayDue();
    assert.deepEqual(taken, [1, 2, 3]);
    await next.stop();
  });

  test('a stop keeps how far it has answered, though it does not answer the rest', async () => {
    const app = await startRelays(under);
    const asked: number[] = [];
    let doesAnswer = false;
    const { taken, relay } = await startTaking(app, (number) => {
      asked.push(number);
      return doesAnswer || number <= 3 ? Promise.resolve() : new Promise(() => {});
    });
    const one = relay();
    await one.relayDue();
    await app.happen(5);
    const looking = one.relayDue().catch(() => {});
    await until('all are on their way', () => asked.length === 5);
    await one.stop();
    await looking;
    assert.equal(one.state().trouble, undefined);
    doesAnswer = true;
    const next = relay();
    await next.relayDue();
    assert.deepEqual(taken, [1, 2, 3, 4, 5]);
    assert.deepEqual(asked.slice(5), [4, 5]);
    await next.stop();
  });

  test('what it does not take in time goes out once, by the process that goes on', async () => {
    const app = await startRelays(under);
    let doesAnswer = false;
    const { taken, relay } = await startTaking(app, (number) =>
      doesAnswer || number === 1 ? Promise.resolve() : new Promise(() => {}),
    );
    const [one, other] = [relay({ handOverLimitMs: 50 }), relay()];
    await one.relayDue();
    await app.happen(3);
    await assert.rejects(one.relayDue(), /in time/);
    app.clock.advance(16 * SECOND_MS);
    doesAnswer = true;
    await other.relayDue();
    await app.happen(1);
    await other.relayDue();
    await one.relayDue();
    assert.deepEqual(taken, [1, 2, 3, 4]);
    assert.equal(one.state().does, 'elsewhere');
    await Promise.all([one.stop(), other.stop()]);
  });

  test('no other process gives what is on its way, be its clock 5 seconds ahead', async () => {
    const app = await startRelays(under);
    const { asked, gate, taken, relay } = await startTakingLater(app);
    const [one, other] = [relay(), relay({ clock: { now: () => app.clock.now() + 5 * SECOND_MS } })];
    await one.relayDue();
    app.clock.advance(4.9 * SECOND_MS);
    await app.happen(2);
    const looking = one.relayDue();
    await until('they are on their way', () => asked.length === 2);
    app.clock.advance(7.9 * SECOND_MS);
    await other.relayDue();
    assert.equal(other.state().does, 'elsewhere');
    gate.resolve();
    await looking;
    assert.deepEqual(
      [asked, taken],
      [
        [1, 2],
        [1, 2],
      ],
    );
    await Promise.all([one.stop(), other.stop()]);
  });

  test('nor where the database took its time to say whose turn it is', async () => {
    const app = await startRelays(under);
    const { asked, gate, taken, relay } = await startTakingLater(app);
    let tookMs = 0;
    const now = () => {
      const nowMs = app.clock.now();
      app.clock.advance(tookMs);
      tookMs = 0;
      return nowMs;
    };
    let isSlow = false;
    const readLog = liveLog(app.services.logs);
    const one = relay({
      clock: { now },
      handOverLimitMs: 3 * SECOND_MS,
      async readLog(...read) {
        if (isSlow) {
          app.clock.advance(2 * SECOND_MS);
          tookMs = 8 * SECOND_MS;
        }
        isSlow = false;
        return readLog(...read);
      },
    });
    const other = relay({ clock: { now: () => app.clock.now() + 5 * SECOND_MS } });
    await one.relayDue();
    app.clock.advance(5 * SECOND_MS);
    await app.happen(2);
    isSlow = true;
    const looking = one.relayDue();
    await until('they are on their way', () => asked.length === 2);
    app.clock.advance(2.9 * SECOND_MS);
    await other.relayDue();
    assert.equal(other.state().does, 'elsewhere');
    gate.resolve();
    await looking;
    assert.deepEqual(taken, [1, 2]);
    await Promise.all([one.stop(), other.stop()]);
  });

  test('what was read when its turn had passed is left to the process that goes on', async () => {
    const app = await startRelays(under);
    const { taken, relay } = await startTaking(app, () => Promise.resolve());
    const other = relay();
    const readLog = liveLog(app.services.logs);
    let isSlow = false;
    const one = relay({
      async readLog(...asked) {
        const page = await readLog(...asked);
        if (!isSlow) return page;
        isSlow = false;
        app.clock.advance(16 * SECOND_MS);
        await other.relayDue();
        return page;
      },
    });
    await one.relayDue();
    await app.happen(2);
    isSlow = true;
    await one.relayDue();
    assert.deepEqual(taken, [1, 2]);
    assert.deepEqual([one.state().does, other.state().does], ['elsewhere', 'relays']);
    await Promise.all([one.stop(), other.stop()]);
  });
});
