/** The factory's own periods, in a database of their own: what speed is measured on where the data themselves matter. */
import { readFileSync } from 'node:fs';
import { systemActor } from '../src/kernel/access.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { realDataFiles, realDataMissing } from '../test/support/real-data.ts';
import { openFactory } from './factory.ts';
import type { Bench } from './harness.ts';
import { type CsvFile, simulatedCsv, toSource } from './simulated-csv.ts';

/** As many as the real data have. */
const SIMULATED_ROWS = 21_000;

export interface LoadedFactory {
  /** Of the first period. */
  readonly fromMs: number;
  /** Of the end of the last. */
  readonly toMs: number;
  readonly machineIds: readonly string[];
}

/** Loads the real data (`MILLDASH_REAL_DATA`), or simulated ones where there are none, into a new database. */
export async function loadFactory(bench: Bench, file: string): Promise<LoadedFactory> {
  if (realDataMissing !== false) bench.say(`${realDataMissing}; simulated data take their place`);
  const files = realDataMissing === false ? realFiles() : simulatedCsv(SIMULATED_ROWS);
  const services = await openFactory(file, systemClock);
  const { files: loaded } = await services.ingestion.loadStatusPeriods(systemActor('bench'), files.map(toSource));
  const { items } = await services.machines.listMachines({ limit: 100 });
  await services.close();
  return {
    fromMs: Math.min(...loaded.map(({ firstStartMs }) => firstStartMs ?? Number.POSITIVE_INFINITY)),
    toMs: Math.max(...loaded.map(({ lastEndMs }) => lastEndMs ?? Number.NEGATIVE_INFINITY)),
    machineIds: items.map(({ id }) => id),
  };
}

function realFiles(): CsvFile[] {
  return realDataFiles().map((file) => ({ name: file, rows: Number.NaN, bytes: readFileSync(file) }));
}
