/** The raw periods behind the uptime of many stretches of machines' time, by one statement. */
import { sql } from 'kysely';
import { type Engine, rowsAs, type TableAccess } from '../../../platform/database/index.ts';
import type { PeriodSpan } from '../periods/overlaps.rules.ts';
import { toSpan } from '../periods/periods.repository.ts';
import type { TimelineTables } from '../tables.ts';

/** Where one stretch is, and where to begin looking for the periods that reach into it. */
export interface StretchLookup {
  readonly machineId: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** The sums of the slice that begins there say where its earliest period begins; null where they are stale. */
  readonly sliceStart: number | null;
  /** Used where the slice has no sums. */
  readonly beginMs: number;
}

const columns = {
  at: 'integer',
  machine_id: 'text',
  from_ms: 'integer',
  to_ms: 'integer',
  slice_start: 'integer',
  begin_ms: 'integer',
} as const;

/** Closed periods of which something lies in each stretch, by its place in the list, in no order. */
export async function listClosedSpansOf(
  access: TableAccess<TimelineTables>,
  engine: Engine,
  lookups: readonly StretchLookup[],
): Promise<Map<number, PeriodSpan[]>> {
  const rows = lookups.map((lookup, at) => ({
    at,
    machine_id: lookup.machineId,
    from_ms: lookup.fromMs,
    to_ms: lookup.toMs,
    slice_start: lookup.sliceStart,
    begin_ms: lookup.beginMs,
  }));
  // the order s → t → p walks one index range a stretch; written out so that no planner has to find it
  const found = await access
    .selectFrom(rowsAs(engine, rows, columns, 's'))
    .leftJoin('shift_totals as t', (join) =>
      join.onRef('t.machine_id', '=', 's.machine_id').onRef('t.slice_start', '=', 's.slice_start'),
    )
    .innerJoin('status_periods as p', (join) =>
      join
        .onRef('p.machine_id', '=', 's.machine_id')
        .on('p.started_at', '>=', (eb) => eb.fn.coalesce('t.scan_from', 's.begin_ms'))
        .onRef('p.started_at', '<', 's.to_ms')
        .onRef('p.ended_at', '>', 's.from_ms'),
    )
    .select(['s.at', 'p.id', 'p.started_at', 'p.ended_at', 'p.category', 'p.alias_id'])
    .execute();
  const spans = Map.groupBy(found, (row) => row.at);
  return new Map(Array.from(spans, ([at, of]) => [at, of.map(toSpan)]));
}

/** Whole slices of a machine that follow each other: those that begin in [fromMs, toMs). */
export interface SlicedStretch {
  readonly at: number;
  readonly machineId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface SlicesSum {
  readonly uptimeMs: number;
  /** Time that closed periods take, uptime or not. */
  readonly closedMs: number;
}

const slicedColumns = { at: 'integer', machine_id: 'text', from_ms: 'integer', to_ms: 'integer' } as const;

/** What the sums of each stretch's slices hold; nothing for those without any. */
export async function sumSlices(
  access: TableAccess<TimelineTables>,
  engine: Engine,
  stretches: readonly SlicedStretch[],
): Promise<Map<number, SlicesSum>> {
  const rows = stretches.map(({ at, machineId, fromMs, toMs }) => ({
    at,
    machine_id: machineId,
    from_ms: fromMs,
    to_ms: toMs,
  }));
  const closed = sql<number>`sum(t.productive_uptime + t.productive_downtime + t.unproductive_downtime
    + t.unclassified_downtime + t.offline)`;
  const found = await access
    .selectFrom(rowsAs(engine, rows, slicedColumns, 's'))
    .innerJoin('shift_totals as t', (join) =>
      join
        .onRef('t.machine_id', '=', 's.machine_id')
        .onRef('t.slice_start', '>=', 's.from_ms')
        .onRef('t.slice_start', '<', 's.to_ms'),
    )
    .select(['s.at', (eb) => eb.fn.sum<number>('t.productive_uptime').as('uptime'), closed.as('closed')])
    .groupBy('s.at')
    .execute();
  return new Map(found.map(({ at, uptime, closed: closedMs }) => [at, { uptimeMs: uptime, closedMs }]));
}
