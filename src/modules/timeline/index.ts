/** The front door of the timeline: what the machines did, and what a window of time was spent on. */
import type { Actor } from '../../kernel/access.ts';
import type { Routes } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { rememberedUntil, type Store } from '../../platform/outbox/index.ts';
import { createTimeAccounting, type TimeAccounting } from './accounting/accounting.service.ts';
import { type CalendarsOf, createRollups } from './accounting/rollups.service.ts';
import { createPeriodReads, type PeriodReads } from './periods/period-reads.service.ts';
import { createPeriods, type Periods } from './periods/periods.service.ts';
import { findReasonsByAlias } from './reasons/reasons.repository.ts';
import { reasonRoutes } from './reasons/reasons.routes.ts';
import { createReasonService, type ReasonService } from './reasons/reasons.service.ts';
import type { Reason } from './reasons/reasons.types.ts';
import { shiftCalendarRoutes } from './shifts/shift-calendars.routes.ts';
import type { ShiftCalendars } from './shifts/shift-calendars.ts';
import { shiftExceptionRoutes } from './shifts/shift-exceptions.routes.ts';
import { shiftCodesOf } from './shifts/shift-instances.rules.ts';
import { createShiftSlices } from './shifts/shift-slices.ts';

export { type Grouping, groupings, type Ledger } from './accounting/accounting.rules.ts';
export type { CalendarsOf } from './accounting/rollups.service.ts';
export type { Sums } from './accounting/sums.rules.ts';
export type { TimeQuestion } from './accounting/time-question.ts';
export {
  Category,
  type Classification,
  classifications,
  isDowntime,
  type Productivity,
  productivities,
} from './periods/categories.rules.ts';
export type { LongStop, PlacedPeriod, ReadPeriod } from './periods/period-reads.service.ts';
export { findPeriodFault, type StatusPeriodInput } from './periods/periods.rules.ts';
export type { PeriodSource, RecordedCounts } from './periods/periods.service.ts';
export { normaliseReason, type ReasonGroup, reasonGroups } from './reasons/reasons.rules.ts';
export type { ReasonService } from './reasons/reasons.service.ts';
export type { Reason, ReasonWithAliases } from './reasons/reasons.types.ts';
export { createShiftCalendars, type ShiftCalendars } from './shifts/shift-calendars.ts';
export type { IsoWeekday, ShiftCalendar, ShiftInstance } from './shifts/shift-instances.rules.ts';

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
