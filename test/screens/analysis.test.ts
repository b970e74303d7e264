/** What happened in a range of days: asked, read as plots, tables and files, and handed on as an address and as reports. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { csvRowsOf } from '../support/csv-rows.ts';
import { until } from '../support/until.ts';
import { type Factory, openFactory } from './factory.ts';
import { needsBrowser, type Size, type Visitor, visit } from './visitor.ts';

const plots = [
  'OEE and its factors',
  'Where OEE is lost',
  'Downtime by reason',
  'What stops cost',
  'Utilisation by day and hour',
  'Shifts side by side',
  'Machines side by side',
  'Where the time went',
];
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

async function untilAllRead(page: Page): Promise<void> {
  await page
    .locator('[data-plot]')
    .nth(plots.length - 1)
    .waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
}

/** A browser that takes a download for one that nobody asked for holds it back: who gets no file presses again. */
const PRESSES = 3;
const PATIENCE_MS = 15_000;

/** The file that a press brings, by a name that none had before. */
async function saved(page: Page, button: Locator, names: Set<string>): Promise<{ name: string; content: Buffer }> {
  for (let press = 1; ; press++) {
    const coming = page.waitForEvent('download', {
      predicate: (download) => !names.has(download.suggestedFilename()),
      timeout: PATIENCE_MS,
    });
    const [, came] = await Promise.allSettled([button.click(), coming]);
    if (came.status === 'fulfilled') {
      const name = came.value.suggestedFilename();
      names.add(name);
      return { name, content: await readFile(await came.value.path()) };
    }
    if (press === PRESSES) throw came.reason;
  }
}

/** An import reads names of columns in small letters, and takes the mark of UTF-8 away. */
function asImported(text: string): string {
  return text.replace(/^\uFEFF([^\r]*)/, (_, heading: string) => heading.toLowerCase());
}

async function requireFits({ page }: Visitor): Promise<void> {
  const { width, screen } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    screen: window.innerWidth,
  }));
  assert.ok(width <= screen, `${page.url()} is ${width} px wide on ${screen} px`);
}

