/**
 * One process and two on PostgreSQL and a broker outside: cuts taken in turns (a shared subscription), tickets opened at
 * both. Figures without a limit: with the generator, the database and the broker on the same machine they say what a second
 * process costs rather than what it brings.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { type Bench, type Figure, interleaved, type Result } from '../harness.ts';
import { connectMqtt } from '../mqtt-load.ts';
import { requestsPerSecond } from '../requests.ts';
import { type ShippedServer, startShippedServer, temporaryFolder } from '../shipped.ts';

export const scale: Figure = {
  name: 'scale',
  title: 'One process and two on PostgreSQL and Mosquitto',
  measure,
};

const POSTGRES_URL = process.env['TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const MQTT_URL = process.env['TEST_MQTT_URL'] ?? 'mqtt://127.0.0.1:1883';
const IN_FLIGHT = 200;
/** Mosquitto drops what waits for a client beyond a thousand messages, unless it is told otherwise. */
const AHEAD_MAX = 500;

async function measure(bench: Bench): Promise<Result[]> {
  const name = `milldash_bench_${randomBytes(4).toString('hex')}`;
  await onPostgres(`create database ${name}`);
  try {
    return await measureOn(name, bench);
  } finally {
    await onPostgres(`drop database ${name} with (force)`);
  }
}

async function measureOn(name: string, bench: Bench): Promise<Result[]> {
  const url = new URL(POSTGRES_URL);
  url.pathname = `/${name}`;
  const folder = await temporaryFolder('scale');
  const start = (instance: string) =>
    startShippedServer(folder, {
      DATABASE_URL: url.href,
      MQTT_URL,
      MQTT_SHARED_GROUP: name,
      INSTANCE_ID: `${name}-${instance}`,
    });
  const one = await start('one');
  await makeMachine(one, name);
  const results: Result[] = [];
  for (const servers of [() => [one], async () => [one, await start('two')]]) {
    const serving = await servers();
    const many = serving.length === 1 ? 'one process' : `${serving.length} processes`;
    bench.say(many);
    const amount = bench.quick ? 500 : 10_000;
    const { cuts, tickets } = await interleaved({
      cuts: () => cutsPerSecond(serving, name, amount),
      tickets: () => ticketsPerSecond(serving, name, amount / 20),
    });
    const paced = `${IN_FLIGHT} in flight, at most ${AHEAD_MAX} ahead`;
    results.push({ what: `cuts stored, ${paced}, ${many}`, unit: '/s', values: cuts });
    results.push({ what: `tickets opened over HTTP, ${many}`, unit: '/s', values: tickets });
    if (serving.length > 1) for (const server of serving) await server.stop();
  }
  return results;
}

async function onPostgres(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: POSTGRES_URL });
  await client.connect();
  await client.query(statement);
  await client.end();
}

async function makeMachine({ url, authorization }: ShippedServer, id: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1/machines`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ id, name: 'Bench mill' }),
  });
  if (!answer.ok) throw new Error(`The machine was answered ${answer.status}: ${await answer.text()}`);
}

let sequence = 0;

/** From the first message to the last commit, whichever process made it. */
async function cutsPerSecond(servers: readonly ShippedServer[], machine: string, amount: number): Promise<number> {
  const connection = await connectMqtt(MQTT_URL, machine);
  const payloads = Array.from({ length: amount }, () => Buffer.from(JSON.stringify({ source_sequence: sequence++ })));
  const before = await storedBy(servers);
  const startedAtMs = performance.now();
  for (let sent = 0; sent < amount; sent += AHEAD_MAX) {
    const some = payloads.slice(sent, sent + AHEAD_MAX);
    await connection.publish(`milldash/v1/machines/${machine}/cuts`, some, IN_FLIGHT);
    while ((await storedBy(servers)) - before < sent + some.length) await setTimeout(1);
  }
  connection.end();
  return (amount * 1_000) / (performance.now() - startedAtMs);
}

async function storedBy(servers: readonly ShippedServer[]): Promise<number> {
  let stored = 0;
  for (const { url, authorization } of servers) {
    const answer = await fetch(`${url}/api/v1/messaging/status`, { headers: { authorization } });
    const { messages } = (await answer.json()) as { messages: { stored: number } };
    stored += messages.stored;
  }
  return stored;
}

async function ticketsPerSecond(servers: readonly ShippedServer[], machine: string, amount: number): Promise<number> {
  const rates = servers.map(({ url, authorization }) =>
    requestsPerSecond({
      url,
      headers: { authorization },
      pathOf: () => '/api/v1/tickets',
      bodyOf: () => ({ machine_id: machine, description: 'Oil under the coiler' }),
      amount: amount / servers.length,
      status: 201,
    }),
  );
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0);
}
