/**
 * How long questions about time take with ten million periods stored, and how much longer than with few.
 *
 * Asked as a request asks them, of ranges that begin and end inside shifts, so that raw periods are read at both edges;
 * each time of other machines. Question by question the two databases take turns. What counts is CPU time, in
 * turns with the yardstick: nothing here waits for anything but the page cache, and the clock shows whoever else is running.
 * It stands beside it.
 */
import { type Clock, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import type { AnalyticsQuery } from '../../src/modules/analytics/index.ts';
import type { Services } from '../../src/services.ts';
import { openFactory } from '../factory.ts';
import {
  type Bench,
  cpuSecondsOf,
  type Figure,
  median,
  quantile,
  type Result,
  ROUNDS,
  ratios,
  spread,
} from '../harness.ts';
import { machineIdOf, YEAR_END_MS, YEAR_START_MS } from '../invented-year.ts';
import { storedYear } from '../stored-year.ts';
import { pacedTime, type Taken, takenInTurns, tellSlowness } from '../yardstick.ts';

export const queries: Figure = {
  name: 'queries',
  title: 'Questions about time with ten million periods stored (1,000 machines × a year)',
  measure,
};

const MONTH_FROM_MS = Date.UTC(2025, 8, 10, 9, 17);
const MONTH_TO_MS = Date.UTC(2025, 9, 10, 14, 43);
/** All that the month's questions can see. */
const AROUND_MONTH = { fromMs: Date.UTC(2025, 8, 8), toMs: Date.UTC(2025, 9, 13) };

interface Question {
  readonly what: string;
  readonly limitMs: number;
  readonly p99: boolean;
  readonly machines: number;
  readonly withReasons: boolean;
  /** Asked in a round. */
  readonly times: number;
  readonly query: Pick<AnalyticsQuery, 'fromMs' | 'toMs' | 'groupBy'>;
  readonly few: { readonly what: string; readonly machines: number; readonly fromMs?: number; readonly toMs?: number };
}

const year = { fromMs: YEAR_START_MS + 5 * HOUR_MS + 17 * MINUTE_MS, toMs: YEAR_END_MS - 23 * MINUTE_MS };
const month = { fromMs: MONTH_FROM_MS, toMs: MONTH_TO_MS, groupBy: 'machine' };

const questions: readonly Question[] = [
  {
    what: 'one machine over a year, with reasons (p99)',
    limitMs: 10,
    p99: true,
    machines: 1,
    times: 100,
    withReasons: true,
    query: year,
    few: { what: 'that machine and year alone (10,000 periods)', machines: 1 },
  },
  {
    what: '100 machines over a month, by category and machine (median)',
    limitMs: 20,
    p99: false,
    machines: 100,
    times: 15,
    withReasons: false,
    query: month,
    few: { what: 'those machines with five weeks alone (96,000 periods)', machines: 100, ...AROUND_MONTH },
  },
  {
    what: '100 machines over a month, with reasons, by machine (median)',
    limitMs: 60,
    p99: false,
    machines: 100,
    times: 15,
    withReasons: true,
    query: month,
    few: { what: 'those machines with five weeks alone (96,000 periods)', machines: 100, ...AROUND_MONTH },
  },
];

const clock: Clock = { now: () => YEAR_END_MS };

async function measure(bench: Bench): Promise<Result[]> {
  const machines = bench.quick ? 100 : 1_000;
  const many = await openFactory(await storedYear({ machines }, bench.say), clock);
  const results: Result[] = [];
  for (const question of questions) {
    const few = await openFactory(await storedYear(question.few, bench.say), clock);
    bench.say(question.what);
    results.push(...(await compare(question, { many, machines, few })));
    await few.close();
  }
  await many.close();
  return results;
}

interface Compared {
  readonly many: Services;
  readonly machines: number;
  readonly few: Services;
}

/** Times of one round, in ms. */
interface Round {
  readonly cpu: Taken[];
  readonly wall: number[];
}

async function compare(question: Question, { many, machines, few }: Compared): Promise<Result[]> {
  const rounds: { many: Round; few: Round }[] = [];
  let asked = 0;
  for (let round = -1; round < ROUNDS; round++) {
    const times = { many: { cpu: [], wall: [] }, few: { cpu: [], wall: [] } };
    for (let time = 0; time < question.times; time++) {
      asked += question.machines * 7;
      await ask(many, question, machinesFrom(asked, question.machines, machines), times.many);
      await ask(few, question, machinesFrom(0, question.machines, question.few.machines), times.few);
    }
    if (round >= 0) rounds.push(times);
  }
  const share = question.p99 ? 0.99 : 0.5;
  const cpu = rounds.flatMap((round) => round.many.cpu);
  const wall = rounds.flatMap((round) => round.many.wall);
  const medians = (which: 'many' | 'few') => rounds.map((round) => median(round[which].cpu.map(({ raw }) => raw)));
  return [
    {
      what: question.what,
      unit: 'ms',
      values: rounds.map((round) => quantile(round.many.cpu.map(pacedTime), share)),
      counts: quantile(cpu.map(pacedTime), share),
      limit: { is: 'at most', value: question.limitMs },
      note: `CPU of ${cpu.length} as taken (${tellSlowness(cpu)}): ${spread(cpu.map(({ raw }) => raw))}\n  by the clock: ${spread(wall)}`,
    },
    {
      what: `… as often as its time with ${question.few.what}`,
      unit: '×',
      values: ratios(medians('many'), medians('few')),
      limit: { is: 'at most', value: 2 },
      note: `median ${median(medians('many')).toFixed(2)} ms and ${median(medians('few')).toFixed(2)} ms of CPU`,
    },
  ];
}

async function ask(services: Services, question: Question, machineIds: string[], times: Round): Promise<void> {
  const taken = await takenInTurns(async () => {
    const startedAtMs = performance.now();
    const cpuSeconds = await cpuSecondsOf(async () => {
      const answer = await services.analytics.timeAccounting({ ...question.query, machineIds }, question.withReasons);
      if (answer.total.productiveUptimeMs === 0) throw new Error(`${question.what}: there is nothing stored.`);
    });
    times.wall.push(performance.now() - startedAtMs);
    return cpuSeconds * 1_000;
  });
  times.cpu.push(taken);
}

/** Spread over all that there are. */
function machinesFrom(first: number, count: number, machines: number): string[] {
  const step = Math.max(1, Math.floor(machines / count));
  return Array.from({ length: count }, (_, at) => machineIdOf((first + at * step) % machines));
}
