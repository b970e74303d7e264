/** Our own broker, asked by real clients and by bare sockets: who gets in, what is acknowledged when, and who is cut off. */
import assert from 'node:assert/strict';
import { connect as openSocket, type Socket } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { generate, type Packet, parser } from 'mqtt-packet';
import type { Actor } from '../../../src/kernel/access.ts';
import { DomainError } from '../../../src/kernel/errors.ts';
import {
  type EmbeddedBrokerOptions,
  startEmbeddedBroker,
  type Transport,
} from '../../../src/platform/transport/index.ts';
import { captureLog } from '../../support/captured-log.ts';
import { createReceiver, type TestReceiver } from '../../support/receiver.ts';
import { until } from '../../support/until.ts';

const CUTS = 'milldash/v1/machines/mill-1/cuts';
const actorOf = (
  id: string,
  permissions: Actor['permissions'] = new Set(['cuts:record', 'production:read']),
): Actor => ({
  kind: 'api-key',
  id,
  name: `key ${id}`,
  role: null,
  permissions,
});

let broker: Transport;
/** What signing in waits for. */
let door: Promise<void> | undefined;
let signInFailure: Error | undefined;
const knocked = new Set<string | undefined>();
const askedFor = new Set<string>();
let receiver: TestReceiver;
let url: string;
const clients: { end(): unknown }[] = [];
const revoked = new Set<string>();
const captured = captureLog();
const { log } = captured;
const isLogged = (text: string) => captured.console().includes(text);

const options: EmbeddedBrokerOptions = {
  host: '127.0.0.1',
  port: 0,
  connectionsMax: 100,
  packetBytesMax: 65_536,
  rights: [
    { action: 'publish', filter: 'milldash/v1/machines/+/cuts', permission: 'cuts:record' },
    { action: 'subscribe', filter: 'milldash/v1/machines/+/cuts', permission: 'production:read' },
  ],
  async signIn(user, password) {
    knocked.add(user);
    await door;
    if (signInFailure !== undefined) throw signInFailure;
    if (user === undefined) throw new DomainError('not-authenticated', 'Not authenticated');
    if (password !== `secret of ${user}`) throw new DomainError('token-invalid', 'No such key.');
    return actorOf(user, user === 'reader' ? new Set(['production:read']) : undefined);
  },
  async findCurrentActor(actor) {
    askedFor.add(actor.id);
    return revoked.has(actor.id) ? undefined : actor;
  },
  lookEveryMs: 50,
  log,
};

before(async () => {
  receiver = createReceiver([]);
  broker = await startEmbeddedBroker(options, receiver);
  [url = ''] = broker.state().addresses as [string];
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.lostOn.length = 0;
  receiver.failure = undefined;
  revoked.clear();
  door = undefined;
  signInFailure = undefined;
});
after(async () => {
  for (const client of clients) client.end();
  await broker.stop();
  await captured[Symbol.asyncDispose]();
});

async function signIn(user: string, more: IClientOptions = {}): Promise<MqttClient> {
  const client = await connectAsync(more.port === undefined ? url : `mqtt://${more.host}:${more.port}`, {
    protocolVersion: 4,
    clientId: `${user}-client`,
    username: user,
    password: `secret of ${user}`,
    reconnectPeriod: 0,
    connectTimeout: 20_000,
    ...more,
  });
  client.on('error', () => {});
  clients.push(client);
  return client;
}

interface Bare {
  readonly packets: Packet[];
  readonly socket: Socket;
  send(packet: Packet | Buffer): void;
  closed(): Promise<void>;
}

