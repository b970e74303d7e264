/** What a run of the bench leaves: tables for people, JSON for whoever compares runs. */
import { mkdir, writeFile } from 'node:fs/promises';
import { arch, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import packageJson from '../package.json' with { type: 'json' };
import { countedValue, type Figure, isMet, type Result } from './harness.ts';

export interface Measured {
  readonly figure: Figure;
  readonly results: readonly Result[];
  readonly seconds: number;
  /** How fast the machine was, before and after. */
  readonly yardstickMs: readonly [before: number, after: number];
  /** Why it could not be measured. */
  readonly failure: string | undefined;
}

const WHAT_WIDTH = 92;

export function printFigure({ figure, results, seconds, yardstickMs }: Measured): void {
  const table = new Table({
    head: [figure.title, 'measured', 'limit', 'rounds', ''],
    colWidths: [WHAT_WIDTH],
    colAligns: ['left', 'right', 'right', 'right', 'left'],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const result of results) {
    table.push([
      result.note === undefined ? result.what : `${result.what}\n  ${result.note}`,
      withUnit(countedValue(result), result.unit),
      result.limit === undefined ? '' : `${sign(result.limit.is)} ${withUnit(result.limit.value, result.unit)}`,
      `${rounded(Math.min(...result.values))} – ${rounded(Math.max(...result.values))}`,
      verdict(result),
    ]);
  }
  const yardstick = yardstickMs.map((ms) => ms.toFixed(2)).join(' and ');
  const load = loadavg()[0]?.toFixed(1);
  console.log(`${table.toString()}\n${seconds.toFixed(0)} s, load average ${load}, yardstick ${yardstick} ms\n`);
}

export function printSummary(measured: readonly Measured[]): void {
  const limited = measured.flatMap(({ results }) => results.filter(({ limit }) => limit !== undefined));
  const missed = limited.filter((result) => isMet(result) === false);
  console.log(`${limited.length - missed.length} of ${limited.length} limits are met.`);
  for (const result of missed) console.log(`  missed: ${result.what}: ${withUnit(countedValue(result), result.unit)}`);
  for (const { figure, failure } of measured) {
    if (failure !== undefined) console.log(`  not measured: ${figure.name}: ${failure.split('\n', 1)[0]}`);
  }
}

/** @returns the path of the file */
export async function writeResults(measured: readonly Measured[], quick: boolean): Promise<string> {
  const folder = fileURLToPath(new URL('./results', import.meta.url));
  await mkdir(folder, { recursive: true });
  const measuredAt = new Date().toISOString();
  const file = join(folder, `${measuredAt.replaceAll(':', '-').slice(0, 19)}.json`);
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryBytes: totalmem(),
    architecture: arch(),
    node: process.version,
    loadAverage: loadavg(),
  };
  const figures = measured.map(({ figure, results, seconds, yardstickMs, failure }) => ({
    name: figure.name,
    title: figure.title,
    seconds,
    yardstickMs,
    failure: failure ?? null,
    results: results.map((result) => ({ ...result, value: countedValue(result), met: isMet(result) ?? null })),
  }));
  const content = { version: packageJson.version, measuredAt, quick, machine, figures };
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
  return file;
}

function verdict(result: Result): string {
  const met = isMet(result);
  if (met === undefined) return '';
  return met ? 'met' : 'MISSED';
}

function sign(is: 'at most' | 'at least'): string {
  return is === 'at most' ? '≤' : '≥';
}

function withUnit(value: number, unit: string): string {
  return `${rounded(value)} ${unit}`;
}

/** Three figures that count. */
function rounded(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-GB');
  return value.toPrecision(3);
}
