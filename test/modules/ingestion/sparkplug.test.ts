/** Sparkplug B from edge nodes to what is known of machines: births, data, gaps, deaths, and values from before. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { connectAsync } from 'mqtt';
import { createMessaging } from '../../../src/app/messaging.ts';
import { type Actor, type Permission, systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../src/kernel/clock.ts';
import { sparkplugRights } from '../../../src/modules/ingestion/index.ts';
import type { Signal } from '../../../src/modules/ingestion/signals/signals.types.ts';
import { createSparkplug } from '../../../src/modules/ingestion/sparkplug/sparkplug.service.ts';
import { startExternalClient, type Transport } from '../../../src/platform/transport/index.ts';
import { mayPublish, maySubscribe } from '../../../src/platform/transport/topic-rights.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine, onEngine } from '../../support/engines.ts';
import { clientOf, type Send } from '../../support/http-client.ts';
import { MemorySeats } from '../../support/memory-seats.ts';
import { mosquittoProblem, mosquittoUrl, uniqueName } from '../../support/mosquitto.ts';
import { payloadBytes, type SentMetric } from '../../support/sparkplug-payloads.ts';
import { until } from '../../support/until.ts';

const actor = systemActor('test');
const noon = Date.UTC(2026, 0, 15, 12);

const linesFor = (group: string) => [
  { source: `${group}/line/mill`, metric: 'Pieces', kind: 'counter', machine_id: 'mill-1' },
  {
    source: `${group}/+/+`,
    metric: 'State',
    kind: 'status',
    machine_id: '{device}-1',
    values: [
      { value: '1', status: 'running' },
      { value: '2', status: 'stopped', reason: 'Coil jam' },
    ],
  },
  { source: '+/+/+', metric: 'Spindle/Load', kind: 'telemetry', machine_id: '{device}-1', name: 'spindle_load' },
  { source: '+/+/+', metric: 'Cut', kind: 'cut', machine_id: '{device}-1' },
];

const bdSeq = (value: number): SentMetric => ({ name: 'bdSeq', type: 'UInt64', value });
const birthOf = (pieces: number, state: number): SentMetric[] => [
  { name: 'Pieces', alias: 1, type: 'UInt32', value: pieces },
  { name: 'State', alias: 2, type: 'Int16', value: state, timestamp: noon - DAY_MS },
  { name: 'Spindle/Load', alias: 3, type: 'Float', value: 40 },
  { name: 'Cut', alias: 4, type: 'Boolean', value: true },
  { name: 'Elsewhere', alias: 5, type: 'String', value: 'x' },
];
const byAlias = (alias: number, type: SentMetric['type'], value: number | boolean, more: Partial<SentMetric> = {}) =>
  ({ alias, type, isTypeSaid: false, value, ...more }) as SentMetric;

async function startFactory(under: Parameters<typeof startTestApp>[0], group: string, environment = {}) {
  const app = await startTestApp(under, { environment: { ACCESS_TOKEN_EXPIRE_MINUTES: '1440', ...environment } });
  await app.services.machines.createMachine(actor, { id: 'mill-1', name: 'Mill 1' });
  await app.services.settings.changeSetting(actor, 'sparkplug.mapping', linesFor(group));
  const admin = clientOf(app.app, await app.signIn('ADMIN'));
  return {
    ...app,
    admin,
    /** Minutes from noon, category and reason, by start. */
    async periods() {
      const range = { machineIds: ['mill-1'], fromMs: noon - DAY_MS, toMs: noon + DAY_MS, limit: 100 };
      const minutes = (ms: number | null) => (ms === null ? null : (ms - noon) / MINUTE_MS);
      const rows = await app.services.timeline.listPeriods(range);
      return rows.map((row) => [minutes(row.startMs), minutes(row.endMs), row.classification, row.reasonText]);
    },
    async pieces() {
      const range = [{ machineId: 'mill-1', fromMs: noon - DAY_MS, toMs: noon + DAY_MS }];
      return (await app.services.production.sumCuts(range))[0]?.cuts ?? 0;
    },
    async load() {
      return (await app.services.telemetry.latestOf('mill-1')).find(({ name }) => name === 'spindle_load')?.value;
    },
    async letters(): Promise<{ id: number; topic: string; reason: string; detail: string; replayable: boolean }[]> {
      return (await admin('GET', '/api/v1/dead-letters')).body.items;
    },
  };
}

