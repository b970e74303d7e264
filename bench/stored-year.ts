/** Databases that hold the invented year, made once by the program's own `recordPeriods` and kept. */
import { systemActor } from '../src/kernel/access.ts';
import { DAY_MS, systemClock } from '../src/kernel/clock.ts';
import type { StatusPeriodInput } from '../src/modules/timeline/index.ts';
import type { Services } from '../src/services.ts';
import { openFactory } from './factory.ts';
import { machineIdOf, periodsOf, YEAR_END_MS, YEAR_START_MS } from './invented-year.ts';
import { keptDatabase } from './kept-database.ts';

export interface YearWanted {
  readonly machines: number;
  /** Default: the whole year. */
  readonly fromMs?: number;
  readonly toMs?: number;
}

const tablesOfTheYear = [
  'machines',
  'status_periods',
  'timeline_machines',
  'shift_totals',
  'shift_reason_totals',
  'month_totals',
  'reason_aliases',
  'downtime_reasons',
];
const BATCH_ROWS = 500;
const WEEK_MS = 7 * DAY_MS;
const actor = systemActor('bench');

/** The file of a database that holds what is wanted; takes minutes where it has to be made. */
export async function storedYear(wanted: YearWanted, say: (text: string) => void): Promise<string> {
  const { machines, fromMs = YEAR_START_MS, toMs = YEAR_END_MS } = wanted;
  const days = Math.round((toMs - fromMs) / DAY_MS);
  const since = new Date(fromMs).toISOString().slice(0, 10);
  const name = `year-${machines}-machines-${days}-days-from-${since}`;
  const sample = [0, 1, 999].flatMap((machine) => [...periodsOf(machine, YEAR_END_MS - WEEK_MS, YEAR_END_MS)]);
  return keptDatabase({ name, tables: tablesOfTheYear, sample }, async (file) => {
    const services = await openFactory(file, systemClock);
    try {
      await record(services, { machines, fromMs, toMs }, say);
    } finally {
      await services.close();
    }
  });
}

/** Week by week through all machines: rows of one machine lie scattered over the file, as in a factory that grew old. */
async function record(services: Services, wanted: Required<YearWanted>, say: (text: string) => void): Promise<void> {
  const { timeline, machines } = services;
  const numbers = Array.from({ length: wanted.machines }, (_, machine) => machine);
  const seen = numbers.map((machine) => ({ id: machineIdOf(machine), name: `Machine ${machine}` }));
  for (let at = 0; at < seen.length; at += BATCH_ROWS) {
    await machines.ensureMachines(actor, seen.slice(at, at + BATCH_ROWS));
  }
  const startedAtMs = performance.now();
  let recorded = 0;
  let batch: StatusPeriodInput[] = [];
  const flush = async () => {
    await timeline.recordPeriods(actor, batch, { kind: 'simulator', name: 'bench' });
    recorded += batch.length;
    batch = [];
  };
  for (let weekMs = wanted.fromMs; weekMs < wanted.toMs; weekMs += WEEK_MS) {
    for (const machine of numbers) {
      for (const period of periodsOf(machine, weekMs, Math.min(weekMs + WEEK_MS, wanted.toMs))) {
        if (batch.push(period) === BATCH_ROWS) await flush();
      }
    }
    const seconds = (performance.now() - startedAtMs) / 1_000;
    const done = (weekMs + WEEK_MS - wanted.fromMs) / (wanted.toMs - wanted.fromMs);
    say(
      `recording a year of ${wanted.machines} machines, kept for later runs: ${recorded.toLocaleString('en-GB')} periods, ` +
        `${Math.round(seconds)} s, about ${Math.round(seconds / Math.min(1, done) - seconds)} s to go`,
    );
  }
  await flush();
}
