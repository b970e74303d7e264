/**
 * What a read costs the server: logged, authenticated and rate-limited, as often as a bare Fastify route of the same
 * bytes.
 *
 * Answered 304, from the remembered bytes, and with its query: for that each request asks for another machine.
 */
import { join } from 'node:path';
import { systemActor } from '../../src/kernel/access.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { openFactory } from '../factory.ts';
import { type Bench, type Figure, interleaved, type Limit, median, type Result, ROUNDS, ratios } from '../harness.ts';
import { machineIdOf } from '../invented-year.ts';
import { type RunningProcess, startBareServer } from '../processes.ts';
import { cpuPerRequest } from '../requests.ts';
import { type ShippedServer, startShippedServer, temporaryFolder } from '../shipped.ts';

export const http: Figure = {
  name: 'http',
  title: 'Server CPU of a read, against a bare Fastify route of the same bytes',
  measure,
};

const FACTORY_BATCH = 500;

async function measure(bench: Bench): Promise<Result[]> {
  const amount = bench.quick ? 500 : 4_000;
  const folder = await temporaryFolder('http');
  await makeMachines(join(folder, 'milldash.db'), amount * (ROUNDS + 1) + 1);
  const server = await startShippedServer(folder);
  const headers = { authorization: server.authorization };
  const path = `/api/v1/machines/${machineIdOf(0)}`;
  const example = await fetch(server.url + path, { headers });
  const tag = example.headers.get('etag') ?? '';
  const body = await example.text();
  const bare = startBareServer([body], folder);
  const [, bareUrl = ''] = await bare.untilPrinted(/Listening on (\S+)/);

  let asked = 0;
  bench.say(`${ROUNDS} rounds of 4 × ${amount} requests`);
  const same = { url: server.url, pathOf: () => path, amount, headers, status: 200 };
  const cpu = await interleaved({
    bare: () => cpuPerRequest(bare, { url: bareUrl, pathOf: () => '/0', amount, status: 200 }),
    unchanged: () => cpuPerRequest(server, { ...same, headers: { ...headers, 'if-none-match': tag }, status: 304 }),
    remembered: () => cpuPerRequest(server, same),
    queried: () => cpuPerRequest(server, { ...same, pathOf: () => `/api/v1/machines/${machineIdOf(++asked)}` }),
  });
  await stopAll(server, bare);
  const row = (what: string, values: readonly number[], limit: Limit): Result => ({
    what: `${what}: GET /api/v1/machines/{id}, ${body.length} bytes`,
    unit: '×',
    values: ratios(values, cpu.bare),
    limit,
    note: `${median(values).toFixed(0)} µs of CPU a request, bare ${median(cpu.bare).toFixed(0)} µs`,
  });
  return [
    row('answered 304', cpu.unchanged, { is: 'at most', value: 3 }),
    row('answered from memory', cpu.remembered, { is: 'at most', value: 3 }),
    row('answered with its query', cpu.queried, { is: 'at most', value: 4 }),
  ];
}

async function makeMachines(file: string, count: number): Promise<void> {
  const { machines, close } = await openFactory(file, systemClock);
  const seen = Array.from({ length: count }, (_, at) => ({ id: machineIdOf(at), name: `Machine ${at}` }));
  for (let at = 0; at < count; at += FACTORY_BATCH) {
    await machines.ensureMachines(systemActor('bench'), seen.slice(at, at + FACTORY_BATCH));
  }
  await close();
}

async function stopAll(...processes: readonly (RunningProcess | ShippedServer)[]): Promise<void> {
  for (const each of processes) await each.stop();
}