function bare(): Bare {
  const { hostname, port } = new URL(url);
  const socket = openSocket(Number(port), hostname);
  const packets: Packet[] = [];
  const reader = parser({ protocolVersion: 4 });
  reader.on('packet', (packet) => packets.push(packet));
  let isClosed = false;
  socket.on('data', (chunk) => reader.parse(chunk));
  socket.on('error', () => {});
  socket.on('close', () => {
    isClosed = true;
  });
  clients.push({ end: () => socket.destroy() });
  return {
    packets,
    socket,
    send: (packet) => void socket.write(Buffer.isBuffer(packet) ? packet : generate(packet)),
    closed: () => until('the broker closes the connection', () => isClosed),
  };
}

const hello = (user: string, more: object = {}): Packet => ({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clientId: `${user}-bare`,
  username: user,
  password: Buffer.from(`secret of ${user}`),
  clean: true,
  keepalive: 60,
  ...more,
});
const cut = (messageId: number, more: object = {}): Packet => ({
  cmd: 'publish',
  topic: CUTS,
  payload: Buffer.from(`{"n":${messageId}}`),
  qos: 1,
  messageId,
  retain: false,
  dup: false,
  ...more,
});
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** Bytes of messages, after all that nobody needs is gone. */
function memoryHeld(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}
const acknowledged = ({ packets }: Bare) => packets.filter(({ cmd }) => cmd === 'puback' || cmd === 'pubrec').length;

test('a message is acknowledged when it is stored, and not before', async () => {
  const device = bare();
  device.send(hello('device'));
  receiver.hold();
  device.send(cut(1));
  device.send(cut(2, { qos: 2 }));
  await until('both are received', () => receiver.received.length === 2);
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  assert.equal(acknowledged(device), 0);
  receiver.letGo();
  await until('both are acknowledged', () => acknowledged(device) === 2);
  const [first] = receiver.received;
  assert.deepEqual(
    [first?.topic, first?.payload.toString(), first?.sender?.id, first?.patienceMs],
    [CUTS, '{"n":1}', 'device', 20_000],
  );
  device.socket.destroy();
});

test('while there is no room nothing more is read, and all of it later', async () => {
  const devices = [bare(), bare()];
  for (const [at, device] of devices.entries()) {
    device.send(hello('device', { clientId: `fast-${at}` }));
    await until('it is let in', () => device.packets.length === 1);
  }
  receiver.hasRoom(false);
  const cuts = Buffer.concat(Array.from({ length: 5_000 }, (_, at) => generate(cut(at + 1))));
  for (const { socket } of devices) socket.write(cuts);
  // another one is noticed, and waits as they do
  const late = bare();
  late.send(hello('device', { clientId: 'late' }));
  for (let turn = 0; turn < 50; turn++) await setImmediate();
  assert.deepEqual([receiver.received.length, late.packets.length], [0, 0]);
  receiver.hasRoom(true);
  await until('all are acknowledged', () => devices.every((device) => acknowledged(device) === 5_000));
  await until('it is let in', () => late.packets.length === 1);
  assert.equal(receiver.received.length, 10_000);
  for (const { socket } of [...devices, late]) socket.destroy();
});

test('acknowledgements go out in the order of the messages, whoever reads these: we or the library', async () => {
  const device = bare();
  device.send(hello('device'));
  receiver.hold();
  const sent = [1, 2, 3, 4, 5, 6].map((messageId) =>
    cut(messageId, messageId === 4 ? { retain: true, dup: true } : {}),
  );
  // from here on they are the library's
  sent.splice(4, 0, cut(0, { qos: 0, messageId: undefined }));
  device.send(Buffer.concat(sent.map((packet) => generate(packet))));
  await until('all are received', () => receiver.received.length === 7);
  receiver.letGo();
  await until('all are acknowledged', () => acknowledged(device) === 6);
  assert.deepEqual(
    device.packets.filter(({ cmd }) => cmd === 'puback').map(({ messageId }) => messageId),
    [1, 2, 3, 4, 5, 6],
  );
});

