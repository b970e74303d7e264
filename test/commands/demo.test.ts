import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { roles } from '../../src/kernel/access.ts';
import { newFolder, runMilldash, startMilldash } from '../support/milldash-process.ts';

interface RunningDemo {
  readonly address: string;
  /** Everything that was printed up to the box, and the box. */
  readonly printed: string;
  /** By role. */
  readonly people: ReadonlyMap<string, { email: string; password: string }>;
  stop(): Promise<number | null>;
}

/** Starts the demo and waits for its box. */
async function startDemo(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<RunningDemo> {
  const { child, finished } = startMilldash(['demo', ...args], { folder, env: { PORT: '0', ...env } });
  after(() => child.kill('SIGKILL'));
  let printed = '';
  const box = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes('╰')) resolve();
    });
  });
  const ended = finished.then(({ stdout, stderr }) => assert.fail(`The demo ended by itself.\n${stdout}${stderr}`));
  ended.catch(() => {});
  await Promise.race([box, ended]);
  const people = new Map(
    Array.from(
      printed.matchAll(/│ +(\S+@demo\.example) +(\S+) +([A-Z]+) +│/g),
      ([, email = '', password = '', role]) => [role ?? '', { email, password }],
    ),
  );
  return {
    address: /Address +(http:\S+)/.exec(printed)?.[1] ?? '',
    printed,
    people,
    stop: async () => {
      child.kill('SIGTERM');
      return (await finished).exitCode;
    },
  };
}

