/**
 * What is kept of runs that are over, so that questions need not add it up: their cuts, and the productive uptime of
 * closed periods while they lasted.
 *
 * Exact at every commit: whoever changes a run's times, cuts or periods brings the sums along in the same transaction.
 * Time of open periods is left out; it grows by itself and is added when a question is asked.
 */
import { chunksOf, type Engine, rowsAs, type TableAccess } from '../../../platform/database/index.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { PeriodsListener, Timeline } from '../../timeline/index.ts';
import { sumCuts } from '../cuts/cut-sums.queries.ts';
import { spannedByMachine } from '../machine-windows.ts';
import type { ProductionTables } from '../tables.ts';
import { findRunsInWindows, lockProduction } from './runs.repository.ts';

/** A stretch of a machine's time in which a run lasts. */
export interface RunSpan {
  readonly machineId: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface RunSums {
  readonly cutCount: number;
  readonly uptimeMs: number;
}

/** The caller holds the machines, in the timeline and in production. */
export async function runSumsWithin(
  tx: Transaction,
  timeline: Timeline,
  spans: readonly RunSpan[],
): Promise<RunSums[]> {
  const access = tx.access<ProductionTables>();
  const windows = spans.map(({ machineId, startedAt, endedAt }) => ({ machineId, fromMs: startedAt, toMs: endedAt }));
  const cuts = await sumCuts(access, tx.engine, windows);
  const uptimes = await closedUptimesWithin(tx, timeline, spans);
  return spans.map((_, at) => ({ cutCount: cuts[at]?.cuts ?? 0, uptimeMs: uptimes[at] ?? 0 }));
}

async function closedUptimesWithin(tx: Transaction, timeline: Timeline, spans: readonly RunSpan[]): Promise<number[]> {
  const stretches = spans.map(({ machineId, startedAt, endedAt }) => ({
    machineId,
    startMs: startedAt,
    endMs: endedAt,
  }));
  const uptimes = await timeline.readsWithin(tx).listUptime(stretches);
  return uptimes.map((uptime) =>
    uptime.reduce((total, { startMs, endMs, open }) => total + (open ? 0 : endMs - startMs), 0),
  );
}

/** Keeps the uptime of runs in line with the periods: registered with the timeline, which holds the machines then. */
export function followPeriods(timeline: Timeline): PeriodsListener {
  return async (tx, touched) => {
    const access = tx.access<ProductionTables>();
    // runs between two edits are looked at in vain, and seldom
    const windows = spannedByMachine(
      touched.map(({ machineId, startMs, endMs }) => ({ machineId, fromMs: startMs, toMs: endMs })),
    );
    const over = (await findRunsInWindows(access, tx.engine, windows)).flatMap(
      ({ id, machineId, startedAt, endedAt }) => (endedAt === null ? [] : [{ id, machineId, startedAt, endedAt }]),
    );
    if (over.length === 0) return;
    await lockProduction(
      access,
      tx.engine,
      over.map(({ machineId }) => machineId),
    );
    const uptimes = await closedUptimesWithin(tx, timeline, over);
    await writeUptimes(
      access,
      tx.engine,
      over.map(({ id }, at) => ({ id, uptime_ms: uptimes[at] ?? 0 })),
    );
  };
}

const uptimeColumns = { id: 'integer', uptime_ms: 'integer' } as const;

async function writeUptimes(
  access: TableAccess<ProductionTables>,
  engine: Engine,
  rows: readonly { id: number; uptime_ms: number }[],
): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    await access
      .updateTable('production_runs')
      .from(rowsAs(engine, chunk, uptimeColumns, 'fresh'))
      .set((eb) => ({ uptime_ms: eb.ref('fresh.uptime_ms') }))
      .whereRef('production_runs.id', '=', 'fresh.id')
      .execute();
  }
}
