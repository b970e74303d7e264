/** Texts that could not be fetched at once. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { fetchPersistently } from './persistent.ts';

/** A network without a server, until the test says otherwise. */
function network(context: TestContext) {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const page = { isThere: false, hasTexts: false, tries: 0 };
  context.mock.method(globalThis, 'fetch', async () => {
    if (!page.isThere) throw new TypeError('Failed to fetch');
    return new Response();
  });
  return {
    page,
    async fetchTexts() {
      page.tries += 1;
      if (!page.hasTexts) throw new TypeError('Failed to fetch dynamically imported module');
      return 'texts';
    },
    async pass(times: number) {
      for (let passed = 0; passed < times; passed += 1) {
        await turn();
        context.mock.timers.tick(10_000);
      }
      await turn();
    },
  };
}

test('without a network texts are asked for until they are there', async (context) => {
  const { page, fetchTexts, pass } = network(context);
  const texts = fetchPersistently(fetchTexts);
  await pass(20);
  assert.equal(page.tries, 21);
  page.isThere = true;
  page.hasTexts = true;
  await pass(1);
  assert.equal(await texts, 'texts');
});

test('what a server that answers does not have is given up', async (context) => {
  const { page, fetchTexts, pass } = network(context);
  page.isThere = true;
  const refused = assert.rejects(fetchPersistently(fetchTexts), /dynamically imported/);
  await pass(20);
  await refused;
  assert.equal(page.tries, 5);
});
