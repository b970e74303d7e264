/** The reads behind a question about time: sums over whole slices and months, raw periods at the edges. */
import { sql } from 'kysely';
import { type Engine, isAnyOf, jsonRows, type TableAccess } from '../../../platform/database/index.ts';
import { inOrderOfStart, type PeriodSpan } from '../periods/overlaps.rules.ts';
import { toSpan } from '../periods/periods.repository.ts';
import type { ShiftTotalsTable, TimelineTables } from '../tables.ts';

type Access = TableAccess<TimelineTables>;

/** Which slices: all that begin in the range, or those of the list. */
export interface SliceSelection {
  readonly fromMs: number;
  readonly toMs: number;
  readonly starts?: readonly number[];
}

export interface GroupedBy {
  readonly machine: boolean;
  readonly slice: boolean;
}

export interface ReasonSumRow {
  machine_id?: string;
  slice_start?: number;
  category: number;
  alias_id: number;
  duration: number;
  stops: number;
}

export async function sumReasons(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  selection: SliceSelection,
  by: GroupedBy,
): Promise<ReasonSumRow[]> {
  return access
    .selectFrom('shift_reason_totals')
    .select([
      'category',
      'alias_id',
      (eb) => eb.fn.sum<number>('duration').as('duration'),
      (eb) => eb.fn.sum<number>('stops').as('stops'),
    ])
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .where('slice_start', '>=', selection.fromMs)
    .where('slice_start', '<', selection.toMs)
    .$if(selection.starts !== undefined, (q) => q.where(isAnyOf(engine, 'slice_start', selection.starts ?? [])))
    .$if(by.machine, (q) => q.select('machine_id').groupBy('machine_id'))
    .$if(by.slice, (q) => q.select('slice_start').groupBy('slice_start'))
    .groupBy(['category', 'alias_id'])
    .execute();
}

export type CategorySumRow = Omit<ShiftTotalsTable, 'machine_id' | 'slice_start' | 'scan_from'> & {
  machine_id?: string;
  slice_start?: number;
};

export async function sumCategories(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  selection: SliceSelection,
  by: GroupedBy,
): Promise<CategorySumRow[]> {
  return access
    .selectFrom('shift_totals')
    .select((eb) => [
      eb.fn.coalesce(eb.fn.sum<number>('productive_uptime'), sql<number>`0`).as('productive_uptime'),
      eb.fn.coalesce(eb.fn.sum<number>('productive_downtime'), sql<number>`0`).as('productive_downtime'),
      eb.fn.coalesce(eb.fn.sum<number>('unproductive_downtime'), sql<number>`0`).as('unproductive_downtime'),
      eb.fn.coalesce(eb.fn.sum<number>('unclassified_downtime'), sql<number>`0`).as('unclassified_downtime'),
      eb.fn.coalesce(eb.fn.sum<number>('offline'), sql<number>`0`).as('offline'),
    ])
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .where('slice_start', '>=', selection.fromMs)
    .where('slice_start', '<', selection.toMs)
    .$if(selection.starts !== undefined, (q) => q.where(isAnyOf(engine, 'slice_start', selection.starts ?? [])))
    .$if(by.machine, (q) => q.select('machine_id').groupBy('machine_id'))
    .$if(by.slice, (q) => q.select('slice_start').groupBy('slice_start'))
    .execute();
}

export interface MonthSumRow {
  machine_id?: string;
  month?: string;
  shift?: string;
  category: number;
  alias_id: number;
  duration: number;
  stops: number;
}

/** @param shift null for all shifts, the empty text for time in none */
export async function sumMonths(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  months: readonly string[],
  shift: string | null,
  by: { readonly machine: boolean; readonly month: boolean; readonly shift: boolean },
): Promise<MonthSumRow[]> {
  return access
    .selectFrom('month_totals')
    .select([
      'category',
      'alias_id',
      (eb) => eb.fn.sum<number>('duration').as('duration'),
      (eb) => eb.fn.sum<number>('stops').as('stops'),
    ])
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .where(isAnyOf(engine, 'month', months))
    .$if(shift !== null, (q) => q.where('shift', '=', shift ?? ''))
    .$if(by.machine, (q) => q.select('machine_id').groupBy('machine_id'))
    .$if(by.month, (q) => q.select('month').groupBy('month'))
    .$if(by.shift, (q) => q.select('shift').groupBy('shift'))
    .groupBy(['category', 'alias_id'])
    .execute();
}

/** Matches no row of sums: slices begin after 1970. */
const NO_SLICE = -1;

export interface RawRange {
  /**
   * Where to begin looking: at a fixed start, or where the sums of the slice that begins there say that its earliest
   * period begins. The latter sees all that reach in only while the sums are not stale.
   */
  readonly begin: { readonly startMs: number } | { readonly scanFromOfSlice: number };
  readonly fromMs: number;
  /** Periods that begin from here on are left out. */
  readonly toMs: number;
}

/** Closed periods that end after `fromMs` and begin before `toMs`, per machine, in no order. */
export async function listClosedSpans(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  range: RawRange,
): Promise<Map<string, PeriodSpan[]>> {
  const machines = jsonRows(
    engine,
    machineIds.map((machine_id) => ({ machine_id })),
    { machine_id: 'text' },
  );
  const { begin } = range;
  const [slice, startMs] =
    'startMs' in begin ? [NO_SLICE, begin.startMs] : [begin.scanFromOfSlice, begin.scanFromOfSlice];
  // the order m → t → p walks one index range a machine; written out so that no planner has to find it
  const rows = await access
    .selectFrom(sql<{ machine_id: string }>`(${machines})`.as<'m'>(sql.ref('m')))
    .leftJoin('shift_totals as t', (join) =>
      join.onRef('t.machine_id', '=', 'm.machine_id').on('t.slice_start', '=', slice),
    )
    .innerJoin('status_periods as p', (join) =>
      join
        .onRef('p.machine_id', '=', 'm.machine_id')
        .on('p.started_at', '>=', (eb) => eb.fn.coalesce('t.scan_from', eb.val(startMs)))
        .on('p.started_at', '<', range.toMs)
        .on('p.ended_at', '>', range.fromMs),
    )
    .select(['p.machine_id', 'p.id', 'p.started_at', 'p.ended_at', 'p.category', 'p.alias_id'])
    .execute();
  const spans = new Map<string, PeriodSpan[]>();
  for (const row of rows) {
    const ofMachine = spans.get(row.machine_id);
    if (ofMachine === undefined) spans.set(row.machine_id, [toSpan(row)]);
    else ofMachine.push(toSpan(row));
  }
  return spans;
}

/** Open periods that begin before `toMs`, per machine, ascending. */
export async function listOpenSpans(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  toMs: number,
): Promise<Map<string, PeriodSpan[]>> {
  const rows = await access
    .selectFrom('status_periods')
    .select(['machine_id', 'id', 'started_at', 'ended_at', 'category', 'alias_id'])
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .where('ended_at', 'is', null)
    .where('started_at', '<', toMs)
    .execute();
  const spans = Map.groupBy(rows, (row) => row.machine_id);
  return new Map(Array.from(spans, ([id, ofMachine]) => [id, ofMachine.map(toSpan).sort(inOrderOfStart)]));
}

/** Machines whose sums are stale, and from when. */
export async function listStale(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await access
    .selectFrom('timeline_machines')
    .select(['machine_id', 'stale_from'])
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .where('stale_from', 'is not', null)
    .execute();
  return new Map(rows.map((row) => [row.machine_id, row.stale_from ?? 0]));
}
