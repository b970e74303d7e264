/** The services as a command has them: for one piece of work, with the log on standard error. */
import type { Config, ConfigWithoutKey } from '../config/index.ts';
import { systemActor } from '../kernel/access.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Database } from '../platform/database/index.ts';
import { createLogger } from '../platform/logging/index.ts';
import { createStore } from '../platform/outbox/index.ts';
import { openServices, type Services, type ServicesOptions } from '../services.ts';
import { makeShifts, shiftsOf } from './factory-shifts.ts';

/**
 * Runs a command's work on the services and closes them, whatever comes of it. Its log goes to standard error.
 *
 * @throws zone-conflict unless it aligns the factory
 */
export async function withServices<Result>(
  config: Config,
  work: (services: Services) => Promise<Result>,
  { factory = 'accept', clock = systemClock }: Pick<ServicesOptions, 'factory' | 'clock'> = {},
): Promise<Result> {
  const { log, close } = commandLog(config);
  try {
    const services = await openServices(config, { log, factory, clock });
    try {
      return await work(services);
    } finally {
      await services.close();
    }
  } finally {
    await close();
  }
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
