/**
 * What the polled dashboards cost: a factory of five machines with a month of periods, a thousand tickets and 15,000 cuts
 * today.
 *
 * From memory: the same address again. By another address each time: the bytes are not remembered, the reading of the
 * floor is, for the rest of the second. Without any memory: the floor is read anew, in this process, once a request; what
 * the request itself costs is added. Limits are multiples of the predecessor's rates, and of a bare Fastify route of the
 * same bytes.
 */
import { join } from 'node:path';
import { systemActor } from '../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, systemClock } from '../../src/kernel/clock.ts';
import type { Services } from '../../src/services.ts';
import { openFactory } from '../factory.ts';
import {
  type Bench,
  cpuSecondsOf,
  type Figure,
  interleaved,
  type Limit,
  median,
  type Result,
  ROUNDS,
  ratios,
} from '../harness.ts';
import { type RunningProcess, startBareServer } from '../processes.ts';
import { cpuPerRequest } from '../requests.ts';
import { type ShippedServer, startShippedServer, temporaryFolder } from '../shipped.ts';
import { pacedRate, pacedTime, type Taken, takenInTurns, tellSlowness } from '../yardstick.ts';

export const dashboards: Figure = {
  name: 'dashboards',
  title: 'What polled dashboards cost, with 15,000 cuts today',
  measure,
};

interface Screen {
  readonly path: string;
  /** Requests a second of the predecessor, where it was measured. */
  readonly before?: number;
  readonly note?: string;
}

/** What the predecessor did with 15,000 cuts today. */
const SUMMARY_BEFORE_WITH_CUTS = 2.1;
const TIMES = 15;

const screens: readonly Screen[] = [
  { path: '/api/v1/dashboard/quick-stats', before: 122 },
  { path: '/api/v1/dashboard/machine-summary', before: 26 },
  { path: '/api/v1/analytics/real-time-metrics' },
  { path: '/api/v1/analytics/performance-summary' },
  { path: '/api/v1/dashboard/maintenance-overview' },
  { path: '/api/v1/dashboard' },
];

const actor = systemActor('bench');
const MACHINES = 5;
const TICKETS = 1_000;
const CUTS = 15_000;
const CUTS_AT_ONCE = 1_000;
/** Machines take turns of twenty minutes. */
const PERIOD_MS = 20 * MINUTE_MS;

async function measure(bench: Bench): Promise<Result[]> {
  const amount = bench.quick ? 500 : 3_000;
  const folder = await temporaryFolder('dashboards');
  const services = await openFactory(join(folder, 'milldash.db'), systemClock);
  bench.say('a month of periods, tickets and cuts');
  await fill(services, bench.quick);
  const anew = await readAnew(services, bench.quick ? 20 : 200);
  await services.close();
  const server = await startShippedServer(folder);
  const results: Result[] = [];
  for (const screen of screens) {
    bench.say(screen.path);
    results.push(...(await measureScreen(server, folder, screen, amount, anew)));
  }
  await server.stop();
  return results;
}

/** Microseconds of CPU that reading the floor takes, a round each. */
async function readAnew({ floor }: Services, amount: number): Promise<Taken[]> {
  const asOfMs = Math.floor(Date.now() / SECOND_MS) * SECOND_MS;
  async function readFloors(): Promise<number> {
    const seconds = await cpuSecondsOf(async () => {
      for (let at = 0; at < amount; at++) await floor.readFloor(asOfMs);
    });
    return (seconds * 1e6) / amount;
  }
  const { floors } = await interleaved({ floors: () => takenInTurns(readFloors) });
  return floors;
}

