/** How much of a stretch of a machine's time lies in shifts: what a stop may cost, say. */
import type { MachineStretch } from '../accounting/uptime.service.ts';
import type { ReadContext } from '../read-context.ts';
import type { ShiftCalendar } from './shift-instances.rules.ts';

/** Milliseconds of each stretch, in their order. Cheap: shifts are expanded once, and no period is read. */
export async function listShiftTime(
  { access, slices, calendarsOf }: Pick<ReadContext, 'access' | 'slices' | 'calendarsOf'>,
  stretches: readonly MachineStretch[],
): Promise<number[]> {
  if (stretches.length === 0) return [];
  const calendars = await calendarsOf(access, [...new Set(stretches.map(({ machineId }) => machineId))]);
  return stretches.map(({ machineId, startMs, endMs }) => {
    const calendar = calendars.get(machineId) as ShiftCalendar;
    let inShiftsMs = 0;
    for (let fromMs = startMs; fromMs < endMs; ) {
      const slice = slices.at(calendar, fromMs);
      if (slice.shift !== null) inShiftsMs += Math.min(slice.endMs, endMs) - fromMs;
      fromMs = slice.endMs;
    }
    return inShiftsMs;
  });
}