describe('analysis and reports', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  async function arrive(size: Size, address: string): Promise<Visitor> {
    const visitor = await visit(factory, { size, colorScheme: size === 'desk' ? 'light' : 'dark' });
    await visitor.page.goto(address);
    await visitor.signIn('SUPERVISOR');
    return visitor;
  }

  for (const size of ['desk', 'phone'] as const satisfies readonly Size[]) {
    test(`every plot of seven days is a table, a CSV and a picture as well, and says what it rests on (${size})`, async () => {
      const visitor = await arrive(size, '/analysis');
      const { page } = visitor;
      await untilAllRead(page);
      assert.equal(await page.getByRole('button', { name: '7 days' }).getAttribute('aria-pressed'), 'true');
      const names = new Set<string>();
      for (const title of plots) {
        const card = page.getByRole('region', { name: title, exact: true });
        assert.match((await card.textContent()) ?? '', /What it rests on:.*\w+/, title);
        await card.locator('canvas').first().waitFor();
        const picture = await saved(page, card.getByRole('button', { name: `Save “${title}” as a picture` }), names);
        assert.match(picture.name, /\.png$/, title);
        assert.deepEqual(picture.content.subarray(0, PNG.length), PNG, title);
        const table = await saved(page, card.getByRole('button', { name: `Save “${title}” as CSV` }), names);
        assert.match(table.name, /\.csv$/, title);
        const rows = await csvRowsOf(asImported(table.content.toString('utf8')));
        assert.ok(rows.length > 0, `${title} has no row`);
        await card.getByRole('button', { name: 'Table', exact: true }).click();
        assert.equal(await card.locator('tbody tr').count(), rows.length, title);
      }
      await visitor.requireAccessible();
      await requireFits(visitor);
      visitor.requireNoComplaint();
      await visitor.leave();
    });

    test(`the address holds what is asked, and a reload asks the same (${size})`, async () => {
      const visitor = await arrive(size, '/analysis?range=7d');
      const { page } = visitor;
      await untilAllRead(page);
      await page.getByRole('button', { name: '30 days' }).click();
      await page.waitForURL(/range=30d/);
      await page.getByRole('button', { name: 'Machines: All machines' }).click();
      await page.getByRole('checkbox', { name: 'Mill 2' }).check();
      await page.waitForURL(/machine=.*demo-mill-2/);
      await page.keyboard.press('Escape');
      const shift = page.getByLabel('Shift', { exact: true });
      const [, code = ''] = await shift.locator('option').evaluateAll((all) => all.map((each) => each.textContent));
      await shift.selectOption(code);
      await page.waitForURL(new RegExp(`shift=${code}`));

      await page.reload();
      await untilAllRead(page);
      assert.equal(await page.getByRole('button', { name: '30 days' }).getAttribute('aria-pressed'), 'true');
      await page.getByRole('button', { name: 'Machines: Mill 2' }).waitFor();
      assert.equal(await shift.inputValue(), code);
      const asked = (await page.locator('main header').textContent()) ?? '';
      assert.match(asked, new RegExp(`Mill 2 · ${code}`));
      await visitor.requireAccessible();
      await requireFits(visitor);
      visitor.requireNoComplaint();
      await visitor.leave();
    });

    test(`the maintenance reports and the report of a shift open (${size})`, async () => {
      const visitor = await arrive(size, '/reports');
      const { page } = visitor;
      const latest = page.locator('a[href^="/reports/shifts/"]').first();
      await latest.waitFor();
      await visitor.requireAccessible();
      await page.getByRole('navigation', { name: 'Maintenance reports' }).getByRole('link', { name: 'Costs' }).click();
      await page.getByRole('heading', { name: 'What maintenance costs' }).waitFor();
      await page
        .getByText(/tickets that began in the range/)
        .first()
        .waitFor();
      await visitor.requireAccessible();
      await requireFits(visitor);

      await page.goBack();
      await latest.click();
      await page.getByRole('heading', { level: 1, name: /^Shift / }).waitFor();
      await page.getByRole('heading', { name: 'Losses' }).waitFor();
      await page.getByText(/of the time is known/).waitFor();
      await visitor.requireAccessible();
      await requireFits(visitor);
      visitor.requireNoComplaint();
      await visitor.leave();
    });
  }

  test('plots whose drawing was lost with the server are there by themselves when it is back', async () => {
    const visitor = await arrive('desk', '/reports');
    const { page } = visitor;
    const lost = /\/assets\/drawing-[^/]*\.js$|\/health\/live$/;
    await page.route(lost, (route) => route.abort());
    await page.getByRole('link', { name: 'Analysis' }).first().click();
    await page.locator('[data-plot]').getByText('The server cannot be reached').first().waitFor();
    await page.evaluate(() => Object.assign(window, { isWritingBesideIt: true }));
    await page.unroute(lost);
    await page.locator('[data-plot] canvas').first().waitFor();
    assert.equal(await page.evaluate(() => 'isWritingBesideIt' in window), true, 'the page was not loaded anew');
    visitor.requireNoComplaint(/ERR_FAILED/);
    await visitor.leave();
  });

  test('plots whose drawing was lost on the way are there after a press', async () => {
    const visitor = await arrive('desk', '/reports');
    const { page } = visitor;
    const drawing = /\/assets\/drawing-[^/]*\.js$/;
    await page.route(drawing, (route) => route.abort());
    await page.getByRole('link', { name: 'Analysis' }).first().click();
    const again = page.locator('[data-plot]').getByRole('button', { name: 'Try again' });
    await untilAllRead(page);
    const plots = await page.locator('[data-plot]').count();
    await until('every plot has been lost', async () => plots > 0 && (await again.count()) === plots);
    await page.unroute(drawing);
    const loaded = page.waitForEvent('load');
    await again.first().click();
    await loaded;
    await page.locator('[data-plot] canvas').first().waitFor();
    assert.equal(await again.count(), 0);
    visitor.requireNoComplaint(/ERR_FAILED/);
    await visitor.leave();
  });
});
