/**
 * Every module on one database, without HTTP: what commands work with, and what `app.ts` puts routes on.
 *
 * Reads top to bottom: open the database, bring it up to date, make each module from what it needs.
 */
import type { Config } from './config/index.ts';
import { systemActor } from './kernel/access.ts';
import { type Clock, MINUTE_MS, systemClock } from './kernel/clock.ts';
import {
  type Analytics,
  createAnalytics,
  createFloor,
  createPerformance,
  createStateWatcher,
  type FloorReads,
  longStopSeconds,
  type PerformanceReads,
  type StateWatcher,
  stateGraceSeconds,
} from './modules/analytics/index.ts';
import { createLogs, type Logs } from './modules/events/index.ts';
import { createFourJaw, type FourJaw } from './modules/fourjaw/index.ts';
import { createImages, type Images, imageSettings } from './modules/images/index.ts';
import {
  createIngestion,
  createMessages,
  type DeadLetters,
  type Ingestion,
  type Signals,
  signalSettings,
  type Telemetry,
} from './modules/ingestion/index.ts';
import { createInventory, type Inventory } from './modules/inventory/index.ts';
import { createMachineFiles, type MachineFiles, type Machines, machineSettings } from './modules/machines/index.ts';
import { createMaintenance, type Maintenance, maintenanceSettings } from './modules/maintenance/index.ts';
import { createNotifications, type Notifications, notificationSettings } from './modules/notifications/index.ts';
import { oldFrontEndSettings } from './modules/predecessor/index.ts';
import { createProduction, type Production, productionSettings } from './modules/production/index.ts';
import { createShiftReports, type ShiftReports, shiftReportSettings } from './modules/shift-reports/index.ts';
import { createSettings, type Settings, systemSettings } from './modules/system/index.ts';
import {
  createReasons,
  createTimeline,
  type ReasonService,
  type ShiftCalendars,
  type Timeline,
} from './modules/timeline/index.ts';
import { createUsers, type PasswordHasher, type Users } from './modules/users/index.ts';
import type { Database } from './platform/database/index.ts';
import { type Logger, observeUseCases } from './platform/logging/index.ts';
import { createHeadWatch, createStore, type HeadWatch, type NewEvent, type Store } from './platform/outbox/index.ts';
import { makeShifts, shiftsOf } from './services/factory-shifts.ts';
import { openFileStorages } from './services/file-storages.ts';
import { openUpToDate } from './services/open-database.ts';

