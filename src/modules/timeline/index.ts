/** The front door of the timeline: what the machines did, and what a window of time was spent on. */
import type { Actor } from '../../kernel/access.ts';
import type { AnyTables, TableAccess } from '../../platform/database/index.ts';
import type { Routes } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { rememberedUntil, type Store, type Transaction } from '../../platform/outbox/index.ts';
import type { SettingDefinition } from '../../platform/settings/index.ts';
import { type CalendarsOf, createRollups } from './accounting/rollups.service.ts';
import { createPeriodWriter } from './periods/period-writes.ts';
import { createPeriods, type Periods } from './periods/periods.service.ts';
import { findReasonsByAlias } from './reasons/reasons.repository.ts';
import { reasonRoutes } from './reasons/reasons.routes.ts';
import { createReasonService, type ReasonService } from './reasons/reasons.service.ts';
import { shiftCalendarRoutes } from './shifts/shift-calendars.routes.ts';
import type { ShiftCalendars } from './shifts/shift-calendars.ts';
import { shiftExceptionRoutes } from './shifts/shift-exceptions.routes.ts';
import type { ShiftSlices } from './shifts/shift-slices.ts';
import { type PeriodNeighbours, statusPeriodRoutes } from './stops/status-periods.routes.ts';
import {
  createStatusPeriodService,
  type StatusPeriodDependencies,
  type StatusPeriodService,
} from './stops/status-periods.service.ts';
import { operatorHours } from './stops/stops.settings.ts';
import { readsOn, type TimelineReads } from './timeline-reads.ts';

export { type Grouping, groupings, type Ledger } from './accounting/accounting.rules.ts';
export type { PlacedStretch } from './accounting/keyed-stretches.ts';
export type { CalendarsOf, TouchedRange } from './accounting/rollups.service.ts';
export type { Sums } from './accounting/sums.rules.ts';
export type { TimeQuestion } from './accounting/time-question.ts';
export type { MachineStretch, UptimeSpan } from './accounting/uptime.service.ts';
export { timelineEventTypes } from './event-types.ts';
export type { PeriodSource } from './periods/announced-periods.ts';
export {
  Category,
  type Classification,
  categoryNames,
  classifications,
  isDowntime,
  type Productivity,
  productivities,
} from './periods/categories.rules.ts';
export { type LongStop, longestFirst, type Stop } from './periods/long-stops.service.ts';
export type { LinePiece } from './periods/machine-line.service.ts';
export type { RecordedCounts, RecordedPeriods } from './periods/period-changes.ts';
export type { PlacedPeriod, ReadPeriod } from './periods/period-reads.service.ts';
export type { PeriodsListener } from './periods/period-writes.ts';
export { findPeriodFault, PERIOD_DAYS_MAX, type StatusPeriodInput } from './periods/periods.rules.ts';
export type { Standing, StandingPeriod } from './periods/standings.service.ts';
export type { ToldWindow } from './periods/told-window.ts';
export { STOP_GAP_MS, type WholeStop } from './periods/whole-stops.service.ts';
export { isAnswered, isAskedFor } from './reasons/answers.rules.ts';
export { normaliseReason, type ReasonGroup, reasonGroups } from './reasons/reasons.rules.ts';
export type { ReasonService } from './reasons/reasons.service.ts';
export type { Reason, ReasonWithAliases } from './reasons/reasons.types.ts';
export { SHIFT_TOPICS } from './shifts/shift-calendars.reader.ts';
export { createShiftCalendars, type ShiftCalendars } from './shifts/shift-calendars.ts';
export { type IsoWeekday, type ShiftCalendar, type ShiftInstance, shiftsOn } from './shifts/shift-instances.rules.ts';
export type { StatusPeriodService } from './stops/status-periods.service.ts';
export type { TimelineReads } from './timeline-reads.ts';

/** Each read of its own sees one state of the data; several that have to agree go through {@link Timeline.snapshot}. */
export interface Timeline extends Periods, TimelineReads {
  /**
   * Reads that all see one state of the data, however much is loaded meanwhile.
   * @param work gets the reads, and what other rooms' reads of the same state work on
   */
  snapshot<T>(work: (reads: TimelineReads, access: TableAccess<AnyTables>) => Promise<T>): Promise<T>;
  /**
   * The reads as the transaction sees the data now. What they say of a machine stays so until it ends, provided that it
   * holds the machine: see {@link Timeline.holdMachinesWithin}.
   */
  readsWithin(tx: Transaction): TimelineReads;
  /** Nobody records periods of the machines until the transaction ends. Take it before anything else is locked. */
  holdMachinesWithin(tx: Transaction, machineIds: readonly string[]): Promise<void>;
  /** Brings back the sums that a changed shift calendar made stale. Returns the months rebuilt. */
  rebuildStale(actor: Actor): Promise<number>;
}

