/**
 * Keeps the sums exact: whoever changes periods calls {@link Rollups.refreshWithin} in the same transaction.
 *
 * Where the shift calendar changed, the sums from there on are marked stale in the transaction of that change, questions
 * read raw periods instead, and {@link Rollups.rebuildStale} brings the sums back a month at a time.
 */
import { setImmediate } from 'node:timers/promises';
import type { Actor } from '../../../kernel/access.ts';
import { DAY_MS } from '../../../kernel/clock.ts';
import type { AnyTables, TableAccess } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store, Transaction } from '../../../platform/outbox/index.ts';
import { findEarliestStarts } from '../periods/period-reads.repository.ts';
import { listSpans, lockMachines } from '../periods/periods.repository.ts';
import type { ShiftCalendar, ShiftInstance } from '../shifts/shift-instances.rules.ts';
import { lockShiftsWithin } from '../shifts/shift-lock.ts';
import type { ShiftSlices } from '../shifts/shift-slices.ts';
import type { MonthTotalsTable, ShiftReasonTotalsTable, TimelineTables } from '../tables.ts';
import {
  addToMonths,
  deleteMonthsFrom,
  findLastSliceStart,
  findScanFrom,
  insertSlices,
  saveStaleFrom,
  takeSlices,
} from './rollups.repository.ts';
import { type SliceSums, sumSlices } from './rollups.rules.ts';

