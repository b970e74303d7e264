/** A client of another broker: what is acknowledged when, what comes again, and what was missed. */
import assert from 'node:assert/strict';
import { type AddressInfo, createServer, connect as dial } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { generate, type Packet, parser } from 'mqtt-packet';
import { startExternalClient as startClient } from '../../../src/platform/transport/external-client.ts';
import { startExternalClient, type Transport } from '../../../src/platform/transport/index.ts';
import { captureLog } from '../../support/captured-log.ts';
import { brokerAddress, mosquittoProblem, mosquittoUrl, uniqueName } from '../../support/mosquitto.ts';
import { createReceiver, type TestReceiver } from '../../support/receiver.ts';
import { until } from '../../support/until.ts';
import { openGate } from './gate.ts';

const options = mosquittoProblem === undefined ? {} : { skip: mosquittoProblem };

describe('another broker', options, () => {
  const captured = captureLog();
  const started: Transport[] = [];
  let device: MqttClient;
  before(async () => {
    device = await connectAsync(mosquittoUrl, { protocolVersion: 5 });
  });
  after(async () => {
    for (const transport of started) await transport.stop();
    await device.endAsync();
    await captured[Symbol.asyncDispose]();
  });

  async function start(receiver: TestReceiver, more: { clientId?: string; url?: string } = {}) {
    const transport = await startExternalClient(
      {
        url: mosquittoUrl,
        user: undefined,
        password: undefined,
        ca: undefined,
        clientId: uniqueName('milldash'),
        packetBytesMax: 65_536,
        log: captured.log,
        ...more,
      },
      receiver,
    );
    started.push(transport);
    return transport;
  }
  const ready = (transport: Transport) =>
    until('it has subscribed', () => transport.state().connections === 1 && transport.state().trouble === undefined);
  const bodies = ({ received }: TestReceiver) => received.map(({ payload }) => String(payload));

  test('what could not be stored comes again, and is acknowledged once it is', async () => {
    const topic = uniqueName('plc');
    const receiver = createReceiver([topic]);
    const clientId = uniqueName('milldash');
    const transport = await start(receiver, { clientId });
    await ready(transport);
    receiver.failure = new Error('no database');
    await device.publishAsync(topic, '1', { qos: 1 });
    await until('it is refused', () => receiver.received.length > 0);
    receiver.failure = undefined;
    await until('it comes again', () => receiver.received.length > 1);
    await device.publishAsync(topic, '2', { qos: 1 });
    await until('the next one comes', () => bodies(receiver).includes('2'));
    await transport.stop();
    const again = createReceiver([topic]);
    const second = await start(again, { clientId });
    await ready(second);
    await device.publishAsync(topic, '3', { qos: 1 });
    await until('only what is new comes', () => again.received.length > 0);
    assert.deepEqual(bodies(again), ['3']);
  });

  for (const group of ['', `$share/${uniqueName('group')}/`]) {
    const whose = group === '' ? '' : ', also where it takes turns';
    test(`a topic of an earlier time goes out of the session with its first message${whose}`, async () => {
      const [former, kept] = [uniqueName('plc'), uniqueName('plc')];
      const clientId = uniqueName('milldash');
      const open = async (topics: readonly string[]) => {
        const receiver = createReceiver(topics);
        const address = { ...brokerAddress, clientId, log: captured.log };
        const filters = topics.map((topic) => `${group}${topic}`);
        const client = startClient({ ...address, filters, keepsSession: true }, receiver);
        started.push(client);
        await client.ready;
        return { receiver, client };
      };
      const before = await open([former, kept]);
      await before.client.stop();
      const { receiver, client } = await open([kept]);
      await device.publishAsync(former, '1', { qos: 1 });
      await until('it comes', () => receiver.received.length === 1);
      await until('it has ended', () => captured.console().includes(former));
      await device.publishAsync(former, '2', { qos: 1 });
      await device.publishAsync(kept, '3', { qos: 1 });
      await until('what is subscribed to comes', () => bodies(receiver).includes('3'));
      assert.deepEqual(bodies(receiver), ['1', '3']);
      await client.stop();
    });
  }

  test('a filter that is not set up any more goes out of the session with its first message', async () => {
    const [former, kept, clientId] = [uniqueName('nodes'), uniqueName('plc'), uniqueName('milldash')];
    const filter = `${former}/+/data`;
    const first = await start(createReceiver([kept, filter]), { clientId });
    await ready(first);
    await first.stop();
    const receiver = { ...createReceiver([kept]), idleFilters: [filter] };
    await ready(await start(receiver, { clientId }));
    await device.publishAsync(`${former}/1/data`, '1', { qos: 1 });
    await until('it has ended', () => captured.console().includes(former));
    await device.publishAsync(`${former}/2/data`, '2', { qos: 1 });
    await device.publishAsync(kept, '3', { qos: 1 });
    await until('what is subscribed to comes', () => bodies(receiver).includes('3'));
    assert.deepEqual(bodies(receiver), ['1', '3']);
  });

  test('many wait for their commit at once, and none is acknowledged before it', async () => {
    const topic = uniqueName('plc');
    const receiver = createReceiver([topic]);
    const clientId = uniqueName('milldash');
    const transport = await start(receiver, { clientId });
    await ready(transport);
    receiver.hold();
    await Promise.all(Array.from({ length: 15 }, (_, at) => device.publishAsync(topic, String(at), { qos: 1 })));
    await until('all have come before the first is stored', () => receiver.received.length === 15);
    const stopped = transport.stop();
    receiver.letGo(new Error('killed'));
    await stopped;
    const again = createReceiver([topic]);
    await start(again, { clientId });
    await until('all come again', () => again.received.length === 15);
    assert.deepEqual(bodies(again), bodies(receiver), 'in their order');
  });

  test('what comes while it stops is left to who comes next, and what is being stored is acknowledged', async () => {
    const topic = uniqueName('plc');
    const receiver = createReceiver([topic]);
    const stored: string[] = [];
    const [early, late] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const publish = (first: number) =>
      Promise.all([0, 1, 2, 3, 4].map((at) => device.publishAsync(topic, String(first + at), { qos: 1 })));
    receiver.receive = async ({ payload }) => {
      const body = String(payload);
      receiver.received.push({ topic, payload, sender: null, patienceMs: 0 });
      await (Number(body) < 5 ? early : late).promise;
      stored.push(body);
    };
    const clientId = uniqueName('milldash');
    const transport = await start(receiver, { clientId });
    await ready(transport);
    await publish(0);
    await until('they are being stored', () => receiver.received.length === 5);
    const stopped = transport.stop();
    const witness = await connectAsync(mosquittoUrl, { protocolVersion: 5 });
    let seen = 0;
    witness.on('message', () => void seen++);
    await witness.subscribeAsync(topic, { qos: 1 });
    await publish(5);
    await until('others have got them', () => seen === 5);
    await witness.endAsync();
    early.resolve();
    await stopped;
    late.resolve();
    const again = createReceiver([topic]);
    await start(again, { clientId });
    await until('what was left comes', () => again.received.length >= 5);
    await device.publishAsync(topic, 'last', { qos: 1 });
    await until('nothing else is behind it', () => bodies(again).includes('last'));
    assert.deepEqual([...stored, ...bodies(again)], [...'0123456789', 'last']);
  });

  test('what we have published is answered while it stops, also where there is no room for what comes', async () => {
    const topic = uniqueName('plc');
    const receiver = createReceiver([topic]);
    const transport = await start(receiver);
    await ready(transport);
    receiver.hasRoom(false);
    await device.publishAsync(topic, '1', { qos: 1 });
    await until('nothing more is read', () => receiver.received.length === 1);
    let isAnswered = false;
    void transport.publish(uniqueName('said'), '1').then(() => {
      isAnswered = true;
    });
    await transport.stop();
    assert.ok(isAnswered);
  });

  test('a session is not ended where its connection has ended meanwhile, though it is open again', async () => {
    const topic = uniqueName('plc');
    const clientId = uniqueName('milldash');
    const address = { url: mosquittoUrl, user: undefined, password: undefined, ca: undefined, packetBytesMax: 65_536 };
    const client = startClient(
      { ...address, log: captured.log, clientId, filters: [topic], keepsSession: true },
      createReceiver([topic]),
    );
    started.push(client);
    await ready(client);
    // so long that it looks seldom
    const retired = client.retire(10_000);
    retired.catch(() => {});
    const namesake = await connectAsync(mosquittoUrl, {
      protocolVersion: 5,
      clientId,
      clean: false,
      reconnectPeriod: 0,
      properties: { sessionExpiryInterval: 60 },
    });
    await until('it is pushed off', () => client.state().connections === 0);
    await ready(client);
    await assert.rejects(retired, /ended before/);
    assert.equal(client.state().connections, 1);
    await namesake.endAsync();
  });

  test('what is published while we are away comes later, once', async () => {
    const topic = uniqueName('plc');
    const clientId = uniqueName('milldash');
    const transport = await start(createReceiver([topic]), { clientId });
    await ready(transport);
    await transport.stop();
    for (const body of ['a', 'b', 'c']) await device.publishAsync(topic, body, { qos: 1 });
    const receiver = createReceiver([topic]);
    const again = await start(receiver, { clientId });
    await ready(again);
    await device.publishAsync(topic, 'd', { qos: 1 });
    await until('the last one comes', () => bodies(receiver).includes('d'));
    assert.deepEqual(bodies(receiver), ['a', 'b', 'c', 'd']);
  });

  test('where no broker answers it says so, and goes on trying', async () => {
    const transport = await start(createReceiver(['x']), { url: 'mqtt://127.0.0.1:9' });
    await until('it has tried', () => transport.state().trouble === 'The broker does not answer.');
    assert.equal(transport.state().connections, 0);
    await transport.stop();
  });

  test('what is published while the broker is away goes out when it is back', async () => {
    const topic = uniqueName('said');
    const heard: string[] = [];
    const witness = await connectAsync(mosquittoUrl, { protocolVersion: 5 });
    witness.on('message', (_topic, payload) => void heard.push(String(payload)));
    await witness.subscribeAsync(topic, { qos: 1 });
    let isAway = true;
    const { hostname, port } = new URL(mosquittoUrl);
    const way = createServer((near) => {
      if (isAway) return near.destroy();
      const far = dial(Number(port || 1883), hostname);
      near.on('error', () => {}).on('close', () => far.destroy());
      far.on('error', () => {}).on('close', () => near.destroy());
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve));
    const transport = await start(createReceiver([uniqueName('plc')]), {
      url: `mqtt://127.0.0.1:${(way.address() as AddressInfo).port}`,
    });
    const published = ['1', '2', '3'].map((body) => transport.publish(topic, body));
    await until('it has tried', () => transport.state().trouble === 'The broker does not answer.');
    isAway = false;
    await Promise.all(published);
    await until('all are heard', () => heard.length === 3);
    assert.deepEqual(heard, ['1', '2', '3']);
    await transport.stop();
    await witness.endAsync();
    way.close();
  });

  test('where a broker has refused it once it tries again', async () => {
    let refusals = 0;
    const busy = createServer((near) => {
      near.on('error', () => {}).unref();
      if (refusals++ > 0) return;
      near.once('data', () =>
        near.end(generate({ cmd: 'connack', reasonCode: 0x89, sessionPresent: false }, { protocolVersion: 5 })),
      );
    });
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    busy.unref();
    const { port } = busy.address() as AddressInfo;
    const transport = await start(createReceiver(['x']), { url: `mqtt://127.0.0.1:${port}` });
    await until('it is refused, and comes again', () => refusals > 1);
    busy.close();
    await transport.stop();
  });

  test('what is retained comes once, however often it connects', async () => {
    const topic = uniqueName('plc');
    const gate = await openGate(() => true);
    const receiver = createReceiver([topic]);
    const transport = await start(receiver, { url: gate.url });
    await ready(transport);
    await device.publishAsync(topic, '1', { qos: 1, retain: true });
    await until('it comes', () => receiver.received.length === 1);
    // what is not acknowledged yet comes again
    await pause(200);
    gate.cut();
    await until('it is away', () => transport.state().connections === 0);
    await ready(transport);
    await device.publishAsync(topic, '', { qos: 1, retain: true });
    await until('the next one comes', () => bodies(receiver).includes(''));
    assert.deepEqual(bodies(receiver), ['1', '']);
    gate.close();
  });

  /** A broker that grants what a test says. @param granted how often it was asked, from 1 on */
  async function openStrict(granted: (asked: number) => number[]) {
    const asked = { connections: 0, subscriptions: 0 };
    const strict = createServer((near) => {
      asked.connections++;
      const reader = parser({ protocolVersion: 5 });
      const answer = (packet: Packet) => near.write(generate(packet, { protocolVersion: 5 }));
      reader.on('packet', (packet) => {
        const { messageId = 0 } = packet;
        if (packet.cmd === 'connect') answer({ cmd: 'connack', reasonCode: 0, sessionPresent: false });
        if (packet.cmd === 'subscribe') answer({ cmd: 'suback', messageId, granted: granted(++asked.subscriptions) });
        if (packet.cmd === 'unsubscribe') answer({ cmd: 'unsuback', messageId, granted: [0, 0] });
        if (packet.cmd === 'disconnect') near.end();
      });
      near
        .on('error', () => {})
        .on('data', (bytes) => reader.parse(bytes))
        .unref();
    });
    await new Promise<void>((resolve) => strict.listen(0, '127.0.0.1', resolve));
    strict.unref();
    const { port } = strict.address() as AddressInfo;
    return { asked, url: `mqtt://127.0.0.1:${port}`, close: () => strict.close() };
  }
  const refusal = 'The broker refuses subscriptions to y.';
  const ofStrict = (url: string, subscribeAgainMs: number) => ({
    ...brokerAddress,
    url,
    log: captured.log,
    clientId: uniqueName('milldash'),
    filters: ['x', 'y'],
    keepsSession: true,
    subscribeAgainMs,
  });

  test('where a broker refuses a subscription it stays connected, and says which', async () => {
    const strict = await openStrict(() => [1, 0x87]);
    const transport = await start(createReceiver(['x', 'y']), { url: strict.url });
    await until('it says so', () => transport.state().trouble === refusal);
    await pause(1_500);
    assert.deepEqual(
      [transport.state().trouble, transport.state().connections, strict.asked.connections],
      [refusal, 1, 1],
    );
    await transport.stop();
    strict.close();
  });

  test('where a broker grants later what it has refused it is heard of, in the same connection', async () => {
    const strict = await openStrict((asked) => (asked < 3 ? [1, 0x87] : [1, 1]));
    const client = startClient(ofStrict(strict.url, 50), createReceiver(['x', 'y']));
    started.push(client);
    await client.ready;
    await ready(client);
    await pause(200);
    assert.deepEqual(strict.asked, { connections: 1, subscriptions: 3 }, 'and it is not asked again');
    await client.stop();
    strict.close();
  });

  test('a session that is being ended is not subscribed again, though it was refused a subscription', async () => {
    const strict = await openStrict(() => [1, 0x87]);
    const client = startClient(ofStrict(strict.url, 100), createReceiver(['x', 'y']));
    started.push(client);
    await until('it says so', () => client.state().trouble === refusal);
    const retired = client.retire(500);
    const { subscriptions } = strict.asked;
    await retired;
    assert.equal(strict.asked.subscriptions, subscriptions);
    strict.close();
  });
});
