/**
 * Messages and frames that nobody can read, by the hundred thousand, from devices, programs and strangers: the server
 * stays within its memory, and who reports and listens beside them notices nothing.
 */
import assert from 'node:assert/strict';
import { connect as openSocket, type Socket } from 'node:net';
import { test } from 'node:test';
import { connectAsync } from 'mqtt';
import { generate } from 'mqtt-packet';
import { WebSocket } from 'ws';
import type { EngineUnderTest } from '../support/engines.ts';
import { openLive } from '../support/live-client.ts';
import { peakMb } from '../support/resident-memory.ts';
import { type Serving, serveMilldash, signIn } from '../support/serving.ts';
import { until } from '../support/until.ts';

export interface Flood {
  /** Messages that become dead letters. */
  readonly messages: number;
  /** Packets that are none, behind a good sign-in, and from strangers. */
  readonly packets: number;
  /** Frames and messages of WebSockets. */
  readonly frames: number;
}

export interface FloodFigures {
  readonly seconds: number;
  readonly residentMb: number;
  readonly witnessCuts: number;
  readonly slowestMs: number;
}

const RESIDENT_MAX_MB = 300;
const DEVICES = 8;
const TOPIC = 'milldash/v1/machines/mill-1/cuts';
/** Strangers come from another address: who knocks in vain there keeps nobody out here. */
const ELSEWHERE = '127.0.0.2';

export function malformedDisturbsNobody(under: EngineUnderTest, flood: Flood, timeoutMs: number): void {
  const title = `${flood.messages} messages, ${flood.packets} packets and ${flood.frames} frames that cannot be read`;
  test(`${title} are survived within ${RESIDENT_MAX_MB} MB`, { timeout: timeoutMs }, async (context) => {
    const serving = await serveMilldash({
      databaseUrl: await under.createDatabaseUrl(),
      env: { MQTT_EMBEDDED: 'true' },
    });
    const { ask, read } = await signIn(serving.url);
    await ask('POST', '/api/v1/machines', { id: 'mill-1', name: 'Mill 1' });
    const { body: key } = await ask('POST', '/api/v1/api-keys', {
      name: 'mill',
      scopes: ['cuts:record', 'events:read'],
    });
    const mqtt = new URL((await read('/api/v1/messaging/status')).addresses[0]);
    const witness = await startWitness(serving, mqtt, key);

    const startedAtMs = performance.now();
    await Promise.all(
      Array.from({ length: DEVICES }, () => floodMessages(mqtt, key, Math.ceil(flood.messages / DEVICES))),
    );
    await floodPackets(mqtt, key, flood.packets);
    await floodFrames(serving, key, flood.frames);
    const seconds = Math.round((performance.now() - startedAtMs) / 1_000);

    const { cuts, slowestMs } = await witness.stop();
    const residentMb = peakMb(serving.child.pid);
    const figures: FloodFigures = { seconds, residentMb, witnessCuts: cuts, slowestMs };
    context.diagnostic(JSON.stringify(figures));
    const { messages } = await read('/api/v1/messaging/status');
    assert.equal(messages.stored, cuts, 'nothing but good cuts is stored');
    assert.ok(messages.set_aside >= flood.messages, JSON.stringify(messages));
    assert.ok(residentMb <= RESIDENT_MAX_MB, JSON.stringify(figures));
    const { exitCode, stderr } = await serving.stop();
    assert.equal(exitCode, 0, stderr);
  });
}

interface Key {
  readonly id: string;
  readonly key: string;
}