/** An edge node whose messages have the next number by themselves. */
function edgeNode(send: (topic: string, payload: Buffer) => Promise<void>, group: string, clock: TestApp['clock']) {
  let seq = 0;
  return {
    skip: () => void seq++,
    async say(type: string, metrics: readonly SentMetric[], timestamp = clock.now()) {
      if (type === 'NBIRTH') seq = 0;
      const place = type.startsWith('D') ? `${type}/line/mill` : `${type}/line`;
      const numbered = type === 'NDEATH' ? {} : { seq: seq++ % 256 };
      await send(`spBv1.0/${group}/${place}`, payloadBytes({ timestamp, ...numbered, metrics }));
    },
    async born(pieces: number, state: number, birth = 1) {
      await this.say('NBIRTH', [bdSeq(birth)]);
      await this.say('DBIRTH', birthOf(pieces, state));
    },
  };
}

onEachEngine('an edge node at the broker inside', (under) => {
  test('births, data by alias, a gap that is asked about, and a lost connection that takes its machines along', async () => {
    const environment = { MQTT_EMBEDDED: 'true', MQTT_PORT: '0', MQTT_ANONYMOUS: 'true' };
    const factory = await startFactory(under, 'plant', environment);
    const { services, clock } = factory;
    const messaging = createMessaging(factory.config, services);
    await messaging.start();
    under.atEnd(() => messaging.stop());
    const [url = ''] = messaging.state().addresses;
    const will = {
      topic: 'spBv1.0/plant/NDEATH/line',
      payload: payloadBytes({ metrics: [bdSeq(1)] }),
      qos: 1,
    } as const;
    const client = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, will });
    const commands: string[] = [];
    client.on('message', (topic, payload) => void commands.push(`${topic} ${payload.toString('hex')}`));
    await client.subscribeAsync(['spBv1.0/plant/NCMD/line/#', 'spBv1.0/plant/DCMD/line/#'], { qos: 1 });
    const node = edgeNode(
      async (topic, payload) => void (await client.publishAsync(topic, payload, { qos: 1 })),
      'plant',
      clock,
    );

    await node.born(100, 1);
    clock.advance(MINUTE_MS);
    await node.say('DDATA', [byAlias(1, 'UInt32', 103), byAlias(2, 'Int16', 2), byAlias(3, 'Float', 71.5)]);
    await node.say('DDATA', [byAlias(4, 'Boolean', true), byAlias(3, 'Float', 0, { isNull: true })]);
    const line = [
      [0, 1, 'UPTIME', null],
      [1, null, 'DOWNTIME', 'Coil jam'],
    ];
    assert.deepEqual([await factory.periods(), await factory.pieces(), await factory.load()], [line, 4, 71.5]);

    node.skip();
    clock.advance(MINUTE_MS);
    await node.say('DDATA', [byAlias(1, 'UInt32', 110)]);
    await node.say('DDATA', [byAlias(1, 'UInt32', 111)]);
    const wanted = [{ name: 'Node Control/Rebirth', timestamp: clock.now(), type: 'Boolean', value: true }] as const;
    const command = payloadBytes({ timestamp: clock.now(), metrics: wanted }).toString('hex');
    await until('its births are asked for', () => commands.length > 0);
    assert.deepEqual(commands, [`spBv1.0/plant/NCMD/line ${command}`], 'once');
    assert.equal(await factory.pieces(), 4, 'what comes behind a gap waits for the birth');
    await node.born(112, 1);
    assert.equal(await factory.pieces(), 13);

    await node.say('NDEATH', [bdSeq(0)]);
    assert.equal((await factory.periods()).at(-1)?.[2], 'UPTIME', 'a death of an earlier connection');
    clock.advance(MINUTE_MS);
    client.stream.destroy();
    await until('it is offline', async () => (await factory.periods()).at(-1)?.[2] === 'OFFLINE');
    assert.deepEqual((await factory.periods()).slice(1), [
      [1, 2, 'DOWNTIME', 'Coil jam'],
      [2, 3, 'UPTIME', null],
      [3, null, 'OFFLINE', null],
    ]);
    const { body } = await clientOf(factory.app, await factory.signIn('ADMIN'))('GET', '/api/v1/messaging/status');
    assert.deepEqual(body.sparkplug, { does: 'reads', nodes: 1, messages: 10, ignored: 3, surplus: 0, rebirths: 1 });
    assert.deepEqual(await factory.letters(), []);
  });
});

