/** `/asyncapi.json`: that nothing is missing in it, and that what is sent is as it says. */
import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { Check } from 'typebox/value';
import { isOfTopic, topicDescriptions, topicRights } from '../../src/app/channels.ts';
import { describedServers } from '../../src/app/described-servers.ts';
import { readConfig } from '../../src/config/index.ts';
import { systemActor } from '../../src/kernel/access.ts';
import { clientFrames, serverFrames } from '../../src/modules/events/index.ts';
import { describeChannels } from '../../src/platform/http/asyncapi.ts';
import { endings } from '../../src/platform/realtime/index.ts';
import { maySubscribe } from '../../src/platform/transport/topic-rights.ts';
import { eventCatalogue } from '../../src/services/event-catalogue.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { requireDescribed } from '../support/described-events.ts';
import { onEngine } from '../support/engines.ts';
import { openLive } from '../support/live-client.ts';

const root = new URL('../..', import.meta.url).pathname;

test('every type of event that stands in the code is in the catalogue, and none twice', async () => {
  const types = eventCatalogue.map(({ type }) => type);
  assert.deepEqual(types, [...new Set(types)]);
  const unknown: string[] = [];
  for await (const file of glob('src/modules/**/*.ts', { cwd: root })) {
    if (/\.(test|schemas)\.ts$|routes\.ts$|event-types\.ts$/.test(file)) continue;
    const text = await readFile(`${root}/${file}`, 'utf8');
    for (const [, type = ''] of text.matchAll(/type: ['`](com\.milldash\.[^'`]+)['`]/g)) {
      // of what is put in only the beginning is known
      const [fixed = ''] = type.split('${');
      if (!types.some((known) => (fixed === type ? known === type : known.startsWith(fixed)))) unknown.push(type);
    }
  }
  assert.deepEqual(unknown, [], 'add them to event-types.ts of their module');
});

test('what a test tells and nobody describes is refused, and what is not as described too', () => {
  assert.throws(() => requireDescribed({ type: 'com.milldash.machine.exploded', data: {} }), /No module describes/);
  const data = { api_key_id: '7' };
  requireDescribed({ type: 'com.milldash.api-key.revoked', data });
  const secret = { ...data, key: 'mdk_7' };
  assert.throws(() => requireDescribed({ type: 'com.milldash.api-key.revoked', data: secret }), /not as/);
});

test('channels and messages have one name each, and no channel speaks of a message that is not there', () => {
  const channel = { name: 'a', address: 'a', server: 'mqtt', summary: 'A', permissions: {}, sent: ['x'] } as const;
  const version = '1';
  const lastWill = { topic: 'a', message: 'gone', qos: 1 } as const;
  const servers = { mqtt: [], lastWill };
  assert.throws(
    () => describeChannels({ servers, messages: [], channels: [channel] }, { version }),
    /nobody describes: x/,
  );
  const twice = [
    { ...channel, sent: [] },
    { ...channel, sent: [] },
  ];
  assert.throws(() => describeChannels({ servers, messages: [], channels: twice }, { version }), /name 'a'/);
});

