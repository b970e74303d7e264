/** How long the shipped bundle takes from its start to readiness, on a database that is up to date. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Bench, type Figure, median, type Result, ROUNDS } from '../harness.ts';
import { startProcess } from '../processes.ts';
import { serverEnvironment, shippedCommand, startShippedServer, temporaryFolder } from '../shipped.ts';

export const start: Figure = {
  name: 'start',
  title: 'Start of the shipped bundle to ready',
  measure,
};

const POLL_MS = 5;

interface Start {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

async function measure(bench: Bench): Promise<Result[]> {
  const folder = await temporaryFolder('start');
  await (await startShippedServer(folder)).stop();
  const starts: Start[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bench.say(`start ${round + 1} of ${ROUNDS}`);
    starts.push(await startOnce(folder, round));
  }
  const cpu = starts.map(({ cpuSeconds }) => cpuSeconds);
  return [
    {
      what: 'from spawn to the first 200 of /health/ready, by the clock',
      unit: 's',
      values: starts.map(({ wallSeconds }) => wallSeconds),
      limit: { is: 'at most', value: 1 },
      note: `${median(cpu).toFixed(2)} s of CPU on all its threads`,
    },
  ];
}

async function startOnce(folder: string, round: number): Promise<Start> {
  const port = await freePort();
  const server = startProcess([await shippedCommand(), 'serve'], {
    outputFile: join(folder, `start-${round}.log`),
    folder,
    env: { ...serverEnvironment(folder), PORT: String(port) },
  });
  while (!(await isReady(`http://127.0.0.1:${port}/health/ready`))) {
    server.requireUnderWay('becoming ready');
    await setTimeout(POLL_MS);
  }
  const started = {
    wallSeconds: (performance.now() - server.startedAtMs) / 1_000,
    cpuSeconds: server.cpuSeconds(),
  };
  await server.stop();
  return started;
}

/** One that nobody listened at just now: to be asked for readiness the port has to be known before. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url);
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}
