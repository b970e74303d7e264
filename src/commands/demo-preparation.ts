/**
 * Makes or continues the demo's factory and prints its report; what `milldash demo --no-serve` does.
 *
 * Nothing outside the folder is read or written: where the environment says that real data are is ignored.
 */
import { type Config, type Environment, loadConfig, readConfig } from '../config/index.ts';
import { systemActor } from '../kernel/access.ts';
import { DAY_MS, systemClock } from '../kernel/clock.ts';
import { withServices } from '../services/command-services.ts';
import type { Services } from '../services.ts';
import { demoEnvironment, ignoredIn } from './demo-environment.ts';
import { createMills, letOldFrontEndListen, recordHistory, setRates, simulateHistory } from './demo-factory.ts';
import { createDemo, type DemoState, findDemo, removeDemo, saveDemo } from './demo-folder.ts';
import { createPeople, inventPeople, personWith } from './demo-people.ts';
import { createPlans, hasPlans } from './demo-plans.ts';
import { recordProduction } from './demo-production.ts';
import { createSetClock, doRounds } from './demo-rounds.ts';
import { createStock } from './demo-stock.ts';
import { recordTickets } from './demo-tickets.ts';
import { collectReport } from './report-questions.ts';
import { renderReport } from './report-table.ts';

export interface FactoryWanted {
  /** Throw the demo factory away first. */
  readonly reset?: boolean | undefined;
  /** Of a new factory. */
  readonly days?: number | undefined;
  /** Of a new factory. */
  readonly seed?: number | undefined;
}

/** Three months. */
const DAYS = 91;
const SEED = 1;

/** @throws NotADemoFolder, ConfigurationError */
export async function prepareDemo(env: Environment, folder: string, wanted: FactoryWanted): Promise<void> {
  const demoEnv = demoEnvironment(env, folder);
  readConfig(demoEnv);
  if (wanted.reset === true) await removeDemo(folder);
  const state = await openFolder(folder, wanted);
  const ignored = ignoredIn(env);
  if (ignored.length > 0) say(`The demo ignores ${ignored.join(', ')}: it has everything in ${folder}.`);
  const config = loadConfig(demoEnv);
  const work = async (services: Services) => {
    await buildFactory(services, config, folder, state);
    say(`\n${renderReport(await collectReport(services, config.factory, {}))}`);
  };
  await withServices(config, work, { factory: 'align' });
}

async function openFolder(folder: string, { days, seed }: FactoryWanted): Promise<DemoState> {
  const state = await findDemo(folder);
  if (state === undefined) {
    const fromMs = systemClock.now() - (days ?? DAYS) * DAY_MS;
    const made = await createDemo(folder, seed ?? SEED, fromMs, inventPeople());
    say(`Making a demo factory in ${folder}.`);
    return made;
  }
  say(`Opening the demo factory in ${folder}.`);
  if (days !== undefined || (seed !== undefined && seed !== state.seed)) {
    say('--days and --seed count when a factory is made: add --reset for a new one.');
  }
  return state;
}

/** Makes what is missing, and lets the factory live on up to now. */
async function buildFactory(services: Services, config: Config, folder: string, state: DemoState): Promise<void> {
  const { users, machines, timeline, production, inventory, clock } = services;
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
  const periods = simulateHistory(history);
  const recorded = await recordHistory(timeline, actor, history, periods, showProgress);
  const components = await createStock(inventory, actor);
  const operator = await personWith(users, 'OPERATOR');
  const technician = await personWith(users, 'TECHNICIAN');
  await recordProduction(production, actor, history, periods, operator);
  if (!(await hasPlans(services.maintenance.plans))) {
    await setRates(services.settings, actor);
    await letOldFrontEndListen(services.settings, actor);
    const clock = createSetClock(state.fromMs);
    const work = async (past: Services) => {
      await createPlans(past.maintenance.plans, actor, components, state.fromMs);
      await doRounds({ services: past, clock, technician, seed: state.seed, fromMs: state.fromMs, toMs });
    };
    await withServices(config, work, { factory: 'align', clock });
  }
  await recordTickets({ services, actor, technician, history, periods, components });
  await saveDemo(folder, { ...state, simulatedToMs: toMs });
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  say(
    `Recorded ${recorded.toLocaleString('en-GB')} simulated status periods of three mills, with runs, tickets, stock and plans, in ${seconds} s.`,
  );
}

/** One line that is written over; nothing where the output is a file or a pipe. */
function showProgress(done: number, total: number): void {
  if (!process.stdout.isTTY) return;
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  process.stdout.write(`\rRecording status periods … ${percent} %${done === total ? '\r\u001b[K' : ''}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
