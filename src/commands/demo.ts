/**
 * `milldash demo`: a factory full of invented data, in a folder of its own, served like a real one.
 *
 * The first start makes it, a later one continues it up to now, `--reset` throws it away before. Nothing outside the
 * folder is read or written: where the environment says that real data are is ignored.
 */
import { resolve } from 'node:path';
import { type Config, type Environment, loadConfig, readConfig } from '../config/index.ts';
import { systemActor } from '../kernel/access.ts';
import { DAY_MS } from '../kernel/clock.ts';
import { serve } from '../main.ts';
import { type Services, withServices } from '../services.ts';
import { renderWelcome } from './demo-box.ts';
import { createMills, recordHistory } from './demo-factory.ts';
import { createDemo, type DemoState, findDemo, removeDemo, saveDemo } from './demo-folder.ts';
import { createPeople, inventPeople } from './demo-people.ts';
import { freePortOr0 } from './demo-port.ts';
import { collectReport } from './report-questions.ts';
import { renderReport } from './report-table.ts';

export interface DemoOptions {
  /** Throw the demo factory away first. */
  readonly reset?: boolean;
  /** Listen there and nowhere else; without it on PORT, or on a free one where that is taken. */
  readonly port?: number;
  readonly dir?: string;
  /** Of a new factory. */
  readonly days?: number;
  /** Of a new factory. */
  readonly seed?: number;
}

const FOLDER = './data-demo';
/** Three months. */
const DAYS = 91;
const SEED = 1;

/** What says where real data are, and how to get at them. */
const realThings = ['DATA_DIR', 'DATABASE_URL', 'SECRET_KEY', 'ADMIN_EMAIL', 'ADMIN_PASSWORD', 'LOG_FILE'] as const;

/**
 * Serves until a signal asks it to stop.
 *
 * @returns as `serve` does
 * @throws NotADemoFolder, ConfigurationError, and what keeps a server from starting
 */
export async function runDemo(env: Environment, options: DemoOptions): Promise<number> {
  const folder = resolve(options.dir ?? FOLDER);
  const demoEnv = demoEnvironment(env, folder, options.port);
  readConfig(demoEnv);
  if (options.reset === true) await removeDemo(folder);
  const state = await openFolder(folder, options);
  const config = loadConfig(demoEnv);
  const ignored = realThings.filter((name) => (env[name] ?? '') !== '');
  if (ignored.length > 0) say(`The demo ignores ${ignored.join(', ')}: it has everything in ${folder}.`);

  await withServices(config, async (services) => {
    await buildFactory(services, config, folder, state);
    say(`\n${renderReport(await collectReport(services, config.factory, {}))}`);
  });
  return serve(await onFreePort(config, options.port), {
    onListening: ([address = '']) =>
      say(renderWelcome({ address, folder, people: state.people, apiDocs: config.http.apiDocs })),
  });
}

function demoEnvironment(env: Environment, folder: string, port: number | undefined): Environment {
  const kept = Object.entries(env).filter(([name]) => !realThings.some((real) => real === name));
  return { ...Object.fromEntries(kept), DATA_DIR: folder, ...(port === undefined ? {} : { PORT: String(port) }) };
}

async function openFolder(folder: string, { days, seed }: DemoOptions): Promise<DemoState> {
  const state = await findDemo(folder);
  if (state === undefined) {
    say(`Making a demo factory in ${folder}.`);
    return createDemo(folder, seed ?? SEED, Date.now() - (days ?? DAYS) * DAY_MS, inventPeople());
  }
  say(`Opening the demo factory in ${folder}.`);
  if (days !== undefined || (seed !== undefined && seed !== state.seed)) {
    say('--days and --seed count when a factory is made: add --reset for a new one.');
  }
  return state;
}

/** Makes what is missing, and lets the factory live on up to now. */
async function buildFactory(services: Services, config: Config, folder: string, state: DemoState): Promise<void> {
  const { users, machines, timeline, clock } = services;
  const actor = systemActor('demo');
  await createPeople(users, actor, state.people);
  await createMills(machines, actor);
  const toMs = clock.now();
  // a clock that was set back must not undo what the factory has done
  if (toMs <= state.simulatedToMs) return;
  const startedAtMs = performance.now();
  const history = {
    seed: state.seed,
    fromMs: state.fromMs,
    recordedToMs: state.simulatedToMs,
    toMs,
    zone: config.factory.timezone,
  };
  const periods = await recordHistory(timeline, actor, history, showProgress);
  await saveDemo(folder, { ...state, simulatedToMs: toMs });
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  say(`Recorded ${periods.toLocaleString('en-GB')} simulated status periods of three mills in ${seconds} s.`);
}

/** One line that is written over; nothing where the output is a file or a pipe. */
function showProgress(done: number, total: number): void {
  if (!process.stdout.isTTY) return;
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  process.stdout.write(`\rRecording status periods … ${percent} %${done === total ? '\r\u001b[K' : ''}`);
}

async function onFreePort(config: Config, wanted: number | undefined): Promise<Config> {
  if (wanted !== undefined || config.http.port === 0) return config;
  const port = await freePortOr0(config.http.host, config.http.port);
  if (port === 0) say(`Port ${config.http.port} is taken: the demo takes a free one.`);
  return { ...config, http: { ...config.http, port } };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
