/**
 * Every module on one database, without HTTP: what commands work with, and what `app.ts` puts routes on.
 *
 * Reads top to bottom: open the database, bring it up to date, make each module from what it needs.
 */
import { join } from 'node:path';
import type { Config } from './config/index.ts';
import { systemActor } from './kernel/access.ts';
import { type Clock, MINUTE_MS, systemClock } from './kernel/clock.ts';
import { migrationSteps } from './migrations/index.ts';
import { type Analytics, createAnalytics, longStopSeconds } from './modules/analytics/index.ts';
import { createLogs, type Logs } from './modules/events/index.ts';
import { createIngestion, type Ingestion } from './modules/ingestion/index.ts';
import {
  createMachineFiles,
  createMachines,
  type MachineFiles,
  type Machines,
  machineSettings,
} from './modules/machines/index.ts';
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
import { createLogger, type Logger, queryObserver } from './platform/logging/index.ts';
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
  readonly shiftCalendars: ShiftCalendars;
  readonly reasons: ReasonService;
  readonly timeline: Timeline;
  readonly analytics: Analytics;
  readonly ingestion: Ingestion;
  /** Waits for nothing: let those who use the services finish first. */
  close(): Promise<void>;
}

export interface ServicesOptions {
  readonly log: Logger;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: argon2id at its production cost. */
  readonly passwordHasher?: PasswordHasher;
}

/**
 * Waits, with growing pauses, for a database that is still starting; applies the missing migrations.
 *
 * @throws database-unavailable, database-busy, DatabaseNewerThanCode
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
  const settings = createSettings(store, log, [...systemSettings, ...machineSettings, longStopSeconds]);
  const machines = createMachines({ store, clock, log });
  const storage = createFolderStorage(join(config.dataDir, 'files'));
  const machineFiles = createMachineFiles({ store, clock, log }, storage);
  const zone = config.factory.timezone;
  const shiftCalendars = createShiftCalendars({ store, log, machines, zone });
  const reasons = createReasons({ store, log });
  const timeline = createTimeline({ store, log, zone, calendarsOf: shiftCalendars.calendarsOf });
  const analytics = createAnalytics({ machines, timeline, clock });
  const ingestion = createIngestion({ store, machines, timeline, clock, log });
  const { dayShiftStart: dayStart, dayShiftEnd: dayEnd } = config.factory;
  await shiftCalendars.alignWithEnvironment(systemActor('start'), { dayStart, dayEnd }, zone);
  return {
    clock,
    log,
    database,
    store,
    heads,
    settings,
    logs: createLogs(store),
    users,
    machines,
    machineFiles,
    shiftCalendars,
    reasons,
    timeline,
    analytics,
    ingestion,
    close: () => database.close(),
  };
}

/** Runs a command's work on the services and closes them, whatever comes of it. Its log goes to standard error. */
export async function withServices<Result>(
  config: Config,
  work: (services: Services) => Promise<Result>,
): Promise<Result> {
  const { log, close } = createLogger({
    ...config.log,
    level: config.log.level === 'info' ? 'warn' : config.log.level,
    // the file belongs to the server: two processes cannot rotate one file
    file: undefined,
    clock: systemClock,
    timeZone: config.factory.timezone,
    destination: process.stderr,
  });
  try {
    const services = await openServices(config, { log });
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
    url: config.database.url,
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