onEngine('sqlite', 'channels', (under) => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp(under);
  });

  test('every line of the rights to topics is described, and every description has a line', () => {
    const rights = topicRights(app.config);
    const topics = topicDescriptions(app.config);
    const silent = rights.filter((right) => !topics.some((topic) => isOfTopic(right, topic)));
    const idle = topics.filter((topic) => !rights.some((right) => isOfTopic(right, topic)));
    assert.deepEqual({ silent, idle }, { silent: [], idle: [] }, 'a topic is an entry beside its rights');
  });

  test('who may read all reads each kind of all machines, and by no filter several kinds', () => {
    const rights = topicRights(app.config);
    const may = (filter: string) => maySubscribe(rights, systemActor('reads everything'), filter);
    const machines = 'milldash/v1/machines';
    for (const granted of [`${machines}/+/cuts`, `${machines}/m1/status`, 'spBv1.0/#'])
      assert.ok(may(granted), granted);
    for (const refused of [`${machines}/+/+`, `${machines}/m1/#`, `${machines}/#`]) assert.ok(!may(refused), refused);
  });

  test('the document is for everybody, is fetched once, and keeps events of people from topics', async () => {
    const answer = await app.app.inject('/asyncapi.json');
    assert.equal(answer.statusCode, 200);
    const again = await app.app.inject({
      url: '/asyncapi.json',
      headers: { 'if-none-match': String(answer.headers.etag) },
    });
    assert.equal(again.statusCode, 304);
    const { channels, operations } = answer.json();
    const [byMqtt, live] = [Object.keys(channels.events.messages), Object.keys(channels.eventStream.messages)];
    assert.ok(byMqtt.includes('com.milldash.ticket.opened'));
    assert.deepEqual(
      [...new Set(live.filter((type) => !byMqtt.includes(type)).map((type) => type.split('.')[2]))].sort(),
      ['api-key', 'session', 'user'],
    );
    assert.equal(operations.receiveEvents, undefined, 'nobody publishes events but MillDash');
    assert.match(operations.receiveCutsOfMachine.description, /cuts:record/);
  });

  test('operations say what MillDash does: it sends no commands to devices, and asks nodes for births with QoS 0', async () => {
    const { channels, operations } = (await app.app.inject('/asyncapi.json')).json();
    const { sparkplugDeviceCommand: commands } = channels;
    assert.equal(commands.address, 'spBv1.0/{group}/DCMD/{node}/{device}');
    assert.deepEqual(Object.keys(commands.parameters), ['group', 'node', 'device']);
    assert.match(commands.description, /`cuts:record` or/);
    const ofDevices = (operation: { channel: { $ref: string } }) =>
      operation.channel.$ref === '#/channels/sparkplugDeviceCommand';
    assert.ok(!Object.values(operations as Record<string, never>).some(ofDevices));
    assert.equal(operations.sendSparkplugNodeCommand.bindings.mqtt.qos, 0);
    assert.equal(operations.receiveCutsOfMachine.bindings.mqtt.qos, 1);
  });

  test('live connections say what their address takes, and every code and word that ends one', async () => {
    const { channels, operations } = (await app.app.inject('/asyncapi.json')).json();
    const parametersOf = (schema: { properties: object }) => Object.keys(schema.properties).sort();
    const filters = ['after', 'machines', 'ticket', 'topics', 'types'];
    assert.deepEqual(parametersOf(channels.liveSocket.bindings.ws.query), filters);
    assert.deepEqual(parametersOf(channels.oldSocket.bindings.ws.query), ['client_id']);
    const { query, 'x-headers': headers } = operations.sendEventStream.bindings.http;
    assert.deepEqual(parametersOf(query), [...filters, 'until'].sort());
    assert.deepEqual(parametersOf(headers), ['last-event-id']);
    const codes = Object.entries<string>(channels.liveSocket['x-endings']);
    assert.deepEqual(
      codes.map(([code, text]) => [text.split(':', 1)[0], Number(code)]),
      Object.entries(endings).toSorted(([, one], [, other]) => one - other),
    );
    const page = await readFile(`${root}/docs/realtime.md`, 'utf8');
    for (const code of [4401, 4403, 4408, 4410, 4429, 4430, 4503, 1001, 1003, 1009])
      assert.ok(page.includes(`${code}`));
    assert.ok(channels.eventStream['x-endings']['too-slow'].length > 0);
  });

  test('an array of points may be empty, as it is taken, and a last will is described', async () => {
    const { components, channels, servers } = (await app.app.inject('/asyncapi.json')).json();
    const [, list] = components.messages.cutsOfMachine.payload.anyOf;
    assert.equal(list.minItems, undefined);
    const message = { topic: 'milldash/v1/machines/nobody/cuts', payload: Buffer.from('[]'), sender: null };
    await app.services.signals.receive({ ...message, patienceMs: 10_000 });
    assert.deepEqual((await app.services.deadLetters.listDeadLetters({})).items, []);
    assert.match(channels.statusOfMachine.description, /last will/);
    assert.equal(servers.mqtt.bindings.mqtt.lastWill.topic, channels.statusOfMachine.address);
  });

  test('the servers are of the kind that is set up, and a stranger learns no address of the factory', async () => {
    const mqttOf = (environment: Record<string, string>) =>
      describedServers(readConfig({ DATA_DIR: app.config.dataDir, ...environment })).mqtt;
    const certificate = { MQTT_TLS_CERT: 'certificate.pem', MQTT_TLS_KEY: 'key.pem' };
    assert.deepEqual(
      mqttOf({ MQTT_HOST: '10.0.0.7', ...certificate }).map(({ protocol }) => protocol),
      ['mqtt', 'mqtts'],
    );
    const [other] = mqttOf({ MQTT_URL: 'wss://factory:secret@broker.example/hidden' });
    assert.deepEqual([other?.protocol, other?.protocolVersion], ['wss', '5']);
    assert.doesNotMatch(JSON.stringify(other), /factory|secret|broker\.example|hidden/);
    const [none] = mqttOf({ MQTT_EMBEDDED: 'false' });
    assert.match(none?.description ?? '', /None is set up/);
    const { servers } = (await app.app.inject('/asyncapi.json')).json();
    const hosts = Object.values<{ host: string; variables: object }>(servers).map(({ host, variables }) => [
      host,
      Object.keys(variables).map((name) => `{${name}}`),
    ]);
    assert.deepEqual(hosts, [
      ['{broker}', ['{broker}']],
      ['{host}', ['{host}']],
      ['{host}', ['{host}']],
    ]);
  });

  test('the frames of a live connection are as they are described', async () => {
    const base = await app.app.listen({ host: '127.0.0.1', port: 0 });
    const live = await openLive(base, '', { headers: await app.signIn('VIEWER') });
    const said = [
      { type: 'subscribe', subscription: 'a', topics: ['test'] },
      { type: 'subscribe', topics: ['machine'], after: '1:999' },
      { type: 'unsubscribe', subscription: 'b' },
      { type: 'ping' },
      { type: 'authenticate', token: 'nobody' },
    ];
    for (const message of said.slice(0, 4)) live.send(message);
    await live.next('pong');
    await live.next('live');
    await app.services.store.transact(systemActor('test'), async (tx) =>
      tx.emit({ type: 'com.milldash.test.happened', subject: 'tests/1', data: {} }),
    );
    await live.next('events');
    live.send(said[4] as object);
    await live.closed;
    const problems = live.frames.filter(
      (frame) => !serverFrames.some(({ type, payload }) => type === frame.type && Check(payload, frame)),
    );
    assert.deepEqual(problems, []);
    const seen = new Set(live.frames.map(({ type }) => type));
    for (const type of ['ready', 'subscribed', 'unsubscribed', 'live', 'events', 'pong', 'error'])
      assert.ok(seen.has(type), type);
    for (const message of said) {
      assert.ok(
        clientFrames.some(({ type, payload }) => type === message.type && Check(payload, message)),
        message.type,
      );
    }
  });
});
