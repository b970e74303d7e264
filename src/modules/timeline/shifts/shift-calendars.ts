/** Shift calendars and exceptions, joined: what people say of shifts, and the calendar in force for each machine. */
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { CalendarsOf } from '../accounting/rollups.service.ts';
import { createShiftChangeEffects } from './shift-calendars.effects.ts';
import { createShiftCalendarReader } from './shift-calendars.reader.ts';
import { createShiftSeeding, type ShiftSeeding } from './shift-calendars.seed.ts';
import { createShiftCalendarService, type ShiftCalendarService } from './shift-calendars.service.ts';
import { createShiftCalendarWrites } from './shift-calendars.writes.ts';
import { createShiftExceptionService, type ShiftExceptionService } from './shift-exceptions.service.ts';
import type { ShiftInstance } from './shift-instances.rules.ts';
import { lockShiftsWithin } from './shift-lock.ts';
import { createShiftSlices, type ShiftSlices } from './shift-slices.ts';

export interface ShiftCalendars extends ShiftCalendarService, ShiftExceptionService, ShiftSeeding {
  readonly calendarsOf: CalendarsOf;
  /** The factory's shift instances, for everybody who works with its calendars. */
  readonly slices: ShiftSlices;
  /** Cheap. @throws zone-conflict when the factory has moved to another zone than this process works in */
  checkZone(): Promise<void>;
  /**
   * The shifts that overlap [fromMs, toMs), ascending; time in no shift is left out.
   * @param machineId absent: the factory's own calendar
   * @throws unknown-machine, zone-conflict
   */
  listShiftInstances(fromMs: number, toMs: number, machineId?: string): Promise<ShiftInstance[]>;
}

export interface ShiftCalendarsDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly machines: Machines;
  /** IANA name of the factory's time zone. */
  readonly zone: string;
}

/** Also listens to machines that are given another place: their shifts may change with it. */
export function createShiftCalendars({ store, log, machines, zone }: ShiftCalendarsDependencies): ShiftCalendars {
  const own = log.child({ module: 'shifts' });
  const slices = createShiftSlices(zone);
  const reader = createShiftCalendarReader(machines, zone);
  const effects = createShiftChangeEffects(machines, reader, slices);
  const writes = createShiftCalendarWrites(effects);
  machines.onPlacementChangedWithin(async (tx, machineIds) => {
    await lockShiftsWithin(tx, 'exclusive');
    await effects.shiftsChangedWithin(tx, machineIds);
  });
  return {
    ...createShiftCalendarService(store, machines, writes, own),
    ...createShiftExceptionService(store, effects, own),
    ...createShiftSeeding(store, writes, effects, zone, own),
    calendarsOf: reader.calendarsOf,
    slices,
    checkZone: async () => void (await reader.factoryCalendar(store.access())),
    async listShiftInstances(fromMs, toMs, machineId) {
      if (machineId !== undefined) await machines.requireMachines([machineId]);
      const access = store.access();
      const calendar =
        machineId === undefined
          ? await reader.factoryCalendar(access)
          : (await reader.calendarsOf(access, [machineId])).get(machineId);
      if (calendar === undefined) return [];
      return slices.overlapping(calendar, fromMs, toMs).filter((instance) => instance.shift !== null);
    },
  };
}
