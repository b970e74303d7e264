/** Every module on one database, as commands and routes work with it. */
import type { Clock } from '../kernel/clock.ts';
import type { Analytics, FloorReads, PerformanceReads, StateWatcher } from '../modules/analytics/index.ts';
import type { EventNames, Logs } from '../modules/events/index.ts';
import type { FourJaw } from '../modules/fourjaw/index.ts';
import type { Images } from '../modules/images/index.ts';
import type { DeadLetters, Ingestion, Signals, Telemetry } from '../modules/ingestion/index.ts';
import type { Inventory } from '../modules/inventory/index.ts';
import type { MachineFiles, Machines } from '../modules/machines/index.ts';
import type { Maintenance } from '../modules/maintenance/index.ts';
import type { Notifications } from '../modules/notifications/index.ts';
import type { Production } from '../modules/production/index.ts';
import type { ShiftReports } from '../modules/shift-reports/index.ts';
import type { Settings } from '../modules/system/index.ts';
import type { ReasonService, ShiftCalendars, StatusPeriodService, Timeline } from '../modules/timeline/index.ts';
import type { Users } from '../modules/users/index.ts';
import type { Database } from '../platform/database/index.ts';
import type { Logger } from '../platform/logging/index.ts';
import type { HeadWatch, Store } from '../platform/outbox/index.ts';

export interface Services {
  readonly clock: Clock;
  readonly log: Logger;
  readonly database: Database;
  readonly store: Store;
  readonly heads: HeadWatch;
  readonly settings: Settings;
  readonly logs: Logs;
  /** What filters of events may name. */
  readonly eventNames: EventNames;
  readonly users: Users;
  readonly machines: Machines;
  readonly machineFiles: MachineFiles;
  readonly images: Images;
  /** Undefined where files are in the data folder. */
  readonly findStorageTrouble: (() => Promise<string | undefined>) | undefined;
  readonly inventory: Inventory;
  readonly shiftCalendars: ShiftCalendars;
  readonly reasons: ReasonService;
  readonly timeline: Timeline;
  /** What people say of stops. */
  readonly statusPeriods: StatusPeriodService;
  readonly production: Production;
  readonly analytics: Analytics;
  readonly ingestion: Ingestion;
  readonly fourjaw: FourJaw;
  /** Takes what machines publish. */
  readonly signals: Signals;
  readonly deadLetters: DeadLetters;
  /** Numbers that machines report. */
  readonly telemetry: Telemetry;
  readonly maintenance: Maintenance;
  readonly notifications: Notifications;
  /** What each shift came to. */
  readonly shiftReports: ShiftReports;
  /** What the factory does now. */
  readonly floor: FloorReads;
  /** Tells when a machine does something else. */
  readonly machineStates: StateWatcher;
  /** How machines did in a range. */
  readonly performance: PerformanceReads;
  /** Waits for nothing: let those who use the services finish first. */
  close(): Promise<void>;
}
