/** Forms of the administration: what is refused, what others do meanwhile, what is shown once, and a job from wish to end. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../support/until.ts';
import { type Factory, openFactory } from './factory.ts';
import { needsBrowser, type Visitor, visit } from './visitor.ts';

/** What a program with the visitor's sign-in would be answered. */
function ask(page: Page, method: string, path: string, body?: object): Promise<any> {
  return page.evaluate(
    async ([how, where, what]) => {
      const answer = await fetch(where, {
        method: how,
        ...(what === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(what) }),
      });
      return answer.status === 204 ? null : answer.json();
    },
    [method, path, body] as const,
  );
}

describe('forms of the administration', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  async function openAt(address: string): Promise<Visitor> {
    const visitor = await visit(factory);
    await visitor.page.goto(address);
    await visitor.signIn('ADMIN');
    await visitor.untilLive();
    return visitor;
  }

  test('a machine is made: what is refused stands at its field, and what was typed stays', async () => {
    const visitor = await openAt('/admin/machines');
    const { page } = visitor;
    await page.getByRole('button', { name: 'New machine' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name').fill('Press 7');
    await form.getByLabel('Cost of an hour').fill('much');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('the marked fields say why').waitFor();
    const cost = form.getByLabel('Cost of an hour');
    assert.equal(await cost.getAttribute('aria-invalid'), 'true');
    assert.ok(await cost.evaluate((field) => field === document.activeElement));
    assert.equal(await form.getByLabel('Name').inputValue(), 'Press 7');
    await visitor.requireAccessible();
    // a press beside it is no wish to lose it
    await page.mouse.click(5, 5);
    await cost.fill('92,50');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Press 7', exact: true }).click();
    assert.equal(await page.getByRole('dialog').getByLabel('Cost of an hour').inputValue(), '92.5');

    await page.getByRole('dialog').getByRole('button', { name: 'Take out of use' }).click();
    await page.getByRole('dialog').last().getByRole('button', { name: 'Take out of use' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back into use' }).waitFor();
    assert.equal(await page.getByText('Somebody has changed this').count(), 0, 'it was the same person');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('row', { name: /Press 7.*Out of use/ }).waitFor();
    visitor.requireNoComplaint(/422/);
    await visitor.leave();
  });

  test('what others change or remove while a form is open is said, and nothing typed is lost', async () => {
    const visitor = await openAt('/admin/stop-rules');
    const { page } = visitor;
    const rule = await ask(page, 'POST', '/api/v1/stop-rules', {
      name: 'Long stops',
      title: '{machine} stands',
      unanswered: true,
      minimum_minutes: 30,
    });
    await page.getByRole('heading', { name: 'Long stops' }).waitFor();
    const card = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Long stops' }) });
    await card.getByRole('button', { name: 'Edit' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name').fill('Stops of an hour');
    await ask(page, 'PATCH', `/api/v1/stop-rules/${rule.id}`, { minimum_minutes: 60, version: rule.version });
    await form.getByRole('button', { name: 'Take over their changes and keep mine' }).click();
    assert.equal(await form.getByLabel('For how many minutes').inputValue(), '60');
    assert.equal(await form.getByLabel('Name').inputValue(), 'Stops of an hour');

    await ask(page, 'DELETE', `/api/v1/stop-rules/${rule.id}`);
    await form.getByText('Somebody has removed this').waitFor();
    assert.equal(await form.getByLabel('Name').inputValue(), 'Stops of an hour');
    assert.ok(await form.getByRole('button', { name: 'Save' }).isDisabled());
    await visitor.requireAccessible();
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('a key is shown until it is closed by its button, and is nowhere afterwards', async () => {
    const visitor = await openAt('/admin/api-keys');
    const { page } = visitor;
    await page.getByRole('button', { name: 'Create API key' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name').fill('Label printer');
    await form.getByLabel('See machines').check();
    await form.getByRole('button', { name: 'Create API key' }).click();
    const secret = await page.getByLabel('Key', { exact: true }).inputValue();
    assert.ok(secret.length > 20);
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText(/^(Copied|Selected: copy it with Ctrl\+C)$/).waitFor();
    assert.equal(await page.getByLabel('Key', { exact: true }).inputValue(), secret);
    await visitor.requireAccessible();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('row', { name: /Label printer/ }).waitFor();
    const kept = await page.evaluate(() =>
      [document.body.innerHTML, location.href, ...Object.values(localStorage), ...Object.values(sessionStorage)].join(
        ' ',
      ),
    );
    assert.ok(!kept.includes(secret));
    visitor.requireNoComplaint();
    await visitor.leave();
  });

  test('a job is followed from the wish that it runs to its end, on another screen, too', async () => {
    const visitor = await openAt('/admin/jobs');
    const other = await openAt('/admin/jobs');
    const job = '/api/v1/jobs/sweep-files';
    const row = (page: Page) => page.getByRole('row', { name: /^sweep-files/ });
    const { page } = visitor;
    const before = (await ask(page, 'GET', job)).last_started_at;
    await row(page).getByRole('button', { name: 'Run now' }).click();
    await until('the job has run', async () => {
      const { last_started_at: at, running } = await ask(page, 'GET', job);
      return at !== before && running === false;
    });
    for (const each of [page, other.page]) {
      await row(each)
        .filter({ hasNotText: /Begins soon|Running/ })
        .filter({ hasText: 'Done' })
        .waitFor();
    }
    visitor.requireNoComplaint();
    other.requireNoComplaint();
    await visitor.leave();
    await other.leave();
  });
});