test('a device that says nothing but messages is alive, and one whose messages wait is answered when it pings', async () => {
  const device = bare();
  device.send(hello('device', { keepalive: 1 }));
  const untilMs = Date.now() + 3_000;
  for (let messageId = 1; Date.now() < untilMs; messageId++) {
    device.send(cut(messageId));
    await setTimeout(100);
    assert.equal(device.socket.destroyed, false, 'longer than one and a half times its keep-alive');
  }
  receiver.hold();
  device.send(cut(60_000));
  device.send({ cmd: 'pingreq' });
  await until('it is answered', () => device.packets.some(({ cmd }) => cmd === 'pingresp'));
  receiver.letGo();
});

test('who subscribes to what a device has been reporting gets what it reports from then on', async () => {
  const device = bare();
  device.send(hello('device'));
  device.send(cut(1));
  await until('it is acknowledged', () => acknowledged(device) === 1);
  const listener = await signIn('listener');
  const heard: string[] = [];
  listener.on('message', (_topic, payload) => void heard.push(payload.toString()));
  await listener.subscribeAsync(CUTS, { qos: 1 });
  device.send(cut(2));
  await until('it is acknowledged', () => acknowledged(device) === 2);
  await until('it is passed on', () => heard.length === 1);
  assert.deepEqual(heard, ['{"n":2}']);
  assert.equal(receiver.received.length, 2);
});

test('who subscribes while a message is being stored gets it too', async () => {
  const device = bare();
  device.send(hello('device'));
  receiver.hold();
  device.send(cut(1));
  await until('it is received', () => receiver.received.length === 1);
  const listener = await signIn('listener');
  const heard = new Promise((resolve) => listener.once('message', (_topic, payload) => resolve(String(payload))));
  await listener.subscribeAsync(CUTS, { qos: 1 });
  receiver.letGo();
  assert.equal(await heard, '{"n":1}');
});

for (const [what, other] of [
  ['pings', generate({ cmd: 'pingreq' })],
  ['long packets', generate({ cmd: 'unsubscribe', messageId: 1, unsubscriptions: ['x'.repeat(60_000)] })],
] as const) {
  test(`${what} between its messages let a device have no more of them on their way`, async () => {
    const device = bare();
    device.send(hello('device'));
    await until('it is let in', () => device.packets.length === 1);
    receiver.hold();
    const pair = Buffer.concat([generate(cut(1, { payload: '' })), other]);
    const piece = Buffer.concat(Array.from({ length: Math.ceil(65_536 / pair.length) }, () => pair));
    const held = memoryHeld();
    for (let at = 0; at < 500; at++) device.socket.write(piece);
    for (let calm = 0, known = -1; calm < 100; known = receiver.received.length) {
      await setImmediate();
      calm = known === receiver.received.length ? calm + 1 : 0;
    }
    assert.ok(receiver.received.length < 3_000, `${receiver.received.length} have been received`);
    assert.ok(memoryHeld() - held < 5_000_000, `${memoryHeld() - held} bytes are held`);
    receiver.letGo();
    device.socket.destroy();
  });
}

test('one that could not be stored is never acknowledged: the connection ends', async () => {
  const device = bare();
  device.send(hello('device'));
  receiver.failure = new Error('no database');
  device.send(cut(1));
  await device.closed();
  assert.equal(acknowledged(device), 0);
});

test('a message of QoS 2 that is sent again before it is released is stored once', async () => {
  const device = bare();
  device.send(hello('device'));
  device.send(cut(9, { qos: 2 }));
  await until('it is acknowledged', () => acknowledged(device) === 1);
  device.send(cut(9, { qos: 2, dup: true }));
  await until('it is acknowledged again', () => acknowledged(device) === 2);
  assert.equal(receiver.received.length, 1);
  device.socket.destroy();
});

test('a message of QoS 2 that is sent again comes before what was sent behind it', async () => {
  const device = bare();
  device.send(hello('device'));
  await until('it is let in', () => device.packets.length === 1);
  const again = cut(1, { qos: 2, dup: true });
  device.send(Buffer.concat([generate(again), ...[2, 3].map((at) => generate(cut(at, { qos: 2 })))]));
  await until('all are acknowledged', () => acknowledged(device) === 3);
  assert.deepEqual(
    receiver.received.map(({ payload }) => payload.toString()),
    ['{"n":1}', '{"n":2}', '{"n":3}'],
  );
  device.socket.destroy();
});

