/** Which shifts are due for a report: those that have ended, told once for all machines that worked them. Pure. */
import type { Machine } from '../machines/index.ts';
import type { ShiftInstance } from '../timeline/index.ts';
import type { WorkedShift } from './shift-reports.types.ts';

/** A calendar's shifts, and the machines that have it. */
export interface CalendarShifts {
  readonly machines: readonly Pick<Machine, 'id' | 'retiredAt'>[];
  /** Without time in no shift. */
  readonly instances: readonly ShiftInstance[];
}

/** What tells one shift from another, whichever calendar it is in. */
export function shiftKey({ shift, startMs, endMs }: Pick<WorkedShift, 'shift' | 'startMs' | 'endMs'>): string {
  return JSON.stringify([startMs, endMs, shift]);
}

/**
 * By their ends, the first first. Calendars whose shifts are at the same time under the same name share them. Machines that
 * were out of use before a shift began have no part in it.
 */
export function workedShifts(calendars: Iterable<CalendarShifts>): WorkedShift[] {
  const byKey = new Map<string, WorkedShift & { readonly machineIds: string[] }>();
  for (const { machines, instances } of calendars) {
    for (const { shift, productionDay, startMs, endMs } of instances) {
      const used = machines.filter(({ retiredAt }) => retiredAt === null || retiredAt > startMs);
      if (shift === null || used.length === 0) continue;
      const machineIds = used.map(({ id }) => id);
      const key = shiftKey({ shift, startMs, endMs });
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, { shift, productionDay, startMs, endMs, machineIds });
      else known.machineIds.push(...machineIds);
    }
  }
  return [...byKey.values()].sort((one, other) => one.endMs - other.endMs || one.startMs - other.startMs);
}

/**
 * Those that have ended for so long, and not too long ago, and have no report; the first first.
 *
 * @param made keys of those that have one
 */
export function dueShifts(
  shifts: readonly WorkedShift[],
  made: ReadonlySet<string>,
  { endedBeforeMs, endedAfterMs }: { readonly endedBeforeMs: number; readonly endedAfterMs: number },
): WorkedShift[] {
  return shifts.filter(
    (shift) => shift.endMs <= endedBeforeMs && shift.endMs > endedAfterMs && !made.has(shiftKey(shift)),
  );
}
