/** What a role may not do it is not offered, and a sign-in that is ended elsewhere is over on every screen. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { en } from '../../web/src/i18n/en/index.ts';
import { type Factory, openFactory } from './factory.ts';
import { needsBrowser, type Visitor, visit } from './visitor.ts';

interface Place {
  readonly address: string;
  /** Whoever may read sees it: the page is there. */
  readonly content: (page: Page) => Locator;
  /** Who may do them sees them, each under this name. */
  readonly actions: Readonly<Record<string, (page: Page) => Locator>>;
}

const MACHINE = 'demo-mill-1';
const link = (name: string) => (page: Page) => page.getByRole('link', { name });
const button = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name, exact: true });
const heading = (name: string) => (page: Page) => page.getByRole('heading', { name });

const placesOf = (ticketId: number): readonly Place[] => [
  {
    address: '/',
    content: (page) => page.locator('[data-machine]').nth(2),
    actions: { 'the terminal': link('Terminal') },
  },
  {
    address: `/machines/${MACHINE}`,
    content: (page) => page.locator('[data-timeline=read]'),
    actions: {
      'report a fault': link('Report a fault'),
      'explain a stop': button(/^(Give a reason|Correct the reason)$/),
    },
  },
  {
    address: `/machines/${MACHINE}?tab=data`,
    content: heading('Files'),
    actions: { 'edit master data': button('Edit'), 'upload a file': (page) => page.getByText('Upload a file') },
  },
  {
    address: '/tickets',
    content: (page) => page.getByRole('row').nth(1),
    actions: {
      'report a fault': link('New ticket'),
      'tick tickets': (page) => page.getByRole('checkbox', { name: 'Choose all' }),
    },
  },
  {
    address: '/tickets/board',
    content: (page) => page.locator(`a[href="/tickets/${ticketId}"]`).first(),
    actions: { 'move a ticket': button(/^Move ticket/) },
  },
  {
    address: `/tickets/${ticketId}`,
    content: heading('History'),
    actions: {
      edit: button('Edit'),
      start: button('Start'),
      cancel: button('Cancel ticket'),
      assign: (page) => page.getByLabel('Works on it'),
      note: button('Add note'),
      'add photos': (page) => page.getByText('Choose photos'),
      'take parts': button('Take parts'),
      'record time': button('Add time'),
    },
  },
  {
    address: '/plans',
    content: heading('Plans'),
    actions: { 'make a plan': button('New plan'), administer: link('Administration') },
  },
  {
    address: `/terminal/${MACHINE}`,
    content: heading('Why did it stop?'),
    actions: {
      'report a fault': link('Report a fault'),
      'call for help': button('Call for help'),
      // the demo's machine makes something, or stands between two shifts
      'complete or start a run': (page) =>
        page.getByRole('button', { name: 'Complete', exact: true }).or(page.getByLabel('Find a product')),
    },
  },
];

/** Pages whose only content is what the role may not do, and what they say instead. */
const closed: Readonly<Record<string, string>> = {
  '/tickets/new': en.common.state.notAllowed,
  '/stores/stocktake': en.stores.stocktake.notAllowed,
  '/stores/import': en.stores.import.notAllowed,
  '/admin': en.common.state.notAllowed,
  '/admin/users': en.common.state.notAllowed,
};

async function open({ page }: Visitor, { address, content }: Place): Promise<void> {
  await page.goto(address);
  await content(page).waitFor();
  await page.waitForLoadState('networkidle');
}