test('a device that goes while its messages are being stored leaves no line of each of them', async () => {
  receiver.hold();
  const device = bare();
  device.send(hello('device', { clientId: 'going' }));
  await until('it is let in', () => device.packets.length === 1);
  device.send(Buffer.concat(Array.from({ length: 50 }, (_, at) => generate(cut(at + 1, { qos: 2 })))));
  await until('all are received', () => receiver.received.length === 50);
  device.socket.destroy();
  await until('it has left', () => isLogged("A device left: 'going'"));
  receiver.letGo();
  for (let turn = 0; turn < 50; turn++) await setImmediate();
  const lines = captured.console().split('\n');
  assert.equal(lines.filter((line) => line.includes('"client":"going"')).length, 2, 'it came, and it left');
});

test('a device that says what it may not and leaves at once is told of in the log all the same', async () => {
  const device = bare();
  device.send(hello('reader', { clientId: 'hasty' }));
  await until('it is let in', () => device.packets.length === 1);
  const said = Array.from({ length: 3 }, () => generate(cut(0, { qos: 0, messageId: undefined })));
  device.send(Buffer.concat([...said, generate({ cmd: 'disconnect' })]));
  await until('it has left', () => isLogged("A device left: 'hasty'"));
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  const lines = captured
    .console()
    .split('\n')
    .filter((line) => line.includes('"client":"hasty"'));
  assert.equal(lines.filter((line) => line.includes('It may not publish to')).length, 1, lines.join('\n'));
});

test('a device is kept waiting for half its keep-alive at most', async () => {
  const device = await signIn('device', { keepalive: 10 });
  await device.publishAsync(CUTS, '{}', { qos: 1 });
  assert.equal(receiver.received[0]?.patienceMs, 5_000);
});

test('without good credentials nobody gets in', async () => {
  for (const [user, password] of [
    ['device', 'wrong'],
    [undefined, undefined],
  ]) {
    await assert.rejects(
      signIn('device', { username: user, password }),
      (error: { code?: number }) => error.code === 4,
      `${user}`,
    );
  }
  assert.ok(!isLogged('wrong'));
});

test('while the database is away nobody is told of bad credentials, and nobody is kept out when it is back', async () => {
  signInFailure = new DomainError('database-unavailable', 'The database cannot be reached.');
  for (let at = 0; at < 25; at++) {
    await assert.rejects(signIn('device'), (error: { code?: number }) => error.code === 3);
  }
  signInFailure = undefined;
  await (await signIn('device')).endAsync();
});

test('a device that goes while it is let in leaves nothing behind', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  door = promise;
  const early = bare();
  early.send(hello('early'));
  await until('it is being let in', () => knocked.has('early'));
  early.socket.destroy();
  await early.closed();
  door = undefined;
  // what comes later is read later
  await (await signIn('device', { clientId: 'later' })).endAsync();
  resolve();
  const witness = await signIn('device', { clientId: 'witness' });
  askedFor.clear();
  await until('connections are looked after', () => askedFor.has('device'));
  assert.ok(!askedFor.has('early'));
  await witness.endAsync();
});

test('messages of QoS 2 that are never released take no memory, and are known as long as the connection lasts', async () => {
  const device = bare();
  device.send(hello('device', { clientId: 'never-releases' }));
  const payload = Buffer.alloc(60_000, 'x');
  const before = memoryHeld();
  for (let at = 1; at <= 500; at++) {
    device.send(cut(at, { qos: 2, payload }));
    await until('it is acknowledged', () => acknowledged(device) === at);
    receiver.received.length = 0;
  }
  await until('their memory is free', () => memoryHeld() - before < 10_000_000);
  device.send(cut(1, { qos: 2, dup: true }));
  await until('it is acknowledged again', () => acknowledged(device) === 501);
  assert.equal(receiver.received.length, 0);
  device.socket.destroy();
});

