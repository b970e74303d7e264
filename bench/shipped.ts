/** The program as it ships: `bin/`, the bundle and package.json in a folder of their own, without sources. */
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { assembleProgram } from '../scripts/program.ts';
import { BENCH_SECRET_KEY } from './factory.ts';
import { type RunningProcess, startProcess } from './processes.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

let built: Promise<string> | undefined;

/** Path of `bin/milldash.js`; the bundle is built once a run. */
export function shippedCommand(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const folder = await temporaryFolder('shipped');
  await assembleProgram(folder);
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'bin/milldash.js');
}

/** Removed when the bench ends. */
export async function temporaryFolder(name: string): Promise<string> {
  const parent = join(tmpdir(), 'milldash-bench');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, `${name}-`));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];

export async function removeTemporaryFolders(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}

export interface ShippedServer extends RunningProcess {
  /** `http://127.0.0.1:41234` */
  readonly url: string;
  /** Of an administrator who has signed in. */
  readonly authorization: string;
  /** How late its timers were since this was last asked, p99 in ms. */
  loopDelayMs(): Promise<number>;
}

let servers = 0;
/** Who everything is measured as. */
export const benchAdmin = { email: 'bench@factory.example', password: 'roll-forming never sleeps 24/7' };

export const serverEnvironment = (folder: string): Record<string, string> => ({
  PORT: '0',
  MQTT_PORT: '0',
  DATA_DIR: folder,
  SECRET_KEY: BENCH_SECRET_KEY,
  ADMIN_EMAIL: benchAdmin.email,
  ADMIN_PASSWORD: benchAdmin.password,
  // counted like any other's, and never used up: the load is one person's
  RATE_LIMIT_PER_SECOND: '10000000',
  RATE_LIMIT_BURST: '10000000',
});

/** Serves the database `milldash.db` of the folder, unless `more` names another, with its log at `info` as it ships. */
export async function startShippedServer(
  folder: string,
  more: Readonly<Record<string, string>> = {},
): Promise<ShippedServer> {
  // one server after the other, or beside the other, may be of one folder
  const started = ++servers;
  const delayFile = join(folder, `loop-delay-${started}`);
  const probe = fileURLToPath(new URL('loop-delay.ts', import.meta.url));
  const server = startProcess(['--import', probe, await shippedCommand(), 'serve'], {
    outputFile: join(folder, `output-${started}.log`),
    folder,
    env: { ...serverEnvironment(folder), BENCH_LOOP_DELAY_FILE: delayFile, ...more },
  });
  const [, url = ''] = await server.untilPrinted(/Listening on (http:\/\/127\.0\.0\.1:\d+)/);
  const answer = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(benchAdmin),
  });
  if (!answer.ok) throw new Error(`The bench could not sign in: ${answer.status} ${await answer.text()}`);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return {
    ...server,
    url,
    authorization: `Bearer ${token}`,
    async loopDelayMs() {
      await rm(delayFile, { force: true });
      process.kill(server.pid, 'SIGUSR2');
      for (;;) {
        const text = await readFile(delayFile, 'utf8').catch(() => '');
        if (text.endsWith('\n')) return Number(text);
        await setTimeout(10);
      }
    },
  };
}
