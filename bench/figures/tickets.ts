/**
 * Lists of tickets, single tickets, and opening them.
 *
 * A page counts by the CPU time that its search takes, of 100,000 tickets. Reads over HTTP count as requests a second of one
 * core, beside multiples of what the predecessor did. Opening waits for the disk, so it counts by the clock, beside one bare
 * row a durable commit in the same run. All of it takes turns with the yardstick.
 */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../src/kernel/clock.ts';
import type { TicketListing } from '../../src/modules/maintenance/index.ts';
import type { Services } from '../../src/services.ts';
import { openBareCommits } from '../bare-commits.ts';
import { openFactory } from '../factory.ts';
import {
  type Bench,
  cpuSecondsOf,
  type Figure,
  interleaved,
  median,
  ownCpuSeconds,
  quantile,
  type Result,
  ROUNDS,
  ratios,
  spread,
} from '../harness.ts';
import { machineIdOf, YEAR_END_MS } from '../invented-year.ts';
import { cpuPerRequest, sendAll } from '../requests.ts';
import { type ShippedServer, startShippedServer, temporaryFolder } from '../shipped.ts';
import { storedTickets } from '../stored-tickets.ts';
import {
  type Clocked,
  clockedInTurns,
  pacedClock,
  pacedRate,
  pacedTime,
  type Taken,
  takenInTurns,
  tellSlowness,
} from '../yardstick.ts';

export const tickets: Figure = {
  name: 'tickets',
  title: 'Tickets: pages of 100,000, reads over HTTP, and opening them',
  measure,
};

const PAGE_LIMIT_MS = 15;
const clock: Clock = { now: () => YEAR_END_MS };

const pages: Readonly<Record<string, TicketListing>> = {
  'the newest': {},
  'open, by priority': { statuses: ['Open'], sort: 'priority' },
  'of five machines, closed, by due date': {
    machineIds: [0, 1, 2, 3, 4].map(machineIdOf),
    statuses: ['Closed'],
    sort: 'due_at',
    descending: false,
  },
  'of a category, by last change': { category: 'Hydraulic', sort: 'updated_at' },
  'of a day, by priority': { fromMs: YEAR_END_MS - 86_400_000, sort: 'priority' },
  'with a word that few have': { text: 'T-4711' },
  'with a word that half have': { text: 'operator' },
  'with three words, open, by priority': { text: 'oil under coiler', statuses: ['Open'], sort: 'priority' },
};

async function measure(bench: Bench): Promise<Result[]> {
  const many = await openFactory(await storedTickets(bench.quick ? 10_000 : 100_000, bench.say), clock);
  const results: Result[] = [];
  for (const [what, listing] of Object.entries(pages)) {
    bench.say(`a page of 100: ${what}`);
    results.push(await pageTimes(many, what, listing, bench.quick ? 10 : 60));
  }
  await many.close();
  results.push(...(await overHttp(bench)));
  return results;
}

async function pageTimes(services: Services, what: string, listing: TicketListing, times: number): Promise<Result> {
  const rounds: Taken[][] = [];
  const list = () => services.maintenance.tickets.listTickets({ ...listing, limit: 100 });
  for (let round = -1; round < ROUNDS; round++) {
    const cpu: Taken[] = [];
    for (let time = 0; time < times; time++) {
      cpu.push(await takenInTurns(async () => (await cpuSecondsOf(list)) * 1_000));
    }
    if (round >= 0) rounds.push(cpu);
  }
  const all = rounds.flat();
  return {
    what: `a page of 100 of 100,000: ${what} (p99)`,
    unit: 'ms',
    values: rounds.map((cpu) => quantile(cpu.map(pacedTime), 0.99)),
    counts: quantile(all.map(pacedTime), 0.99),
    limit: { is: 'at most', value: PAGE_LIMIT_MS },
    note: `CPU of ${all.length} as taken (${tellSlowness(all)}): ${spread(all.map(({ raw }) => raw))}`,
  };
}

/** Requests a second of the predecessor, and how many times as many are wanted. */
const reads = [
  {
    what: 'ticket by its number',
    before: 189,
    times: 15,
    pathOf: (at: number) => `/api/v1/tickets/${(at % 1_000) + 1}`,
  },
  {
    what: 'list of 100 of 1,000',
    before: 8.9,
    times: 100,
    pathOf: (at: number) => `/api/v1/tickets?skip=${at % 900}&limit=100`,
  },
] as const;

async function overHttp(bench: Bench): Promise<Result[]> {
  const folder = await temporaryFolder('tickets');
  await copyFile(await storedTickets(1_000, bench.say), join(folder, 'milldash.db'));
  const server = await startShippedServer(folder);
  const results: Result[] = [];
  for (const read of reads) {
    bench.say(read.what);
    results.push(...(await readRate(server, read, bench.quick ? 100 : 900)));
  }
  bench.say('opening');
  results.push(await openingRate(server, join(folder, 'bare.db'), bench.quick ? 100 : 1_000));
  await server.stop();
  return results;
}

async function readRate(server: ShippedServer, read: (typeof reads)[number], amount: number): Promise<Result[]> {
  const load = { url: server.url, headers: { authorization: server.authorization }, status: 200, amount };
  let asked = 0;
  const cpu = await interleaved({
    // each address once a round: a comment in it makes it another one for the memory of answers
    uncached: (round) =>
      takenInTurns(() => cpuPerRequest(server, { ...load, pathOf: () => withRound(read.pathOf(asked++), round) })),
    cached: () => takenInTurns(() => cpuPerRequest(server, { ...load, pathOf: () => read.pathOf(0) })),
  });
  return (['uncached', 'cached'] as const).map((how) => ({
    what: `${read.what}, ${how} (${read.times} × ${read.before} of the predecessor)`,
    unit: '/s',
    values: cpu[how].map(pacedRate),
    limit: { is: 'at least', value: read.times * read.before },
    note: `${median(cpu[how].map(({ raw }) => raw)).toFixed(0)} µs of server CPU as taken (${tellSlowness(cpu[how])})`,
  }));
}

/** The same question under another address: the strict routes take no unknown parameter, and a fragment is not sent. */
function withRound(path: string, round: number): string {
  const slashes = path.indexOf('?') === -1 ? `${path}?` : `${path}&`;
  return slashes + '&'.repeat(round + 1);
}

async function openingRate(server: ShippedServer, bareFile: string, amount: number): Promise<Result> {
  const bare = openBareCommits(bareFile);
  const description = 'Oil under the coiler, seen by the operator after the change of the coil';
  const load = {
    url: server.url,
    headers: { authorization: server.authorization },
    pathOf: () => '/api/v1/tickets',
    bodyOf: (at: number) => ({ machine_id: machineIdOf(at % 10), description }),
    amount,
    status: 201,
  };
  const taken = await interleaved({
    bare: () => clockedInTurns(() => bare.rate(amount, 1), ownCpuSeconds),
    opening: () => clockedInTurns(() => sendAll(load), server.cpuSeconds),
  });
  bare.close();
  const rawRate = (clocked: readonly Clocked[]) => amount / median(clocked.map(({ seconds }) => seconds));
  return {
    what: 'opening tickets over HTTP, of the rate of bare durable rows',
    unit: '×',
    values: ratios(taken.bare.map(pacedClock), taken.opening.map(pacedClock)),
    limit: { is: 'at least', value: 0.25 },
    note: `${rawRate(taken.opening).toFixed(0)} tickets and ${rawRate(taken.bare).toFixed(0)} bare rows a second by the clock, as taken (${tellSlowness(taken.opening)})`,
  };
}
