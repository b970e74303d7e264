/** Where a dry run works: on the database as it is, or in memory where there is none yet. It leaves nothing behind. */
import { randomBytes } from 'node:crypto';
import type { Config, ConfigWithoutKey } from '../config/index.ts';
import { type DatabaseAddress, IN_MEMORY } from '../kernel/database-address.ts';
import { migrationSteps } from '../migrations/index.ts';
import { migrationState, openDatabase } from '../platform/database/index.ts';
import { isMissing } from './database-there.ts';
import { CommandRefusal } from './failures.ts';

const inMemory: DatabaseAddress = { engine: 'sqlite', file: IN_MEMORY };

/**
 * A configuration to try things with: no folder and no key is made for it, no database made or migrated.
 *
 * @throws CommandRefusal for a database that an older version has made
 */
export async function dryRunConfig(config: ConfigWithoutKey): Promise<Config> {
  return {
    ...config,
    database: (await isEmpty(config.database)) ? inMemory : config.database,
    // signs nothing that anybody sees
    secretKey: config.secretKey ?? randomBytes(48).toString('base64url'),
  };
}

async function isEmpty(address: DatabaseAddress): Promise<boolean> {
  if (address.engine === 'sqlite' && isMissing(address.file)) return true;
  const database = await openDatabase({ address, keepModes: true });
  try {
    const { applied, pending } = await migrationState(database, migrationSteps);
    if (applied.length === 0) return true;
    if (pending.length === 0) return false;
    throw new CommandRefusal(
      `${database.location} lacks ${pending.length} of the steps of this version, and a dry run changes nothing: ` +
        'run "milldash migrate" first.',
    );
  } finally {
    await database.close();
  }
}
