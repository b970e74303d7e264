/** A fault, from the phone of whoever sees it to the desk of whoever mends it. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { plain } from '../support/pictures.ts';
import { type Factory, openFactory } from './factory.ts';
import { needsBrowser, type Size, type Visitor, visit } from './visitor.ts';

const MACHINE = 'demo-mill-1';

describe('tickets', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  /** At the form that the QR label of a machine opens. */
  async function atForm(size: Size): Promise<Visitor> {
    const visitor = await visit(factory, { size });
    await visitor.page.goto(`/tickets/new?machine=${MACHINE}`);
    await visitor.signIn('OPERATOR');
    await visitor.page.getByLabel('What is wrong').waitFor();
    await visitor.untilLive();
    return visitor;
  }

  for (const size of ['phone', 'desk'] as const) {
    test(`an operator reports a fault with a photo, and a supervisor's screen has it at once (${size})`, async () => {
      const supervisor = await visit(factory);
      await supervisor.page.goto('/tickets');
      await supervisor.signIn('SUPERVISOR');
      await supervisor.untilLive();
      const operator = await atForm(size);
      const { page } = operator;
      const fault = `Oil under the coiler (${size})`;
      await page.getByLabel('What is wrong').fill(fault);
      await page.getByText('It is down', { exact: true }).click();
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles({ name: 'oil.jpg', mimeType: 'image/jpeg', buffer: await plain().jpeg().toBuffer() });
      await operator.requireAccessible();
      await page.getByRole('button', { name: 'Report', exact: true }).click();
      await page.waitForURL(/\/tickets\/\d+$/);
      await page.getByRole('heading', { name: 'Photos' }).waitFor();
      await page.locator('img[src*="/uploads/"]').first().waitFor();
      await operator.requireAccessible();
      await supervisor.page.getByText(fault).first().waitFor();
      await supervisor.requireAccessible();
      for (const visitor of [operator, supervisor]) {
        visitor.requireNoComplaint();
        await visitor.leave();
      }
    });
  }

  for (const size of ['desk', 'phone'] as const) {
    test(`a technician takes a ticket, notes what it was, and resolves it (${size})`, async () => {
      const operator = await atForm('phone');
      await operator.page.getByLabel('What is wrong').fill('Saw blade is blunt');
      await operator.page.getByRole('button', { name: 'Report', exact: true }).click();
      await operator.page.waitForURL(/\/tickets\/\d+$/);
      const address = new URL(operator.page.url()).pathname;

      const technician = await visit(factory, { size });
      const { page } = technician;
      await page.goto(address);
      await technician.signIn('TECHNICIAN');
      await page.getByRole('button', { name: 'Start', exact: true }).click();
      await operator.page.getByText('In progress').first().waitFor();
      await page.getByLabel('New note').fill('Blade changed, the old one goes to be ground');
      await page.getByRole('button', { name: 'Add note' }).click();
      await operator.page.getByText('Blade changed, the old one goes to be ground').first().waitFor();
      await page.getByRole('button', { name: 'Resolve', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('What was done').fill('New blade');
      await technician.requireAccessible();
      await dialog.getByRole('button', { name: 'Resolve' }).click();
      await dialog.waitFor({ state: 'detached' });
      await operator.page.getByText('Resolved').first().waitFor();
      const status = await page.evaluate(async (path) => {
        const answer = await fetch(`/api/v1${path}`);
        return ((await answer.json()) as { status: string }).status;
      }, address);
      assert.equal(status, 'Resolved');
      for (const visitor of [operator, technician]) {
        visitor.requireNoComplaint();
        await visitor.leave();
      }
    });
  }

  test('what is reported without a network goes out once when the server is back', async () => {
    const operator = await atForm('phone');
    const { page } = operator;
    await page.getByLabel('What is wrong').fill('Reported in the dark');
    await operator.context.setOffline(true);
    await page.getByRole('button', { name: 'Report', exact: true }).click();
    await page
      .getByText(/kept on this device/i)
      .first()
      .waitFor();
    await operator.context.setOffline(false);
    await page.getByRole('heading', { name: '1 waiting to be sent' }).waitFor({ state: 'detached' });
    const found = await page.evaluate(async () => {
      const answer = await fetch('/api/v1/tickets/search?text=dark');
      return ((await answer.json()) as { items: unknown[] }).items.length;
    });
    assert.equal(found, 1);
    await operator.leave();
  });

  test('a step that gets no answer is told at once, and is taken again by pressing again', async () => {
    const operator = await atForm('desk');
    await operator.page.getByLabel('What is wrong').fill('Guard is loose');
    await operator.page.getByRole('button', { name: 'Report', exact: true }).click();
    await operator.page.waitForURL(/\/tickets\/\d+$/);
    const technician = await visit(factory, { size: 'phone' });
    const { page } = technician;
    await page.goto(new URL(operator.page.url()).pathname);
    await technician.signIn('TECHNICIAN');
    const start = page.getByRole('button', { name: 'Start', exact: true });
    await start.waitFor();
    await technician.context.setOffline(true);
    await start.click();
    await page.getByRole('alert').filter({ hasText: 'Try again when the connection is back' }).waitFor();
    await technician.context.setOffline(false);
    await start.click();
    await operator.page.getByText('In progress').first().waitFor();
    await technician.leave();
    await operator.leave();
  });

  test('the board moves a ticket by its menu, for who cannot drag', async () => {
    const supervisor = await visit(factory);
    const { page } = supervisor;
    await page.goto('/tickets/board');
    await supervisor.signIn('SUPERVISOR');
    await supervisor.untilLive();
    const menu = page.getByRole('button', { name: /^Move ticket/ }).first();
    await menu.waitFor();
    await supervisor.requireAccessible();
    await menu.click();
    await page.getByRole('menuitem').first().waitFor();
    await page.goto('/tickets/calendar');
    await page.getByRole('heading', { name: 'Calendar' }).waitFor();
    await supervisor.requireAccessible();
    supervisor.requireNoComplaint();
    await supervisor.leave();
  });
});
