/** Maintenance plans: made at a desk and on a phone, and on every other screen at once. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Factory, openFactory } from './factory.ts';
import { needsBrowser, type Size, visit } from './visitor.ts';

describe('maintenance plans', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  for (const [size, colorScheme] of [
    ['desk', 'light'],
    ['phone', 'dark'],
  ] as const satisfies readonly (readonly [Size, string])[]) {
    test(`a supervisor makes a plan, and a technician's list has it at once (${size}, ${colorScheme})`, async () => {
      const supervisor = await visit(factory, { size, colorScheme });
      const technician = await visit(factory);
      for (const [visitor, role] of [
        [supervisor, 'SUPERVISOR'],
        [technician, 'TECHNICIAN'],
      ] as const) {
        await visitor.page.goto('/plans');
        await visitor.signIn(role);
        await visitor.untilLive();
        await visitor.page.getByRole('link', { name: 'Weekly lubrication round' }).first().waitFor();
        await visitor.requireAccessible();
      }
      assert.equal(await technician.page.getByRole('button', { name: 'New plan' }).count(), 0);
      const { page } = supervisor;
      const title = `Change the belts (${size})`;
      await page.getByRole('button', { name: 'New plan' }).click();
      const form = page.getByRole('dialog');
      await form.getByRole('button', { name: 'Mill 2' }).click();
      await form.getByLabel('What is done').fill(title);
      await form.getByLabel(/^Every\b/).fill('3');
      await form.getByLabel('On which day').selectOption('weekday');
      await form.getByRole('button', { name: 'Add item' }).click();
      await form.getByRole('textbox', { name: /^Item 1\b/ }).fill('Tension');
      await form.getByLabel('Answer', { exact: true }).selectOption('number');
      await form.getByLabel('Least').fill('40');
      await form.getByLabel('Find a part to add').fill('Grease');
      await form.getByRole('button', { name: 'Grease cartridge' }).click();
      await supervisor.requireAccessible();
      await form.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await page.getByText('Every 3 months on the first Monday').waitFor();
      await page.getByText('Tension').waitFor();
      await page.getByRole('link', { name: 'Grease cartridge' }).waitFor();
      await technician.page.getByRole('link', { name: title }).waitFor();

      await page.getByRole('button', { name: 'Run now' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
      await page
        .getByRole('link', { name: /^Ticket \d+$/ })
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await technician.page.getByRole('row', { name: new RegExp(`\\(${size}\\).*Paused`) }).waitFor();
      await supervisor.requireAccessible();
      supervisor.requireNoComplaint();
      technician.requireNoComplaint();
      await supervisor.leave();
      await technician.leave();
    });
  }

  test('what was done in time is there by plan and by month, as a page and as a file', async () => {
    const visitor = await visit(factory);
    const { page } = visitor;
    await page.goto('/plans/compliance?group=month');
    await visitor.signIn('VIEWER');
    await page.getByRole('table', { name: 'Done in time' }).waitFor();
    await visitor.requireAccessible();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    assert.match((await download).suggestedFilename(), /\.csv$/);
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('what a plan has due is in the calendar, which leads to it, on a phone too', async () => {
    const visitor = await visit(factory, { size: 'phone' });
    const { page } = visitor;
    await page.goto('/tickets/calendar');
    await visitor.signIn('TECHNICIAN');
    await page.getByRole('button', { name: 'Next month' }).click();
    const due = page.getByRole('link', { name: /^Mill 1: Weekly lubrication round \(planned\)$/ });
    await due.first().click();
    await page.getByRole('heading', { level: 1, name: 'Weekly lubrication round' }).waitFor();
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('what is wrong with a plan is said at its fields in German, and its counter is in the sorted list on a phone', async () => {
    const visitor = await visit(factory, { size: 'phone', locale: 'de-DE' });
    const { page } = visitor;
    await page.goto('/plans');
    await visitor.signIn('SUPERVISOR');
    await visitor.untilLive();
    await page.getByRole('button', { name: 'Neuer Plan' }).click();
    const form = page.getByRole('dialog', { name: 'Neuer Plan' });
    await form.getByRole('textbox', { name: /^Maschine/ }).fill('Mill');
    await form.getByLabel('Was getan wird').fill('Aaa: Messer wenden');
    await form.getByLabel('Zählt', { exact: true }).selectOption('cuts');
    await form.getByLabel('Alle so vielen Schnitte').fill('12,5');
    await form.getByRole('button', { name: 'Punkt hinzufügen' }).click();
    await form.getByRole('textbox', { name: /^Punkt 1\b/ }).fill('Spalt');
    await form.getByLabel('Antwort', { exact: true }).selectOption('number');
    await form.getByLabel('Mindestens').fill('0,2');
    await form.getByLabel('Höchstens').fill('0,05');
    await form.getByRole('button', { name: 'Speichern' }).click();
    await form.getByText('Wählen Sie eine Maschine.').waitFor();
    await form.getByText('Eine ganze Zahl von mindestens 10 Schnitten.').waitFor();
    await form.getByText('Das Mindeste liegt über dem Höchsten.').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'machine_id');
    await visitor.requireAccessible();

    await page.keyboard.press('Escape');
    const asks = page.getByRole('dialog', { name: 'Eingaben verwerfen?' });
    await asks.getByRole('button', { name: 'Abbrechen' }).click();
    await form.getByRole('button', { name: 'Mill 2' }).click();
    await form.getByLabel('Alle so vielen Schnitte').fill('40.000');
    await form.getByLabel('Mindestens').fill('0,05');
    await form.getByLabel('Höchstens').fill('0,2');
    await form.getByRole('button', { name: 'Speichern' }).click();
    await page.getByRole('heading', { level: 1, name: 'Aaa: Messer wenden' }).waitFor();
    await page.getByText('Zahl · 0,05 – 0,2').waitFor();
    await page.getByText('Alle 40.000 Schnitte').waitFor();

    // a line that a button took away is a change like one that was typed
    await page.getByRole('button', { name: 'Bearbeiten' }).first().click();
    await page.getByRole('button', { name: 'Punkt 1 entfernen' }).click();
    await page.keyboard.press('Escape');
    await asks.getByRole('button', { name: 'Verwerfen' }).click();
    await page.getByText('Zahl · 0,05 – 0,2').waitFor();

    await page.goto('/plans');
    const first = page.locator('tbody tr').first();
    await first.getByText('Aaa: Messer wenden').waitFor();
    await first.getByText(/^\d+ von 40\.000 Schnitten/).waitFor();
    await page.getByLabel('Sortieren nach').selectOption({ label: 'Plan, absteigend' });
    await page.locator('tbody tr').last().getByText('Aaa: Messer wenden').waitFor();
    await visitor.requireAccessible();
    visitor.requireNoComplaint();
    await visitor.leave();
  });
});
