/**
 * How fast status periods are loaded from CSV, against storing the same rows and doing nothing else.
 *
 * The load does all of it: reads the CSV, validates, normalises reasons, looks for earlier versions, sums up, appends
 * events, commits. The bare insert is given the finished rows. Both commit 500 rows at a time with the same pragmas
 * into the same table with its indexes, on a fresh file each time.
 */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemActor } from '../../src/kernel/access.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { type LoadedRows, prepareBareInsert, readLoaded } from '../bare-insert.ts';
import { openFactory } from '../factory.ts';
import { type Bench, cpuSecondsOf, type Figure, interleaved, median, type Result, ROUNDS, ratios } from '../harness.ts';
import { temporaryFolder } from '../shipped.ts';
import { type CsvFile, simulatedCsv, toSource } from '../simulated-csv.ts';

export const load: Figure = {
  name: 'load',
  title: 'Rate of loading CSV, against a bare batched insert of the same rows',
  measure,
};

interface Timed {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

async function measure(bench: Bench): Promise<Result[]> {
  const files = simulatedCsv(bench.quick ? 9_000 : 60_000);
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const folder = await temporaryFolder('load');
  const template = join(folder, 'template.db');
  await (await openFactory(template, systemClock)).close();
  let copies = 0;
  const freshFile = async () => {
    const file = join(folder, `${copies++}.db`);
    await copyFile(template, file);
    return file;
  };

  let loaded: LoadedRows | undefined;
  const loads: Timed[] = [];
  const inserts: Timed[] = [];
  bench.say(`${ROUNDS} rounds of ${rows.toLocaleString('en-GB')} rows`);
  const cpu = await interleaved({
    load: async (round) => {
      const services = await openFactory(await freshFile(), systemClock);
      const timed = await timedRun(() => loadAll(services.ingestion, files, rows));
      loaded ??= await readLoaded(services.database);
      await services.close();
      if (round >= 0) loads.push(timed);
      return rows / timed.cpuSeconds;
    },
    bare: async (round) => {
      const insertion = prepareBareInsert(await freshFile(), loaded as LoadedRows);
      const timed = await timedRun(insertion.insert);
      insertion.close();
      if (round >= 0) inserts.push(timed);
      return rows / timed.cpuSeconds;
    },
  });
  const wallRates = (timed: readonly Timed[]) => timed.map(({ wallSeconds }) => rows / wallSeconds);
  const percent = (values: readonly number[], bases: readonly number[]) =>
    ratios(values, bases).map((ratio) => ratio * 100);
  return [
    {
      what: `${rows.toLocaleString('en-GB')} rows, by CPU time`,
      unit: '%',
      values: percent(cpu.load, cpu.bare),
      limit: { is: 'at least', value: 25 },
      note: perSecond(cpu.load, cpu.bare, 'CPU second'),
    },
    {
      what: 'the same, by the clock',
      unit: '%',
      values: percent(wallRates(loads), wallRates(inserts)),
      note: perSecond(wallRates(loads), wallRates(inserts), 'second'),
    },
  ];
}

async function loadAll(
  ingestion: Awaited<ReturnType<typeof openFactory>>['ingestion'],
  files: readonly CsvFile[],
  rows: number,
): Promise<void> {
  const { total } = await ingestion.loadStatusPeriods(systemActor('bench'), files.map(toSource));
  if (total.inserted !== rows) throw new Error(`${total.inserted} of ${rows} rows were loaded.`);
}

async function timedRun(work: () => Promise<void> | void): Promise<Timed> {
  const startedAtMs = performance.now();
  const cpuSeconds = await cpuSecondsOf(work);
  return { cpuSeconds, wallSeconds: (performance.now() - startedAtMs) / 1_000 };
}

function perSecond(loads: readonly number[], bares: readonly number[], second: string): string {
  const count = (values: readonly number[]) => Math.round(median(values)).toLocaleString('en-GB');
  return `${count(loads)} rows a ${second}, bare ${count(bares)}`;
}
