/** The front door of shift reports: what each shift came to, made by itself when it is over. */
import type { Clock } from '../../kernel/clock.ts';
import { HOUR_MS, MINUTE_MS } from '../../kernel/clock.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import { type Job, resultOf } from '../../platform/schedule/index.ts';
import type { SettingsReader } from '../../platform/settings/index.ts';
import type { Analytics } from '../analytics/index.ts';
import type { Inventory } from '../inventory/index.ts';
import type { Machines } from '../machines/index.ts';
import type { Maintenance } from '../maintenance/index.ts';
import type { Production } from '../production/index.ts';
import type { ShiftCalendars, Timeline } from '../timeline/index.ts';
import { createShiftCalendarReads } from './shift-calendar-reads.ts';
import { createShiftReportService, REPORTER, type ShiftReports } from './shift-reports.service.ts';

export { shiftReportEventTypes } from './event-types.ts';
export { shiftReportRoutes } from './shift-reports.routes.ts';
export type { ShiftReports } from './shift-reports.service.ts';
export { shiftReportSettings } from './shift-reports.settings.ts';
export type { ShiftReport } from './shift-reports.types.ts';

export interface ShiftReportDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly machines: Machines;
  readonly shiftCalendars: Pick<ShiftCalendars, 'calendarsOf' | 'slices' | 'listShiftInstances'>;
  readonly timeline: Timeline;
  readonly production: Production;
  readonly analytics: Analytics;
  readonly inventory: Inventory;
  readonly maintenance: Pick<Maintenance, 'tickets' | 'reports'>;
}

export function createShiftReports(dependencies: ShiftReportDependencies): ShiftReports {
  const { store, clock, settings, machines, shiftCalendars, maintenance, ...sources } = dependencies;
  return createShiftReportService({
    store,
    clock,
    log: dependencies.log.child({ module: 'shift-reports' }),
    settings,
    sources: { ...sources, machines, tickets: maintenance.tickets, reports: maintenance.reports },
    calendars: createShiftCalendarReads(store, machines, shiftCalendars),
  });
}

/** Of a list of their own: a report of a large factory must not hold up what else there is to do. */
export function shiftReportJobs(reports: ShiftReports): readonly Job[] {
  return [
    {
      name: REPORTER,
      description: 'Makes the reports of shifts that have ended, some minutes after their end.',
      everyMs: MINUTE_MS,
      leaseMs: HOUR_MS / 2,
      run: async () => resultOf({ 'reports made': await reports.makeDueReports() }),
    },
    {
      name: 'prune-shift-reports',
      description: 'Removes shift reports that are older than the setting `retention.shift_report_days` says.',
      everyMs: 24 * HOUR_MS,
      leaseMs: HOUR_MS / 4,
      run: async () => resultOf({ 'reports removed': await reports.prune() }),
    },
  ];
}
