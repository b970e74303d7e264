/** Texts that are lost on the way: the page is there in English, and speaks as it was asked to once they have come. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Factory, openFactory } from './factory.ts';
import { needsBrowser, visit } from './visitor.ts';

describe('texts that are lost on the way', needsBrowser, () => {
  let factory: Factory;
  before(async () => {
    factory = await openFactory();
  });

  test('leave the door in English, which is German by itself when they are there', async () => {
    const visitor = await visit(factory, { locale: 'de-DE' });
    const { page } = visitor;
    const texts = /\/assets\/account-[^/]*\.js$/;
    await page.route(texts, async (route) => {
      const answer = await route.fetch();
      await ((await answer.text()).includes('Bei MillDash anmelden')
        ? route.abort()
        : route.fulfill({ response: answer }));
    });
    await page.goto('/');
    await page.getByText('Sign in to MillDash').waitFor();
    const spoken = () => page.evaluate(() => document.documentElement.lang);
    assert.equal(await spoken(), 'en');
    await page.unrouteAll({ behavior: 'wait' });
    await page.getByText('Bei MillDash anmelden').waitFor();
    assert.equal(await spoken(), 'de');
    visitor.requireNoComplaint(/ERR_FAILED/);
    await visitor.leave();
  });
});
