/** From the door to the floor, as everybody goes. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { before, describe, test } from 'node:test';
import { type Factory, openFactory } from './factory.ts';
import { needsBrowser, type Size, visit } from './visitor.ts';

const NEW_PASSWORD = 'forty mills hum in the early morning';

describe('the door and the floor', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  for (const size of ['desk', 'phone'] as const satisfies readonly Size[]) {
    test(`who only looks comes from the door to the floor and to the wall (${size})`, async () => {
      const visitor = await visit(factory, { size, colorScheme: size === 'desk' ? 'light' : 'dark' });
      await visitor.page.goto('/');
      await visitor.requireAccessible();
      await visitor.signIn('VIEWER');
      await visitor.untilLive();
      await visitor.page.locator('[data-machine]').nth(2).waitFor();
      await visitor.requireAccessible();
      await visitor.page.getByRole('link', { name: 'Wall screen' }).click();
      await visitor.page.waitForURL('**/wall');
      await visitor.page.locator('[data-machine]').nth(2).waitFor();
      await visitor.untilLive();
      await visitor.requireAccessible();
      visitor.requireNoComplaint();
      await visitor.leave();
    });
  }

  test('a page that was asked for comes after the door, and a wrong password does not open it', async () => {
    const visitor = await visit(factory);
    const { page } = visitor;
    await page.goto('/account');
    await page.locator('input[name=email]').fill('viewer@demo.example');
    await page.locator('input[name=password]').fill('not the right one');
    await page.locator('button[type=submit]').click();
    assert.match((await page.getByRole('alert').textContent()) ?? '', /password/i);
    await visitor.signIn('VIEWER');
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/account');
    await visitor.requireAccessible();
    visitor.requireNoComplaint(/401/);
    await visitor.leave();
  });

  test('no script of the page can read a token', async () => {
    const visitor = await visit(factory);
    await visitor.page.goto('/');
    await visitor.signIn('OPERATOR');
    const readable = await visitor.page.evaluate(() => document.cookie + JSON.stringify({ ...localStorage }));
    assert.doesNotMatch(readable, /eyJ|mdr_|milldash_access=|milldash_refresh/);
    const cookies = await visitor.context.cookies();
    for (const name of ['milldash_access']) {
      const cookie = cookies.find((each) => each.name === name);
      assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, 'Strict'], name);
    }
    await visitor.leave();
  });

  test('the page takes no script from elsewhere and none that is written into it', async () => {
    const visitor = await visit(factory);
    const answer = await visitor.page.goto('/');
    const policy = answer?.headers()['content-security-policy'] ?? '';
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.doesNotMatch(policy, /unsafe-(inline|eval)/);
    const ran = await visitor.page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.wasRun = true';
      document.body.append(script);
      return 'wasRun' in globalThis;
    });
    assert.equal(ran, false);
    await visitor.leave();
  });

  test('the door and the floor need at most 200 KB of compressed script', async () => {
    const visitor = await visit(factory);
    const scripts: Promise<number>[] = [];
    visitor.page.on('requestfinished', (request) => {
      if (request.resourceType() !== 'script') return;
      scripts.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await visitor.page.goto('/');
    await visitor.signIn('OPERATOR');
    await visitor.untilLive();
    await visitor.page.locator('[data-machine]').first().waitFor();
    const bytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
    assert.ok(bytes > 50_000 && bytes <= 200 * 1_024, `${bytes} bytes of script`);
    await visitor.leave();
  });

  test('a German browser reads German', async () => {
    const visitor = await visit(factory, { locale: 'de-DE', size: 'phone' });
    await visitor.page.goto('/');
    await visitor.page.getByRole('heading', { name: 'Bei MillDash anmelden' }).waitFor();
    await visitor.signIn('SUPERVISOR');
    await visitor.page.getByRole('heading', { name: 'Halle' }).waitFor();
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('who has to choose another password is let in with that, and not before', async () => {
    const { email, password } = factory.credentialsOf('TECHNICIAN');
    const database = new DatabaseSync(join(factory.folder, 'milldash.db'));
    database.prepare('update users set must_change_password = 1 where email = ?').run(email);
    database.close();
    const visitor = await visit(factory, { size: 'phone' });
    const { page } = visitor;
    await page.goto('/tickets');
    await page.locator('input[name=email]').fill(email);
    await page.locator('input[name=password]').fill(password);
    await page.locator('button[type=submit]').click();
    await page.getByText('Before you go on, choose a password of your own.').waitFor();
    await visitor.requireAccessible();
    await page.goto('/plans');
    await page.getByLabel('Password until now').fill(password);
    for (const field of await page.locator('input[autocomplete=new-password]').all()) await field.fill(NEW_PASSWORD);
    await page.locator('button[type=submit]').click();
    await page.getByRole('heading', { level: 1, name: 'Plans' }).waitFor();
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('who is signed out elsewhere signs in over the page that is open', async () => {
    const visitor = await visit(factory);
    const { page } = visitor;
    await page.goto('/account');
    await visitor.signIn('STOREKEEPER');
    await page.getByLabel('First name').fill('Estella');
    await visitor.context.clearCookies();
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('input[name=password]').fill(factory.credentialsOf('STOREKEEPER').password);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Saved').waitFor();
    assert.equal(await page.getByLabel('First name').inputValue(), 'Estella');
    await visitor.leave();
  });

  test('a page that was open while the server was away recovers alone, and has missed nothing', async () => {
    const visitor = await visit(factory);
    const { page } = visitor;
    await page.goto('/');
    await visitor.signIn('SUPERVISOR');
    await visitor.untilLive();
    await factory.stop();
    await page.locator('[data-line=broken]').first().waitFor({ state: 'attached' });
    await factory.start();
    const other = await visit(factory);
    await other.page.goto('/');
    await other.signIn('OPERATOR');
    const [machineId = ''] = await other.page
      .locator('[data-machine]')
      .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-machine') ?? ''));
    await other.page.evaluate(async (machine) => {
      await fetch('/api/v1/tickets', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ machine_id: machine, description: 'Coolant on the floor', priority: 'Critical' }),
      });
    }, machineId);
    const texts = async () => (await page.locator('dd').allTextContents()).join(' ');
    const expected = await other.page.evaluate(async () => {
      const floor = (await (await fetch('/api/v1/dashboard')).json()) as { factory: { tickets_open: number } };
      return String(floor.factory.tickets_open);
    });
    await page.waitForFunction(
      (count) => Array.from(document.querySelectorAll('dd'), (value) => value.textContent).includes(count),
      expected,
    );
    assert.match(await texts(), new RegExp(`\\b${expected}\\b`));
    await visitor.untilLive();
    await visitor.leave();
    await other.leave();
  });

  test('a stop that is explained has the strip of its machine read again, and no other', async () => {
    const visitor = await visit(factory);
    const { page, context } = visitor;
    await page.goto('/');
    await visitor.signIn('SUPERVISOR');
    await visitor.untilLive();
    await page.locator('[data-machine]').first().waitFor();
    await page.waitForLoadState('networkidle');
    const ask = async <Content>(path: string) => (await (await context.request.get(path)).json()) as Content;
    const from = new Date(Date.now() - 3 * 86_400_000).toISOString();
    const { items } = await ask<{ items: { id: string; machine_id: string; category: string }[] }>(
      `/api/v1/analytics/timeline?start_time=${from}`,
    );
    const stop = items.find(({ category }) => category.endsWith('_downtime'));
    const { items: reasons } = await ask<{ items: { id: number }[] }>('/api/v1/reasons?limit=1');
    const [reason] = reasons;
    assert.ok(stop !== undefined && reason !== undefined, `${items.length} periods, ${reasons.length} reasons`);
    const read: URL[] = [];
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.pathname === '/api/v1/analytics/timeline') read.push(url);
    });
    const machinesOf = (url: URL) => url.searchParams.getAll('machine_ids');
    const reread = page.waitForRequest((request) => machinesOf(new URL(request.url())).includes(stop.machine_id));
    const status = await page.evaluate(
      async ([id, reasonId]) => {
        const answer = await fetch(`/api/v1/status-periods/${encodeURIComponent(id)}`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ reason_id: reasonId }),
        });
        return answer.status;
      },
      [stop.id, reason.id] as const,
    );
    assert.equal(status, 200);
    await reread;
    assert.deepEqual(
      read.filter((url) => machinesOf(url).length === 0),
      [],
      'read for all machines',
    );
    await visitor.leave();
  });

  test('a wall whose sign-in runs out while the line is lost renews it by itself', async () => {
    const visitor = await visit(factory);
    const { page, context } = visitor;
    await visitor.signIn('VIEWER');
    await page.goto('/wall');
    await visitor.untilLive();
    await factory.stop();
    await page.locator('[data-line=broken]').first().waitFor({ state: 'attached' });
    // as the browser does when the token has lived long enough
    await context.clearCookies({ name: 'milldash_access' });
    const [note] = (await context.cookies()).filter(({ name }) => name === 'milldash_access_until');
    assert.ok(note !== undefined);
    await context.addCookies([{ ...note, value: '1' }]);
    await factory.start();
    await visitor.untilLive();
    assert.equal(await page.getByRole('dialog').count(), 0);
    await visitor.leave();
  });

  test('a tab follows who signs in in another, and keeps nothing of who was there before', async () => {
    const visitor = await visit(factory);
    const { page, context } = visitor;
    await page.goto('/account');
    await visitor.signIn('STOREKEEPER');
    await page.getByText(factory.credentialsOf('STOREKEEPER').email).waitFor();
    await page.getByLabel('First name').fill('Half typed');
    const other = await context.newPage();
    await other.goto('/account');
    await other.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.locator('input[name=email]').waitFor();
    const { email, password } = factory.credentialsOf('SUPERVISOR');
    await other.locator('input[name=email]').fill(email);
    await other.locator('input[name=password]').fill(password);
    await other.locator('button[type=submit]').click();
    await page.getByText(email).waitFor();
    assert.notEqual(await page.getByLabel('First name').inputValue(), 'Half typed');
    await visitor.leave();
  });
});