onEachEngine('messages of Sparkplug', (under) => {
  let factory: Awaited<ReturnType<typeof startFactory>>;
  let node: ReturnType<typeof edgeNode>;
  let admin: Send;
  const asked: string[] = [];
  const send = (topic: string, payload: Buffer, sender: Actor | null = null) =>
    factory.services.signals.receive({ topic, payload, sender, patienceMs: 10_000 });
  before(async () => {
    factory = await startFactory(under, 'plant');
    admin = factory.admin;
    factory.services.signals.sparkplug.start({
      state: () => ({ kind: 'embedded', addresses: [], connections: 1, trouble: undefined }),
      publish: async (topic) => void asked.push(topic),
    } as Pick<Transport, 'state' | 'publish'> as Transport);
  });
  beforeEach(async () => {
    // a place in time that no other test has touched
    factory.clock.advance(MINUTE_MS);
    await admin('DELETE', '/api/v1/dead-letters');
    asked.length = 0;
    node = edgeNode(send, 'plant', factory.clock);
  });

  test('values from before get their place in time, and what is so now stays', async () => {
    const { clock, services } = factory;
    clock.set(noon);
    await node.born(100, 1);
    await node.say('NDEATH', [bdSeq(1)]);
    clock.set(noon + 60 * MINUTE_MS);
    await node.born(150, 2, 2);
    await node.say('DDATA', [byAlias(3, 'Float', 60)]);
    const from = (minute: number) => ({ isHistorical: true, timestamp: noon + minute * MINUTE_MS });
    await node.say('DDATA', [
      byAlias(2, 'Int16', 1, from(10)),
      byAlias(2, 'Int16', 2, from(20)),
      byAlias(3, 'Float', 99, from(20)),
      byAlias(4, 'Boolean', true, from(30)),
      byAlias(2, 'Int16', 1, from(62)),
    ]);
    assert.deepEqual(await factory.periods(), [
      [0, 10, 'OFFLINE', null],
      [10, 20, 'UPTIME', null],
      [20, 60, 'DOWNTIME', 'Coil jam'],
      [60, null, 'DOWNTIME', 'Coil jam'],
    ]);
    assert.equal(await factory.load(), 60);
    const range = { machineId: 'mill-1', name: 'spindle_load', fromMs: noon + MINUTE_MS, toMs: noon + 30 * MINUTE_MS };
    assert.deepEqual(
      (await services.telemetry.listSeries(range)).items.map(({ value, occurredAt }) => [value, occurredAt]),
      [[99, noon + 20 * MINUTE_MS]],
    );
    const at = [{ machineId: 'mill-1', fromMs: noon + 30 * MINUTE_MS, toMs: noon + 31 * MINUTE_MS }];
    assert.equal((await services.production.sumCuts(at))[0]?.cuts, 1);
    assert.deepEqual(await factory.letters(), []);
  });

  test('what is no payload is set aside, and is not tried again; a machine that is not there yet is', async () => {
    await send('spBv1.0/plant/NBIRTH/line', Buffer.from('{}'));
    await node.born(1_000, 1);
    await send(
      'spBv1.0/plant/DBIRTH/line/saw',
      payloadBytes({ timestamp: factory.clock.now(), seq: 2, metrics: birthOf(1, 1) }),
    );
    const [load, state, malformed] = await factory.letters();
    assert.deepEqual([malformed?.topic, malformed?.reason], ['spBv1.0/plant/NBIRTH/line', 'payload-malformed']);
    assert.deepEqual(
      [state, load].map((letter) => [letter?.topic, letter?.reason]),
      [
        ['milldash/v1/machines/saw-1/status', 'machine-unknown'],
        ['milldash/v1/machines/saw-1/telemetry', 'machine-unknown'],
      ],
    );
    await factory.services.machines.createMachine(actor, { id: 'saw-1', name: 'Saw 1' });
    const { body: replays } = await admin('POST', '/api/v1/dead-letters/replay', {});
    assert.deepEqual(replays, { accepted: 2, refused: 0, passed_over: 1, next_after: null });
    const { status, body: refusal } = await admin('POST', `/api/v1/dead-letters/${malformed?.id}/replay`);
    assert.deepEqual([status, refusal.code], [409, 'dead-letter-out-of-sequence']);
    assert.deepEqual(await factory.letters(), [malformed], 'as it was, with what was wrong with it');
    assert.equal(malformed?.replayable, false);
    assert.deepEqual(
      (await factory.services.telemetry.latestOf('saw-1')).map(({ name, value }) => [name, value]),
      [['spindle_load', 40]],
    );
  });

  test('a key reports what it may, and a node that no line names is not looked at', async () => {
    const permissions: ReadonlySet<Permission> = new Set(['cuts:record'] as const);
    const key: Actor = { kind: 'api-key', id: '1', name: 'Line 1', role: null, permissions };
    const before = await factory.periods();
    await edgeNode((topic, payload) => send(topic, payload, key), 'plant', factory.clock).born(2_000, 2);
    assert.deepEqual(await factory.periods(), before);
    const { messages } = await factory.services.signals.sparkplug.state();
    await send('spBv1.0/plant/STATE/x', Buffer.from('not looked at'));
    await send('spBv1.0/STATE/host', Buffer.from('not looked at'));
    assert.equal((await factory.services.signals.sparkplug.state()).messages, messages);
    assert.deepEqual(await factory.letters(), []);
  });

  test('a key that makes up nodes fills its own places alone; it is told once, and the nodes of others are read', async () => {
    await factory.services.settings.changeSetting(actor, 'sparkplug.mapping', linesFor('+'));
    const hostile: Actor = { ...actor, kind: 'api-key', id: '666', name: 'Stolen' };
    const { state } = factory.services.signals.sparkplug;
    const before = await state();
    for (let at = 0; at < 1_200; at++) await send(`spBv1.0/made-up-${at}/NDEATH/node`, Buffer.alloc(0), hostile);
    const told = (await factory.letters()).filter(({ topic }) => topic.startsWith('spBv1.0/made-up-'));
    assert.deepEqual(
      told.map(({ reason, detail }) => [reason, detail]),
      [
        [
          'payload-invalid',
          "250 edge nodes are remembered of one sender: 'made-up-250/node' and further ones of 'api-key:Stolen' are ignored.",
        ],
      ],
    );
    assert.equal((await state()).surplus - before.surplus, 950);
    const honest: Actor = { ...actor, kind: 'api-key', id: '1', name: 'Line 1' };
    const others = edgeNode((topic, payload) => send(topic, payload, honest), 'another', factory.clock);
    await others.born(1, 1);
    const pieces = await factory.pieces();
    factory.clock.advance(SECOND_MS);
    await others.say('DDATA', [byAlias(4, 'Boolean', true)]);
    assert.equal((await factory.pieces()) - pieces, 1);
    await factory.services.settings.changeSetting(actor, 'sparkplug.mapping', linesFor('plant'));
  });

  test('nobody commands a node, and who listens along needs all that its metrics tell', () => {
    const may = (...held: Permission[]): Actor => ({ ...actor, permissions: new Set(held) });
    const node = may('status:record');
    for (const topic of ['NBIRTH/line', 'DDATA/line/mill']) {
      assert.equal(mayPublish(sparkplugRights, node, `spBv1.0/plant/${topic}`), true, topic);
      assert.equal(mayPublish(sparkplugRights, may('production:read'), `spBv1.0/plant/${topic}`), false, topic);
    }
    for (const topic of ['NCMD/line', 'DCMD/line/mill'])
      assert.equal(mayPublish(sparkplugRights, actor, `spBv1.0/plant/${topic}`), false, topic);
    assert.equal(maySubscribe(sparkplugRights, node, 'spBv1.0/plant/NCMD/line/#'), true);
    assert.equal(maySubscribe(sparkplugRights, node, 'spBv1.0/plant/DDATA/line/+'), false);
    assert.equal(maySubscribe(sparkplugRights, may('production:read'), 'spBv1.0/#'), false);
    assert.equal(
      maySubscribe(sparkplugRights, may('production:read', 'timeline:read', 'machines:read'), 'spBv1.0/#'),
      true,
    );
  });

  test('a time in microseconds is a wrong clock: refused as one, and replaced where that is set, for each message', async () => {
    await node.born(5_000, 1);
    const before = await factory.pieces();
    const micros = factory.clock.now() * 1_000;
    const isCut = [byAlias(4, 'Boolean', true)];
    await node.say('DDATA', isCut, micros);
    const [letter] = await factory.letters();
    assert.deepEqual([letter?.reason, letter?.topic], ['clock-wrong', 'milldash/v1/machines/mill-1/cuts']);
    await admin('PUT', '/api/v1/settings/signals.wrong_clock', { value: 'clamp' });
    // once round, so that the numbers come again
    for (let at = 1; at <= 257; at++) await node.say('DDATA', isCut, micros + at);
    await admin('DELETE', '/api/v1/settings/signals.wrong_clock');
    assert.deepEqual([await factory.pieces(), (await factory.letters()).length], [before + 257, 1]);
  });

  test('a node whose will must not be said any more takes its machines along, whatever the will said', async () => {
    await node.born(2_500, 1);
    await factory.services.signals.lost({ topic: 'spBv1.0/plant/NDEATH/line', patienceMs: 10_000 });
    assert.equal((await factory.periods()).at(-1)?.[2], 'OFFLINE');
    assert.deepEqual(await factory.letters(), []);
  });

  test('a gap behind a birth that answered is asked about at once, but not without end', async () => {
    const gap = async () => {
      node.skip();
      await node.say('DDATA', [byAlias(1, 'UInt32', 1)]);
    };
    await node.born(2_600, 1);
    await gap();
    await node.born(2_600, 1);
    await gap();
    assert.equal(asked.length, 2, 'both are new');
    for (let answer = 0; answer < 20; answer++) {
      await node.born(2_600, 1);
      await gap();
    }
    assert.equal(asked.length, 2, 'a node that cannot do better has a pause');
    await node.born(2_600, 1);
    factory.clock.advance(30 * SECOND_MS);
    await node.say('DDATA', [byAlias(1, 'UInt32', 2_600)]);
    await gap();
    await node.born(2_600, 1);
    await gap();
    assert.equal(asked.length, 4, 'half a minute later all is well again');
    await node.born(2_600, 1);
  });

  test('a node that says nothing is asked again by itself, until its birth or its death', async () => {
    const count = (name: string) => asked.filter((topic) => topic.endsWith(`/${name}`)).length;
    for (const [nth, end] of (['NBIRTH', 'NDEATH'] as const).entries()) {
      // comes behind in turn: where it was asked again, the node has been looked at
      const witness = `witness-${nth}`;
      asked.length = 0;
      await node.born(2_700, 1);
      node.skip();
      await node.say('DDATA', [byAlias(1, 'UInt32', 2_701)]);
      await send(`spBv1.0/plant/NDATA/${witness}`, payloadBytes({ seq: 1, metrics: [] }));
      assert.deepEqual([count('line'), count(witness)], [1, 1]);
      factory.clock.advance(30 * SECOND_MS);
      await until('both are asked again', () => count('line') === 2 && count(witness) === 2);
      await node.say(end, [bdSeq(1)]);
      factory.clock.advance(60 * SECOND_MS);
      await until('the other one is asked again', () => count(witness) === 3);
      assert.equal(count('line'), 2, end);
      await send(`spBv1.0/plant/NDEATH/${witness}`, payloadBytes({ metrics: [] }));
    }
  });

  test('another table, or a message that was not stored, and the node has to say all of it again', async () => {
    const { services, clock } = factory;
    await node.born(3_000, 1);
    services.signals.sparkplug.lose('spBv1.0/plant/DDATA/line/mill');
    await node.say('DDATA', [byAlias(1, 'UInt32', 3_001)]);
    await node.say('DDATA', [byAlias(1, 'UInt32', 3_002)]);
    assert.deepEqual(asked, ['spBv1.0/plant/NCMD/line']);
    clock.advance(31 * SECOND_MS);
    await node.say('DDATA', [byAlias(1, 'UInt32', 3_003)]);
    assert.equal(asked.length, 2, 'and again in half a minute');
    await node.born(3_004, 1);
    await services.settings.changeSetting(actor, 'sparkplug.mapping', linesFor('plant').slice(0, 2));
    await node.say('DDATA', [byAlias(1, 'UInt32', 3_005)]);
    assert.equal(asked.length, 3);
  });
});

