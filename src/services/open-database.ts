/** The database, open and brought up to date, with the log of what it does. */
import type { Config } from '../config/index.ts';
import { migrationSteps } from '../migrations/index.ts';
import { type Database, migrate, openDatabase } from '../platform/database/index.ts';
import { type Logger, queryObserver } from '../platform/logging/index.ts';

/** Waits for one that is still starting. @throws database-unavailable, database-busy, DatabaseNewerThanCode */
export async function openUpToDate(config: Config, parent: Logger): Promise<Database> {
  const log = parent.child({ module: 'database' });
  const database = await openDatabase({
    address: config.database,
    observe: queryObserver(log),
    onConnectionLost: (err) => log.warn({ err }, 'A connection to the database was lost; it is replaced when needed'),
    onDiskFailed: (err) =>
      log.error(
        { err },
        'The disk did not take what was written to the database, which is not used any more: start again',
      ),
    onRetry: (err, waitMs) => log.warn({ err }, `The database does not answer; trying again in ${waitMs} ms`),
  });
  try {
    const steps = await migrate(database, migrationSteps, () =>
      log.info('Another process brings the database up to date: waiting for it'),
    );
    for (const step of steps) log.info({ payload: { step } }, `Migration '${step}' applied`);
    log.info({ payload: { engine: database.engine } }, `Database '${database.location}' opened`);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
