/** Administration: every page, accounts, reasons, settings, and what one browser changes on another one's screen. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { shareOf } from '../support/tries.ts';
import { type Factory, openFactory } from './factory.ts';
import { needsBrowser, type Size, visit } from './visitor.ts';

const pages = [
  'users',
  'roles',
  'api-keys',
  'audit',
  'reasons',
  'stop-rules',
  'shifts',
  'machines',
  'places',
  'products',
  'imports',
  'fourjaw',
  'webhooks',
  'dead-letters',
  'mails',
  'settings',
  'jobs',
  'health',
] as const;

describe('the administration', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  for (const [at, [size, colorScheme]] of (
    [
      ['desk', 'light'],
      ['phone', 'dark'],
    ] as const satisfies readonly (readonly [Size, string])[]
  ).entries()) {
    const opened = shareOf(pages, at, 2);
    test(`${opened.length} pages open for an administrator, and everybody can read them (${size}, ${colorScheme})`, async () => {
      const visitor = await visit(factory, { size, colorScheme });
      const { page } = visitor;
      await page.goto('/admin');
      await visitor.signIn('ADMIN');
      await page.getByRole('heading', { level: 1, name: 'Administration' }).waitFor();
      await visitor.requireAccessible();
      for (const name of opened) {
        await page.goto(`/admin/${name}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        assert.equal(await page.getByRole('alert').count(), 0, name);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${name} is ${over} px wider than the screen`);
        await visitor.requireAccessible();
      }
      visitor.requireNoComplaint();
      await visitor.leave();
    });
  }

  test('an administrator creates an account and hands its link over; another one sees it at once', async () => {
    const admin = await visit(factory);
    const other = await visit(factory);
    for (const visitor of [admin, other]) {
      await visitor.page.goto('/admin/users');
      await visitor.signIn('ADMIN');
      await visitor.untilLive();
    }
    const { page } = admin;
    await page.getByRole('button', { name: 'Create account' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('E-mail').fill('nora@demo.example');
    await form.getByLabel('First name').fill('Nora');
    await form.getByLabel('Last name').fill('New');
    await form.getByLabel('Role').selectOption('TECHNICIAN');
    await form.getByRole('button', { name: 'Create account' }).click();
    const link = await page.getByLabel('Link to choose a password').inputValue();
    assert.match(link, new RegExp(`^${factory.address}/`));
    await admin.requireAccessible();
    await other.page.getByText('nora@demo.example').waitFor();

    const nora = await visit(factory);
    await nora.page.goto(link);
    await nora.page.locator('input[type=password]').first().waitFor();
    for (const field of await nora.page.locator('input[type=password]').all())
      await field.fill('a-long-enough-Secret-9');
    await nora.page.getByRole('button').last().click();
    await nora.page.getByRole('link', { name: 'Sign in' }).waitFor();
    nora.requireNoComplaint();
    await nora.leave();

    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('button', { name: 'Nora New' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('dialog').last().getByRole('button', { name: 'Disable' }).click();
    await other.page.getByRole('row', { name: /nora@demo\.example.*Disabled/ }).waitFor();
    admin.requireNoComplaint();
    other.requireNoComplaint();
    await admin.leave();
    await other.leave();
  });

  for (const size of ['desk', 'phone'] as const satisfies readonly Size[]) {
    test(`a supervisor puts a reason into a group, takes it back, and another browser follows (${size})`, async () => {
      const supervisor = await visit(factory, { size });
      const other = await visit(factory);
      const address = '/admin/reasons?text=Buckle';
      for (const visitor of [supervisor, other]) {
        await visitor.page.goto(address);
        await visitor.signIn('SUPERVISOR');
        await visitor.untilLive();
      }
      const choice = /^Group of Buckle/;
      const { page } = supervisor;
      await page.getByLabel(choice).first().selectOption('maintenance');
      await other.page.getByRole('heading', { name: /^Maintenance \(/ }).waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await other.page.getByRole('heading', { name: /^Maintenance \(/ }).waitFor({ state: 'detached' });
      await supervisor.requireAccessible();
      supervisor.requireNoComplaint();
      other.requireNoComplaint();
      await supervisor.leave();
      await other.leave();
    });
  }

  test('what can be undone goes with whoever has done it', async () => {
    const visitor = await visit(factory);
    const { page } = visitor;
    // the notice does not pass by itself: only signing out can end it
    await page.addInitScript(() => {
      const wait = window.setTimeout;
      Object.assign(window, {
        setTimeout: (work: () => void, ms?: number) => wait(work, ms === 12_000 ? 2 ** 30 : ms),
      });
    });
    await page.goto('/admin/reasons?text=Buckle');
    await visitor.signIn('SUPERVISOR');
    await page
      .getByLabel(/^Group of Buckle/)
      .first()
      .selectOption('operator');
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.waitFor();
    await page.getByRole('link', { name: 'Sam Supervisor' }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Sign in to MillDash' }).waitFor();
    assert.equal(await undo.count(), 0);
    await visitor.leave();
  });

  test('a supervisor sees no accounts, and settings without the means to change them', async () => {
    const visitor = await visit(factory);
    const { page } = visitor;
    await page.goto('/admin');
    await visitor.signIn('SUPERVISOR');
    await page.getByRole('link', { name: /Reasons for stops/ }).waitFor();
    assert.equal(await page.getByRole('link', { name: /Accounts/ }).count(), 0);
    await page.goto('/admin/health');
    await page.getByText('Live connections').waitFor();
    await page.goto('/admin/settings?text=factory.name');
    await page.getByText('factory.name', { exact: true }).waitFor();
    assert.equal(await page.getByLabel('Value').isDisabled(), true);
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('a refused value says why beside its button, and the default comes back', async () => {
    const visitor = await visit(factory);
    const { page } = visitor;
    await page.goto('/admin/settings?text=factory.oee_target');
    await visitor.signIn('ADMIN');
    const field = page.getByLabel('percent');
    await field.fill('200');
    await page.getByRole('button', { name: 'Save' }).click();
    assert.match((await page.getByRole('alert').textContent()) ?? '', /100/);
    await field.fill('65');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Back to the default' }).click();
    await page.getByText('This is the default.').waitFor();
    visitor.requireNoComplaint(/400/, /422/);
    await visitor.leave();
  });

  test('what the server describes is described in German to who reads German', async () => {
    const visitor = await visit(factory, { locale: 'de-DE', size: 'phone' });
    const { page } = visitor;
    await page.goto('/admin/settings?text=factory.oee_target');
    await visitor.signIn('ADMIN');
    await page.getByText('OEE, an der Maschinen ohne eigenes Ziel gemessen werden.').waitFor();
    await page.getByLabel('Prozent').waitFor();
    await visitor.requireAccessible();
    visitor.requireNoComplaint();
    await visitor.leave();
  });
});
