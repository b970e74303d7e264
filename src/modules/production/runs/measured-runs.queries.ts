/**
 * The runs that performance and quality are measured on, with what is kept of each.
 *
 * One statement some hundred machines and years, whose cost follows the runs in the window; for machines without runs it
 * is a look at an index. Others get a turn between two statements.
 */
import { setImmediate } from 'node:timers/promises';
import { DAY_MS } from '../../../kernel/clock.ts';
import {
  chunksOf,
  compiledOnce,
  type Engine,
  rowsAs,
  type SlotOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { ProductionTables } from '../tables.ts';
import { lastStartBefore } from './runs.repository.ts';
import { producedOf } from './runs.rules.ts';
import type { MeasuredRun } from './runs.types.ts';

type Access = TableAccess<ProductionTables>;

/** Machine-time whose runs are read at once: some ten thousand runs of a busy factory. */
const MACHINE_DAYS_AT_ONCE = 3_700;

/** Runs of which something lies in [fromMs, toMs), in the order of the machines and of their starts. */
export async function findMeasuredRuns(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<MeasuredRun[]> {
  const days = Math.max(1, (toMs - fromMs) / DAY_MS);
  const found: MeasuredRun[] = [];
  let isFirst = true;
  for (const chunk of chunksOf(machineIds, Math.max(1, Math.floor(MACHINE_DAYS_AT_ONCE / days)))) {
    if (!isFirst) await setImmediate();
    isFirst = false;
    for (const run of await findRuns(access, engine, chunk, fromMs, toMs)) found.push(run);
  }
  return found;
}

interface Asked {
  readonly machines: readonly { readonly machine_id: string }[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** Compiled once: every question about OEE asks it, most factories' machines have few runs, and many have none. */
const measuredRuns = compiledOnce((access: Access, slot: SlotOf<Asked>, engine: Engine) =>
  access
    .selectFrom(rowsAs(engine, slot('machines'), { machine_id: 'text' }, 'w'))
    .innerJoin('production_runs as r', (join) =>
      join
        .onRef('r.machine_id', '=', 'w.machine_id')
        .on('r.started_at', '>=', lastStartBefore(slot('fromMs')))
        .on('r.started_at', '<', slot('toMs')),
    )
    .innerJoin('products as p', 'p.id', 'r.product_id')
    .select(['r.id', 'r.machine_id', 'r.started_at', 'r.ended_at', 'r.total_count', 'r.scrap_count', 'r.cut_count'])
    .select(['r.uptime_ms', 'p.ideal_cycle_us'])
    .select((eb) =>
      eb
        .selectFrom('cut_events as c')
        .select((cut) => cut.fn.min('c.occurred_at').as('first'))
        .whereRef('c.machine_id', '=', 'r.machine_id')
        .as('first_cut_at'),
    )
    .where((eb) => eb.or([eb('r.ended_at', 'is', null), eb('r.ended_at', '>', slot('fromMs'))]))
    .orderBy('r.machine_id')
    .orderBy('r.started_at'),
);

async function findRuns(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<MeasuredRun[]> {
  const machines = machineIds.map((machine_id) => ({ machine_id }));
  const rows = await measuredRuns(access, { machines, fromMs, toMs }, engine);
  return rows.map((row) => ({
    id: row.id,
    machineId: row.machine_id,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    cutCount: row.cut_count,
    uptimeMs: row.uptime_ms,
    idealCycleUs: row.ideal_cycle_us,
    isCounted: row.first_cut_at !== null && row.first_cut_at < (row.ended_at ?? Number.POSITIVE_INFINITY),
    produced: producedOf({ totalCount: row.total_count, scrapCount: row.scrap_count, cutCount: row.cut_count }),
    scrap: row.scrap_count,
  }));
}