test('one packet of subscriptions takes no more than several, and who asks for nothing else is cut off', async () => {
  const filters = (amount: number, beginning: string) =>
    Array.from({ length: amount }, (_, at) => ({ topic: `${beginning}/${at}/cuts`, qos: 0 as const }));
  const reader = bare();
  reader.send(hello('reader', { clientId: 'subscribes-much' }));
  reader.send({ cmd: 'subscribe', messageId: 1, subscriptions: filters(150, 'milldash/v1/machines') });
  await until('it is answered', () => reader.packets.some(({ cmd }) => cmd === 'suback'));
  const { granted } = reader.packets.find(({ cmd }) => cmd === 'suback') as { granted: number[] };
  assert.equal(granted.filter((qos) => qos === 0).length, 100);
  reader.send({ cmd: 'subscribe', messageId: 2, subscriptions: filters(1_000, 'elsewhere') });
  await reader.closed();
  const refused = captured.console().split("A subscription to 'elsewhere").length - 1;
  assert.ok(refused > 0 && refused <= 101, String(refused));
});

test('who may not publish there is cut off, and nothing is received', async () => {
  for (const [user, topic] of [
    ['reader', CUTS],
    ['device', 'milldash/v1/machines/mill-1/other'],
    ['device', '$SYS/x'],
  ] as const) {
    const device = bare();
    device.send(hello(user));
    device.send(cut(1, { topic }));
    await device.closed();
    assert.equal(acknowledged(device), 0, topic);
  }
  assert.deepEqual(receiver.received, []);
});

test('a device that is not let in leaves one line in plain words, and one that may not publish says what it lacks', async () => {
  const linesOf = async (hellos: Packet, more: readonly Packet[] = []) => {
    const before = captured.console().length;
    const device = bare();
    device.send(hellos);
    for (const packet of more) device.send(packet);
    await device.closed();
    await setTimeout(20);
    return captured
      .console()
      .slice(before)
      .split('\n')
      .filter((line) => line.includes('hapless'));
  };
  const clientId = 'hapless';
  const will = { topic: CUTS, payload: Buffer.from(''), qos: 0, retain: false } as const;
  for (const [refused, words] of [
    [hello('device', { clientId, username: undefined, password: undefined }), /not let in: It gave no user and no key/],
    [hello('device', { clientId, password: Buffer.from('wrong') }), /not let in: No such key\. \(/],
    [hello('reader', { clientId, will }), /not let in: .*a will on '.*cuts': that needs cuts:record/],
  ] as const) {
    const lines = await linesOf(refused);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', words);
    assert.doesNotMatch(lines[0] ?? '', /Error|Refusal/);
  }
  const publishing = (await linesOf(hello('reader', { clientId }), [cut(1)])).join('\n');
  assert.match(
    publishing,
    /ended: It may not publish to 'milldash\/v1\/machines\/mill-1\/cuts': that needs cuts:record/,
  );
  const nowhere = (await linesOf(hello('device', { clientId }), [cut(1, { topic: 'other' })])).join('\n');
  assert.match(nowhere, /It may not publish to 'other': nobody may/);
});

test('a subscription beyond the rights is refused, and one within them gets what was stored', async () => {
  const reader = await signIn('reader');
  for (const filter of [
    '#',
    'milldash/v1/machines/#',
    'milldash/v1/+/+/cuts',
    '$share/g/milldash/v1/machines/+/cuts',
  ]) {
    await assert.rejects(reader.subscribeAsync(filter, { qos: 1 }), filter);
  }
  const [granted] = await reader.subscribeAsync('milldash/v1/machines/+/cuts', { qos: 1 });
  assert.equal(granted?.qos, 1);
  const got = new Promise((resolve) => reader.once('message', (topic, payload) => resolve([topic, String(payload)])));
  const device = await signIn('device');
  await device.publishAsync(CUTS, '{"n":5}', { qos: 1 });
  assert.deepEqual(await got, [CUTS, '{"n":5}']);
});

test('nothing is retained, and no session outlives its connection', async () => {
  const device = await signIn('device');
  await device.publishAsync(CUTS, '{"n":6}', { qos: 1, retain: true });
  const first = await signIn('reader', { clean: false });
  await first.subscribeAsync(CUTS, { qos: 1 });
  await first.endAsync();
  await device.publishAsync(CUTS, '{"n":7}', { qos: 1 });
  const again = bare();
  again.send(hello('reader', { clean: false, clientId: 'reader-client' }));
  await until('it is let in', () => again.packets.length > 0);
  assert.equal((again.packets[0] as { sessionPresent?: boolean }).sessionPresent, false);
  again.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: CUTS, qos: 1 }] });
  await until('it has subscribed', () => again.packets.length > 1);
  await device.publishAsync(CUTS, '{"n":8}', { qos: 1 });
  await until('a message comes', () => again.packets.some(({ cmd }) => cmd === 'publish'));
  const payloads = again.packets.flatMap((packet) => (packet.cmd === 'publish' ? [String(packet.payload)] : []));
  assert.deepEqual(payloads, ['{"n":8}']);
});

