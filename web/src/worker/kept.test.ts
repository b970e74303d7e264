/** The files of the screens on a device. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createKeptFiles } from './kept.ts';

const POLICY = "style-src 'nonce-old'";

function build(version: string) {
  const script = `/assets/index-${version}.js`;
  return { version, files: [script, '/favicon.svg'], named: [script], programPaths: [] };
}

/** A device with a store, and a server that hands out the build that the test says. */
function device(context: TestContext) {
  const stores = new Map<string, Map<string, Response>>();
  const state = { version: 'A', isBroken: false, missing: '' };
  const open = async (name: string) => {
    const store = stores.get(name) ?? new Map<string, Response>();
    stores.set(name, store);
    return {
      match: async (path: string) => store.get(path)?.clone(),
      put: async (path: string, answer: Response) => void store.set(path, answer),
    };
  };
  const caches = {
    async keys() {
      if (state.isBroken) throw new DOMException('The disk is broken.', 'UnknownError');
      return [...stores.keys()];
    },
    open: (name: string) => (state.isBroken ? Promise.reject(new DOMException('The disk is broken.')) : open(name)),
    delete: async (name: string) => stores.delete(name),
  };
  Object.defineProperty(globalThis, 'caches', { value: caches, configurable: true });
  context.after(() => Reflect.deleteProperty(globalThis, 'caches'));
  context.mock.method(globalThis, 'fetch', async (path: string) => {
    if (path === state.missing) return new Response(null, { status: 404 });
    const text = path === '/index.html' ? `<script src="/assets/index-${state.version}.js"></script>old` : path;
    return new Response(text, { headers: { 'content-security-policy': POLICY } });
  });
  return { state, names: () => [...stores.keys()].map((name) => name.replace('milldash-screens-', '')) };
}

test('what is kept is found without the server, the page with another number each time', async (context) => {
  device(context);
  const kept = createKeptFiles(build('A'));
  await kept.fill();
  const page = await kept.page();
  assert.doesNotMatch((await page?.text()) ?? '', /old/);
  assert.equal(await (await kept.asset('/assets/index-A.js'))?.text(), '/assets/index-A.js');
  assert.equal(await (await kept.file('/favicon.svg'))?.text(), '/favicon.svg');
});

test('a store that the browser does not give out is like one with nothing: there still is the server', async (context) => {
  const { state } = device(context);
  const kept = createKeptFiles(build('A'));
  await kept.fill();
  state.isBroken = true;
  const found = await Promise.all([kept.page(), kept.file('/favicon.svg'), kept.asset('/assets/index-A.js')]);
  assert.deepEqual(found, [undefined, undefined, undefined]);
});

test('the build that was in use before stays, also where one comes back after another', async (context) => {
  const { state, names } = device(context);
  async function use(version: string): Promise<void> {
    state.version = version;
    const kept = createKeptFiles(build(version));
    await kept.fill();
    await kept.takeOver();
  }
  await use('A');
  await use('B');
  assert.deepEqual(names(), ['A', 'B']);
  await use('A');
  await use('C');
  assert.deepEqual(names(), ['A', 'C']);
  await use('D');
  assert.deepEqual(names(), ['C', 'D']);
});

test('a build that cannot be fetched as a whole is not kept, but one that was there before stays', async (context) => {
  const { state, names } = device(context);
  await createKeptFiles(build('A')).fill();
  state.missing = '/favicon.svg';
  await assert.rejects(createKeptFiles(build('A')).fill(), /favicon/);
  assert.deepEqual(names(), ['A']);
  state.version = 'B';
  await assert.rejects(createKeptFiles(build('B')).fill(), /favicon/);
  assert.deepEqual(names(), ['A']);
});
