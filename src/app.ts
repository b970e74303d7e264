/** The server as a whole: opens the log and the services, serves the routes, runs the jobs, and ends all of it in order. */
import packageJson from '../package.json' with { type: 'json' };
import { makeFirstAdmin, refuseUnusableFirstAdmin } from './app/first-admin.ts';
import { schedulesOf } from './app/jobs.ts';
import { onKnownHost } from './app/known-hosts.ts';
import { createMessaging } from './app/messaging.ts';
import { serveRoutes } from './app/routes.ts';
import { openSite } from './app/site.ts';
import { type Config, describeConfig } from './config/index.ts';
import { SECOND_MS, systemClock } from './kernel/clock.ts';
import { listen, type RouteApp, stopListening } from './platform/http/index.ts';
import { createRateSharing, type RateTables } from './platform/limits/index.ts';
import { createLogger, type Logger } from './platform/logging/index.ts';
import { createSchedule, type ScheduleParts } from './platform/schedule/index.ts';
import { openServices, type Services } from './services.ts';

/** Where the server can be reached. */
export interface Doors {
  /** `http://127.0.0.1:8000` */
  readonly urls: readonly string[];
  /** `mqtt://127.0.0.1:1883` */
  readonly machineAddresses: readonly string[];
}

export interface App {
  readonly log: Logger;
  readonly services: Services;
  readonly server: RouteApp;
  /** Takes messages of machines and answers requests from now on. */
  listen(): Promise<Doors>;
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
    const messaging = createMessaging(config, services);
    const site = await openSite(log);
    const server = await serveRoutes(config, services, { messaging, site });
    const { store, clock, fourjaw } = services;
    const parts = { store, clock, log, instance: config.instanceId };
    const works = worksOf(server, services, parts);
    return {
      log,
      services,
      server,
      async listen() {
        const urls = await orFatal(log, async () => {
          await messaging.start();
          const { host, port } = config.http;
          return onKnownHost('HOST', host, async () => (await listen(server, host, port, log)).urls);
        });
        log.info({ payload: { urls } }, `Listening on ${urls.join(' and ')}`);
        for (const work of works) work.start();
        return { urls, machineAddresses: messaging.state().addresses };
      },
      async stop() {
        const clean = await within(config.http.drainTimeoutMs + CLOSE_GRACE_MS, async () => {
          const inTime = await stopListening(server, config.http.drainTimeoutMs);
          if (!inTime) log.warn('Requests that took longer than the drain time-out were cut');
          const stopped = works.map((work) => work.stop());
          await fourjaw.close();
          await Promise.all([...stopped, messaging.stop()]);
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

/** What goes on all the time beside the requests, while the server listens. */
interface Work {
  start(): void;
  stop(): Promise<void>;
}

function worksOf({ spending }: RouteApp, services: Services, parts: ScheduleParts): readonly Work[] {
  const { store, notifications, machineStates } = services;
  const works: Work[] = schedulesOf(services).map((jobs) => createSchedule(parts, jobs));
  works.push(notifications.dispatcher, machineStates);
  if (notifications.mailDispatcher !== undefined) works.push(notifications.mailDispatcher);
  // a SQLite file has one process
  if (store.engine === 'postgres') {
    works.push(createRateSharing(spending, { ...parts, access: () => store.access<RateTables>() }));
  }
  return works;
}

/** What keeps the server from being reached is the last thing that its log says. */
async function orFatal<Result>(log: Logger, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    log.fatal({ err: error }, 'MillDash could not start');
    throw error;
  }
}