test('a name with control characters, and the name of another device that is connected, are refused', async () => {
  const device = bare();
  device.send(hello('device', { clientId: 'a\u0007b' }));
  await device.closed();
  assert.equal((device.packets[0] as { returnCode?: number }).returnCode, 2);
  await signIn('device', { clientId: 'taken' });
  await assert.rejects(signIn('reader', { clientId: 'taken' }), (error: { code?: number }) => error.code === 2);
});

test('a last will is published as the device would have, and one that it may not leave is refused', async () => {
  const device = bare();
  device.send(hello('device', { will: { topic: CUTS, payload: Buffer.from('{"gone":1}'), qos: 1, retain: true } }));
  await until('it is let in', () => device.packets.length > 0);
  device.socket.destroy();
  await until('the will is received', () => receiver.received.length === 1);
  assert.equal(String(receiver.received[0]?.payload), '{"gone":1}');
  const other = bare();
  other.send(hello('device', { will: { topic: 'other', payload: Buffer.from(''), qos: 0, retain: false } }));
  await other.closed();
  assert.equal((other.packets[0] as { returnCode?: number }).returnCode, 5);
});

test('a device need not wait for the answer to its CONNECT: what it sends behind it at once is taken in order', async () => {
  const hasty = bare();
  const cuts = Array.from({ length: 300 }, (_, at) => generate(cut(at + 1, { payload: Buffer.from(String(at)) })));
  hasty.send(Buffer.concat([generate(hello('device', { clientId: 'hasty' })), ...cuts]));
  await until('all are acknowledged', () => hasty.packets.filter(({ cmd }) => cmd === 'puback').length === 300);
  assert.deepEqual(
    receiver.received.map(({ payload }) => Number(payload)),
    cuts.map((_, at) => at),
  );
  hasty.socket.destroy();
});

test('another protocol is told so, and what is too long ends the connection', async () => {
  const other = bare();
  other.send(Buffer.from([0x10, 0x0d, 0, 4, 0x4d, 0x51, 0x54, 0x54, 5, 2, 0, 60, 0, 0, 0]));
  await other.closed();
  assert.equal((other.packets[0] as { returnCode?: number }).returnCode, 1);
  const long = bare();
  long.send(hello('device'));
  long.send(cut(1, { payload: Buffer.alloc(70_000) }));
  await long.closed();
  assert.deepEqual(receiver.received, []);
});

