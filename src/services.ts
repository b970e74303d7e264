/**
 * Every module on one database, without HTTP: what commands work with, and what `app.ts` puts routes on.
 *
 * Reads top to bottom: open the database, bring it up to date, make each module from what it needs.
 */
import type { Config } from './config/index.ts';
import { systemActor } from './kernel/access.ts';
import { type Clock, MINUTE_MS, systemClock } from './kernel/clock.ts';
import {
  createAnalytics,
  createFloor,
  createPerformance,
  createStateWatcher,
  longStopSeconds,
  stateGraceSeconds,
} from './modules/analytics/index.ts';
import { createLogs, eventNames } from './modules/events/index.ts';
import { createFourJaw } from './modules/fourjaw/index.ts';
import { createImages, imageSettings } from './modules/images/index.ts';
import { createIngestion, createMessages, signalSettings } from './modules/ingestion/index.ts';
import { createInventory } from './modules/inventory/index.ts';
import { createMachineFiles, machineSettings } from './modules/machines/index.ts';
import { createMaintenance, maintenanceSettings } from './modules/maintenance/index.ts';
import { createNotifications, notificationSettings } from './modules/notifications/index.ts';
import { oldFrontEndSettings } from './modules/predecessor/index.ts';
import { createProduction, productionSettings } from './modules/production/index.ts';
import { createShiftReports, shiftReportSettings } from './modules/shift-reports/index.ts';
import { createSettings, systemSettings } from './modules/system/index.ts';
import { createReasons, createStatusPeriods, createTimeline, timelineSettings } from './modules/timeline/index.ts';
import { createUsers, type PasswordHasher } from './modules/users/index.ts';
import type { Database } from './platform/database/index.ts';
import type { Logger } from './platform/logging/index.ts';
import { createHeadWatch, createStore, type NewEvent } from './platform/outbox/index.ts';
import { eventCatalogue } from './services/event-catalogue.ts';
import { makeShifts, shiftsOf } from './services/factory-shifts.ts';
import { openFileStorages } from './services/file-storages.ts';
import { observeServices } from './services/observed-services.ts';
import { openUpToDate } from './services/open-database.ts';
import type { Services } from './services/services.types.ts';

export type { Services } from './services/services.types.ts';

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
  /** Types of events beside those of the catalogue. For tests. */
  readonly furtherEventTypes?: readonly string[];
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
  const names = eventNames([...eventCatalogue.map(({ type }) => type), ...(options.furtherEventTypes ?? [])]);
  const settings = createSettings(store, log, [
    ...systemSettings,
    ...machineSettings,
    ...imageSettings,
    ...timelineSettings,
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
  const storages = openFileStorages(config, { clock, log });
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
  const statusPeriods = createStatusPeriods({
    store,
    clock,
    log,
    settings,
    machines,
    timeline,
    slices,
    calendarsOf,
  });
  const production = createProduction({ store, clock, log, settings, machines, timeline });
  const analytics = createAnalytics({ machines, timeline, production, clock });
  const ingestion = createIngestion({ store, machines, timeline, clock, log });
  const fourjaw = createFourJaw(config.fourjaw, { store, clock, log, machines, ingestion });
  const sharedCutTopics = new Set(config.messaging.sharedCutTopics);
  const messages = createMessages({
    store,
    clock,
    log,
    settings,
    machines,
    timeline,
    production,
    sharedCutTopics,
    sparkplugSubscribed: config.messaging.sparkplugSubscribed,
  });
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
    statusPeriods,
    production,
    tickets: maintenance.tickets,
    helpCalls: maintenance.helpCalls,
    countLowStock: inventory.countLowStock,
    knownUntil: fourjaw.listKnownUntil,
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
    knownUntil: fourjaw.listKnownUntil,
  });
  const notifications = createNotifications({
    store,
    clock,
    log,
    settings,
    events: logs,
    eventNames: names,
    users,
    machines,
    zone: config.factory.timezone,
    mailServer: config.mail,
    secretKey,
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
  return observeServices({
    clock,
    log,
    database,
    store,
    heads,
    settings,
    logs,
    eventNames: names,
    users,
    machines,
    machineFiles,
    images,
    findStorageTrouble: storages.findTrouble,
    inventory,
    shiftCalendars,
    reasons,
    timeline,
    statusPeriods,
    production,
    analytics,
    ingestion,
    fourjaw,
    ...messages,
    maintenance,
    notifications,
    shiftReports,
    floor,
    machineStates,
    performance: createPerformance({ heads, clock, analytics, production }),
    async close() {
      await fourjaw.close();
      images.close();
      await notifications.close();
      await database.close();
    },
  });
}
