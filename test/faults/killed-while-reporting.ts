/**
 * A server that is killed again and again while a machine reports cuts over MQTT: every cut that was acknowledged is
 * stored, and once. The machine is a real client, which sends again whatever was not acknowledged.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAsync, type MqttClient } from 'mqtt';
import type { EngineUnderTest } from '../support/engines.ts';
import { newFolder } from '../support/milldash-process.ts';
import { mosquittoUrl, uniqueName } from '../support/mosquitto.ts';
import { type Serving, serveMilldash, signIn } from '../support/serving.ts';
import { until } from '../support/until.ts';

export type BrokerUnderTest = 'embedded' | 'external';

/** Cuts that are under way at once. Mosquitto as it comes drops what is more than 1,000 behind. */
const inFlight = { embedded: 200, external: 50 } as const;
/** Acknowledged cuts after which the server dies, in each round another number. */
const killedAfter = (round: number) => 200 + ((round * 271) % 600);

export function killsLoseNothing(under: EngineUnderTest, broker: BrokerUnderTest, rounds: number): void {
  test(`a kill loses no acknowledged cut, ${rounds} times`, { timeout: 60_000 + rounds * 20_000 }, async () => {
    const factory = await startFactory(under, broker);
    const acknowledged = new Set<number>();
    /** Sent and not acknowledged: a machine sends them again. */
    const open = new Set<number>();
    let sent = 0;
    let repeated = 0;
    for (let round = 0; round < rounds; round++) {
      const server = await factory.serve();
      // what another broker kept for us comes first: it keeps so much and no more
      if (broker === 'external') await untilStored(server, acknowledged);
      const machine = await factory.connect(server);
      const from = acknowledged.size;
      const again = [...open];
      repeated += again.length;
      const report = async () => {
        while (!server.child.killed) {
          const sequence = again.pop() ?? ++sent;
          open.add(sequence);
          await machine.publishAsync(
            factory.topic,
            JSON.stringify({ machine_id: 'mill-1', source_sequence: sequence }),
            { qos: 1 },
          );
          open.delete(sequence);
          acknowledged.add(sequence);
          if (acknowledged.size - from === killedAfter(round)) server.child.kill('SIGKILL');
        }
      };
      const reporting = Array.from({ length: inFlight[broker] }, report);
      // a client that has lost its connection would wait for the next one
      await Promise.race([Promise.allSettled(reporting), server.finished]);
      assert.equal((await server.finished).signal, 'SIGKILL');
      await machine.endAsync(true);
      for (const each of reporting) each.catch(() => {});
    }
    const server = await factory.serve();
    const stored = await untilStored(server, acknowledged);
    assert.ok(acknowledged.size >= rounds * 200);
    if (broker === 'embedded') assert.ok(repeated > 0, 'some were under way when the server died');
    const twice = [...stored].filter(([, times]) => times > 1);
    assert.deepEqual(twice, [], 'stored once');
    const { read } = await signIn(server.url);
    assert.deepEqual((await read('/api/v1/dead-letters')).items, []);
    await server.stop();
  });
}

/** @returns sequence → how often it is stored */
async function untilStored({ url }: Serving, wanted: ReadonlySet<number>): Promise<Map<number, number>> {
  const { read } = await signIn(url);
  let stored = new Map<number, number>();
  await until('all that was acknowledged is stored', async () => {
    stored = await readStored(read);
    return [...wanted].every((sequence) => stored.has(sequence));
  });
  return stored;
}

async function readStored(read: (path: string) => Promise<any>): Promise<Map<number, number>> {
  const stored = new Map<number, number>();
  const query = 'start_time=2000-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z&machine_ids=mill-1&limit=1000';
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await read(`/api/v1/cuts/search?${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    for (const { source_sequence: sequence } of page.items) stored.set(sequence, (stored.get(sequence) ?? 0) + 1);
    cursor = page.next_cursor;
  }
  return stored;
}

interface Factory {
  readonly topic: string;
  serve(): Promise<Serving>;
  connect(server: Serving): Promise<MqttClient>;
}

async function startFactory(under: EngineUnderTest, broker: BrokerUnderTest): Promise<Factory> {
  const databaseUrl = await under.createDatabaseUrl();
  const folder = newFolder();
  const topic = broker === 'embedded' ? 'milldash/v1/machines/mill-1/cuts' : uniqueName('plc');
  const env: Readonly<Record<string, string>> =
    broker === 'embedded'
      ? { MQTT_EMBEDDED: 'true' }
      : { MQTT_URL: mosquittoUrl, MQTT_TOPIC: topic, INSTANCE_ID: uniqueName('killed') };
  const serve = () => serveMilldash({ folder, databaseUrl, env });
  const first = await serve();
  const { ask, read } = await signIn(first.url);
  await ask('POST', '/api/v1/machines', { id: 'mill-1', name: 'Mill 1' });
  const { body: key } = await ask('POST', '/api/v1/api-keys', { name: 'mill', scopes: ['cuts:record'] });
  if (broker === 'external') {
    await until('it has subscribed', async () => (await read('/api/v1/messaging/status')).trouble === null);
  }
  await first.stop();
  return {
    topic,
    serve,
    async connect({ url }) {
      if (broker === 'external')
        return quiet(await connectAsync(mosquittoUrl, { protocolVersion: 5, reconnectPeriod: 0 }));
      const { addresses } = await (await signIn(url)).read('/api/v1/messaging/status');
      const credentials = { username: key.id, password: key.key };
      return quiet(await connectAsync(addresses[0], { ...credentials, protocolVersion: 4, reconnectPeriod: 0 }));
    },
  };
}

/** The connection is going to end, and that is no error. */
function quiet(client: MqttClient): MqttClient {
  client.on('error', () => {});
  return client;
}
