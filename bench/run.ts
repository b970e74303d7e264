/**
 * `npm run bench`: measures, prints each figure beside its limit, and writes bench/results/<time>.json.
 *
 * `npm run bench -- NAME…` measures some of them, `--quick` a small form. A missed limit is for people to judge and does
 * not fail the command; a figure that could not be measured does.
 */
import { parseArgs } from 'node:util';
import { analytics } from './figures/analytics.ts';
import { dashboards } from './figures/dashboards.ts';
import { http } from './figures/http.ts';
import { load } from './figures/load.ts';
import { memory } from './figures/memory.ts';
import { messages } from './figures/messages.ts';

import { queries } from './figures/queries.ts';
import { realtime } from './figures/realtime.ts';
import { reports } from './figures/reports.ts';
import { scale } from './figures/scale.ts';
import { screens } from './figures/screens.ts';
import { start } from './figures/start.ts';
import { tickets } from './figures/tickets.ts';
import type { Bench, Figure } from './harness.ts';
import { type Measured, printFigure, printSummary, writeResults } from './report.ts';
import { removeTemporaryFolders } from './shipped.ts';
import { yardstickMs } from './yardstick.ts';

const figures: readonly Figure[] = [
  load,
  queries,
  http,
  analytics,
  dashboards,
  tickets,
  messages,
  reports,
  realtime,
  screens,
  scale,
  memory,
  start,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, list: { type: 'boolean', default: false } },
});

if (values.list) listFigures();
else process.exitCode = await run();

function listFigures(): void {
  for (const { name, title } of figures) console.log(`${name.padEnd(10)} ${title}`);
}

async function run(): Promise<number> {
  const unknown = positionals.filter((name) => !figures.some((figure) => figure.name === name));
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}. There are: ${figures.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  const chosen = figures.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const measured: Measured[] = [];
  for (const figure of chosen) measured.push(await measure(figure));
  await removeTemporaryFolders();
  printSummary(measured);
  const file = await writeResults(measured, values.quick);
  console.log(`Written to ${file}`);
  return measured.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

async function measure(figure: Figure): Promise<Measured> {
  const startedAtMs = performance.now();
  const bench: Bench = { quick: values.quick, say: (text) => console.error(`  ${figure.name}: ${text}`) };
  bench.say(figure.title);
  const before = yardstickMs();
  const outcome = await resultsOf(figure, bench);
  const measured: Measured = {
    figure,
    ...outcome,
    seconds: (performance.now() - startedAtMs) / 1_000,
    yardstickMs: [before, yardstickMs()],
  };
  if (outcome.failure === undefined) printFigure(measured);
  else console.error(`  ${figure.name} could not be measured: ${outcome.failure}`);
  return measured;
}

async function resultsOf(figure: Figure, bench: Bench): Promise<Pick<Measured, 'results' | 'failure'>> {
  try {
    return { results: await figure.measure(bench), failure: undefined };
  } catch (error) {
    return { results: [], failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
