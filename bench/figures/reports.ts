/**
 * How long reports over 100,000 tickets take, and how long they hold the event loop.
 *
 * What counts for a report is CPU time, with the yardstick in the turns that it gives: nothing here waits for anything but
 * the page cache. The delay is what a timer of a millisecond is late by while reports run one after the other, on the same
 * thread; the yardstick is left out of it.
 */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { type Clock, MINUTE_MS } from '../../src/kernel/clock.ts';
import type { Services } from '../../src/services.ts';
import { openFactory } from '../factory.ts';
import { type Bench, type Figure, quantile, type Result, ROUNDS, spread } from '../harness.ts';
import { TICKETS_START_MS } from '../invented-tickets.ts';
import { YEAR_END_MS } from '../invented-year.ts';
import { storedTicketsAndStops } from '../stored-tickets.ts';
import { pacedTime, type Taken, takenAmong, tellSlowness } from '../yardstick.ts';

export const reports: Figure = {
  name: 'reports',
  title: 'Reports over 100,000 tickets of two years and 20,000 stops',
  measure,
};

const LIMIT_MS = 300;
const DELAY_LIMIT_MS = 25;
const clock: Clock = { now: () => YEAR_END_MS };

type Reports = Services['maintenance']['reports'];
const range = { fromMs: TICKETS_START_MS, toMs: YEAR_END_MS };
/** Nearly as many as a question may have. */
const stops = { ...range, thresholdMs: 15 * MINUTE_MS };

const questions: Readonly<Record<string, (reports: Reports) => Promise<unknown>>> = {
  reliability: (of) => of.reportReliability(range),
  'reliability by machine': (of) => of.reportReliability({ ...range, groupBy: 'machine' }),
  'reliability by cause': (of) => of.reportReliability({ ...range, groupBy: 'cause' }),
  'recurring faults': (of) => of.listRecurringFaults({ ...range, atLeast: 3 }),
  'due dates by machine': (of) => of.reportDueDates({ ...range, groupBy: 'machine' }),
  'costs by machine': (of) => of.reportCosts({ ...range, groupBy: 'machine' }),
  'the dearest tickets': (of) => of.reportTicketCosts({ ...range, limit: 100 }),
  'stops with and without a ticket, by reason': (of) => of.reportStops({ ...stops, groupBy: 'reason' }),
  'stops without a ticket': (of) => of.listStopsWithoutTicket(stops),
  'the backlog by machine': (of) => of.reportBacklog({ groupBy: 'machine' }),
  'the trend of the backlog by week': (of) => of.reportBacklogTrend({ ...range, interval: 'week' }),
};

async function measure(bench: Bench): Promise<Result[]> {
  const count = bench.quick ? 10_000 : 100_000;
  const services = await openFactory(await storedTicketsAndStops(count, bench.say), clock);
  const results: Result[] = [];
  for (const [what, ask] of Object.entries(questions)) {
    bench.say(what);
    results.push(...(await timesOf(what, () => ask(services.maintenance.reports), bench.quick ? 3 : 15)));
  }
  await services.close();
  return results;
}

async function timesOf(what: string, ask: () => Promise<unknown>, times: number): Promise<Result[]> {
  const rounds: { cpu: Taken[]; wall: number[]; delayMs: number }[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const [cpu, wall]: [Taken[], number[]] = [[], []];
    const delays = createHistogram();
    for (let time = 0; time < times; time++) {
      const loop = watchLoop(delays);
      const work = async () => {
        loop.start();
        await ask();
        wall.push(loop.stop());
      };
      cpu.push(await takenAmong(work, loop.leaveOut));
    }
    if (round >= 0) rounds.push({ cpu, wall, delayMs: delays.percentile(99) / 1e3 });
  }
  const cpu = rounds.flatMap((round) => round.cpu);
  const wall = rounds.flatMap((round) => round.wall);
  const raw = cpu.map((taken) => taken.raw);
  return [
    {
      what: `${what} (p99)`,
      unit: 'ms',
      values: rounds.map((round) => quantile(round.cpu.map(pacedTime), 0.99)),
      counts: quantile(cpu.map(pacedTime), 0.99),
      limit: { is: 'at most', value: LIMIT_MS },
      note: `CPU of ${cpu.length} as taken (${tellSlowness(cpu)}): ${spread(raw)}\n  by the clock: ${spread(wall)}`,
    },
    {
      what: '… event-loop delay meanwhile (p99)',
      unit: 'ms',
      values: rounds.map(({ delayMs }) => delayMs),
      limit: { is: 'at most', value: DELAY_LIMIT_MS },
    },
  ];
}

interface WatchedLoop {
  start(): void;
  /** Does what is no part of what is watched. */
  leaveOut(other: () => void): void;
  /** @returns how long it was watched, in ms */
  stop(): number;
}

/** Records, in microseconds, how far apart the turns of a timer of a millisecond come. Node's own monitor cannot pause. */
function watchLoop(delays: RecordableHistogram): WatchedLoop {
  let lastAtMs = 0;
  let watchedMs = 0;
  let timer: NodeJS.Timeout | undefined;
  const record = () => {
    const nowMs = performance.now();
    watchedMs += nowMs - lastAtMs;
    delays.record(Math.max(1, Math.round((nowMs - lastAtMs) * 1_000)));
    lastAtMs = nowMs;
  };
  return {
    start() {
      lastAtMs = performance.now();
      timer = setInterval(record, 1);
    },
    leaveOut(other) {
      const sinceMs = performance.now() - lastAtMs;
      other();
      lastAtMs = performance.now() - sinceMs;
    },
    stop() {
      clearInterval(timer);
      // what held the loop until the end has had no turn after it
      record();
      return watchedMs;
    },
  };
}
