/**
 * The composition root of the server: opens the log and the services, and mounts each module's routes.
 *
 * `serveRoutes` reads top to bottom: a new module's routes are one line there.
 */
import { createHash } from 'node:crypto';
import packageJson from '../package.json' with { type: 'json' };
import type { Config } from './config/index.ts';
import { ConfigurationError, describeConfig, unknownHost } from './config/index.ts';
import { systemActor } from './kernel/access.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, systemClock } from './kernel/clock.ts';
import { DomainError } from './kernel/errors.ts';
import { analyticsRoutes, dashboardRoutes, longStopSeconds } from './modules/analytics/index.ts';
import { logRoutes } from './modules/events/index.ts';
import { ingestionRoutes } from './modules/ingestion/index.ts';
import { inventoryRoutes } from './modules/inventory/index.ts';
import { currency, machinesRoutes } from './modules/machines/index.ts';
import { maintenanceRoutes } from './modules/maintenance/index.ts';
import {
  oldAnalyticsRoutes,
  oldDashboardRoutes,
  oldDowntimeRoutes,
  oldImageRoutes,
  oldInventoryRoutes,
  oldPerformanceRoutes,
  oldProductionRoutes,
  oldTicketRoutes,
} from './modules/predecessor/index.ts';
import { productionRoutes } from './modules/production/index.ts';
import { retentionJob, settingsRoutes } from './modules/system/index.ts';
import { timelineRoutes } from './modules/timeline/index.ts';
import { requireAcceptableFirstAdmin, usersRoutes } from './modules/users/index.ts';
import {
  listen,
  loadServerBuilder,
  type RouteApp,
  type Routes,
  type ServerOptions,
  stopListening,
} from './platform/http/index.ts';
import { createLogger, type Logger } from './platform/logging/index.ts';
import { type OutboxTables, pruneIdempotencyKeys, type Store } from './platform/outbox/index.ts';
import { createSchedule, type Job } from './platform/schedule/index.ts';
import { openServices, type Services } from './services.ts';

export interface App {
  readonly log: Logger;
  readonly services: Services;
  readonly server: RouteApp;
  /** Answers requests from now on. Returns the addresses, for example `http://127.0.0.1:8000`. */
  listen(): Promise<readonly string[]>;
  /**
   * Finishes what is being answered within the drain time-out and closes everything; false when something was cut, or
   * did not end within {@link CLOSE_GRACE_MS} more: then it is left to the end of the process.
   */
  stop(): Promise<boolean>;
}

/** Beyond the drain time-out: how long a running job and the connections to the database may take to end. */
const CLOSE_GRACE_MS = 5 * SECOND_MS;

/** Undefined when `work` has not ended in time; it goes on by itself then. */
async function within<Result>(limitMs: number, work: () => Promise<Result>): Promise<Result | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), limitMs);
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws ConfigurationError, and what keeps the database from being opened or brought up to date */
export async function createApp(config: Config): Promise<App> {
  refuseUnusableFirstAdmin(config);
  const { log, close } = createLogger({
    ...config.log,
    clock: systemClock,
    timeZone: config.factory.timezone,
    service: { version: packageJson.version, instance: config.instanceId },
  });
  try {
    log.info({ payload: describeConfig(config) }, `MillDash ${packageJson.version} starts`);
    for (const warning of config.warnings) log.warn(warning);
    const services = await openServices(config, { log });
    await makeFirstAdmin(config, services);
    const server = await serveRoutes(config, services);
    const schedule = createSchedule(services.store, services.clock, log, jobsOf(services));
    return {
      log,
      services,
      server,
      async listen() {
        const urls = await openDoor(server, config.http, log);
        log.info({ payload: { urls } }, `Listening on ${urls.join(' and ')}`);
        schedule.start();
        return urls;
      },
      async stop() {
        const clean = await within(config.http.drainTimeoutMs + CLOSE_GRACE_MS, async () => {
          const inTime = await stopListening(server, config.http.drainTimeoutMs);
          if (!inTime) log.warn('Requests that took longer than the drain time-out were cut');
          await schedule.stop();
          await services.close();
          return inTime;
        });
        if (clean === undefined) log.error('MillDash ends without waiting any longer: the database does not answer');
        else log.info('MillDash stopped');
        await close();
        return clean ?? false;
      },
    };
  } catch (error) {
    log.fatal({ err: error }, 'MillDash could not start');
    await close();
    throw error;
  }
}

/** @throws ConfigurationError for a HOST that no address belongs to, and what the system says of the port */
async function openDoor(server: RouteApp, { host, port }: Config['http'], log: Logger): Promise<readonly string[]> {
  try {
    return (await listen(server, host, port, log)).urls;
  } catch (error) {
    const cause = isUnresolved(error) ? unknownHost(host) : error;
    log.fatal({ err: cause }, 'MillDash could not start');
    throw cause;
  }
}

function isUnresolved(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall === 'getaddrinfo';
}

/**
 * Before anything is made or changed: a server that has migrated and then does not start helps nobody.
 *
 * @throws ConfigurationError
 */