/** Time of a machine whose periods have changed. An end at Infinity means everything from the start on. */
export interface TouchedRange {
  readonly machineId: string;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The calendar in force for each machine, the factory's own for one that is not known; inside a transaction as that
 * transaction sees it.
 */
export type CalendarsOf = (
  access: TableAccess<AnyTables>,
  machineIds: readonly string[],
) => Promise<ReadonlyMap<string, ShiftCalendar>>;

export interface Rollups {
  /** Brings the sums of the touched time in line with the periods. The machines must be locked by the caller. */
  refreshWithin(
    tx: Transaction,
    touched: readonly TouchedRange[],
    staleFrom: ReadonlyMap<string, number | null>,
  ): Promise<void>;
  /** Rebuilds what {@link markRollupsStaleWithin} marked; each month is a transaction. Returns the months rebuilt. */
  rebuildStale(actor: Actor): Promise<number>;
}

export interface RollupsOptions {
  readonly store: Store;
  readonly slices: ShiftSlices;
  readonly calendarsOf: CalendarsOf;
  readonly log: Logger;
}

export function createRollups({ store, slices, calendarsOf, log }: RollupsOptions): Rollups {
  async function refreshWithin(
    tx: Transaction,
    touched: readonly TouchedRange[],
    staleFrom: ReadonlyMap<string, number | null>,
  ): Promise<void> {
    const access = tx.access<TimelineTables>();
    const byMachine = Map.groupBy(touched, (range) => range.machineId);
    const calendars = await calendarsOf(tx.access(), [...byMachine.keys()]);
    for (const [machineId, ranges] of byMachine) {
      const calendar = calendars.get(machineId) as ShiftCalendar;
      const usableUntilMs = staleFrom.get(machineId) ?? Number.POSITIVE_INFINITY;
      const lastMs = ranges.some((range) => range.endMs === Number.POSITIVE_INFINITY)
        ? await lastSliceEnd(access, machineId, calendar)
        : 0;
      for (const run of mergeRanges(ranges, lastMs)) {
        const touchedSlices = slices.overlapping(calendar, run.startMs, run.endMs);
        await refreshRun(
          tx,
          machineId,
          touchedSlices.filter((slice) => slice.endMs <= usableUntilMs),
        );
      }
    }
  }

  async function lastSliceEnd(
    access: TableAccess<TimelineTables>,
    machineId: string,
    calendar: ShiftCalendar,
  ): Promise<number> {
    const lastStart = await findLastSliceStart(access, machineId);
    return lastStart === undefined ? 0 : slices.at(calendar, lastStart).endMs;
  }

  async function refreshRun(tx: Transaction, machineId: string, run: readonly ShiftInstance[]): Promise<void> {
    const first = run[0];
    const last = run.at(-1);
    if (first === undefined || last === undefined) return;
    const access = tx.access<TimelineTables>();
    const scanFromMs = (await findScanFrom(access, machineId, first.startMs)) ?? first.startMs;
    const periods = await listSpans(access, machineId, Math.min(scanFromMs, first.startMs), last.endMs);
    const sums = sumSlices(run, periods);
    const replaced = await takeSlices(access, machineId, first.startMs, last.endMs);
    await insertSlices(access, tx.engine, machineId, sums);
    await addToMonths(access, tx.engine, monthChanges(machineId, sums, replaced));
  }

  /** Nothing, where another process has come first. */
  async function rebuildMonth(actor: Actor, machineId: string): Promise<{ rebuilt: boolean; more: boolean }> {
    return store.transact(actor, async (tx) => {
      const access = tx.access<TimelineTables>();
      await lockShiftsWithin(tx, 'share');
      const staleFromMs = (await lockMachines(access, tx.engine, [machineId], tx.recordedAt)).get(machineId) ?? null;
      if (staleFromMs === null) return { rebuilt: false, more: false };
      const calendar = (await calendarsOf(tx.access(), [machineId])).get(machineId) as ShiftCalendar;
      const month = slices.at(calendar, staleFromMs).productionDay.slice(0, 7);
      const run = slices.ofMonth(calendar, month);
      const last = run.at(-1) as ShiftInstance;
      // the mark is where the month begins; were it not, the whole month is made anew all the same
      const fromMs = Math.min(staleFromMs, (run[0] as ShiftInstance).startMs);
      const before = slices.at(calendar, fromMs - 1);
      const scanFromMs = (await findScanFrom(access, machineId, before.startMs)) ?? fromMs;
      const periods = await listSpans(access, machineId, Math.min(scanFromMs, fromMs), last.endMs);
      await takeSlices(access, machineId, fromMs, Number.MAX_SAFE_INTEGER);
      await deleteMonthsFrom(access, machineId, month);
      const sums = sumSlices(run, periods);
      await insertSlices(access, tx.engine, machineId, sums);
      await addToMonths(access, tx.engine, monthChanges(machineId, sums, []));
      const more =
        periods.some((period) => period.endMs > last.endMs && period.endMs !== Number.POSITIVE_INFINITY) ||
        (await beginsAfter(access, machineId, last.endMs));
      await saveStaleFrom(access, machineId, more ? last.endMs : null);
      return { rebuilt: true, more };
    });
  }

  return {
    refreshWithin,
    async rebuildStale(actor) {
      const stale = await store
        .access<TimelineTables>()
        .selectFrom('timeline_machines')
        .select('machine_id')
        .where('stale_from', 'is not', null)
        .orderBy('machine_id')
        .execute();
      let months = 0;
      for (const { machine_id } of stale) {
        for (let more = true; more; ) {
          const month = await rebuildMonth(actor, machine_id);
          if (month.rebuilt) months++;
          more = month.more;
          // transactions one after the other leave the event loop no turn of its own
          await setImmediate();
        }
      }
      if (stale.length > 0)
        log.info({ payload: { machines: stale.length, months } }, 'Sums rebuilt for a changed shift calendar');
      return months;
    },
  };
}

async function beginsAfter(
  access: TableAccess<TimelineTables>,
  machineId: string,
  instantMs: number,
): Promise<boolean> {
  const row = await access
    .selectFrom('status_periods')
    .select('id')
    .where('machine_id', '=', machineId)
    .where('started_at', '>=', instantMs)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Says, in the transaction that changes shifts, that sums from `fromMs` on no longer fit them.
 *
 * Marks from the beginning of a production month that began safely before the change, so that old and new calendar
 * agree on where the mark is; what lies before a machine's first period is not marked, for there is nothing to rebuild.
 * The caller holds the shifts' lock alone: no recording is under way that worked by the old calendar.
 *
 * @param calendars of the machines that the change may concern, as they are after it
 */
export async function markRollupsStaleWithin(
  tx: Transaction,
  slices: ShiftSlices,
  calendars: ReadonlyMap<string, ShiftCalendar>,
  fromMs: number,
): Promise<void> {
  const access = tx.access<TimelineTables>();
  // only machines that have periods have sums
  const firstStarts = await findEarliestStarts(access, tx.engine, [...calendars.keys()]);
  if (firstStarts.size === 0) return;
  const staleFrom = await lockMachines(access, tx.engine, [...firstStarts.keys()], tx.recordedAt);
  for (const [machineId, firstMs] of firstStarts) {
    const calendar = calendars.get(machineId) as ShiftCalendar;
    const changedMs = Math.max(fromMs, firstMs) - 2 * DAY_MS;
    // an earlier mark may have been where a month began under shifts that have changed since
    const staleMs = Math.min(staleFrom.get(machineId) ?? changedMs, changedMs);
    const month = slices.at(calendar, staleMs).productionDay.slice(0, 7);
    await saveStaleFrom(access, machineId, (slices.ofMonth(calendar, month)[0] as ShiftInstance).startMs);
  }
}

/** Joins ranges that overlap or touch; an end at Infinity becomes `lastMs`. */
function mergeRanges(ranges: readonly TouchedRange[], lastMs: number): { startMs: number; endMs: number }[] {
  const merged: { startMs: number; endMs: number }[] = [];
  for (const range of ranges.toSorted((a, b) => a.startMs - b.startMs)) {
    const endMs = range.endMs === Number.POSITIVE_INFINITY ? lastMs : range.endMs;
    const previous = merged.at(-1);
    // ranges in one slice or in neighbouring ones are cheaper together than apart
    if (previous !== undefined && range.startMs <= previous.endMs + DAY_MS)
      previous.endMs = Math.max(previous.endMs, endMs);
    else merged.push({ startMs: range.startMs, endMs });
  }
  return merged;
}

function monthChanges(
  machineId: string,
  sums: readonly SliceSums[],
  replaced: readonly ShiftReasonTotalsTable[],
): MonthTotalsTable[] {
  const changes = new Map<string, MonthTotalsTable>();
  function add(slice: ShiftInstance, category: number, alias_id: number, duration: number, stops: number): void {
    const month = slice.productionDay.slice(0, 7);
    const shift = slice.shift ?? '';
    const key = `${month}|${shift}|${category}|${alias_id}`;
    const change = changes.get(key);
    if (change === undefined)
      changes.set(key, { machine_id: machineId, month, shift, category, alias_id, duration, stops });
    else {
      change.duration += duration;
      change.stops += stops;
    }
  }
  const bySliceStart = new Map(sums.map((entry) => [entry.slice.startMs, entry.slice]));
  for (const row of replaced) {
    const slice = bySliceStart.get(row.slice_start);
    if (slice === undefined) throw new Error(`Sums of ${machineId} at ${row.slice_start} belong to no shift slice.`);
    add(slice, row.category, row.alias_id, -row.duration, -row.stops);
  }
  for (const { slice, sums: after } of sums) {
    for (const sum of after.entries()) add(slice, sum.category, sum.aliasId, sum.durationMs, sum.stops);
  }
  return [...changes.values()].filter((change) => change.duration !== 0 || change.stops !== 0);
}