function signIn({ address, people }: RunningDemo, role: string): Promise<Response> {
  return fetch(`${address}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(people.get(role)),
  });
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** Tickets that are late, done, and have photos; parts that run low; runs and cuts. */
async function assertEveryViewHasSomething(demo: RunningDemo): Promise<void> {
  const { access_token: token } = (await (await signIn(demo, 'VIEWER')).json()) as { access_token: string };
  const read = async (path: string) => {
    const response = await fetch(demo.address + path, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(response.status, 200, path);
    // views of every shape
    return (await response.json()) as any;
  };
  for (const view of [
    '/api/v1/tickets/search?overdue=true',
    '/api/v1/tickets/search?status=Closed',
    '/api/v1/tickets/search?status=On+Hold',
    '/api/v1/tickets/search?machine_down=true',
    '/api/v1/inventory/low-stock',
    '/api/v1/inventory/movements',
    '/api/v1/machines/demo-mill-1/components',
    '/api/v1/runs',
    '/api/v1/plans',
  ]) {
    assert.ok((await read(view)).items.length > 0, view);
  }
  // by a word of its note: other blades break as well
  const [blade] = (await read('/api/v1/tickets/search?text=strip+guide')).items;
  assert.equal(blade.images.length, 1);
  assert.equal(blade.work_notes[0].author, 'Tess Technician');
  assert.equal(blade.labour_minutes, 75);
  assert.equal(blade.components_used[0].component.stock_code, 'T-BLADE');
  const photo = await fetch(`${demo.address}/${blade.images[0].image_url}`);
  assert.deepEqual([photo.status, photo.headers.get('content-type')], [200, 'image/png']);
  await photo.arrayBuffer();
  // a round of lubrication is due on Mondays and Thursdays, and what was done is told with what was measured
  const span = `start_time=${daysAgo(9)}&end_time=${daysAgo(0)}`;
  const compliance = await read(`/api/v1/plans/compliance?${span}`);
  assert.ok(compliance.total.due >= 3 && compliance.total.done_in_time > 0, JSON.stringify(compliance));
  const [round] = (await read('/api/v1/tickets/search?text=lubrication&status=Resolved&limit=1')).items;
  assert.ok(round.labour_minutes > 0 && round.resolved_time > round.logged_time, JSON.stringify(round));
  const costs = await read(`/api/v1/reports/maintenance/costs?${span}`);
  assert.ok(costs.labour_cost > 0 && costs.downtime_cost > 0 && costs.planned_percent > 0, JSON.stringify(costs));
  const [run] = (await read('/api/v1/runs?status=COMPLETED&limit=1')).items;
  assert.ok(run.total_count > 0 && run.scrap_count >= 0);
}

describe('milldash demo', () => {
  test('opens a factory, prints its report and who can sign in, serves, and stops cleanly on SIGTERM', async () => {
    const folder = newFolder();
    const demo = await startDemo(folder, ['--days', '9']);
    assert.match(demo.printed, /Making a demo factory in .*data-demo\./);
    assert.match(
      demo.printed,
      /Recorded [\d,]+ simulated status periods of three mills, with runs, tickets, stock and plans/,
    );
    assert.match(demo.printed, /^ Mill 2 +\d+:\d\d:\d\d /m);
    assert.match(demo.printed, /^ All machines +\d\d\.\d\d % /m);
    assert.deepEqual([...demo.people.keys()], [...roles]);

    const ready = await fetch(`${demo.address}/health/ready`);
    assert.equal(ready.status, 200);
    for (const role of ['ADMIN', 'VIEWER']) {
      const response = await signIn(demo, role);
      assert.equal(response.status, 200, await response.clone().text());
      const { access_token } = (await response.json()) as { access_token: string };
      const me = await fetch(`${demo.address}/auth/users/me/`, {
        headers: { authorization: `Bearer ${access_token}` },
      });
      assert.equal(((await me.json()) as { email: string }).email, demo.people.get(role)?.email);
    }

    await assertEveryViewHasSomething(demo);
    assert.equal(await demo.stop(), 0);
    assert.deepEqual(await readdir(folder), ['data-demo']);
    assert.equal((await stat(join(folder, 'data-demo', '.milldash-demo'))).mode & 0o777, 0o600);
  });

  test('opens the same factory again with the same sign-ins, and makes another one on --reset', async () => {
    const folder = newFolder();
    const dir = join(folder, 'here');
    const first = await startDemo(folder, ['--days', '2', '--dir', dir]);
    assert.equal(await first.stop(), 0);

    const second = await startDemo(folder, ['--days', '50', '--dir', dir]);
    assert.match(second.printed, /Opening the demo factory/);
    assert.match(second.printed, /--days and --seed count when a factory is made/);
    assert.deepEqual(second.people, first.people);
    assert.equal((await signIn(second, 'SUPERVISOR')).status, 200);
    assert.equal(await second.stop(), 0);

    const third = await startDemo(folder, ['--days', '2', '--dir', dir, '--reset']);
    assert.match(third.printed, /Making a demo factory/);
    assert.notEqual(third.people.get('ADMIN')?.password, first.people.get('ADMIN')?.password);
    assert.equal((await signIn({ ...third, people: first.people }, 'ADMIN')).status, 401);
    assert.equal((await signIn(third, 'ADMIN')).status, 200);
    assert.equal(await third.stop(), 0);
  });

  test('never touches the real data that the environment names, and takes a free port where PORT is taken', async () => {
    const folder = newFolder();
    const dataDir = join(folder, 'data');
    await mkdir(dataDir);
    const taken = createServer().listen(0, '127.0.0.1');
    after(() => taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const demo = await startDemo(folder, ['--days', '1'], {
      PORT: String(port),
      DATA_DIR: dataDir,
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
      SECRET_KEY: 'k'.repeat(40),
      ADMIN_EMAIL: 'boss@mill.example',
      ADMIN_PASSWORD: 'not to be used anywhere here',
      LOG_FILE: join(folder, 'real.log'),
    });
    assert.match(
      demo.printed,
      /The demo ignores DATA_DIR, DATABASE_URL, SECRET_KEY, ADMIN_EMAIL, ADMIN_PASSWORD, LOG_FILE/,
    );
    assert.match(demo.printed, new RegExp(`Port ${port} is taken`));
    assert.notEqual(new URL(demo.address).port, String(port));
    assert.equal((await fetch(`${demo.address}/health/ready`)).status, 200);
    assert.equal(await demo.stop(), 0);
    assert.deepEqual(await readdir(dataDir), []);
    assert.deepEqual((await readdir(folder)).sort(), ['data', 'data-demo']);
  });

  test('ends with a message when the port that was asked for by name is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    after(() => taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { exitCode, stderr } = await runMilldash(['demo', '--days', '1', '--port', String(port)]);
    assert.equal(exitCode, 1);
    assert.match(stderr, new RegExp(`Something already listens on 127\\.0\\.0\\.1:${port}`));
  });

  test('refuses a folder that it did not make, with and without --reset, and leaves it as it was', async () => {
    const folder = newFolder();
    await writeFile(join(folder, 'milldash.db'), 'precious');
    for (const extra of [[], ['--reset']]) {
      const { exitCode, stdout, stderr } = await runMilldash(['demo', '--dir', folder, ...extra]);
      assert.equal(exitCode, 1);
      assert.equal(stdout, '');
      assert.match(stderr, /^\S+ is not empty and holds no \.milldash-demo, so the demo leaves it alone\.[^\n]*\n$/);
    }
    assert.deepEqual(await readdir(folder), ['milldash.db']);
    assert.equal(await readFile(join(folder, 'milldash.db'), 'utf8'), 'precious');
  });

  test('ends at once when it is stopped while it makes the factory, and goes on with it at the next start', async () => {
    const folder = newFolder();
    const { child, finished } = startMilldash(['demo', '--days', '60'], { folder });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    assert.equal((await finished).exitCode, 143);
    const { exitCode, stdout } = await runMilldash(['demo', '--no-serve'], { folder });
    assert.equal(exitCode, 0);
    assert.match(stdout, /^Opening the demo factory/);
    assert.match(stdout, /Recorded \d{2},\d{3} simulated status periods/);
  });

  test('makes the factory, prints its report and ends when it is not to serve', async () => {
    const folder = newFolder();
    const { exitCode, stdout } = await runMilldash(['demo', '--no-serve', '--days', '3'], { folder });
    assert.equal(exitCode, 0);
    assert.match(stdout, /^ All machines /m);
    assert.doesNotMatch(stdout, /╭|Listening/);
  });

  test('refuses a wrong setting before it makes or throws away anything', async () => {
    const folder = newFolder();
    const { exitCode, stderr } = await runMilldash(['demo'], { folder, env: { FACTORY_TIMEZONE: 'Mars/Olympus' } });
    assert.equal(exitCode, 2);
    assert.match(stderr, /FACTORY_TIMEZONE/);
    assert.deepEqual(await readdir(folder), []);
  });
});