describe('what a role may do', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  test('who only looks is offered nothing that a supervisor is offered beside what there is to read', async () => {
    const supervisor = await visit(factory);
    await supervisor.page.goto('/tickets');
    await supervisor.signIn('SUPERVISOR');
    const ticketId = await supervisor.page.evaluate(async (machine) => {
      const answer = await fetch('/api/v1/tickets', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ machine_id: machine, description: 'Guard is loose', priority: 'Low' }),
      });
      return ((await answer.json()) as { id: number }).id;
    }, MACHINE);
    const viewer = await visit(factory);
    await viewer.page.goto('/account');
    await viewer.signIn('VIEWER');

    for (const place of placesOf(ticketId)) {
      await open(supervisor, place);
      // that the supervisor sees them proves that they are looked for by their right names
      for (const action of Object.values(place.actions)) await action(supervisor.page).first().waitFor();
      await open(viewer, place);
      for (const [name, action] of Object.entries(place.actions)) {
        assert.equal(await action(viewer.page).count(), 0, `${name} at ${place.address}`);
      }
    }
    // stops without a reason are told on the terminal, and cannot be pressed
    const stops = viewer.page.getByRole('listitem').getByRole('button');
    for (const stop of await stops.all()) assert.equal(await stop.isEnabled(), false);
    for (const visitor of [supervisor, viewer]) {
      visitor.requireNoComplaint();
      await visitor.leave();
    }
  });

  test('a page that the role does not open says so in words', async () => {
    const viewer = await visit(factory, { size: 'phone' });
    const { page } = viewer;
    await page.goto('/account');
    await viewer.signIn('VIEWER');
    for (const [address, words] of Object.entries(closed)) {
      await page.goto(address);
      await page.getByText(words).waitFor();
      await viewer.requireAccessible();
      assert.equal(await page.locator('main form').count(), 0, `a form at ${address}`);
    }
    viewer.requireNoComplaint();
    await viewer.leave();
  });

  test('whose role is changed while a page is open is told so at the next refusal, and offered no more than that', async () => {
    const admin = await visit(factory);
    await admin.page.goto('/admin/users');
    await admin.signIn('ADMIN');
    const supervisor = await visit(factory);
    await supervisor.page.goto('/admin/places');
    await supervisor.signIn('SUPERVISOR');
    const { page } = supervisor;
    await page.getByRole('button', { name: 'New site' }).click();
    const change = (role: string) =>
      admin.page.evaluate(
        async ([email, next]) => {
          const found = await (await fetch(`/api/v1/users?search=${encodeURIComponent(email)}`)).json();
          const [{ id, version }] = found.items;
          await fetch(`/api/v1/users/${id}`, {
            method: 'PATCH',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ access_role: next, version }),
          });
        },
        [factory.credentialsOf('SUPERVISOR').email, role] as const,
      );
    await change('VIEWER');
    try {
      await page.getByRole('dialog').getByLabel('Name').fill('Leeds');
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await page.getByText(en.common.state.notAllowed).waitFor();
      assert.equal(await page.getByRole('link', { name: 'Administration' }).count(), 0);
    } finally {
      await change('SUPERVISOR');
    }
    admin.requireNoComplaint();
    supervisor.requireNoComplaint(/403/);
    await admin.leave();
    await supervisor.leave();
  });

  test('signing out everywhere asks for the password at once on a screen elsewhere, where the work goes on', async () => {
    const elsewhere = await visit(factory);
    // a page that reads nothing anew by itself: it would be refused, and ask, sooner
    await elsewhere.page.goto('/tickets/new');
    await elsewhere.signIn('SUPERVISOR');
    await elsewhere.page.getByLabel('What is wrong').fill('Half a sentence');
    await elsewhere.untilLive();
    const here = await visit(factory, { size: 'phone' });
    await here.page.goto('/account');
    await here.signIn('SUPERVISOR');
    await here.page.getByRole('button', { name: 'Sign out everywhere', exact: true }).click();
    const asked = here.page.getByRole('dialog');
    await asked.getByRole('button', { name: 'Sign out everywhere' }).click();
    await here.page.getByRole('heading', { name: 'Sign in to MillDash' }).waitFor();

    // nobody touches anything there
    const dialog = elsewhere.page.getByRole('dialog', { name: 'Sign in to MillDash' });
    await dialog.waitFor();
    await elsewhere.requireAccessible();
    await dialog.locator('input[name=password]').fill(factory.credentialsOf('SUPERVISOR').password);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await elsewhere.untilLive();
    assert.equal(await elsewhere.page.getByLabel('What is wrong').inputValue(), 'Half a sentence');
    here.requireNoComplaint();
    elsewhere.requireNoComplaint(/401/);
    await here.leave();
    await elsewhere.leave();
  });
});
