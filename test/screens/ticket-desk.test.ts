/** A supervisor at a desk with many tickets: keys, several at once, filters that are kept, and the board by hand. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Factory, openFactory } from './factory.ts';
import { call } from './storekeeper.ts';
import { needsBrowser, type Visitor, visit } from './visitor.ts';

describe('many tickets at a desk', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  async function arrive(address: string): Promise<Visitor> {
    const visitor = await visit(factory);
    await visitor.page.goto(address);
    await visitor.signIn('SUPERVISOR');
    await visitor.untilLive();
    return visitor;
  }

  test('tickets are ticked by keys and changed all at once', async () => {
    const visitor = await arrive('/tickets');
    const { page } = visitor;
    await page.getByRole('row').nth(2).waitFor();
    for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await page.getByText('2 tickets chosen').waitFor();
    await visitor.requireAccessible();
    await page.getByRole('combobox', { name: 'Priority' }).last().selectOption('Critical');
    await page.getByText('2 tickets changed').waitFor();
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('filters are kept under a name, and are there again on another device', async () => {
    const visitor = await arrive('/tickets?status=%5B%22Open%22%5D&priority=%5B%22High%22%5D');
    const { page } = visitor;
    await page.getByRole('button', { name: 'Saved filters' }).click();
    await page.getByLabel('Save these filters as').fill('Urgent ones');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('link', { name: 'Urgent ones' }).waitFor();
    const elsewhere = await arrive('/tickets');
    await elsewhere.page.getByRole('button', { name: 'Saved filters' }).click();
    await elsewhere.page.getByRole('link', { name: 'Urgent ones' }).click();
    await elsewhere.page.waitForURL(/priority=.*High/);
    for (const each of [visitor, elsewhere]) {
      each.requireNoComplaint();
      await each.leave();
    }
  });

  test('a card is dragged to the state that it is to have', async () => {
    const visitor = await arrive('/tickets/board');
    const { page } = visitor;
    const machine = 'demo-mill-1';
    const { id } = await call(page, '/api/v1/tickets', 'POST', { machine_id: machine, description: 'To be dragged' });
    const inColumn = (status: string) => page.locator(`[data-column="${status}"] [data-card="${id}"]`);
    const card = inColumn('Open');
    await card.scrollIntoViewIfNeeded();
    const [from, to] = [await card.boundingBox(), await page.locator('[data-column="In Progress"]').boundingBox()];
    assert.ok(from !== null && to !== null);
    const y = from.y + from.height - 8;
    await page.mouse.move(from.x + 20, y);
    await page.mouse.down();
    await page.mouse.move(to.x + to.width / 2, y, { steps: 12 });
    // the card is there before the server has said so
    const answered = page.waitForResponse((answer) => answer.url().includes(`/tickets/${id}/`));
    await page.mouse.up();
    await inColumn('In Progress').waitFor();
    await answered;
    const { status } = await call(page, `/api/v1/tickets/${id}`);
    assert.equal(status, 'In Progress');
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('what is typed stands there whatever the server does', async () => {
    const visitor = await arrive('/tickets');
    const { page } = visitor;
    const answers = Promise.withResolvers<void>();
    await page.route(/\/api\//, async (route) => {
      await answers.promise;
      await route.continue();
    });
    const field = page.getByRole('searchbox').first();
    const asked = page.waitForRequest(/\/tickets\/search\?text=/);
    await field.pressSequentially('oil under the coiler');
    assert.equal(await field.inputValue(), 'oil under the coiler');
    await asked;
    await field.press('End');
    await field.pressSequentially(' again');
    assert.equal(await field.inputValue(), 'oil under the coiler again');
    answers.resolve();
    await page.waitForURL(/text=.*again/);
    await page.unrouteAll({ behavior: 'wait' });
    visitor.requireNoComplaint();
    await visitor.leave();
  });
});