test('a key that is revoked ends its connections', async () => {
  const device = await signIn('device', { clientId: 'revoked-soon' });
  const closed = new Promise((resolve) => device.once('close', () => resolve(true)));
  revoked.add('device');
  assert.equal(await closed, true);
});

test('the last will of a key that is revoked is neither stored nor passed on; that its device has gone is told', async () => {
  const heard: string[] = [];
  const reader = await signIn('reader', { clientId: 'hears-wills' });
  reader.on('message', (_topic, payload) => void heard.push(String(payload)));
  await reader.subscribeAsync(CUTS);
  const will = { topic: CUTS, payload: Buffer.from('{"forged":1}'), qos: 1, retain: false } as const;
  await signIn('device', { clientId: 'cut-off', will });
  revoked.add('device');
  await until('it is cut off, and that it has gone is told', () => receiver.lostOn.length > 0);

  const sudden = bare();
  revoked.clear();
  sudden.send(hello('device', { clientId: 'sudden', will }));
  await until('it is let in', () => sudden.packets.length > 0);
  revoked.add('device');
  sudden.socket.destroy();
  await until('nobody had looked yet, and it is the same', () => receiver.lostOn.length > 1);
  await (await signIn('other', { clientId: 'talks-on' })).publishAsync(CUTS, 'the next', { qos: 1 });
  await until('what comes behind is heard', () => heard.includes('the next'));
  assert.deepEqual(heard, ['the next']);
  assert.deepEqual(
    receiver.received.map(({ payload }) => String(payload)),
    ['the next'],
  );
  assert.deepEqual(receiver.lostOn, [CUTS, CUTS]);
});

test('a subscriber that reads nothing is cut off, and nobody waits for it', async () => {
  const deaf = bare();
  deaf.send(hello('reader', { clientId: 'deaf' }));
  deaf.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: CUTS, qos: 0 }] });
  await until('it has subscribed', () => deaf.packets.some(({ cmd }) => cmd === 'suback'));
  deaf.socket.pause();
  const device = await signIn('device', { clientId: 'talker' });
  const payload = Buffer.alloc(60_000, 'x');
  for (let at = 0; at < 300 && !isLogged('were not read'); at++) {
    await device.publishAsync(CUTS, payload, { qos: 1 });
  }
  await until('it is cut off', () => isLogged('were not read by the other side'));
  await device.publishAsync(CUTS, '{}', { qos: 1 });
});

test('an address that only knocks leaves room for the devices of others', async () => {
  const small = await startEmbeddedBroker({ ...options, connectionsMax: 10 }, createReceiver([]));
  const [address = ''] = small.state().addresses;
  const { hostname, port } = new URL(address);
  let closed = 0;
  const knocking = Array.from({ length: 12 }, () => {
    const socket = openSocket({ host: hostname, port: Number(port), localAddress: '127.0.0.2' });
    return socket.on('error', () => {}).on('close', () => closed++);
  });
  await until('those beyond half of the places are refused', () => closed === 7);
  const enter = (clientId: string) => signIn('device', { host: hostname, port: Number(port), clientId });
  await enter('of-another-address');
  for (const socket of knocking) socket.destroy();
  await until('they have gone', () => closed === 12);
  // who has signed in is none of them
  for (let at = 0; at < 7; at++) await enter(`behind-a-gateway-${at}`);
  assert.equal(small.state().connections, 8);
  await small.stop();
});

test('after many failed sign-ins nobody at that address gets in for a while', async () => {
  // a broker of its own, and the last one: the address of all of them is the same
  const guarded = await startEmbeddedBroker(options, createReceiver([]));
  const [address = ''] = guarded.state().addresses;
  const attempt = (password: string) =>
    connectAsync(address, { username: 'device', password, protocolVersion: 4, reconnectPeriod: 0 });
  for (let at = 0; at < 20; at++) await assert.rejects(attempt('guess'));
  await assert.rejects(attempt('secret of device'), (error: { code?: number }) => error.code === 3);
  await guarded.stop();
});
