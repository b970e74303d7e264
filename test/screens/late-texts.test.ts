/** Texts that are lost on the way: the page is there in English, and speaks as it was asked to once they have come. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { type Factory, openFactory } from './factory.ts';
import { needsBrowser, visit } from './visitor.ts';

describe('texts that are lost on the way', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  /** Does something else with the German texts of the door than to hand them over. */
  async function instead(page: Page, act: (route: Route) => Promise<void>): Promise<void> {
    await page.route(/\/assets\/account-[^/]*\.js$/, async (route) => {
      const answer = await route.fetch();
      const isGerman = (await answer.text()).includes('Bei MillDash anmelden');
      await (isGerman ? act(route) : route.fulfill({ response: answer }));
    });
  }

  /** What the page is read out as. */
  const spoken = (page: Page) => page.evaluate(() => document.documentElement.lang);

  test('leave the door in English, which is German by itself when they are there', async () => {
    const visitor = await visit(factory, { locale: 'de-DE' });
    const { page } = visitor;
    const seen = Promise.withResolvers<void>();
    let lost = 0;
    await instead(page, async (route) => {
      if (lost++ === 0) return route.abort();
      await seen.promise;
      await route.continue();
    });
    await page.goto('/');
    await page.getByText('Sign in to MillDash').waitFor();
    assert.equal(await spoken(page), 'en');
    seen.resolve();
    await page.getByText('Bei MillDash anmelden').waitFor();
    assert.equal(await spoken(page), 'de');
    await page.unrouteAll({ behavior: 'wait' });
    visitor.requireNoComplaint(/ERR_FAILED/);
    await visitor.leave();
  });

  test('are not waited for over a network that swallows them', async () => {
    const visitor = await visit(factory, { locale: 'de-DE' });
    const { page } = visitor;
    const asked = Promise.withResolvers<void>();
    const answers = Promise.withResolvers<void>();
    await page.clock.install();
    await instead(page, async (route) => {
      asked.resolve();
      await answers.promise;
      await route.continue();
    });
    await page.goto('/', { waitUntil: 'commit' });
    await asked.promise;
    await page.clock.runFor(5_000);
    await page.getByText('Sign in to MillDash').waitFor();
    assert.equal(await spoken(page), 'en');
    answers.resolve();
    await page.getByText('Bei MillDash anmelden').waitFor();
    assert.equal(await spoken(page), 'de');
    await page.unrouteAll({ behavior: 'wait' });
    visitor.requireNoComplaint();
    await visitor.leave();
  });
});
