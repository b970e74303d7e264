/**
 * Every module on one database, without HTTP: what commands work with, and what `app.ts` puts routes on.
 *
 * Reads top to bottom: open the database, bring it up to date, make each module from what it needs.
 */
import { join } from 'node:path';
import type { Config, ConfigWithoutKey, FactoryConfig } from './config/index.ts';
import { systemActor } from './kernel/access.ts';
import { type Clock, MINUTE_MS, systemClock } from './kernel/clock.ts';
import { migrationSteps } from './migrations/index.ts';
import {
  type Analytics,
  createAnalytics,
  createFloor,
  createPerformance,
  type FloorReads,
  longStopSeconds,
  type PerformanceReads,
} from './modules/analytics/index.ts';
import { createLogs, type Logs } from './modules/events/index.ts';
import { createImages, type Images, imageSettings } from './modules/images/index.ts';
import { createIngestion, type Ingestion } from './modules/ingestion/index.ts';
import { createInventory, type Inventory } from './modules/inventory/index.ts';
import {
  createMachineFiles,
  createMachines,
  type MachineFiles,
  type Machines,
  machineSettings,
} from './modules/machines/index.ts';
import { createMaintenance, type Maintenance, maintenanceSettings } from './modules/maintenance/index.ts';
import { oldFrontEndSettings } from './modules/predecessor/index.ts';
import { createProduction, type Production, productionSettings } from './modules/production/index.ts';
import { createSettings, type Settings, systemSettings } from './modules/system/index.ts';
import {
  createReasons,
  createShiftCalendars,
  createTimeline,
  type ReasonService,
  type ShiftCalendars,
  type Timeline,
} from './modules/timeline/index.ts';
import { createUsers, type PasswordHasher, type Users } from './modules/users/index.ts';
import { type Database, migrate, openDatabase } from './platform/database/index.ts';
import { createLogger, type Logger, observeUseCases, queryObserver } from './platform/logging/index.ts';
import { createHeadWatch, createStore, type HeadWatch, type Store } from './platform/outbox/index.ts';
import { createFolderStorage } from './platform/storage/index.ts';

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
  readonly maintenance: Maintenance;
  /** What the factory does now. */
  readonly floor: FloorReads;
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
  const store = createStore(database, clock);
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
  const settings = createSettings(store, log, [
    ...systemSettings,
    ...machineSettings,
    ...imageSettings,
    ...maintenanceSettings,
    ...productionSettings,
    ...oldFrontEndSettings,
    longStopSeconds,
  ]);
  const { machines, shiftCalendars } = makeShifts(config.factory, store, clock, log);
  const storage = createFolderStorage(join(config.dataDir, 'files'));
  const machineFiles = createMachineFiles({ store, clock, log }, storage);
  const { secretKey } = config;
  const images = createImages({
    store,
    clock,
    log,
    settings,
    storage: createFolderStorage(join(config.dataDir, 'images')),
    secretKey,
  });
  const inventory = createInventory({ store, log });
  const reasons = createReasons({ store, log });
  const { calendarsOf, slices } = shiftCalendars;
  const timeline = createTimeline({ store, log, slices, calendarsOf });
  const production = createProduction({ store, clock, log, settings, machines, timeline });
  const analytics = createAnalytics({ machines, timeline, production, clock });
  const ingestion = createIngestion({ store, machines, timeline, clock, log });
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
    logs: observed('events', createLogs(store)),
    // of every request: the request's own line says who asks
    users: { ...observed('users', users), authenticate: users.authenticate },
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
    maintenance: {
      tickets: observed('maintenance', maintenance.tickets),
      parts: observed('maintenance', maintenance.parts),
      labour: observed('maintenance', maintenance.labour),
      images: observed('maintenance', maintenance.images),
      files: observed('maintenance', maintenance.files),
      reports: observed('maintenance', maintenance.reports),
      checklists: observed('maintenance', maintenance.checklists),
      plans: observed('maintenance', maintenance.plans),
    },
    floor: observed('analytics', floor),
    performance: observed('analytics', createPerformance({ analytics, production, clock })),
    async close() {
      images.close();
      await database.close();
    },
  };
}

function makeShifts({ timezone: zone }: FactoryConfig, store: Store, clock: Clock, log: Logger) {
  const machines = createMachines({ store, clock, log });
  return { machines, shiftCalendars: createShiftCalendars({ store, log, machines, zone }) };
}

function shiftsOf({ dayShiftStart: dayStart, dayShiftEnd: dayEnd }: FactoryConfig) {
  return { dayStart, dayEnd };
}

/**
 * Brings the stored time zone, and the shifts that nobody has changed, in line with the configuration, as a start of the
 * server does. Returns a sentence for each change.
 */
export async function alignFactory(config: ConfigWithoutKey, database: Database): Promise<readonly string[]> {
  const { log, close } = commandLog(config);
  try {
    const { shiftCalendars } = makeShifts(config.factory, createStore(database, systemClock), systemClock, log);
    return await shiftCalendars.alignWithEnvironment(systemActor('migrate'), shiftsOf(config.factory));
  } finally {
    await close();
  }
}

/** Standard error, and warnings only: what a command has to say is on standard output. */
function commandLog({ log, factory }: ConfigWithoutKey) {
  return createLogger({
    ...log,
    level: log.level === 'info' ? 'warn' : log.level,
    // the file belongs to the server: two processes cannot rotate one file
    file: undefined,
    clock: systemClock,
    timeZone: factory.timezone,
    destination: process.stderr,
  });
}

/**
 * Runs a command's work on the services and closes them, whatever comes of it. Its log goes to standard error.
 *
 * @throws zone-conflict unless it aligns the factory
 */
export async function withServices<Result>(
  config: Config,
  work: (services: Services) => Promise<Result>,
  { factory = 'accept' }: Pick<ServicesOptions, 'factory'> = {},
): Promise<Result> {
  const { log, close } = commandLog(config);
  try {
    const services = await openServices(config, { log, factory });
    try {
      return await work(services);
    } finally {
      await services.close();
    }
  } finally {
    await close();
  }
}

async function openUpToDate(config: Config, parent: Logger): Promise<Database> {
  const log = parent.child({ module: 'database' });
  const database = await openDatabase({
    address: config.database,
    observe: queryObserver(log),
    onConnectionLost: (err) => log.warn({ err }, 'A connection to the database was lost; it is replaced when needed'),
    onRetry: (err, waitMs) => log.warn({ err }, `The database does not answer; trying again in ${waitMs} ms`),
  });
  try {
    const steps = await migrate(database, migrationSteps);
    for (const step of steps) log.info({ payload: { step } }, `Migration '${step}' applied`);
    log.info({ payload: { engine: database.engine } }, `Database '${database.location}' opened`);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