async function measureScreen(
  server: ShippedServer,
  folder: string,
  { path, before }: Screen,
  amount: number,
  anew: readonly Taken[],
): Promise<Result[]> {
  const { url, authorization } = server;
  const headers = { authorization };
  const body = await (await fetch(url + path, { headers })).text();
  const bare = startBareServer([body], folder);
  const [, bareUrl = ''] = await bare.untilPrinted(/Listening on (\S+)/);
  const load = { url, headers, amount, status: 200 };
  let asked = 0;
  // paths of our own refuse parameters that they do not know
  const other = path === '/api/v1/dashboard' ? () => path : () => `${path}?n=${++asked}`;
  const cpu = await interleaved({
    bare: () => cpuPerRequest(bare, { url: bareUrl, pathOf: () => '/0', amount, status: 200 }),
    remembered: () => takenInTurns(() => cpuPerRequest(server, { ...load, pathOf: () => path })),
    otherAddress: () => takenInTurns(() => cpuPerRequest(server, { ...load, pathOf: other })),
  });
  await stop(bare);
  const against = (what: string, taken: readonly Taken[], limit: Limit): Result => {
    const values = taken.map(({ raw }) => raw);
    return {
      what: `${path}, ${body.length} bytes, ${what}`,
      unit: '×',
      values: ratios(values, cpu.bare),
      limit,
      note: `${median(values).toFixed(0)} µs of CPU a request, bare ${median(cpu.bare).toFixed(0)} µs`,
    };
  };
  const results = [
    against('from memory', cpu.remembered, { is: 'at most', value: 4 }),
    ...(other() === path
      ? []
      : [against('by another address each time', cpu.otherAddress, { is: 'at most', value: 4 })]),
  ];
  if (before === undefined) return results;
  const rate = (what: string, taken: readonly Taken[], times: number): Result => ({
    what: `${path}, ${what} (${TIMES} × ${times} of the predecessor)`,
    unit: '/s',
    values: taken.map(pacedRate),
    limit: { is: 'at least', value: TIMES * times },
    note: `${median(taken.map(({ raw }) => raw)).toFixed(0)} µs of CPU as taken (${tellSlowness(taken)}); medians of ${ROUNDS}`,
  });
  // read in another process before: each at the pace of its own moment
  const whole = cpu.otherAddress.map((taken, round) => ({
    raw: taken.raw + pacedTime(anew[round] as Taken) * taken.slowness,
    slowness: taken.slowness,
  }));
  results.push(rate('from memory', cpu.remembered, before));
  results.push(
    rate('the floor read anew', whole, path.endsWith('machine-summary') ? SUMMARY_BEFORE_WITH_CUTS : before),
  );
  return results;
}

async function stop(server: RunningProcess): Promise<void> {
  await server.stop();
}

async function fill(services: Services, quick: boolean): Promise<void> {
  const { machines, timeline, production, maintenance } = services;
  const ids = Array.from({ length: MACHINES }, (_, at) => `mill-${at + 1}`);
  await machines.ensureMachines(
    actor,
    ids.map((id) => ({ id, name: id })),
  );
  const nowMs = Date.now();
  const beginMs = Math.floor((nowMs - (quick ? 3 : 30) * DAY_MS) / PERIOD_MS) * PERIOD_MS;
  for (const machineId of ids) {
    const periods = [];
    for (let at = 0, startMs = beginMs; startMs < nowMs; at++, startMs += PERIOD_MS) {
      const runs = at % 3 !== 2;
      periods.push({
        id: `${machineId} ${at}`,
        machineId,
        startMs,
        endMs: startMs + PERIOD_MS < nowMs ? startMs + PERIOD_MS : null,
        classification: runs ? ('UPTIME' as const) : ('DOWNTIME' as const),
        productivity: runs ? ('productive' as const) : ('unproductive' as const),
        reasonText: runs ? null : `Reason ${at % 20}`,
      });
    }
    await timeline.recordPeriods(actor, periods, { kind: 'csv', name: 'bench' });
  }
  await recordCuts(production, ids, nowMs);
  for (let at = 0; at < (quick ? 50 : TICKETS); at++) {
    const machineId = ids[at % MACHINES] as string;
    await maintenance.tickets.openTicket(actor, { machineId, description: `Fault ${at}` });
  }
}

/** All of today, whenever that began: within the last hours at most, one after the other. */
async function recordCuts(production: Services['production'], ids: readonly string[], nowMs: number): Promise<void> {
  const stepMs = (2 * HOUR_MS) / CUTS;
  for (let first = 0; first < CUTS; first += CUTS_AT_ONCE) {
    const cuts = Array.from({ length: CUTS_AT_ONCE }, (_, at) => ({
      machineId: ids[at % MACHINES] as string,
      occurredAt: Math.floor(nowMs - (CUTS - first - at) * stepMs),
      count: 1,
    }));
    await production.recordCuts(actor, cuts);
  }
}
