/**
 * The HTTP server over open services, with the routes of every module.
 *
 * `serveRoutes` reads top to bottom: a new module's routes are one line there.
 */
import { createHash } from 'node:crypto';
import packageJson from '../../package.json' with { type: 'json' };
import type { Config } from '../config/index.ts';
import { analyticsRoutes, dashboardRoutes, longStopSeconds } from '../modules/analytics/index.ts';
import { liveRoutes, logRoutes } from '../modules/events/index.ts';
import { fourjawRoutes } from '../modules/fourjaw/index.ts';
import {
  deadLetterRoutes,
  ingestionRoutes,
  type MessagingStates,
  messagingStatusRoutes,
  telemetryRoutes,
} from '../modules/ingestion/index.ts';
import { inventoryRoutes } from '../modules/inventory/index.ts';
import { currency, machinesRoutes } from '../modules/machines/index.ts';
import { maintenanceRoutes } from '../modules/maintenance/index.ts';
import { notificationRoutes } from '../modules/notifications/index.ts';
import {
  oldAdminSocketRoutes,
  oldAnalyticsRoutes,
  oldDashboardRoutes,
  oldDowntimeRoutes,
  oldImageRoutes,
  oldInventoryRoutes,
  oldPerformanceRoutes,
  oldProductionRoutes,
  oldTicketRoutes,
} from '../modules/predecessor/index.ts';
import { productionRoutes } from '../modules/production/index.ts';
import { shiftReportRoutes } from '../modules/shift-reports/index.ts';
import {
  createJobs,
  createSystemState,
  type Jobs,
  jobRoutes,
  settingsRoutes,
  systemStateRoutes,
} from '../modules/system/index.ts';
import { timelineRoutes } from '../modules/timeline/index.ts';
import { usersRoutes } from '../modules/users/index.ts';
import { measureDatabase } from '../platform/database/index.ts';
import { loadServerBuilder, type RouteApp, type Routes, type ServerOptions } from '../platform/http/index.ts';
import type { OutboxTables, Store } from '../platform/outbox/index.ts';
import type { RealtimeLimits } from '../platform/realtime/index.ts';
import type { Services } from '../services.ts';
import { describedChannels } from './channels.ts';
import { schedulesOf } from './jobs.ts';
import { type Live, openLive } from './live.ts';

export type ServeOverrides = Partial<ServerOptions> & {
  readonly realtimeLimits?: Partial<RealtimeLimits>;
  /** How messages of machines come in and events go out; absent: not at all. */
  readonly messaging?: MessagingStates;
};

/** Not listening yet. */
export async function serveRoutes(
  config: Config,
  services: Services,
  overrides: ServeOverrides = {},
): Promise<RouteApp> {
  const buildServer = await loadServerBuilder();
  const { realtimeLimits, messaging = noMessaging, ...options } = overrides;
  const live = openLive(config, services, realtimeLimits);
  const server = buildServer({ ...(await serverOptions(config, services, live, messaging)), ...options });
  const { settings } = services;
  const jobs = createJobs(services, schedulesOf(services).flat());
  const modules: readonly Routes[] = [
    machinesRoutes(services.machines, services.machineFiles, { settings, zone: config.factory.timezone }),
    inventoryRoutes(services.inventory, {
      currency: () => settings.valueOf(currency),
      machines: services.machines,
    }),
    productionRoutes(services.production),
    settingsRoutes(settings),
    jobRoutes(jobs),
    systemStateRoutes(systemStateOf(config, services, jobs)),
    logRoutes(services.logs, services.eventNames),
    liveRoutes(live),
    oldAdminSocketRoutes(live),
    timelineRoutes(services, {
      ticketsOfPeriods: services.maintenance.tickets.ticketsOfPeriods,
      namesOf: services.users.namesOf,
    }),
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
    fourjawRoutes(services.fourjaw),
    deadLetterRoutes(services.deadLetters),
    messagingStatusRoutes(services.signals, messaging),
    telemetryRoutes(services.telemetry),
    maintenanceRoutes(services.maintenance, services),
    notificationRoutes(services.notifications),
    shiftReportRoutes(services.shiftReports, config.factory.timezone),
  ];
  for (const mount of modules) await mount(server);
  await server.ready();
  return server;
}

/** Of a server without one, as commands and tests have it. */
const noMessaging: MessagingStates = {
  state: () => ({ kind: 'none', addresses: [], connections: 0, trouble: undefined }),
  relayState: () => ({ does: 'off', events: 0, behind: 0, trouble: undefined }),
};

async function serverOptions(
  config: Config,
  services: Services,
  live: Live,
  messaging: MessagingStates,
): Promise<ServerOptions> {
  const { log, clock, users, database, store, heads, shiftCalendars, findStorageTrouble } = services;
  return {
    ...config.http,
    log: log.child({ module: 'http' }),
    clock,
    version: packageJson.version,
    authenticate: users.authenticate,
    checkLink: services.images.checkLink,
    redeemTicket: live.tickets.redeem,
    freshness: {
      currentHeads: heads.current,
      edition: await editionOf(config, store),
    },
    healthChecks: [
      { name: 'database', needed: true, check: async () => void (await database.ping()) },
      { name: 'time zone', needed: true, check: async () => void (await shiftCalendars.checkZone()) },
      { name: 'live events', needed: false, check: async () => live.realtime.findTrouble() },
      { name: 'messaging', needed: false, check: async () => messaging.state().trouble },
      ...(findStorageTrouble === undefined ? [] : [{ name: 'files', needed: false, check: findStorageTrouble }]),
      ...(config.mail === undefined
        ? []
        : [{ name: 'mail', needed: false, check: () => services.notifications.mail.findTrouble() }]),
    ],
    channels: async () => describedChannels(config),
    checkDeclarations: false,
    compileAtStart: false,
  };
}

function systemStateOf(config: Config, { database, clock, deadLetters, notifications }: Services, jobs: Jobs) {
  return createSystemState({
    clock,
    version: packageJson.version,
    instanceId: config.instanceId,
    dataDir: config.dataDir,
    location: database.location,
    measureDatabase: () => measureDatabase(database),
    countQueues: async () => ({
      deadLetters: await deadLetters.countDeadLetters(),
      ...(await notifications.countWaiting()),
    }),
    jobs,
  });
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
