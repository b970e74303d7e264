/** The sums as rows: read and replaced a run of slices at a time. */
import { chunksOf, type Engine, insertRows, jsonRows, type TableAccess } from '../../../platform/database/index.ts';
import { Category } from '../periods/categories.rules.ts';
import type { MonthTotalsTable, ShiftReasonTotalsTable, ShiftTotalsTable, TimelineTables } from '../tables.ts';
import type { SliceSums } from './rollups.rules.ts';

type Access = TableAccess<TimelineTables>;

const totalColumns = {
  machine_id: 'text',
  slice_start: 'integer',
  productive_uptime: 'integer',
  productive_downtime: 'integer',
  unproductive_downtime: 'integer',
  unclassified_downtime: 'integer',
  offline: 'integer',
  scan_from: 'integer',
} as const satisfies Record<keyof ShiftTotalsTable, string>;

const reasonColumns = {
  machine_id: 'text',
  slice_start: 'integer',
  category: 'integer',
  alias_id: 'integer',
  duration: 'integer',
  stops: 'integer',
} as const satisfies Record<keyof ShiftReasonTotalsTable, string>;

const monthColumns = {
  machine_id: 'text',
  month: 'text',
  shift: 'text',
  category: 'integer',
  alias_id: 'integer',
  duration: 'integer',
  stops: 'integer',
} as const satisfies Record<keyof MonthTotalsTable, string>;

/** Column of a category in `shift_totals`. */
export const categoryColumns = {
  [Category.productiveUptime]: 'productive_uptime',
  [Category.productiveDowntime]: 'productive_downtime',
  [Category.unproductiveDowntime]: 'unproductive_downtime',
  [Category.unclassifiedDowntime]: 'unclassified_downtime',
  [Category.offline]: 'offline',
} as const satisfies Record<Category, keyof ShiftTotalsTable>;

/** Where a reader of raw periods has to begin to see all that overlap the slice; undefined where none do. */
export async function findScanFrom(access: Access, machineId: string, sliceStart: number): Promise<number | undefined> {
  const row = await access
    .selectFrom('shift_totals')
    .select('scan_from')
    .where('machine_id', '=', machineId)
    .where('slice_start', '=', sliceStart)
    .executeTakeFirst();
  return row?.scan_from;
}

/** Start of the last slice that holds closed time of the machine; undefined where none does. */
export async function findLastSliceStart(access: Access, machineId: string): Promise<number | undefined> {
  const row = await access
    .selectFrom('shift_totals')
    .select('slice_start')
    .where('machine_id', '=', machineId)
    .orderBy('slice_start', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.slice_start;
}

/** Removes the sums of the slices that begin in [fromMs, toMs) and returns those by reason. */
export async function takeSlices(
  access: Access,
  machineId: string,
  fromMs: number,
  toMs: number,
): Promise<ShiftReasonTotalsTable[]> {
  await access
    .deleteFrom('shift_totals')
    .where('machine_id', '=', machineId)
    .where('slice_start', '>=', fromMs)
    .where('slice_start', '<', toMs)
    .execute();
  return access
    .deleteFrom('shift_reason_totals')
    .where('machine_id', '=', machineId)
    .where('slice_start', '>=', fromMs)
    .where('slice_start', '<', toMs)
    .returningAll()
    .execute();
}

export async function insertSlices(
  access: Access,
  engine: Engine,
  machineId: string,
  slices: readonly SliceSums[],
): Promise<void> {
  const filled = slices.filter((entry) => entry.scanFromMs !== undefined);
  const totals = filled.map((entry) => toTotalsRow(machineId, entry));
  const reasons = filled.flatMap((entry) => toReasonRows(machineId, entry));
  await insertRows(access, engine, { table: 'shift_totals', columns: totalColumns }, totals);
  await insertRows(access, engine, { table: 'shift_reason_totals', columns: reasonColumns }, reasons);
}

function toTotalsRow(machineId: string, { slice, sums, scanFromMs }: SliceSums): ShiftTotalsTable {
  const row: ShiftTotalsTable = {
    machine_id: machineId,
    slice_start: slice.startMs,
    productive_uptime: 0,
    productive_downtime: 0,
    unproductive_downtime: 0,
    unclassified_downtime: 0,
    offline: 0,
    scan_from: scanFromMs ?? slice.startMs,
  };
  for (const sum of sums.entries()) row[categoryColumns[sum.category]] += sum.durationMs;
  return row;
}

function toReasonRows(machineId: string, { slice, sums }: SliceSums): ShiftReasonTotalsTable[] {
  return Array.from(sums.entries(), (sum) => ({
    machine_id: machineId,
    slice_start: slice.startMs,
    category: sum.category,
    alias_id: sum.aliasId,
    duration: sum.durationMs,
    stops: sum.stops,
  }));
}

/** Adds `changes`, which may be negative, to the sums per month. */
export async function addToMonths(access: Access, engine: Engine, changes: readonly MonthTotalsTable[]): Promise<void> {
  for (const chunk of chunksOf(changes)) {
    await access
      .insertInto('month_totals')
      .columns(Object.keys(monthColumns) as (keyof MonthTotalsTable)[])
      .expression(jsonRows(engine, chunk, monthColumns))
      .onConflict((conflict) =>
        conflict.columns(['machine_id', 'month', 'shift', 'category', 'alias_id']).doUpdateSet((eb) => ({
          duration: eb('month_totals.duration', '+', eb.ref('excluded.duration')),
          stops: eb('month_totals.stops', '+', eb.ref('excluded.stops')),
        })),
      )
      .execute();
  }
}

export async function deleteMonthsFrom(access: Access, machineId: string, month: string): Promise<void> {
  await access.deleteFrom('month_totals').where('machine_id', '=', machineId).where('month', '>=', month).execute();
}

/** Sums of slices that end after the instant are not to be used until they have been rebuilt; null: all are right. */
export async function saveStaleFrom(access: Access, machineId: string, staleFromMs: number | null): Promise<void> {
  await access
    .updateTable('timeline_machines')
    .set({ stale_from: staleFromMs })
    .where('machine_id', '=', machineId)
    .execute();
}
