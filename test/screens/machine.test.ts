/** A machine's page: its time, its stops and their reasons, and everything else that is known of it. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { shareOf } from '../support/tries.ts';
import { type Factory, openFactory } from './factory.ts';
import { needsBrowser, type Visitor, visit } from './visitor.ts';

const tabs = ['timeline', 'losses', 'runs', 'maintenance', 'parts', 'data'] as const;

async function untilRead({ page }: Visitor): Promise<void> {
  await page.locator('[data-timeline=read]').waitFor();
}

describe('the page of a machine', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  test('a supervisor goes from the floor to a stop, corrects its reason, and it is so on another screen', async () => {
    const visitor = await visit(factory);
    const { page } = visitor;
    await page.goto('/');
    await visitor.signIn('SUPERVISOR');
    // a press anywhere on the card
    await page
      .locator('[data-machine]')
      .first()
      .click({ position: { x: 20, y: 120 } });
    await untilRead(visitor);
    await page.locator('[data-timeline]').focus();
    await page.keyboard.press('Shift+ArrowLeft');
    const chosen = page.locator('[data-chosen]');
    await chosen.getByText('What was said when').waitFor();
    await visitor.requireAccessible();

    const other = await visit(factory, { size: 'phone', colorScheme: 'dark' });
    await page.waitForURL(/stop=/);
    await other.page.goto(page.url());
    await other.signIn('VIEWER');
    await other.untilLive();
    await other.page.locator('[data-chosen]').getByText('What was said when').waitFor();

    await chosen.getByRole('button', { name: /reason/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Search all reasons').fill('lubric');
    const reason = dialog.getByRole('list').getByRole('button').first();
    await dialog.getByText('Found').waitFor();
    const name = (await reason.textContent()) ?? '';
    await reason.click();
    await dialog.waitFor({ state: 'detached' });
    await chosen.getByText(name, { exact: true }).waitFor();
    await chosen.getByText('said by Sam Supervisor').waitFor();

    await other.page.locator('[data-chosen]').getByText(name, { exact: true }).waitFor();
    await other.requireAccessible();
    assert.equal(await other.page.getByRole('button', { name: /reason/ }).count(), 0, 'a viewer gives no reasons');

    await chosen.getByText('What was said when').click();
    await chosen.locator('li').nth(1).waitFor();
    visitor.requireNoComplaint();
    other.requireNoComplaint();
    await visitor.leave();
    await other.leave();
  });

  test('the timeline is moved and zoomed by keys, by the wheel and by dragging, and the address says where it is', async () => {
    const visitor = await visit(factory);
    const { page } = visitor;
    await page.goto('/machines/demo-mill-1?with=["demo-mill-2","demo-mill-3"]');
    await visitor.signIn('VIEWER');
    await untilRead(visitor);
    const canvas = page.locator('[data-timeline]');
    const span = () => Number(new URL(page.url()).searchParams.get('span'));
    const until = () => Date.parse(new URL(page.url()).searchParams.get('until') ?? '');

    await canvas.focus();
    await page.keyboard.press('-');
    await page.waitForURL(/span=172800/);
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(/until=/);
    const before = until();
    const box = await canvas.boundingBox();
    assert.ok(box !== null);
    await page.mouse.move(box.x + 300, box.y + 80);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 80, { steps: 4 });
    await page.mouse.up();
    const expectedMs = (200 / box.width) * 172_800_000;
    // a hand that pauses on its way rests there too: what counts is where it ends
    await page.waitForFunction(
      (ms) => Date.parse(new URLSearchParams(location.search).get('until') ?? '') < ms,
      before - 0.98 * expectedMs,
    );
    const movedMs = before - until();
    assert.ok(Math.abs(movedMs - expectedMs) < 0.02 * expectedMs, `moved by ${movedMs} ms, not ${expectedMs} ms`);

    await page.mouse.wheel(0, -300);
    await page.waitForFunction(() => Number(new URLSearchParams(location.search).get('span')) < 172_800);
    assert.ok(span() > 60_000);
    await page.reload();
    await untilRead(visitor);
    await visitor.requireAccessible();
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('a view on its way does not rest, whatever it did before', async () => {
    const visitor = await visit(factory);
    const { page } = visitor;
    await page.clock.install();
    await page.goto('/machines/demo-mill-1');
    await visitor.signIn('VIEWER');
    await untilRead(visitor);
    const until = () => new URL(page.url()).searchParams.get('until');

    await page.locator('[data-timeline]').focus();
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));
    await page.keyboard.press('ArrowLeft');
    // it is there after 160 ms, and would rest 300 ms later
    await page.clock.runFor(400);
    await page.keyboard.press('ArrowLeft');
    await page.clock.runFor(100);
    assert.equal(until(), null);
    await page.clock.runFor(1_000);
    await page.waitForURL(/until=/);
    const agoMs = (await page.evaluate(() => Date.now())) - Date.parse(until() ?? '');
    // two quarters of a day, less what was to be seen beyond now
    assert.ok(Math.abs(agoMs - (0.5 - 0.04) * 86_400_000) < 60_000, `${agoMs} ms ago`);
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  for (const [at, role] of (['OPERATOR', 'TECHNICIAN'] as const).entries()) {
    const readable = shareOf(tabs, at, 2);
    test(`on a phone everything of a machine opens to the ${role.toLowerCase()}`, async () => {
      const visitor = await visit(factory, { size: 'phone', colorScheme: role === 'OPERATOR' ? 'light' : 'dark' });
      const { page } = visitor;
      await page.goto('/machines');
      await visitor.signIn(role);
      await page.getByRole('searchbox').fill('mill 2');
      await page.getByRole('link', { name: /Mill 2/ }).click();
      await untilRead(visitor);
      for (const tab of tabs) {
        await page.goto(`/machines/demo-mill-2?tab=${tab}`);
        await page.locator('main section h2').first().waitFor();
        await page.waitForLoadState('networkidle');
        if (readable.includes(tab)) await visitor.requireAccessible();
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 390, `${tab} is ${width} px wide`);
      }
      visitor.requireNoComplaint();
      await visitor.leave();
    });
  }

  test('a planner changes master data, and puts a file there and away again', async () => {
    const visitor = await visit(factory);
    const { page } = visitor;
    await page.goto('/machines/demo-mill-3?tab=data');
    await visitor.signIn('ADMIN');
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Serial number').fill('RF-2031');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('RF-2031', { exact: true }).waitFor();

    await page.locator('input[type=file]').setInputFiles({
      name: 'lubrication.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('Grease the bearings.'),
    });
    await page.getByRole('link', { name: 'lubrication.txt', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Delete lubrication.txt' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No file yet.').waitFor();
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('a printed label is the label alone', async () => {
    const visitor = await visit(factory);
    const { page } = visitor;
    await page.goto('/machines/demo-mill-1?tab=data');
    await visitor.signIn('VIEWER');
    const label = page.locator('[data-printed]');
    await label.getByText('demo-mill-1').waitFor({ state: 'attached' });
    assert.equal(await label.isVisible(), false);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await label.isVisible(), true);
    assert.equal(await page.locator('main').isVisible(), false);
    await visitor.leave();
  });
});
