/** What the demo's mills make: products, a run for each shift, and the cuts of the last two weeks. */
import type { Actor } from '../kernel/access.ts';
import { DAY_MS, HOUR_MS } from '../kernel/clock.ts';
import { DomainError } from '../kernel/errors.ts';
import type { NewProduct, PastRun, Production } from '../modules/production/index.ts';
import { factoryCalendar, type SimulatedPeriod, type SimulatedRun, simulateRuns } from '../simulator/index.ts';
import { type History, millIds } from './demo-factory.ts';

const products = [
  { code: 'ST-41-2.5', name: 'Strut 41 × 41, 2.5 mm', idealCycleMs: 5_200, unitLengthMm: 6_000 },
  { code: 'ST-21-2.5', name: 'Strut 41 × 21, 2.5 mm', idealCycleMs: 4_400, unitLengthMm: 6_000 },
  { code: 'ST-41-1.5', name: 'Strut 41 × 41, 1.5 mm', idealCycleMs: 4_000, unitLengthMm: 3_000 },
  { code: 'ST-82-2.5', name: 'Strut 82 × 41, 2.5 mm', idealCycleMs: 6_800, unitLengthMm: 6_000 },
  { code: 'CT-60', name: 'Cable tray 60', idealCycleMs: 7_500, unitLengthMm: 3_000 },
] as const satisfies readonly NewProduct[];

/** What one call takes. */
const RUNS_AT_ONCE = 200;
const CUTS_AT_ONCE = 1_000;
/** Cuts are told that far back; older runs say their total only. */
const CUTS_TOLD_MS = 14 * DAY_MS;
const SHIFT_MS = 12 * HOUR_MS;
const OPERATOR = 'Oskar Operator';
const ACTIVE_NOTE = 'Shift under way';

/**
 * Records what was made from `recordedToMs` to `toMs`; where a shift goes on, its run is active.
 * Repeating it changes nothing; where people recorded runs of their own, theirs stay.
 */
export async function recordProduction(
  production: Production,
  actor: Actor,
  history: History,
  periods: readonly SimulatedPeriod[],
  operator: Actor,
): Promise<void> {
  const ids = await ensureProducts(production, actor);
  const { seed, recordedToMs: fromMs, toMs, zone } = history;
  const runs = simulateRuns({
    seed,
    machines: millIds,
    periods,
    products,
    fromMs,
    toMs,
    zone,
    calendar: factoryCalendar,
  }).filter(({ startMs }) => startMs >= history.fromMs);
  await recordCuts(production, actor, runs, toMs);
  await endRunsOfBefore(production, actor, runs);
  const past = runs.flatMap((run) => (run.endMs === null ? [] : pastRunOf(run, run.endMs, ids)));
  for (let at = 0; at < past.length; at += RUNS_AT_ONCE) {
    await recordWhereFree(production, actor, past.slice(at, at + RUNS_AT_ONCE));
  }
  for (const run of runs) if (run.endMs === null) await startRun(production, operator, run, ids);
}

async function ensureProducts(production: Production, actor: Actor): Promise<number[]> {
  const { items } = await production.listProducts({ limit: 200 });
  const ids: number[] = [];
  for (const product of products) {
    const known = items.find(({ code }) => code === product.code);
    ids.push((known ?? (await production.createProduct(actor, product))).id);
  }
  return ids;
}

async function recordCuts(
  production: Production,
  actor: Actor,
  runs: readonly SimulatedRun[],
  toMs: number,
): Promise<void> {
  const cuts = runs
    .flatMap((run) => run.cuts)
    .filter(({ atMs }) => atMs >= toMs - CUTS_TOLD_MS)
    .map(({ id, machineId, atMs, count }) => ({ machineId, occurredAt: atMs, count, sourceId: id }));
  for (let at = 0; at < cuts.length; at += CUTS_AT_ONCE) {
    await production.recordCuts(actor, cuts.slice(at, at + CUTS_AT_ONCE), 'simulator demo');
  }
}

/** The runs that were active when the demo was last open, and whose shift has ended since. */
async function endRunsOfBefore(production: Production, actor: Actor, runs: readonly SimulatedRun[]): Promise<void> {
  for (const run of await production.findActiveRuns(millIds).then((active) => [...active.values()])) {
    const simulated = runs.find(({ machineId, startMs }) => machineId === run.machineId && startMs === run.startedAt);
    if (simulated === undefined || simulated.endMs === null || run.note !== ACTIVE_NOTE) continue;
    const { total: totalCount, scrap: scrapCount, endMs: endedAt } = simulated;
    await production.completeRun(actor, run.id, { totalCount, scrapCount });
    await production.changeRun(actor, run.id, { endedAt, note: null }, 'The shift ended while the demo was closed');
  }
}

/** What a shift that runs half its time makes, in whole hundreds. */
function targetOf(product: number): number | null {
  const cycleMs = products[product]?.idealCycleMs;
  return cycleMs === undefined ? null : Math.round((SHIFT_MS * 0.5) / cycleMs / 100) * 100;
}

function pastRunOf(run: SimulatedRun, endedAt: number, ids: readonly number[]): PastRun {
  return {
    machineId: run.machineId,
    productId: ids[run.product] ?? 0,
    startedAt: run.startMs,
    endedAt,
    targetQuantity: targetOf(run.product),
    totalCount: run.total,
    scrapCount: run.scrap,
    startedBy: OPERATOR,
    completedBy: OPERATOR,
  };
}

/** All at once; one by one where one of them meets a run that is there already. */
async function recordWhereFree(production: Production, actor: Actor, runs: readonly PastRun[]): Promise<void> {
  try {
    await production.recordRuns(actor, runs, 'Simulated');
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'run-overlap') throw error;
    if (runs.length === 1) return;
    for (const run of runs) await recordWhereFree(production, actor, [run]);
  }
}

async function startRun(
  production: Production,
  actor: Actor,
  run: SimulatedRun,
  ids: readonly number[],
): Promise<void> {
  const { machineId, product, startMs } = run;
  try {
    const wanted = { machineId, productId: ids[product] ?? 0, targetQuantity: targetOf(product), note: ACTIVE_NOTE };
    const { id } = await production.startRun(actor, wanted);
    await production.changeRun(actor, id, { startedAt: startMs }, 'Begun with the shift');
  } catch (error) {
    // somebody has started one, or works on what this shift would have
    if (!(error instanceof DomainError) || !['run-active', 'run-overlap'].includes(error.code)) throw error;
  }
}
