/**
 * `milldash demo`: a factory full of invented data, in a folder of its own, served like a real one.
 *
 * The first start makes it, a later one continues it up to now, `--reset` throws it away before. That is done in a
 * process of its own, so that the server keeps none of the memory that it takes.
 */
import { resolve } from 'node:path';
import { isSiteBuilt } from '../app/site.ts';
import { type Config, type Environment, loadConfig } from '../config/index.ts';
import { renderWelcome } from './demo-box.ts';
import { runInChild } from './demo-child.ts';
import { demoEnvironment } from './demo-environment.ts';
import { findDemo } from './demo-folder.ts';
import { freePortOr0 } from './demo-port.ts';
import type { FactoryWanted } from './demo-preparation.ts';
import { CommandRefusal } from './failures.ts';

export interface DemoOptions extends FactoryWanted {
  /** Listen there and nowhere else; without it on PORT, or on a free one where that is taken. */
  readonly port?: number;
  readonly dir?: string;
  /** False: prepare the factory, print its report, and end. */
  readonly serve: boolean;
}

const FOLDER = './data-demo';

/**
 * Serves until a signal asks it to stop.
 *
 * @returns as `serve` does, or what kept the factory from being made
 * @throws NotADemoFolder, ConfigurationError, and what keeps a server from starting
 */
export async function runDemo(env: Environment, options: DemoOptions): Promise<number> {
  const folder = resolve(options.dir ?? FOLDER);
  if (!options.serve) {
    const { prepareDemo } = await import('./demo-preparation.ts');
    await prepareDemo(env, folder, options);
    return 0;
  }
  const failed = await runInChild(preparationArguments(folder, options));
  if (failed !== 0) return failed;
  const state = await findDemo(folder);
  if (state === undefined) throw new CommandRefusal(`${folder} has gone away: start the demo again.`);

  const { serve } = await import('../main.ts');
  const config = loadConfig(demoEnvironment(env, folder));
  return serve(await onFreePort(config, options.port), {
    onListening: ([address = ''], [machines]) =>
      say(
        renderWelcome({
          address,
          machines,
          folder,
          people: state.people,
          apiDocs: config.http.apiDocs,
          site: isSiteBuilt(),
        }),
      ),
  });
}

function preparationArguments(folder: string, { reset, days, seed }: FactoryWanted): string[] {
  const args = ['demo', '--no-serve', '--dir', folder];
  if (reset === true) args.push('--reset');
  if (days !== undefined) args.push('--days', String(days));
  if (seed !== undefined) args.push('--seed', String(seed));
  return args;
}

async function onFreePort(config: Config, wanted: number | undefined): Promise<Config> {
  const port = wanted ?? (await freePortOr0(config.http.host, config.http.port));
  if (port !== config.http.port && wanted === undefined) {
    say(`Port ${config.http.port} is taken: the demo takes a free one.`);
  }
  const { messaging } = config;
  return {
    ...config,
    http: { ...config.http, port },
    messaging: { ...messaging, embedded: await demoBroker(messaging) },
  };
}

/** On any free port where the usual one is taken, and for programs of this machine without a key. */
async function demoBroker({ embedded }: Config['messaging']): Promise<Config['messaging']['embedded']> {
  if (embedded === undefined || embedded.isPortChosen) return embedded;
  return { ...embedded, port: await freePortOr0(embedded.host, embedded.port), anonymous: true };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
