/** An operator at the machine: what it makes, why it stood, who is needed. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Factory, openFactory } from './factory.ts';
import { needsBrowser, type Size, type Visitor, visit } from './visitor.ts';

describe('the terminal', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  /** From the door to the terminal of a machine, which the device remembers. */
  async function atMachine(size: Size, machine: string): Promise<Visitor> {
    const visitor = await visit(factory, { size });
    await visitor.page.goto('/terminal');
    await visitor.signIn('OPERATOR');
    await visitor.page.getByRole('link', { name: new RegExp(machine) }).click();
    await visitor.page.getByRole('heading', { name: machine }).waitFor();
    await visitor.untilLive();
    return visitor;
  }

  for (const [size, machine] of [
    ['desk', 'Mill 1'],
    ['phone', 'Mill 2'],
  ] as const) {
    test(`an operator completes a run with good and scrap, and starts the next one (${size})`, async () => {
      const visitor = await atMachine(size, machine);
      const { page } = visitor;
      await visitor.requireAccessible();
      const complete = page.getByRole('button', { name: 'Complete' });
      // the demo's machines may stand between two shifts, without a run
      if (await complete.isVisible()) {
        await complete.click();
        const dialog = page.getByRole('dialog');
        for (const digit of ['4', '2', '0'])
          await dialog.getByRole('button', { name: digit, exact: true }).first().click();
        await dialog.getByLabel('Scrap').fill('7');
        await visitor.requireAccessible();
        await dialog.getByRole('button', { name: 'Complete' }).click();
        await dialog.waitFor({ state: 'detached' });
      }
      await page.getByRole('heading', { name: 'What is to be made?' }).waitFor();
      await page.getByLabel('Find a product').fill('strut');
      await page.getByRole('button', { name: /strut/i }).first().click();
      await page.getByLabel('How many?').fill('250');
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByRole('heading', { name: 'Running now' }).waitFor();
      await page.getByText('250', { exact: true }).waitFor();
      const { items } = await page.evaluate(async () => (await fetch('/api/v1/runs?limit=2')).json());
      assert.equal(items[0].target_quantity, 250);
      visitor.requireNoComplaint();
      await visitor.leave();
    });
  }

  test('a call for help is on every screen, is answered from elsewhere, and the caller sees who comes', async () => {
    const operator = await atMachine('phone', 'Mill 3');
    await operator.page.getByRole('button', { name: 'Call for help' }).click();
    await operator.page.getByRole('dialog').getByRole('button', { name: 'Maintenance' }).click();
    const call = operator.page.getByRole('region', { name: 'Maintenance' });
    await call.waitFor();

    const technician = await visit(factory);
    await technician.page.goto('/');
    await technician.signIn('TECHNICIAN');
    await technician.page
      .locator('[data-help=maintenance]')
      .getByText(/Maintenance is needed/)
      .waitFor();
    await technician.page.getByRole('link', { name: 'Terminal' }).click();
    // the floor has links to machines of its own, until its page has gone
    await technician.page.getByRole('heading', { level: 1, name: 'Which machine is this?' }).waitFor();
    await technician.page.getByRole('link', { name: /Mill 3/ }).click();
    await technician.page.getByRole('button', { name: 'I am coming' }).click();
    await call.getByText(/is coming/).waitFor();
    await technician.page.getByRole('button', { name: 'Done' }).click();
    await call.waitFor({ state: 'detached' });
    for (const visitor of [operator, technician]) {
      visitor.requireNoComplaint();
      await visitor.leave();
    }
  });
});
