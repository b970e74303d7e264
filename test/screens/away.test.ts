/** The server is away: what a page shows that is opened meanwhile, what can be written, and what becomes of it. */
import assert from 'node:assert/strict';
import { cp, glob, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { writeServiceWorker } from '../../scripts/service-worker.ts';
import { program } from '../support/milldash-process.ts';
import { type Factory, openFactory } from './factory.ts';
import { needsBrowser, visit } from './visitor.ts';

const FAULT = 'Written before the lights went on';

describe('while the server is away', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  test('a page of no session says that nobody can sign in now, and goes on by itself', async () => {
    const stranger = await visit(factory, { worker: true });
    const { page } = stranger;
    await page.goto('/');
    await page.getByRole('heading', { name: 'Sign in to MillDash' }).waitFor();
    await untilKept(page);
    await factory.stop();
    await page.reload();
    await page.getByText('The server cannot be reached.', { exact: true }).waitFor();
    await stranger.requireAccessible();
    await factory.start();
    await page.getByText('The server cannot be reached.', { exact: true }).waitFor({ state: 'detached' });
    await stranger.signIn('VIEWER');
    await stranger.leave();
  });

  test('a fault is reported from a page that was opened without the server, and is filed once when it is back', async () => {
    const operator = await visit(factory, { size: 'phone', worker: true });
    const { page } = operator;
    await page.goto('/');
    await operator.signIn('OPERATOR');
    await operator.untilLive();
    await untilKept(page);
    await untilKnown(page);
    await factory.stop();
    await page.reload();
    await page.getByText(/Faults can be reported all the same/).waitFor();
    await operator.requireAccessible();
    await page.getByRole('link', { name: 'Report a fault' }).click();
    await report(page);
    // it outlives another reload
    await page.reload();
    await page.getByRole('heading', { name: '1 waiting to be sent' }).waitFor();
    await factory.start();
    await page.getByRole('heading', { name: '1 waiting to be sent' }).waitFor({ state: 'detached' });
    assert.equal(await ticketsOf(page), 1);
    await page.getByText(/Faults can be reported all the same/).waitFor({ state: 'detached' });
    await requireOnlyFiles(page);
    // who signs out leaves nothing that somebody else could read, also without the server
    await page.goto('/account');
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Sign in to MillDash' }).waitFor();
    assert.equal(await knownOn(page), 0);
    await factory.stop();
    await page.goto('/tickets');
    await page.getByRole('heading', { name: 'Sign in to MillDash' }).waitFor();
    await factory.start();
    // no policy was broken by the kept page: it failed to reach the server, and nothing else
    operator.requireNoComplaint(
      /net::ERR_/,
      /WebSocket connection/,
      /the server responded with a status of 401/,
      /answer: 401/,
    );
    await operator.leave();
  });

  test('newer screens are there with the next room, and are the ones that are kept', async () => {
    const supervisor = await visit(factory, { worker: true });
    const { page } = supervisor;
    await page.goto('/');
    await supervisor.signIn('SUPERVISOR');
    await supervisor.untilLive();
    await untilKept(page);
    await untilKnown(page);
    const [before = ''] = await keptBuilds(page);
    const older = 'milldash-screens-older';
    await page.evaluate((name) => caches.open(name), older);
    await factory.stop();
    await factory.start(await withNewerScreens());
    await page.getByRole('button', { name: 'New version: load it' }).first().waitFor();
    await page.getByRole('link', { name: 'Maintenance' }).first().click();
    await page.waitForFunction(() => document.documentElement.dataset['build'] === 'newer');
    await page.waitForURL('**/tickets');
    await supervisor.untilLive();
    await page.waitForLoadState('networkidle');
    // as its first deed the newer worker forgets all builds but itself and the one that was in use before it
    await untilForgotten(page, older);
    assert.ok((await keptBuilds(page)).includes(before));
    await factory.stop();
    // as from the home screen
    const later = await supervisor.context.newPage();
    await later.goto('/stores');
    await later.getByRole('heading', { name: 'Stores' }).first().waitFor();
    assert.equal(await later.evaluate(() => document.documentElement.dataset['build']), 'newer');
    await factory.start();
    await supervisor.leave();
  });
});

/** Until all files of the screens are on the device, and the worker answers for this page. */
async function untilKept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

function keptBuilds(page: Page): Promise<string[]> {
  return page.evaluate(() => caches.keys());
}

/** Until the newer worker has taken over. The one before has to rest for that, which one that is debugged, as here, never does. */
async function untilForgotten(page: Page, build: string): Promise<void> {
  const debugged = await page.context().newCDPSession(page);
  await debugged.send('ServiceWorker.enable');
  while ((await keptBuilds(page)).includes(build)) {
    const waits = await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting != null);
    if (waits) await debugged.send('ServiceWorker.stopAllWorkers');
    await page.waitForTimeout(200);
  }
}

/** How much is on the device of who is signed in. */
function knownOn(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('milldash-known');
        opening.addEventListener('error', () => reject(new Error('It does not open.')));
        opening.addEventListener('success', () => {
          const database = opening.result;
          if (!database.objectStoreNames.contains('known')) return resolve(0);
          const count = database.transaction('known').objectStore('known').count();
          count.addEventListener('success', () => {
            database.close();
            resolve(count.result);
          });
          return undefined;
        });
      }),
  );
}

async function untilKnown(page: Page): Promise<void> {
  while ((await knownOn(page)) === 0) await page.waitForTimeout(200);
}

async function report(page: Page): Promise<void> {
  await page.getByRole('button', { name: /mill/i }).first().click();
  await page.getByLabel('What is wrong').fill(FAULT);
  await page.getByRole('button', { name: 'Report', exact: true }).click();
  await page.getByRole('heading', { name: '1 waiting to be sent' }).waitFor();
}

function ticketsOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const answer = await fetch('/api/v1/tickets/search?text=lights');
    return ((await answer.json()) as { items: unknown[] }).items.length;
  });
}

/** Nothing but the files of the build is kept: no answer of the API. */
async function requireOnlyFiles(page: Page): Promise<void> {
  const paths = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  assert.ok(paths.length > 20);
  const others = paths.filter((path) => !/^\/(assets\/[^/]+|[a-z0-9-]+\.(png|svg|html|webmanifest))$/.test(path));
  // beside them, which build was in use after which
  assert.deepEqual(new Set(others), new Set(['/turn']));
}

/** The program with other screens: another name of the page's own script in all files, and a mark in the page. */
async function withNewerScreens(): Promise<string> {
  // beside the other, from where Node finds the native packages
  const folder = await mkdtemp(join(dirname(program), 'program-with-newer-screens-'));
  after(() => rm(folder, { recursive: true, force: true }));
  for (const part of ['bin', 'dist', 'package.json']) {
    await cp(join(program, part), join(folder, part), { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
  }
  const site = join(folder, 'dist/web');
  const page = await readFile(join(site, 'index.html'), 'utf8');
  const [, script = ''] = /src="\/assets\/([^"]+\.js)"/.exec(page) ?? [];
  const newer = script.replace(/\.js$/, '-newer.js');
  await rename(join(site, 'assets', script), join(site, 'assets', newer));
  for await (const name of glob('**/*.{js,html}', { cwd: site })) {
    const text = await readFile(join(site, name), 'utf8');
    await writeFile(join(site, name), text.replaceAll(script, newer).replace('<html ', '<html data-build="newer" '));
  }
  await writeServiceWorker(site);
  return join(folder, 'bin/milldash.js');
}
