/** `milldash migrate`: the missing steps and the factory's own zone and shifts, or with `--status` which steps are missing. */
import { type ConfigWithoutKey, makeDataDir } from '../config/index.ts';
import { migrationSteps } from '../migrations/index.ts';
import { type Database, migrate, migrationState, openDatabase } from '../platform/database/index.ts';
import { alignFactory } from '../services/command-services.ts';
import { isMissing } from './database-there.ts';

export async function runMigrate(config: ConfigWithoutKey, options: { status?: boolean }): Promise<number> {
  const { database: address } = config;
  if (options.status === true && address.engine === 'sqlite' && isMissing(address.file)) {
    return printStatus(address.file, [], Object.keys(migrationSteps));
  }
  if (options.status !== true) makeDataDir(config.dataDir);
  const database = await openDatabase({ address, onRetry: tellRetry, keepModes: options.status === true });
  try {
    if (options.status !== true) return await applyMissing(config, database);
    const { applied, pending } = await migrationState(database, migrationSteps);
    return printStatus(database.location, applied, pending);
  } finally {
    await database.close();
  }
}

async function applyMissing(config: ConfigWithoutKey, database: Database): Promise<number> {
  const steps = await migrate(database, migrationSteps, () =>
    process.stderr.write('Another process brings the database up to date: waiting for it.\n'),
  );
  for (const step of steps) say(`applied ${step}`);
  for (const change of await alignFactory(config, database)) say(change);
  say(steps.length === 0 ? `${database.location} is up to date.` : `${database.location} is up to date now.`);
  return 0;
}

function printStatus(location: string, applied: readonly string[], pending: readonly string[]): number {
  for (const step of applied) say(`applied ${step}`);
  for (const step of pending) say(`missing ${step}`);
  say(
    pending.length === 0
      ? `${location} is up to date.`
      : `${location} lacks ${pending.length} of the steps: run "milldash migrate".`,
  );
  return pending.length === 0 ? 0 : 1;
}

function tellRetry(error: unknown, waitMs: number): void {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${reason} Trying again in ${(waitMs / 1_000).toFixed(1)} s.\n`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
