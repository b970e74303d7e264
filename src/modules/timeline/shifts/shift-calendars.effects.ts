/**
 * What follows from a change of shifts, in the transaction of the change: the sums of the machines that it touches are
 * marked stale from the changed date on, so that no answer mixes old shifts and new ones.
 */
import { Temporal } from 'temporal-polyfill';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import { markRollupsStaleWithin } from '../accounting/rollups.service.ts';
import type { TimelineTables } from '../tables.ts';
import type { ShiftCalendarReader } from './shift-calendars.reader.ts';
import type { ShiftScope } from './shift-calendars.types.ts';
import { FIRST_DATE } from './shift-patterns.rules.ts';
import type { ShiftSlices } from './shift-slices.ts';

export interface ShiftChangeEffects {
  /** The machines that a calendar or exception of `scope` may concern. */
  machinesInWithin(tx: Transaction, scope: ShiftScope): Promise<string[] | undefined>;
  /**
   * @param machineIds absent: all of them
   * @param fromDate local date; absent: from the beginning
   */
  shiftsChangedWithin(tx: Transaction, machineIds: readonly string[] | undefined, fromDate?: string): Promise<void>;
}

export function createShiftChangeEffects(
  machines: Pick<Machines, 'findMachineIdsInPlaceWithin'>,
  reader: ShiftCalendarReader,
  slices: ShiftSlices,
): ShiftChangeEffects {
  return {
    async machinesInWithin(tx, scope) {
      if (scope.machineId !== null) return [scope.machineId];
      return scope.placeId === null ? undefined : machines.findMachineIdsInPlaceWithin(tx, scope.placeId);
    },
    async shiftsChangedWithin(tx, machineIds, fromDate = FIRST_DATE) {
      const firstMs = await firstPeriodStart(tx);
      if (firstMs === undefined) return;
      const calendars = await reader.loadCalendars(tx.access(), machineIds);
      const changedMs = Temporal.PlainDate.from(fromDate).toZonedDateTime(slices.zone).epochMilliseconds;
      await markRollupsStaleWithin(tx, slices, calendars, Math.max(changedMs, firstMs));
    },
  };
}

/** Sums begin with the first period: to mark what lies before it would only make the rebuilding longer. */
async function firstPeriodStart(tx: Transaction): Promise<number | undefined> {
  const rows = await tx
    .access<TimelineTables>()
    .selectFrom('timeline_machines')
    .select((eb) =>
      eb
        .selectFrom('status_periods')
        .select('started_at')
        .whereRef('status_periods.machine_id', '=', 'timeline_machines.machine_id')
        .orderBy('started_at')
        .limit(1)
        .as('firstMs'),
    )
    .execute();
  const starts = rows.map((row) => row.firstMs).filter((ms) => ms !== null);
  return starts.length === 0 ? undefined : Math.min(...starts);
}
