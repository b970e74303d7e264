/** The shifts of all calendars of the factory, and which machines worked them. */
import type { Store } from '../../platform/outbox/index.ts';
import type { Machines } from '../machines/index.ts';
import type { ShiftCalendar, ShiftCalendars } from '../timeline/index.ts';
import type { WorkedShift } from './shift-reports.types.ts';
import { workedShifts } from './worked-shifts.rules.ts';

export interface ShiftCalendarReads {
  /** Shifts of which something lies in [fromMs, toMs), by their ends. Machines out of use before one began have no part in it. */
  shiftsIn(fromMs: number, toMs: number): Promise<WorkedShift[]>;
  /** The shift that a machine, or the factory, worked at an instant. @throws unknown-machine */
  shiftAt(atMs: number, machineId: string | undefined): Promise<WorkedShift | undefined>;
}

export function createShiftCalendarReads(
  store: Store,
  machines: Pick<Machines, 'listAllMachines'>,
  calendars: Pick<ShiftCalendars, 'calendarsOf' | 'slices' | 'listShiftInstances'>,
): ShiftCalendarReads {
  const { calendarsOf, slices, listShiftInstances } = calendars;

  async function shiftsIn(fromMs: number, toMs: number): Promise<WorkedShift[]> {
    const known = new Map((await machines.listAllMachines()).map((machine) => [machine.id, machine]));
    const calendarOf = await calendarsOf(store.access(), [...known.keys()]);
    const byCalendar = Map.groupBy(calendarOf, ([, calendar]): ShiftCalendar => calendar);
    const all = Array.from(byCalendar, ([calendar, entries]) => ({
      machines: entries.flatMap(([id]) => known.get(id) ?? []),
      instances: slices.overlapping(calendar, fromMs, toMs),
    }));
    return workedShifts(all);
  }

  return {
    shiftsIn,
    async shiftAt(atMs, machineId) {
      const [instance] = await listShiftInstances(atMs, atMs + 1, machineId);
      if (instance === undefined || instance.shift === null) return undefined;
      const { shift, productionDay, startMs, endMs } = instance;
      const worked = (await shiftsIn(startMs, endMs)).find(
        (each) => each.shift === shift && each.startMs === startMs && each.endMs === endMs,
      );
      return worked ?? { shift, productionDay, startMs, endMs, machineIds: machineId === undefined ? [] : [machineId] };
    },
  };
}
