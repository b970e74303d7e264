/**
 * Requests a second that one core answers with the old dashboard's figures on the factory's real data.
 *
 * The limits are multiples of what the predecessor did on the same data; what is measured takes turns with the yardstick. Uncached: every request asks for a range that
 * is a millisecond shorter than the one before, so nothing remembered fits. Cached: the same range again.
 */

import { join } from 'node:path';
import { DAY_MS } from '../../src/kernel/clock.ts';
import { type Bench, type Figure, interleaved, median, type Result, ROUNDS } from '../harness.ts';
import { type LoadedFactory, loadFactory } from '../real-factory.ts';
import { cpuPerRequest } from '../requests.ts';
import { type ShippedServer, startShippedServer, temporaryFolder } from '../shipped.ts';
import { pacedRate, takenInTurns, tellSlowness } from '../yardstick.ts';

export const analytics: Figure = {
  name: 'analytics',
  title: "Requests a second of the old dashboard's figures, on one core",
  measure,
};

interface Question {
  readonly what: string;
  readonly path: string;
  /** Of a week in the middle; else of all that there is. */
  readonly week: boolean;
  /** Requests a second of the predecessor. */
  readonly before: number;
  readonly times: number;
  /** Requests in a round. */
  readonly amount: number;
}

const questions: readonly Question[] = [
  { what: 'OEE', path: '/api/v1/analytics/oee-optimized', week: false, before: 49, times: 20, amount: 600 },
  {
    what: 'utilization',
    path: '/api/v1/analytics/utilization-optimized',
    week: false,
    before: 42,
    times: 20,
    amount: 600,
  },
  {
    what: 'downtime',
    path: '/api/v1/analytics/downtime-analysis-optimized',
    week: false,
    before: 22,
    times: 20,
    amount: 400,
  },
  {
    what: 'analytical data of a week',
    path: '/api/v1/dashboard/analytical-data-optimized',
    week: true,
    before: 0.65,
    times: 100,
    amount: 60,
  },
];

async function measure(bench: Bench): Promise<Result[]> {
  const folder = await temporaryFolder('analytics');
  const range = await loadFactory(bench, join(folder, 'milldash.db'));
  const server = await startShippedServer(folder);
  const results: Result[] = [];
  for (const question of questions) {
    bench.say(question.what);
    results.push(...(await rate(server, question, range, bench.quick ? 4 : 1)));
  }
  await server.stop();
  return results;
}

async function rate(server: ShippedServer, question: Question, all: LoadedFactory, divisor: number): Promise<Result[]> {
  const { url, authorization } = server;
  const amount = Math.ceil(question.amount / divisor);
  const { fromMs, toMs } = question.week ? middleWeek(all) : all;
  const pathOf = (laterMs: number) =>
    `${question.path}?start_time=${instant(fromMs + laterMs)}&end_time=${instant(toMs)}`;
  let asked = 0;
  const load = { url, headers: { authorization }, status: 200 };
  const cpu = await interleaved({
    uncached: () => takenInTurns(() => cpuPerRequest(server, { ...load, amount, pathOf: () => pathOf(++asked) })),
    cached: () => takenInTurns(() => cpuPerRequest(server, { ...load, amount: amount * 4, pathOf: () => pathOf(0) })),
  });
  const bytes = (await (await fetch(url + pathOf(0), { headers: { authorization } })).arrayBuffer()).byteLength;
  return (['uncached', 'cached'] as const).map((how) => ({
    what: `${question.what}, ${how} (${question.times} × ${question.before} of the predecessor)`,
    unit: '/s',
    values: cpu[how].map(pacedRate),
    limit: { is: 'at least', value: question.times * question.before },
    note: `${median(cpu[how].map(({ raw }) => raw)).toFixed(0)} µs of server CPU as taken (${tellSlowness(cpu[how])}) for ${bytes.toLocaleString('en-GB')} bytes; medians of ${ROUNDS}`,
  }));
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

function middleWeek({ fromMs, toMs }: Pick<LoadedFactory, 'fromMs' | 'toMs'>) {
  const middleMs = fromMs + Math.floor((toMs - fromMs) / 2);
  return { fromMs: middleMs - 3.5 * DAY_MS, toMs: middleMs + 3.5 * DAY_MS };
}
