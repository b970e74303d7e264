/**
 * What the mills made: a run for each shift, as long as the mill ran, and the cuts of it.
 *
 * Follows from the periods, so uptime, pieces and performance agree. Deterministic, shift by shift.
 */
import { MINUTE_MS } from '../kernel/clock.ts';
import type { SimulatedPeriod } from './factory.ts';
import { randomOf } from './random.ts';
import { shiftSpans, type WorkingCalendar } from './working-calendar.ts';

export interface ProductToMake {
  /** What one piece takes at best. */
  readonly idealCycleMs: number;
}

export interface SimulatedRun {
  readonly machineId: string;
  /** Index of `products`. */
  readonly product: number;
  readonly startMs: number;
  /** Null where the shift goes on. */
  readonly endMs: number | null;
  /** Pieces, good or not. */
  readonly total: number;
  readonly scrap: number;
  /** Pieces of each quarter-hour in which there were any, told at its end. */
  readonly cuts: readonly SimulatedCut[];
}

export interface SimulatedCut {
  /** The same one has the same id in every window. */
  readonly id: string;
  readonly machineId: string;
  readonly atMs: number;
  readonly count: number;
}

export interface RunsToSimulate {
  readonly seed: string | number;
  readonly machines: readonly string[];
  readonly periods: readonly SimulatedPeriod[];
  readonly products: readonly ProductToMake[];
  /** Runs that ended before it are left out. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: string;
  readonly calendar: WorkingCalendar;
}

const QUARTER_MS = 15 * MINUTE_MS;
const SETTING_UP_MS = 10 * MINUTE_MS;
/** Before the end of a shift the next one takes over. */
const HANDOVER_MS = 5 * MINUTE_MS;
const LONGEST_SHIFT_MS = 13 * 60 * MINUTE_MS;

/** In the order of `machines`, and of time within each. */
export function simulateRuns(given: RunsToSimulate): SimulatedRun[] {
  const { zone, calendar, fromMs, toMs } = given;
  const spans = [...shiftSpans(calendar, zone, fromMs - LONGEST_SHIFT_MS, toMs)];
  const byMachine = Map.groupBy(
    given.periods.filter(({ classification }) => classification === 'UPTIME'),
    ({ machineId }) => machineId,
  );
  return given.machines.flatMap((machineId, at) => {
    const running = byMachine.get(machineId) ?? [];
    return spans.flatMap((span) => {
      const startMs = span.startMs + SETTING_UP_MS;
      const lastMs = span.endMs - HANDOVER_MS;
      if (startMs >= toMs || lastMs < fromMs) return [];
      const random = randomOf(given.seed, machineId, 'run', span.date, span.name);
      const product = Math.floor(random.between(at, at + 3)) % given.products.length;
      const idealCycleMs = given.products[product]?.idealCycleMs ?? 1_000;
      const cycleMs = idealCycleMs / random.between(0.82, 0.97);
      const scrapShare = Math.min(0.08, random.logNormal(0.014, 0.6));
      const endMs = lastMs < toMs ? lastMs : null;
      const cuts = [...cutsOf(machineId, running, startMs, endMs ?? toMs, cycleMs)];
      const total = cuts.reduce((sum, { count }) => sum + count, 0);
      return [{ machineId, product, startMs, endMs, total, scrap: Math.round(total * scrapShare), cuts }];
    });
  });
}

function* cutsOf(
  machineId: string,
  running: readonly SimulatedPeriod[],
  fromMs: number,
  toMs: number,
  cycleMs: number,
): Generator<SimulatedCut> {
  let carriedMs = 0;
  let next = running.findIndex(({ endMs }) => (endMs ?? toMs) > fromMs);
  if (next === -1) return;
  for (let startMs = fromMs; startMs < toMs; startMs += QUARTER_MS) {
    const endMs = Math.min(toMs, startMs + QUARTER_MS);
    for (let at = next; ; at++) {
      const period = running[at];
      if (period === undefined || period.startMs >= endMs) break;
      const periodEndMs = period.endMs ?? toMs;
      carriedMs += Math.max(0, Math.min(endMs, periodEndMs) - Math.max(startMs, period.startMs));
      if (periodEndMs <= endMs) next = at + 1;
    }
    const count = Math.floor(carriedMs / cycleMs);
    carriedMs -= count * cycleMs;
    if (count > 0) yield { id: `sim-${machineId}-${endMs.toString(36)}`, machineId, atMs: endMs - 1, count };
  }
}