onEngine('sqlite', 'an edge node at another broker', (under) => {
  test('is read by one process of two, and by the other when that stops', {
    skip: mosquittoProblem ?? false,
  }, async () => {
    const group = uniqueName('plant');
    const { services, clock } = await startFactory(under, group, { MQTT_SPARKPLUG: 'true' });
    assert.equal(services.signals.ownFilters.length, 6, 'every process for itself');
    const readers = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const sparkplug = createSparkplug({ ...services, isSubscribed: true, lookEveryMs: 20 });
        const read: Signal[] = [];
        const transport = await startExternalClient(
          {
            url: mosquittoUrl,
            user: undefined,
            password: undefined,
            ca: undefined,
            clientId: uniqueName(name),
            // takes turns at nothing but what all share
            group: { name: group, seats: new MemorySeats() },
            packetBytesMax: 65_536,
            log: services.log,
          },
          {
            filters: [uniqueName('shared')],
            ownFilters: sparkplug.filters,
            idleFilters: sparkplug.idleFilters,
            room: () => sparkplug.room(),
            lost: async () => {},
            receive: async (message) => void read.push(...(await sparkplug.read(message))),
            take: () => assert.fail('a broker that is not ours hands over promises'),
          },
        );
        under.atEnd(async () => {
          await sparkplug.stop();
          await transport.stop();
        });
        await until('it has subscribed', () => transport.state().trouble === undefined);
        sparkplug.start(transport);
        return { sparkplug, read };
      }),
    );
    const doing = async () => Promise.all(readers.map(async ({ sparkplug }) => (await sparkplug.state()).does));
    await until('one reads', async () => (await doing()).includes('reads'));
    const does = await doing();
    assert.deepEqual(does.toSorted(), ['elsewhere', 'reads']);
    const client = await connectAsync(mosquittoUrl, { protocolVersion: 4 });
    under.atEnd(async () => void client.end(true));
    let commands = 0;
    client.on('message', () => void commands++);
    await client.subscribeAsync(`spBv1.0/${group}/NCMD/line`);
    const node = edgeNode(async (topic, payload) => void (await client.publishAsync(topic, payload)), group, clock);
    const reader = readers[does.indexOf('reads')];
    const next = readers.find((each) => each !== reader);
    await node.born(10, 1);
    await until('the births are read', () => reader?.read.length === 3);
    const before = commands;
    await reader?.sparkplug.stop();
    await until('the other asks', () => commands > before);
    assert.equal(next?.read.length, 0);
    await node.born(13, 1);
    await until('the other reads', () => next?.read.length === 3);
    assert.equal(reader?.read.length, 3);
  });
});
