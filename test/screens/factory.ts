/**
 * The demo's factory, made once and copied for each file of tests: a real process that serves real screens.
 *
 * It can be stopped and started again at the same address.
 */
import { cp, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Role } from '../../src/kernel/access.ts';
import { newFolder, type RunningMilldash, runMilldash, startMilldash } from '../support/milldash-process.ts';
import { prepared } from '../support/prepared.ts';

/** Enough for every room to have something to show. */
const DAYS = '4';

export interface Factory {
  /** `http://127.0.0.1:40123` */
  readonly address: string;
  readonly folder: string;
  credentialsOf(role: Role): { readonly email: string; readonly password: string };
  stop(): Promise<void>;
  /** @param file of another program than the one that is tested otherwise */
  start(file?: string): Promise<void>;
}

const made = await prepared('demo-factory', ['src'], async (folder) => {
  const { exitCode, stderr } = await runMilldash(['demo', '--no-serve', '--dir', folder, '--days', DAYS]);
  if (exitCode !== 0) throw new Error(`The demo's factory could not be made: ${stderr}`);
});

export async function openFactory(): Promise<Factory> {
  const folder = join(newFolder(), 'factory');
  await cp(made, folder, { recursive: true });
  const state = JSON.parse(await readFile(join(folder, '.milldash-demo'), 'utf8')) as {
    people: readonly { readonly email: string; readonly role: string; readonly password: string }[];
  };
  const port = await findFreePort();
  let running: RunningMilldash | undefined;

  async function start(file?: string): Promise<void> {
    running = startMilldash(['demo', '--dir', folder, '--port', String(port)], file === undefined ? {} : { file });
    await running.untilPrinted(/Listening on|Stop {6}Ctrl-C/);
  }

  await start();
  return {
    address: `http://127.0.0.1:${port}`,
    folder,
    credentialsOf(role) {
      const person = state.people.find((each) => each.role === role);
      if (person === undefined) throw new Error(`The demo has nobody with the role ${role}.`);
      return person;
    },
    start,
    async stop() {
      running?.child.kill('SIGTERM');
      await running?.finished;
    },
  };
}

/** One that stays the same when the server is started again: the page is still open at it. */
function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
