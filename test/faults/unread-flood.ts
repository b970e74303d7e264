/**
 * Messages as fast as they are acknowledged, and beside them screens that resume from the beginning of the log and
 * subscribers, all of which read nothing and come again: the server stays within its memory, and who listens beside them
 * notices nothing.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { connectAsync, type MqttClient } from 'mqtt';
import { WebSocket } from 'ws';
import type { EngineUnderTest, TestDatabase } from '../support/engines.ts';
import { openLive } from '../support/live-client.ts';
import { peakMb } from '../support/resident-memory.ts';
import { serveMilldash, signIn } from '../support/serving.ts';
import { until } from '../support/until.ts';

export interface Unread {
  readonly seconds: number;
  /** How often all of it begins anew, in one process. */
  readonly times: number;
  /** How long who reads nothing stays before it comes again. */
  readonly staySeconds: number;
}

const RESIDENT_MAX_MB = 300;
/** More than the server remembers, and more than it keeps pages of: who resumes reads them from the log. */
const EARLIER = { events: 80_000, bytes: 800 };
const PAGE = 1_000;
const IN_FLIGHT = 200;
const DEAF_SCREENS = 10;
const DEAF_SUBSCRIBERS = 3;
const TOPIC = 'milldash/v1/machines/mill-1/cuts';

export function readersInNobodysWay(under: EngineUnderTest, unread: Unread, timeoutMs: number): void {
  const title = `${unread.times} × ${unread.seconds} s of messages beside those who read nothing`;
  test(`${title} are survived within ${RESIDENT_MAX_MB} MB`, { timeout: timeoutMs }, async (context) => {
    const database = await under.createDatabase();
    const serving = await serveMilldash({ databaseUrl: database.url, env: { MQTT_EMBEDDED: 'true' } });
    const { ask, read } = await signIn(serving.url);
    await ask('POST', '/api/v1/machines', { id: 'mill-1', name: 'Mill 1' });
    const scopes = ['cuts:record', 'events:read'];
    const { body: key } = await ask('POST', '/api/v1/api-keys', { name: 'mill', scopes });
    await writeEarlierEvents(database);
    const headers = { 'x-api-key': key.key };
    const mqtt = new URL((await read('/api/v1/messaging/status')).addresses[0]);
    const connect = () => connectAsync(mqtt.href, { username: key.id, password: key.key, reconnectPeriod: 0 });
    const [epoch] = (await read('/api/v1/dashboard')).after.split(':');
    const resuming = `${serving.url.replace(/^http/, 'ws')}/api/v1/ws?after=${epoch}:0`;

    const witness = await openLive(serving.url, '?topics=cuts', { headers });
    await witness.next('live');
    const heard = () => witness.events.reduce((sum, { data }) => sum + data.cut_count, 0);
    let stored = 0;
    for (let time = 0; time < unread.times; time++) {
      const over = new AbortController();
      const others = [
        ...Array.from({ length: DEAF_SCREENS }, () => resumeDeaf(resuming, headers, unread.staySeconds, over.signal)),
        ...Array.from({ length: DEAF_SUBSCRIBERS }, async () => subscribeDeaf(await connect(), over.signal)),
        resumeToTheEnd(resuming, headers),
        readByPages(`${serving.url}/api/v1/events?limit=${PAGE}&after=${epoch}:`, headers),
      ];
      const device = await connect();
      stored = await flood(device, stored, unread.seconds);
      await device.endAsync();
      over.abort();
      await Promise.all(others);
    }
    await until('every cut was heard of', () => heard() === stored);
    await witness.close();

    const figures = { stored, residentMb: peakMb(serving.child.pid) };
    context.diagnostic(JSON.stringify(figures));
    assert.equal((await read('/api/v1/messaging/status')).messages.stored, stored);
    assert.ok(figures.residentMb <= RESIDENT_MAX_MB, JSON.stringify(figures));
    const { exitCode, stderr } = await serving.stop();
    assert.equal(exitCode, 0, stderr);
  });
}

async function writeEarlierEvents({ database }: TestDatabase): Promise<void> {
  const { kysely: access } = database;
  const data = JSON.stringify({ text: 'x'.repeat(EARLIER.bytes) });
  await database.transact(async (tx) => {
    await sql`
      insert into events (sequence, id, type, subject, occurred_at, recorded_at, data)
      with recursive earlier(number) as (select 1 union all select number + 1 from earlier where number < ${EARLIER.events})
      select (select sequence from event_log) + number, 'earlier-' || number, 'com.milldash.test.earlier', 'tests/1',
        (select max(occurred_at) from events), (select max(recorded_at) from events), ${data}
      from earlier`.execute(tx);
    await sql`update event_log set sequence = sequence + ${EARLIER.events}`.execute(tx);
  });
  await sql`pragma wal_checkpoint(truncate)`.execute(access);
}

/** @returns the number of the last cut, all of which are stored */
async function flood(device: MqttClient, last: number, seconds: number): Promise<number> {
  let sequence = last;
  const endMs = performance.now() + seconds * 1_000;
  const publish = async () => {
    while (performance.now() < endMs) {
      await device.publishAsync(TOPIC, JSON.stringify({ source_sequence: ++sequence }), { qos: 1 });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, publish));
  return sequence;
}

/** The server may cut it off before it leaves by itself. */
async function resumeDeaf(
  url: string,
  headers: Readonly<Record<string, string>>,
  staySeconds: number,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    const socket = new WebSocket(url, ['milldash.v1'], { headers, perMessageDeflate: false });
    socket.on('error', () => {});
    await once(socket, 'open');
    lineOf(socket).pause();
    await pause(staySeconds * 1_000, undefined, { signal: over }).catch(() => {});
    socket.terminate();
  }
}

const lineOf = (socket: WebSocket) => (socket as unknown as { readonly _socket: Socket })['_socket'];

async function subscribeDeaf(client: MqttClient, over: AbortSignal): Promise<void> {
  client.on('error', () => {});
  await client.subscribeAsync('milldash/v1/events/+', { qos: 0 });
  (client.stream as Socket).pause();
  await new Promise((resolve) => over.addEventListener('abort', resolve, { once: true }));
  await client.endAsync(true);
}

async function resumeToTheEnd(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const socket = new WebSocket(url, ['milldash.v1'], { headers, perMessageDeflate: false });
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject).on('close', () => reject(new Error('who reads all was cut off')));
    socket.on('message', (data) => {
      if (String(data).startsWith('{"type":"live"')) resolve();
    });
  });
  socket.removeAllListeners('close').terminate();
}

async function readByPages(base: string, headers: Readonly<Record<string, string>>): Promise<void> {
  for (let after = 0; after < EARLIER.events; after += PAGE) {
    const page = await fetch(`${base}${after}`, { headers });
    assert.equal(page.status, 200);
    await page.arrayBuffer();
  }
}
