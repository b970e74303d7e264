/**
 * Somebody in front of a screen: a browser of their own, whose complaints are kept.
 *
 * Where there is no browser these tests are skipped with a loud reason; with CI=true that is a failure.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after } from 'node:test';
import type axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Role } from '../../src/kernel/access.ts';
import { chromiumPath, launchChromium } from './chromium.ts';
import type { Factory } from './factory.ts';

/** The small form: the whole one takes each page twice as long to read. */
const axeSource = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

export const browserProblem = findProblem();
/** For `describe`: why its tests cannot run here. */
export const needsBrowser = browserProblem === undefined ? {} : { skip: `SCREENS NOT TESTED: ${browserProblem}` };

function findProblem(): string | undefined {
  if (existsSync(chromiumPath)) return undefined;
  const problem = `there is no Chromium at ${chromiumPath}; apt-get install chromium-headless-shell, or set CHROMIUM`;
  if (process.env['CI'] === 'true') throw new Error(`CI needs Chromium: ${problem}`);
  process.stderr.write(`\n*** Tests of the screens are SKIPPED: ${problem}\n\n`);
  return problem;
}

/** What a slow machine may take for a page. */
const PATIENCE_MS = 45_000;
const sizes = { desk: { width: 1_400, height: 900 }, phone: { width: 390, height: 844 } } as const;
export type Size = keyof typeof sizes;

let shared: Promise<Browser> | undefined;
after(async () => {
  await (await shared)?.close();
});

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser has complained of: errors of the console, failed requests, mistakes in scripts. */
  readonly complaints: readonly string[];
  /** From the door to the floor. */
  signIn(role: Role): Promise<void>;
  /** Until the page is told of everything that happens. */
  untilLive(): Promise<void>;
  /** @throws what axe-core finds that is serious or worse */
  requireAccessible(): Promise<void>;
  /** @throws what the browser has complained of, but for what is expected */
  requireNoComplaint(...expected: readonly RegExp[]): void;
  leave(): Promise<void>;
}

export interface VisitOptions {
  readonly size?: Size;
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
  /** Of their own; default: the one that all share. */
  readonly browser?: Browser;
  /** Whether the browser keeps the screens by their worker, as it does over https: without it they are loaded sooner. */
  readonly worker?: boolean;
}

export async function visit(factory: Factory, options: VisitOptions = {}): Promise<Visitor> {
  const { size = 'desk', locale = 'en-GB', colorScheme = 'light', worker = false } = options;
  const browser = options.browser ?? (await (shared ??= launchChromium()));
  const context = await browser.newContext({
    baseURL: factory.address,
    viewport: sizes[size],
    hasTouch: size === 'phone',
    locale,
    colorScheme,
    serviceWorkers: worker ? 'allow' : 'block',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.text().startsWith('Service Worker registration blocked by Playwright')) return;
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`answer: ${response.status()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // what the page itself has given up, because it went on to another address
    if (why !== 'net::ERR_ABORTED') complaints.push(`request: ${why} ${request.url()}`);
  });

  return {
    page,
    context,
    complaints,
    async signIn(role) {
      const { email, password } = factory.credentialsOf(role);
      if (page.url() === 'about:blank') await page.goto('/');
      await page.locator('input[name=email]').fill(email);
      await page.locator('input[name=password]').fill(password);
      await page.locator('button[type=submit]').click();
      await page.locator('main#content').waitFor();
    },
    async untilLive() {
      await page.locator('[data-line=live]').first().waitFor({ state: 'attached' });
    },
    async requireAccessible() {
      // the policy of the page lets no script in: axe is run from outside of it
      if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
          resultTypes: ['violations'],
          // reads all style sheets again, for a rule that is off
          preload: false,
        }),
      );
      const serious = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html.slice(0, 200)).join('\n  ')}`);
      assert.deepEqual(serious, [], `at ${page.url()}`);
    },
    requireNoComplaint(...expected) {
      const found = complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)));
      assert.deepEqual(found, [], `at ${page.url()}`);
    },
    leave: () => context.close(),
  };
}
