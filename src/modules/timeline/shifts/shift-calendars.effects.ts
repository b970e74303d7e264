/**
 * What follows from a change of shifts, in the transaction of the change: the sums of the machines that it touches are
 * marked stale from the changed date on, so that no answer mixes old shifts and new ones.
 */
import { Temporal } from 'temporal-polyfill';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import { markRollupsStaleWithin } from '../accounting/rollups.service.ts';
import type { ShiftCalendarReader } from './shift-calendars.reader.ts';
import type { ShiftScope } from './shift-calendars.types.ts';
import { FIRST_DATE } from './shift-patterns.rules.ts';
import type { ShiftSlices } from './shift-slices.ts';

export interface ShiftChangeEffects {
  /** The machines that a calendar or exception of `scope` may concern. */
  machinesInWithin(tx: Transaction, scope: ShiftScope): Promise<string[] | undefined>;
  /**
   * The caller holds the shifts' lock alone, from before its first read on.
   *
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
      const calendars = await reader.loadCalendars(tx.access(), machineIds);
      const changedMs = Temporal.PlainDate.from(fromDate).toZonedDateTime(slices.zone).epochMilliseconds;
      await markRollupsStaleWithin(tx, slices, calendars, changedMs);
    },
  };
}
