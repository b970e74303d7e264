/**
 * How machines stand at an instant: the period that it belongs to, the last one that began, the shift and the production
 * day. Some statements for all machines together, whose cost follows the periods of the present shift.
 */
import { DAY_MS } from '../../../kernel/clock.ts';
import type { ReadContext } from '../read-context.ts';
import type { ShiftCalendar, ShiftInstance } from '../shifts/shift-instances.rules.ts';
import { inOrderOfStart, type PeriodSpan } from './overlaps.rules.ts';
import { findLastBegun } from './period-reads.repository.ts';
import { listSpansReachingIn } from './period-windows.ts';

/** What is kept of a period here; its end is Infinity while it is open. */
export type StandingPeriod = Omit<PeriodSpan, 'id'>;

export interface Standing {
  readonly machineId: string;
  /** The period that the instant belongs to. */
  readonly current: StandingPeriod | undefined;
  /** The last one that began, whether it is over or not. */
  readonly last: StandingPeriod | undefined;
  /** The shift instance that the instant lies in. */
  readonly shift: ShiftInstance;
  /** Beginning of the production day that the instant belongs to. */
  readonly dayStartMs: number;
}

/** In the order of the machines. */
export async function listStandings(
  context: ReadContext,
  machineIds: readonly string[],
  atMs: number,
): Promise<Standing[]> {
  const { access, engine, slices } = context;
  if (machineIds.length === 0) return [];
  const calendars = await context.calendarsOf(access, machineIds);
  const last = await findLastBegun(access, engine, machineIds, atMs);
  const isOver = (id: string) => (last.get(id)?.endMs ?? Number.POSITIVE_INFINITY) <= atMs;
  // a longer one that began before may take over again
  const over = machineIds.filter(isOver);
  const reaching = over.length === 0 ? undefined : await listSpansReachingIn(context, over, atMs);
  const daysOf = new Map<ShiftCalendar, Pick<Standing, 'shift' | 'dayStartMs'>>();
  function dayOf(calendar: ShiftCalendar): Pick<Standing, 'shift' | 'dayStartMs'> {
    let day = daysOf.get(calendar);
    if (day === undefined) {
      const shift = slices.at(calendar, atMs);
      // no production day is longer than two local dates
      const before = slices.overlapping(calendar, shift.startMs - 2 * DAY_MS, shift.endMs);
      const first = before.find(({ productionDay }) => productionDay === shift.productionDay) ?? shift;
      daysOf.set(calendar, (day = { shift, dayStartMs: first.startMs }));
    }
    return day;
  }
  return machineIds.map((machineId) => {
    const lastBegun = last.get(machineId);
    return {
      machineId,
      current: isOver(machineId) ? reaching?.get(machineId)?.sort(inOrderOfStart).at(-1) : lastBegun,
      last: lastBegun,
      ...dayOf(calendars.get(machineId) as ShiftCalendar),
    };
  });
}