export interface TimelineDependencies {
  readonly store: Store;
  readonly log: Logger;
  /** The factory's: made once, remembered for all. */
  readonly slices: ShiftSlices;
  readonly calendarsOf: CalendarsOf;
}

export function createTimeline({ store, log, slices, calendarsOf }: TimelineDependencies): Timeline {
  const reasonsByAlias = rememberedUntil(['reason'], findReasonsByAlias);
  const rollups = createRollups({ store, slices, calendarsOf, log: log.child({ module: 'timeline' }) });
  const on = (access: TableAccess<AnyTables>) =>
    readsOn({ access, engine: store.engine, slices, calendarsOf }, reasonsByAlias);
  const snapshot: Timeline['snapshot'] = (work) => store.snapshot((access) => work(on(access), access));
  const writer = createPeriodWriter(rollups);
  return {
    ...createPeriods(store, writer),
    snapshot,
    readsWithin: (tx) => on(tx.access()),
    async holdMachinesWithin(tx, machineIds) {
      await writer.holdWithin(tx, [...new Set(machineIds)]);
    },
    account: (question) => snapshot((reads) => reads.account(question)),
    listUptime: (stretches) => snapshot((reads) => reads.listUptime(stretches)),
    sumUptime: (stretches) => snapshot((reads) => reads.sumUptime(stretches)),
    placeStretches: (question, stretches) => snapshot((reads) => reads.placeStretches(question, stretches)),
    openSince: (machineIds, toMs) => snapshot((reads) => reads.openSince(machineIds, toMs)),
    // calendars alone, which are read at once
    listShiftTime: (stretches) => on(store.access()).listShiftTime(stretches),
    listLongStops: (question, thresholdMs) => snapshot((reads) => reads.listLongStops(question, thresholdMs)),
    // what a report asks for in hundreds of pieces; a period that changes meanwhile counts as it then stands
    listWholeStops: (periodIds) => on(store.access()).listWholeStops(periodIds),
    listPeriods: (question) => snapshot((reads) => reads.listPeriods(question)),
    listPlacedPeriods: (question, limit) => snapshot((reads) => reads.listPlacedPeriods(question, limit)),
    readLine: (machineId, fromMs, toMs) => snapshot((reads) => reads.readLine(machineId, fromMs, toMs)),
    listStandings: (machineIds, atMs) => snapshot((reads) => reads.listStandings(machineIds, atMs)),
    earliestStart: (machineIds) => snapshot((reads) => reads.earliestStart(machineIds)),
    shiftCodes: (machineIds) => snapshot((reads) => reads.shiftCodes(machineIds)),
    reasonsByAlias: () => snapshot((reads) => reads.reasonsByAlias()),
    rebuildStale: rollups.rebuildStale,
  };
}

/** The reason catalogue as people keep it. */
export function createReasons({ store, log }: Pick<TimelineDependencies, 'store' | 'log'>): ReasonService {
  return createReasonService(store, log.child({ module: 'reasons' }));
}

/** Single periods as people look through them, and what they say of stops. */
export function createStatusPeriods(dependencies: StatusPeriodDependencies): StatusPeriodService {
  return createStatusPeriodService({ ...dependencies, log: dependencies.log.child({ module: 'timeline' }) });
}

/** What the factory can set about stops. */
export const timelineSettings: readonly SettingDefinition[] = [operatorHours];

export interface TimelineServices {
  readonly shiftCalendars: ShiftCalendars;
  readonly reasons: ReasonService;
  readonly statusPeriods: StatusPeriodService;
}

export function timelineRoutes(
  { shiftCalendars, reasons, statusPeriods }: TimelineServices,
  neighbours: PeriodNeighbours,
): Routes {
  return async (app) => {
    const all = [
      shiftCalendarRoutes(shiftCalendars),
      shiftExceptionRoutes(shiftCalendars),
      reasonRoutes(reasons),
      statusPeriodRoutes(statusPeriods, neighbours),
    ];
    for (const mount of all) await mount(app);
  };
}
