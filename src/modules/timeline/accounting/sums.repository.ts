/** The sums that a question about time reads: of whole slices and of months. */
import { sql } from 'kysely';
import { compiledOnce, type Engine, isAnyOf, type SlotOf, type TableAccess } from '../../../platform/database/index.ts';
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
