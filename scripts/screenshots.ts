/**
 * `npm run screenshots`: pictures of the screens for docs/screens.md, out of a demo factory that it makes for them.
 *
 * Needs Chromium, as the tests of the screens do (CONTRIBUTING.md).
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium } from '../test/screens/chromium.ts';
import { type Shot, shots } from './screenshots/shots.ts';
import { buildWeb, isWebStale } from './web.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const target = join(root, 'docs/screens');
const sizes = {
  desk: { width: 1_440, height: 900 },
  phone: { width: 390, height: 844 },
  wall: { width: 1_920, height: 1_080 },
};
/** Plots and pictures come after the page. */
const SETTLED_MS = 2_500;
const QUALITY = 82;

if (await isWebStale()) await buildWeb();
const folder = await mkdtemp(join(tmpdir(), 'milldash-screenshots-'));
const port = await findFreePort();
const address = `http://127.0.0.1:${port}`;
const demo = spawn(
  process.execPath,
  ['bin/milldash.js', 'demo', '--dir', join(folder, 'demo'), '--port', String(port)],
  {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
try {
  await untilReady();
  const browser = await launchChromium();
  const passwords = await readPasswords();
  await mkdir(target, { recursive: true });
  for (const shot of shots) await take(browser, shot, passwords);
  await browser.close();
} finally {
  demo.kill('SIGTERM');
  await new Promise((resolve) => demo.once('exit', resolve));
  await rm(folder, { recursive: true, force: true });
}

async function take(browser: Browser, shot: Shot, passwords: ReadonlyMap<string, string>): Promise<void> {
  const { name, role, size = 'desk', theme = 'light', language = 'en' } = shot;
  const context = await browser.newContext({
    baseURL: address,
    viewport: sizes[size],
    colorScheme: theme,
    locale: language === 'de' ? 'de-DE' : 'en-GB',
  });
  const page = await context.newPage();
  await page.goto('/');
  if (role !== undefined) {
    await page.locator('input[name=email]').fill(`${role.toLowerCase()}@demo.example`);
    await page.locator('input[name=password]').fill(passwords.get(role) ?? '');
    await page.locator('button[type=submit]').click();
    await page.locator('[data-line=live]').first().waitFor({ state: 'attached' });
    await page.goto(await addressOf(page, shot));
  }
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(SETTLED_MS);
  const picture = await page.screenshot();
  await sharp(picture)
    .webp({ quality: QUALITY })
    .toFile(join(target, `${name}.webp`));
  console.log(`docs/screens/${name}.webp`);
  await context.close();
}

/** Numbers that the demo has given are looked up: `:ticket` is one that is being worked on, and so on. */
async function addressOf(page: Page, { path }: Shot): Promise<string> {
  const places: Readonly<Record<string, () => Promise<unknown>>> = {
    ':ticket': async () => (await first('/api/v1/tickets/search?status=In%20Progress&limit=1'))['id'],
    ':component': async () => (await first('/api/v1/inventory/components/search?limit=1'))['id'],
    ':plan': async () => (await first('/api/v1/plans?limit=1'))['id'],
    ':report': async () => (await first('/api/v1/shift-reports?limit=1'))['id'],
  };
  async function first(from: string): Promise<Record<string, unknown>> {
    return page.evaluate(async (url) => {
      const answer = await fetch(url);
      const { items } = (await answer.json()) as { items: Record<string, unknown>[] };
      return items[0] ?? {};
    }, from);
  }
  const place = Object.keys(places).find((each) => path.includes(each));
  return place === undefined ? path : path.replace(place, String(await places[place]?.()));
}

async function readPasswords(): Promise<ReadonlyMap<string, string>> {
  const state = JSON.parse(await readFile(join(folder, 'demo/.milldash-demo'), 'utf8')) as {
    people: readonly { readonly role: string; readonly password: string }[];
  };
  return new Map(state.people.map(({ role, password }) => [role, password]));
}

async function untilReady(): Promise<void> {
  for (;;) {
    if (demo.exitCode !== null) throw new Error('The demo has ended.');
    const isReady = await fetch(`${address}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : 0));
    });
  });
}
