/** The front door of the timeline: what the machines did, and what a window of time was spent on. */
import type { Actor } from '../../kernel/access.ts';
import type { Routes } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { rememberedUntil, type Store } from '../../platform/outbox/index.ts';
import { createTimeAccounting, type TimeAccounting } from './accounting.service.ts';
import { createPeriodReads, type PeriodReads } from './period-reads.service.ts';
import { createPeriods, type Periods } from './periods.service.ts';
import { findReasonsByAlias } from './reasons.repository.ts';
import { reasonRoutes } from './reasons.routes.ts';
import { createReasonService, type ReasonService } from './reasons.service.ts';
import type { Reason } from './reasons.types.ts';
import { type CalendarsOf, createRollups } from './rollups.service.ts';
import { shiftCodesOf } from './shift-calendar.rules.ts';
import { shiftCalendarRoutes } from './shift-calendars.routes.ts';
import type { ShiftCalendars } from './shift-calendars.ts';
import { shiftExceptionRoutes } from './shift-exceptions.routes.ts';
import { createShiftSlices } from './shift-slices.ts';

export { type Grouping, groupings, type Ledger } from './accounting.rules.ts';
export {
  Category,
  type Classification,
  classifications,
  isDowntime,
  type Productivity,
  productivities,
} from './categories.rules.ts';
export type { LongStop, PlacedPeriod, ReadPeriod } from './period-reads.service.ts';
export { findPeriodFault, type StatusPeriodInput } from './periods.rules.ts';
export type { PeriodSource, RecordedCounts } from './periods.service.ts';
export { normaliseReason, type ReasonGroup, reasonGroups } from './reasons.rules.ts';
export type { ReasonService } from './reasons.service.ts';
export type { Reason, ReasonWithAliases } from './reasons.types.ts';
export type { CalendarsOf } from './rollups.service.ts';
export type { IsoWeekday, ShiftCalendar, ShiftInstance } from './shift-calendar.rules.ts';
export { createShiftCalendars, type ShiftCalendars } from './shift-calendars.ts';
export type { Sums } from './sums.rules.ts';
export type { TimeQuestion } from './time-question.ts';

export interface Timeline extends Periods, TimeAccounting, PeriodReads {
  /** Brings back the sums that a changed shift calendar made stale. Returns the months rebuilt. */
  rebuildStale(actor: Actor): Promise<number>;
  /** The codes of all shifts that the machines have or had, in order; without machines, those of the factory. */
  shiftCodes(machineIds: readonly string[]): Promise<string[]>;
  /** The catalogue entry that each alias of a sum or a period means. */
  reasonsByAlias(): Promise<Map<number, Reason>>;
}

export interface TimelineDependencies {
  readonly store: Store;
  readonly log: Logger;
  /** IANA name of the factory's time zone. */
  readonly zone: string;
  readonly calendarsOf: CalendarsOf;
}

/** Has no calendar of its own, so it works as the factory does. */
const NO_MACHINE = '';

export function createTimeline({ store, log, zone, calendarsOf }: TimelineDependencies): Timeline {
  const slices = createShiftSlices(zone);
  const reasonsByAlias = rememberedUntil(['reason'], findReasonsByAlias);
  const rollups = createRollups({ store, slices, calendarsOf, log: log.child({ module: 'timeline' }) });
  return {
    ...createPeriods(store, rollups),
    ...createTimeAccounting(store, slices, calendarsOf),
    ...createPeriodReads(store, slices, calendarsOf),
    rebuildStale: rollups.rebuildStale,
    async shiftCodes(machineIds) {
      const asked = machineIds.length === 0 ? [NO_MACHINE] : machineIds;
      const calendars = new Set((await calendarsOf(store.access(), asked)).values());
      return [...new Set([...calendars].flatMap((calendar) => [...shiftCodesOf(calendar)]))].sort();
    },
    reasonsByAlias: () => reasonsByAlias(store.access()),
  };
}

/** The reason catalogue as people keep it. */
export function createReasons({ store, log }: Pick<TimelineDependencies, 'store' | 'log'>): ReasonService {
  return createReasonService(store, log.child({ module: 'reasons' }));
}

export function timelineRoutes(shifts: ShiftCalendars, reasons: ReasonService): Routes {
  return async (app) => {
    const all = [shiftCalendarRoutes(shifts), shiftExceptionRoutes(shifts), reasonRoutes(reasons)];
    for (const mount of all) await mount(app);
  };
}
