/** The raw periods that a question about time reads at its edges: closed ones of a range, open ones, what is stale. */
import {
  compiledOnce,
  type Engine,
  isAnyOf,
  rowsAs,
  type SlotOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import { inOrderOfStart, type PeriodSpan } from '../periods/overlaps.rules.ts';
import { toSpan } from '../periods/periods.repository.ts';
import type { TimelineTables } from '../tables.ts';

type Access = TableAccess<TimelineTables>;

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
    .selectFrom(rowsAs(engine, slot('machines'), { machine_id: 'text' }, 'm'))
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