export interface Services {
  readonly clock: Clock;
  readonly log: Logger;
  readonly database: Database;
  readonly store: Store;
  readonly heads: HeadWatch;
  readonly settings: Settings;
  readonly logs: Logs;
  readonly users: Users;
  readonly machines: Machines;
  readonly machineFiles: MachineFiles;
  readonly images: Images;
  readonly inventory: Inventory;
  readonly shiftCalendars: ShiftCalendars;
  readonly reasons: ReasonService;
  readonly timeline: Timeline;
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

export interface ServicesOptions {
  readonly log: Logger;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: argon2id at its production cost. */
  readonly passwordHasher?: PasswordHasher;
  /**
   * Where the stored time zone or shifts are not the environment's: `align` makes them so, as a server does; `accept`
   * works with the stored shifts and refuses another zone. Default: `align`.
   */
  readonly factory?: 'align' | 'accept';
  /** Looks at each event when it is emitted, and may throw. For tests. */
  readonly inspectEvent?: (event: NewEvent) => void;
}

/**
 * Waits, with growing pauses, for a database that is still starting; applies the missing migrations.
 *
 * @throws database-unavailable, database-busy, DatabaseNewerThanCode, zone-conflict where the factory is to be accepted
 */
export async function openServices(config: Config, options: ServicesOptions): Promise<Services> {
  const database = await openUpToDate(config, options.log);
  try {
    return await makeModules(config, database, options);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function makeModules(config: Config, database: Database, options: ServicesOptions): Promise<Services> {
  const { log, clock = systemClock } = options;
  const store = createStore(database, clock, options.inspectEvent);
  const heads = createHeadWatch(store);
  const users = createUsers({
    store,
    heads,
    clock,
    log,
    config: {
      secretKey: config.secretKey,
      accessTokenLifeMs: config.auth.accessTokenMinutes * MINUTE_MS,
      refreshTokenLifeMs: config.auth.refreshTokenMinutes * MINUTE_MS,
      selfRegistration: config.auth.selfRegistration,
    },
    ...(options.passwordHasher === undefined ? {} : { hasher: options.passwordHasher }),
  });
  const logs = createLogs(store);
  const settings = createSettings(store, log, [
    ...systemSettings,
    ...machineSettings,
    ...imageSettings,
    ...maintenanceSettings,
    ...productionSettings,
    ...oldFrontEndSettings,
    ...notificationSettings,
    ...signalSettings,
    ...shiftReportSettings,
    longStopSeconds,
    stateGraceSeconds,
  ]);
  const { machines, shiftCalendars } = makeShifts(config.factory, store, clock, log);
  const storages = openFileStorages(config);
  const machineFiles = createMachineFiles({ store, clock, log }, storages.files);
  const { secretKey } = config;
  const images = createImages({
    store,
    clock,
    log,
    settings,
    storage: storages.images,
    secretKey,
  });
  const inventory = createInventory({ store, log });
  const reasons = createReasons({ store, log });
  const { calendarsOf, slices } = shiftCalendars;
  const timeline = createTimeline({ store, log, slices, calendarsOf });
  const production = createProduction({ store, clock, log, settings, machines, timeline });
  const analytics = createAnalytics({ machines, timeline, production, clock });
  const ingestion = createIngestion({ store, machines, timeline, clock, log });
  const fourjaw = createFourJaw(config.fourjaw, { store, clock, log, machines, ingestion });
  const sharedCutTopics = new Set(config.messaging.sharedCutTopics);
  const messages = createMessages({ store, clock, log, settings, machines, timeline, production, sharedCutTopics });
  const maintenance = createMaintenance({
    store,
    clock,
    log,
    settings,
    machines,
    timeline,
    users,
    inventory,
    images,
    production,
    shiftCalendars,
    knownUntil: fourjaw.listKnownUntil,
  });
  const floor = createFloor({
    store,
    heads,
    clock,
    machines,
    timeline,
    production,
    tickets: maintenance.tickets,
    countLowStock: inventory.countLowStock,
  });
  const machineStates = createStateWatcher({
    store,
    heads,
    clock,
    log,
    settings,
    machines,
    timeline,
    production,
    tickets: maintenance.tickets,
  });
  const notifications = createNotifications({
    store,
    clock,
    log,
    settings,
    events: logs,
    users,
    machines,
    zone: config.factory.timezone,
    mailServer: config.mail,
    secretKey,
    source: `urn:milldash:${config.instanceId}`,
  });
  const shiftReports = createShiftReports({
    store,
    clock,
    log,
    settings,
    machines,
    shiftCalendars,
    timeline,
    production,
    analytics,
    inventory,
    maintenance,
  });
  if (options.factory === 'accept') await shiftCalendars.acceptStored(systemActor('start'), shiftsOf(config.factory));
  else await shiftCalendars.alignWithEnvironment(systemActor('start'), shiftsOf(config.factory));
  const observed = <Service extends object>(module: string, service: Service) =>
    observeUseCases(log.child({ module }), service);
  return {
    clock,
    log,
    database,
    store,
    heads,
    settings,
    // what is asked all the time while somebody is connected leaves no line
    logs: { ...observed('events', logs), readLog: logs.readLog },
    // of every request: the request's own line says who asks
    users: {
      ...observed('users', users),
      authenticate: users.authenticate,
      findCurrentActor: users.findCurrentActor,
    },
    machines: observed('machines', machines),
    machineFiles: observed('machines', machineFiles),
    images: observed('images', images),
    inventory: observed('inventory', inventory),
    shiftCalendars: observed('shifts', shiftCalendars),
    reasons: observed('reasons', reasons),
    timeline: observed('timeline', timeline),
    production: observed('production', production),
    analytics: observed('analytics', analytics),
    ingestion: observed('ingestion', ingestion),
    fourjaw: observed('fourjaw', fourjaw),
    // by the thousand a second: it counts by itself
    signals: messages.signals,
    deadLetters: observed('dead-letters', messages.deadLetters),
    telemetry: observed('telemetry', messages.telemetry),
    maintenance: {
      tickets: observed('maintenance', maintenance.tickets),
      parts: observed('maintenance', maintenance.parts),
      labour: observed('maintenance', maintenance.labour),
      images: observed('maintenance', maintenance.images),
      files: observed('maintenance', maintenance.files),
      reports: observed('maintenance', maintenance.reports),
      checklists: observed('maintenance', maintenance.checklists),
      plans: observed('maintenance', maintenance.plans),
      stopRules: observed('maintenance', maintenance.stopRules),
      stopWatch: maintenance.stopWatch,
    },
    notifications: {
      ...notifications,
      webhooks: observed('webhooks', notifications.webhooks),
      deliveries: observed('webhooks', notifications.deliveries),
      mail: observed('mail', notifications.mail),
    },
    shiftReports: observed('shift-reports', shiftReports),
    floor: observed('analytics', floor),
    // each second: it tells by itself what it finds
    machineStates,
    performance: observed('analytics', createPerformance({ heads, clock, analytics, production })),
    async close() {
      await fourjaw.close();
      images.close();
      await notifications.close();
      await database.close();
    },
  };
}
