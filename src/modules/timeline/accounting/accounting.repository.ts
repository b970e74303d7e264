/** The reads behind a question about time: sums over whole slices and months, raw periods at the edges. */
import { sql } from 'kysely';
import {
  compiledOnce,
  type Engine,
  isAnyOf,
  jsonRows,
  type SlotOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
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

interface SumValues extends SliceSelection {
  readonly machineIds: readonly string[];
}

const reasonSums = compiledOnce(
  (access: Access, slot: SlotOf<SumValues>, engine: Engine, hasStarts: boolean, byMachine: boolean, bySlice: boolean) =>
    access
      .selectFrom('shift_reason_totals')
      .select([
        'category',
        'alias_id',
        (eb) => eb.fn.sum<number>('duration').as('duration'),
        (eb) => eb.fn.sum<number>('stops').as('stops'),
      ])
      .where(isAnyOf(engine, 'machine_id', slot('machineIds')))
      .where('slice_start', '>=', slot('fromMs'))
      .where('slice_start', '<', slot('toMs'))
      .$if(hasStarts, (q) => q.where(isAnyOf(engine, 'slice_start', slot('starts') as readonly number[])))
      .$if(byMachine, (q) => q.select('machine_id').groupBy('machine_id'))
      .$if(bySlice, (q) => q.select('slice_start').groupBy('slice_start'))
      .groupBy(['category', 'alias_id']),
);

export function sumReasons(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  selection: SliceSelection,
  by: GroupedBy,
): Promise<ReasonSumRow[]> {
  const values = { ...selection, machineIds };
  return reasonSums(access, values, engine, selection.starts !== undefined, by.machine, by.slice);
}

export type CategorySumRow = Omit<ShiftTotalsTable, 'machine_id' | 'slice_start' | 'scan_from'> & {
  machine_id?: string;
  slice_start?: number;
};

const categorySums = compiledOnce(
  (access: Access, slot: SlotOf<SumValues>, engine: Engine, hasStarts: boolean, byMachine: boolean, bySlice: boolean) =>
    access
      .selectFrom('shift_totals')
      .select((eb) => [
        eb.fn.coalesce(eb.fn.sum<number>('productive_uptime'), sql<number>`0`).as('productive_uptime'),
        eb.fn.coalesce(eb.fn.sum<number>('productive_downtime'), sql<number>`0`).as('productive_downtime'),
        eb.fn.coalesce(eb.fn.sum<number>('unproductive_downtime'), sql<number>`0`).as('unproductive_downtime'),
        eb.fn.coalesce(eb.fn.sum<number>('unclassified_downtime'), sql<number>`0`).as('unclassified_downtime'),
        eb.fn.coalesce(eb.fn.sum<number>('offline'), sql<number>`0`).as('offline'),
      ])
      .where(isAnyOf(engine, 'machine_id', slot('machineIds')))
      .where('slice_start', '>=', slot('fromMs'))
      .where('slice_start', '<', slot('toMs'))
      .$if(hasStarts, (q) => q.where(isAnyOf(engine, 'slice_start', slot('starts') as readonly number[])))
      .$if(byMachine, (q) => q.select('machine_id').groupBy('machine_id'))
      .$if(bySlice, (q) => q.select('slice_start').groupBy('slice_start')),
);

export function sumCategories(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  selection: SliceSelection,
  by: GroupedBy,
): Promise<CategorySumRow[]> {
  const values = { ...selection, machineIds };
  return categorySums(access, values, engine, selection.starts !== undefined, by.machine, by.slice);
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

interface MonthValues {
  readonly machineIds: readonly string[];
  readonly months: readonly string[];
  readonly shift: string | null;
}

const monthSums = compiledOnce(
  (
    access: Access,
    slot: SlotOf<MonthValues>,
    engine: Engine,
    hasShift: boolean,
    byMachine: boolean,
    byMonth: boolean,
    byShift: boolean,
  ) =>
    access
      .selectFrom('month_totals')
      .select([
        'category',
        'alias_id',
        (eb) => eb.fn.sum<number>('duration').as('duration'),
        (eb) => eb.fn.sum<number>('stops').as('stops'),
      ])
      .where(isAnyOf(engine, 'machine_id', slot('machineIds')))
      .where(isAnyOf(engine, 'month', slot('months')))
      .$if(hasShift, (q) => q.where('shift', '=', slot('shift') as string))
      .$if(byMachine, (q) => q.select('machine_id').groupBy('machine_id'))
      .$if(byMonth, (q) => q.select('month').groupBy('month'))
      .$if(byShift, (q) => q.select('shift').groupBy('shift'))
      .groupBy(['category', 'alias_id']),
);

/** @param shift null for all shifts, the empty text for time in none */
export function sumMonths(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  months: readonly string[],
  shift: string | null,
  by: { readonly machine: boolean; readonly month: boolean; readonly shift: boolean },
): Promise<MonthSumRow[]> {
  return monthSums(access, { machineIds, months, shift }, engine, shift !== null, by.machine, by.month, by.shift);
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

interface ClosedSpansValues {
  readonly machines: readonly { readonly machine_id: string }[];
  readonly slice: number;
  readonly startMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The order m → t → p walks one index range a machine; written out so that no planner has to find it. */
const closedSpans = compiledOnce((access: Access, slot: SlotOf<ClosedSpansValues>, engine: Engine) =>
  access
    .selectFrom(
      sql<{ machine_id: string }>`(${jsonRows(engine, slot('machines'), { machine_id: 'text' })})`.as<'m'>(
        sql.ref('m'),
      ),
    )
    .leftJoin('shift_totals as t', (join) =>
      join.onRef('t.machine_id', '=', 'm.machine_id').on('t.slice_start', '=', slot('slice')),
    )
    .innerJoin('status_periods as p', (join) =>
      join
        .onRef('p.machine_id', '=', 'm.machine_id')
        .on('p.started_at', '>=', (eb) => eb.fn.coalesce('t.scan_from', eb.val(slot('startMs'))))
        .on('p.started_at', '<', slot('toMs'))
        .on('p.ended_at', '>', slot('fromMs')),
    )
    .select(['p.machine_id', 'p.id', 'p.started_at', 'p.ended_at', 'p.category', 'p.alias_id']),
);

/** Closed periods that end after `fromMs` and begin before `toMs`, per machine, in no order. */
export async function listClosedSpans(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  { begin, fromMs, toMs }: RawRange,
): Promise<Map<string, PeriodSpan[]>> {
  const machines = machineIds.map((machine_id) => ({ machine_id }));
  const [slice, startMs] =
    'startMs' in begin ? [NO_SLICE, begin.startMs] : [begin.scanFromOfSlice, begin.scanFromOfSlice];
  const spans = new Map<string, PeriodSpan[]>();
  for (const row of await closedSpans(access, { machines, slice, startMs, fromMs, toMs }, engine)) {
    const ofMachine = spans.get(row.machine_id);
    if (ofMachine === undefined) spans.set(row.machine_id, [toSpan(row)]);
    else ofMachine.push(toSpan(row));
  }
  return spans;
}

const openSpans = compiledOnce(
  (access: Access, slot: SlotOf<{ machineIds: readonly string[]; toMs: number }>, engine: Engine) =>
    access
      .selectFrom('status_periods')
      .select(['machine_id', 'id', 'started_at', 'ended_at', 'category', 'alias_id'])
      .where(isAnyOf(engine, 'machine_id', slot('machineIds')))
      .where('ended_at', 'is', null)
      .where('started_at', '<', slot('toMs')),
);

/** Open periods that begin before `toMs`, per machine, ascending. */
export async function listOpenSpans(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  toMs: number,
): Promise<Map<string, PeriodSpan[]>> {
  const rows = await openSpans(access, { machineIds, toMs }, engine);
  const spans = Map.groupBy(rows, (row) => row.machine_id);
  return new Map(Array.from(spans, ([id, ofMachine]) => [id, ofMachine.map(toSpan).sort(inOrderOfStart)]));
}

const staleMachines = compiledOnce((access: Access, slot: SlotOf<{ machineIds: readonly string[] }>, engine: Engine) =>
  access
    .selectFrom('timeline_machines')
    .select(['machine_id', 'stale_from'])
    .where(isAnyOf(engine, 'machine_id', slot('machineIds')))
    .where('stale_from', 'is not', null),
);

/** Machines whose sums are stale, and from when. */
export async function listStale(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await staleMachines(access, { machineIds }, engine);
  return new Map(rows.map((row) => [row.machine_id, row.stale_from ?? 0]));
}