/** Reports a cut and waits for its acknowledgement, again and again, and listens for all of them. */
async function startWitness(serving: Serving, mqtt: URL, { id, key }: Key) {
  const machine = await connectAsync(mqtt.href, {
    protocolVersion: 4,
    username: id,
    password: key,
    reconnectPeriod: 0,
  });
  const screen = await openLive(serving.url, '?topics=cuts', { headers: { 'x-api-key': key } });
  await screen.next('live');
  let cuts = 0;
  let slowestMs = 0;
  let stopping = false;
  const reporting = (async () => {
    while (!stopping) {
      const atMs = performance.now();
      await machine.publishAsync(TOPIC, JSON.stringify({ source_sequence: ++cuts }), { qos: 1 });
      slowestMs = Math.max(slowestMs, Math.round(performance.now() - atMs));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const heard = () => screen.events.reduce((sum, { data }) => sum + data.cut_count, 0);
  return {
    async stop() {
      stopping = true;
      await reporting;
      await until('every cut was heard of', () => heard() === cuts);
      await machine.endAsync();
      await screen.close();
      return { cuts, slowestMs };
    },
  };
}

const connectPacket = ({ id, key }: Key, clientId: string) =>
  generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId,
    clean: true,
    keepalive: 60,
    username: id,
    password: Buffer.from(key),
  });

const payloads = [
  Buffer.from('{'),
  Buffer.from([0, 0xff, 0xfe, 0x80]),
  Buffer.from('['.repeat(3_000)),
  Buffer.from('{"cut_count":"1"}'),
  Buffer.from('{"__proto__":{"cut_count":1},"timestamp_utc":"yesterday"}'),
  Buffer.from(`{"cut_count":1,"more":"${'x'.repeat(500)}"}`),
  Buffer.from('{"cut_count":-1,"source_sequence":1e999}'),
  Buffer.from('{"cut_count":1,"timestamp_utc":"1970-01-01T00:00:00Z"}'),
];

/** All of QoS 1, and all acknowledged: they are kept as dead letters. */
async function floodMessages(mqtt: URL, key: Key, amount: number): Promise<void> {
  const socket = openSocket(Number(mqtt.port), mqtt.hostname);
  const block = Buffer.concat(
    payloads.map((payload, at) =>
      generate({ cmd: 'publish', topic: TOPIC, payload, qos: 1, messageId: at + 1, retain: false, dup: false }),
    ),
  );
  let bytesRead = 0;
  socket.on('data', (chunk) => (bytesRead += chunk.length));
  let failure: unknown;
  socket.on('error', (error) => (failure = error)).on('close', () => (failure ??= new Error('cut off')));
  socket.write(connectPacket(key, `flood-${Math.random()}`));
  await until('it is let in', () => failure !== undefined || bytesRead === 4);
  const blocks = Math.ceil(amount / payloads.length);
  for (let at = 0; at < blocks; at++) if (!socket.write(block)) await drained(socket);
  // CONNACK, and PUBACKs of four bytes each
  const expected = 4 + blocks * payloads.length * 4;
  while (failure === undefined && bytesRead < expected) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([failure, bytesRead], [undefined, expected]);
  socket.destroy();
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

/** Good packets with bytes that are not, in lines of a hundred: each line is cut off at the first that cannot be. */
async function floodPackets(mqtt: URL, key: Key, amount: number): Promise<void> {
  const good = Buffer.concat([
    generate({ cmd: 'publish', topic: TOPIC, payload: '{', qos: 2, messageId: 1, retain: true, dup: false }),
    generate({ cmd: 'pubrel', messageId: 1 }),
    generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'milldash/v1/events/+', qos: 2 }] }),
    generate({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['#'] }),
    generate({ cmd: 'pingreq' }),
  ]);
  const lines = Math.ceil(amount / 100);
  await inTurns(lines, 16, async (line) => {
    const stranger = line % 4 === 0;
    const socket = openSocket({
      port: Number(mqtt.port),
      host: mqtt.hostname,
      ...(stranger ? { localAddress: ELSEWHERE } : {}),
    });
    socket.on('error', () => {}).resume();
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    const connect = connectPacket(stranger ? { id: 'nobody', key: 'mdk_nothing' } : key, `packets-${line}`);
    socket.write(stranger ? mutated(connect, line) : connect);
    for (let at = 0; at < 20; at++) socket.write(mutated(good, line * 100 + at));
    socket.end();
    await closed;
  });
}

/** Some bytes are others, always the same ones for the same number. */
function mutated(bytes: Buffer, seed: number): Buffer {
  const other = Buffer.from(bytes);
  let state = (seed + 1) * 2_654_435_761;
  for (let at = 0; at < 3; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    other[state % other.length] = state >>> 24;
  }
  return other;
}

/** A thousand frames a line, of signed-in programs and of strangers: more than the limit of each, so each is cut off. */
async function floodFrames({ url }: Serving, { key }: Key, amount: number): Promise<void> {
  const base = url.replace(/^http/, 'ws');
  await inTurns(Math.ceil(amount / 1_000), 8, async (line) => {
    const stranger = line % 4 === 0;
    const options = stranger ? { localAddress: ELSEWHERE } : { headers: { 'x-api-key': key } };
    const socket = new WebSocket(`${base}/api/v1/ws`, line % 3 === 0 ? [] : ['milldash.v1'], options);
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.on('error', () => {});
    await Promise.race([new Promise((resolve) => socket.on('open', resolve)), closed]);
    if (socket.readyState !== socket.OPEN) return;
    for (let at = 0; at < 1_000 && socket.readyState === socket.OPEN; at++) {
      if (line % 5 === 4) rawLine(socket).write(mutated(Buffer.from([0x81, 0x83, 1, 2, 3, 4, 0x7a, 0x7a, 0x7a]), at));
      else if (at % 7 === 0) socket.ping(Buffer.alloc(125));
      else socket.send(at % 3 === 0 ? '{"type":"subscribe","topics":[1]}' : '['.repeat(200));
    }
    await closed;
  });
}

const rawLine = (socket: WebSocket) => (socket as unknown as { readonly _socket: Socket })['_socket'];

async function inTurns(amount: number, atOnce: number, work: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < amount) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
