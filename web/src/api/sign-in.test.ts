/** What a page may know of its sign-in, and when it is renewed. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { presentSignIn, renewSignIn, signInOf } from './sign-in.ts';

const nowMs = 1_800_000_000_000;
const until = (seconds: number) => `theme=dark; milldash_access_until=${nowMs / 1_000 + seconds}; other=1`;

/** A browser whose server does not say what time it is, and renews for `lifeSeconds` by its own clock. */
function browser(context: TestContext, cookie: string, lifeSeconds = 900) {
  context.mock.timers.enable({ apis: ['Date'], now: nowMs });
  const page = { cookie, renewals: 0, status: 200 };
  Object.defineProperty(globalThis, 'document', { value: page, configurable: true });
  context.after(() => Reflect.deleteProperty(globalThis, 'document'));
  context.mock.method(globalThis, 'fetch', async () => {
    page.renewals += 1;
    if (page.status === 200) page.cookie = until(lifeSeconds + page.renewals);
    return new Response(null, { status: page.status });
  });
  return page;
}

test('without the note nobody is signed in', () => {
  assert.equal(signInOf('', nowMs), 'none');
  assert.equal(signInOf('xmilldash_access_until=9999999999', nowMs), 'none');
  assert.equal(signInOf('milldash_access_until=', nowMs), 'none');
});

test('a sign-in is renewed before it runs out, not after a request was refused', () => {
  assert.equal(signInOf(until(60), nowMs), 'good');
  assert.equal(signInOf(until(4), nowMs), 'to-be-renewed');
  assert.equal(signInOf(until(-3_600), nowMs), 'to-be-renewed');
});

test('what is about to run out is renewed once, however many ask', async (context) => {
  const page = browser(context, until(1));
  assert.deepEqual(await Promise.all([renewSignIn(), renewSignIn()]), [true, true]);
  assert.equal(await renewSignIn(), true);
  assert.equal(page.renewals, 1);
});

test('what was refused is renewed though the clock takes it for good, unless another has done it', async (context) => {
  const page = browser(context, until(600));
  const refused = page.cookie.match(/until=(\d+)/)?.[1];
  assert.equal(await renewSignIn(refused), true);
  assert.equal(await renewSignIn(refused), true);
  assert.equal(page.renewals, 1);
});

test('a clock that is ahead costs one renewal and not one a request', async (context) => {
  const page = browser(context, until(-7_200), -6_000);
  assert.equal(presentSignIn(), 'to-be-renewed');
  assert.equal(await renewSignIn(), true);
  assert.equal(presentSignIn(), 'good');
  assert.equal(page.renewals, 1);
});

test('a refusal ends the sign-in; a server that is being started does not', async (context) => {
  const page = browser(context, until(1));
  page.status = 502;
  await assert.rejects(renewSignIn(), TypeError);
  page.status = 401;
  assert.equal(await renewSignIn(), false);
});

test('a renewal that gets no answer in time is given up, and the next request asks anew', async (context) => {
  const page = browser(context, until(1));
  const lapse = new AbortController();
  context.mock.method(AbortSignal, 'timeout', () => lapse.signal);
  const answered = globalThis.fetch;
  context.mock.method(
    globalThis,
    'fetch',
    (_: string, { signal }: RequestInit) =>
      new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(new DOMException('', 'TimeoutError'))),
      ),
  );
  const renewed = renewSignIn();
  lapse.abort(new DOMException('', 'TimeoutError'));
  await assert.rejects(renewed, { name: 'TimeoutError' });
  context.mock.method(globalThis, 'fetch', answered);
  assert.equal(await renewSignIn(), true);
  assert.equal(page.renewals, 1);
});

test('a clock that is ahead is put right by what was heard: also what another tab renewed is good', async (context) => {
  const page = browser(context, until(-7_200));
  const serverMs = nowMs - 2 * 3_600_000;
  context.mock.method(globalThis, 'fetch', async () => {
    page.renewals += 1;
    page.cookie = until(-7_200 + 900);
    return new Response(null, { headers: { date: new Date(serverMs).toUTCString() } });
  });
  assert.equal(await renewSignIn(), true);
  page.cookie = until(-7_200 + 901);
  assert.equal(presentSignIn(), 'good');
  context.mock.timers.tick(900_000);
  assert.equal(presentSignIn(), 'to-be-renewed');
  assert.equal(page.renewals, 1);
});