function refuseUnusableFirstAdmin({ firstAdmin }: Config): void {
  if (firstAdmin === undefined) return;
  try {
    requireAcceptableFirstAdmin(firstAdmin);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const variable = error.code === 'password-unacceptable' ? 'ADMIN_PASSWORD' : 'ADMIN_EMAIL';
    throw new ConfigurationError([{ variable, value: undefined, complaint: `is not acceptable: ${error.message}` }]);
  }
}

async function makeFirstAdmin({ firstAdmin }: Config, { users, log }: Services): Promise<void> {
  if (firstAdmin === undefined || (await users.bootstrapAdmin(firstAdmin)) !== undefined) return;
  log.info(
    'ADMIN_EMAIL and ADMIN_PASSWORD are ignored, since there are accounts already: take them out of the environment',
  );
}

/** What runs by itself, in one process of all. */
function jobsOf(services: Services): readonly Job[] {
  const { store, settings, clock, log, timeline, users, machineFiles, images, maintenance } = services;
  return [
    retentionJob(store, settings, clock, log),
    {
      name: 'sweep-files',
      everyMs: DAY_MS,
      leaseMs: HOUR_MS,
      run: async () => void (await machineFiles.sweepFiles()),
    },
    { name: 'sweep-images', everyMs: DAY_MS, leaseMs: HOUR_MS, run: async () => void (await images.sweep()) },
    {
      name: 'rebuild-sums',
      everyMs: MINUTE_MS / 2,
      leaseMs: HOUR_MS,
      run: async () => void (await timeline.rebuildStale(systemActor('rebuild-sums'))),
    },
    {
      name: 'open-plan-tickets',
      everyMs: MINUTE_MS,
      leaseMs: HOUR_MS / 4,
      run: async () => void (await maintenance.plans.openDueTickets()),
    },
    { name: 'prune-sign-ins', everyMs: HOUR_MS, leaseMs: HOUR_MS / 4, run: users.prune },
    {
      name: 'prune-idempotency-keys',
      everyMs: HOUR_MS,
      leaseMs: HOUR_MS / 4,
      run: async () => void (await pruneIdempotencyKeys(store, clock.now())),
    },
  ];
}

/** The HTTP server over open services, not listening yet. */
export async function serveRoutes(
  config: Config,
  services: Services,
  overrides: Partial<ServerOptions> = {},
): Promise<RouteApp> {
  const buildServer = await loadServerBuilder();
  const server = buildServer({ ...(await serverOptions(config, services)), ...overrides });
  const { settings } = services;
  const modules: readonly Routes[] = [
    machinesRoutes(services.machines, services.machineFiles, settings),
    inventoryRoutes(services.inventory, {
      currency: () => settings.valueOf(currency),
      machines: services.machines,
    }),
    productionRoutes(services.production),
    settingsRoutes(settings),
    logRoutes(services.logs, `urn:milldash:${config.instanceId}`),
    timelineRoutes(services.shiftCalendars, services.reasons),
    usersRoutes(services.users, services.clock),
    analyticsRoutes(services.analytics, {
      clock: services.clock,
      zone: config.factory.timezone,
      longStopSeconds: () => settings.valueOf(longStopSeconds),
      currency: () => settings.valueOf(currency),
      tickets: services.maintenance.tickets,
      performance: services.performance,
    }),
    oldAnalyticsRoutes({
      ...services,
      zone: config.factory.timezone,
      longStopSeconds: () => settings.valueOf(longStopSeconds),
    }),
    dashboardRoutes(services),
    oldPerformanceRoutes(services),
    oldDashboardRoutes(services),
    oldInventoryRoutes(services.inventory),
    oldProductionRoutes({ production: services.production, zone: config.factory.timezone }),
    oldDowntimeRoutes({ ...services, zone: config.factory.timezone }),
    oldTicketRoutes(services.maintenance, settings),
    oldImageRoutes(services.maintenance),
    ingestionRoutes(services.ingestion, config.http),
    maintenanceRoutes(services.maintenance, services),
  ];
  for (const mount of modules) await mount(server);
  await server.ready();
  return server;
}

async function serverOptions(config: Config, services: Services): Promise<ServerOptions> {
  const { log, clock, users, database, store, heads, shiftCalendars } = services;
  return {
    ...config.http,
    log: log.child({ module: 'http' }),
    clock,
    version: packageJson.version,
    authenticate: users.authenticate,
    checkLink: services.images.checkLink,
    freshness: {
      currentHeads: heads.current,
      edition: await editionOf(config, store),
    },
    healthChecks: [
      { name: 'database', needed: true, check: async () => void (await database.ping()) },
      { name: 'time zone', needed: true, check: async () => void (await shiftCalendars.checkZone()) },
    ],
    checkDeclarations: false,
    compileAtStart: false,
  };
}

/** Changes whenever the same sequence of events could be answered differently. */
async function editionOf(config: Config, store: Store): Promise<string> {
  const { epoch } = await store
    .access<OutboxTables>()
    .selectFrom('event_log')
    .select('epoch')
    .executeTakeFirstOrThrow();
  const parts = JSON.stringify([packageJson.version, config.factory, epoch]);
  return createHash('sha256').update(parts).digest('base64url').slice(0, 8);
}
