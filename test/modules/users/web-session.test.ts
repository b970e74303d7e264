/** The pages of the web interface, signed in by cookies over real HTTP: as they come, as they stay, and as they leave. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { SetCookie } from 'cookie';
import { systemActor } from '../../../src/kernel/access.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/kernel/clock.ts';
import { TEST_PASSWORD } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { openLive, openStream } from '../../support/live-client.ts';
import { openPage, type Page } from '../../support/page.ts';
import { send } from '../../support/serving.ts';
import { type Door, held, openDoor, outcome } from './web-door.ts';

const both = ['milldash_access', 'milldash_access_until', 'milldash_refresh'];

onEachEngine('a page that signs in', (under) => {
  let door: Door;
  before(async () => {
    door = await openDoor(under);
  });

  test('is told who it is and what it may do, and gets two cookies that no script can read, and one that says until when', async () => {
    const page = openPage(door.base);
    const email = await door.newAccount('OPERATOR');
    const { status, body, text } = await page.ask('POST', '/auth/web/sign-in', { email, password: TEST_PASSWORD });
    assert.equal(status, 200);
    assert.deepEqual([body.email, body.access_role, body.must_change_password], [email, 'OPERATOR', false]);
    assert.ok(body.permissions.includes('tickets:report') && !body.permissions.includes('tickets:work'), text);
    assert.equal(body.session_expires_in, 604_800);
    const values = [...page.cookies.values()].map(({ value }) => value ?? '');
    const shapes = page.lastSet().map((line) => values.reduce((rest, value) => rest.replace(value, '…'), line));
    assert.deepEqual(shapes, [
      'milldash_access=…; Max-Age=3600; Path=/; HttpOnly; SameSite=Strict',
      'milldash_refresh=…; Max-Age=604800; Path=/auth/web; HttpOnly; SameSite=Strict',
      'milldash_access_until=…; Max-Age=604800; Path=/; SameSite=Strict',
    ]);
    const [access = '', refresh = '', until = ''] = values;
    for (const token of [access, refresh]) {
      assert.ok(token.length > 20 && !text.includes(token), 'no token in the body');
    }
    const { exp } = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString());
    assert.equal(until, String(exp));
  });

  test('is signed in on every route, and asks again who it is when it is opened again', async () => {
    const page = await door.signedIn();
    assert.equal((await page.ask('GET', '/api/v1/machines')).status, 200);
    assert.equal((await page.ask('POST', '/api/v1/machines', { name: `Mill of ${page.email}` })).status, 201);
    const session = await page.ask('GET', '/auth/web/session');
    assert.equal(session.status, 200);
    assert.deepEqual([session.body.email, session.body.session_expires_in], [page.email, 604_800]);
    assert.ok(session.body.permissions.includes('machines:manage'));
  });

  test('is signed out with all other pages of the person, and forgets both cookies', async () => {
    const page = await door.signedIn();
    const other = openPage(door.base);
    await other.ask('POST', '/auth/web/sign-in', { email: page.email, password: TEST_PASSWORD });
    const { body } = await page.ask('DELETE', '/auth/sessions?current=true');
    assert.deepEqual([body, held(page)], [{ ended: 2 }, []]);
    assert.equal(outcome(await other.ask('GET', '/auth/web/session')), '401 token-invalid');
  });

  test('may do what its role may, and no more', async () => {
    const page = await door.signedIn('VIEWER');
    const refused = await page.ask('POST', '/api/v1/machines', { name: 'Mine' });
    assert.equal(outcome(refused), '403 forbidden');
  });

  test('learns of an account that must change its password, and may change it', async () => {
    const page = openPage(door.base);
    const email = await door.newAccount('ADMIN', true);
    const { body } = await page.ask('POST', '/auth/web/sign-in', { email, password: TEST_PASSWORD });
    assert.deepEqual([body.must_change_password, body.permissions], [true, ['account:own']]);
    const session = await page.ask('GET', '/auth/web/session');
    assert.deepEqual([session.status, session.body.permissions], [200, ['account:own']]);
    const change = { current_password: TEST_PASSWORD, new_password: 'granite kettle window 9' };
    assert.equal((await page.ask('POST', '/auth/password', change)).status, 204);
    assert.ok((await page.ask('GET', '/auth/web/session')).body.permissions.length > 20);
  });

  test('is refused for a wrong password as programs are, is made to wait after five, and gets no cookie', async () => {
    const page = openPage(door.base);
    const email = await door.newAccount('VIEWER');
    const outcomes: string[] = [];
    for (let at = 0; at < 6; at++) {
      outcomes.push(outcome(await page.ask('POST', '/auth/web/sign-in', { email, password: 'wrong' })));
    }
    const byToken = await send(`${door.base}/auth/token`, { method: 'POST', json: { email, password: TEST_PASSWORD } });
    assert.deepEqual(outcomes, [...Array(5).fill('401 credentials-invalid'), '429 too-many-attempts']);
    assert.equal(outcome(byToken), '429 too-many-attempts', 'one count for both doors');
    assert.deepEqual(held(page), []);
  });

  test('is answered 401 where nobody is signed in', async () => {
    assert.equal(outcome(await openPage(door.base).ask('GET', '/auth/web/session')), '401 not-authenticated');
    const forged = await send(`${door.base}/auth/web/session`, { headers: { cookie: 'milldash_access=nonsense' } });
    assert.equal(outcome(forged), '401 token-invalid');
  });

  test('no API key in the cookie opens anything, and a header counts more than the cookie', async () => {
    const admin = await door.test.signIn('ADMIN');
    const made = await send(`${door.base}/api/v1/api-keys`, {
      method: 'POST',
      headers: admin,
      json: { name: `key ${under.engine}`, scopes: ['machines:read'] },
    });
    const asCookie = await send(`${door.base}/api/v1/machines`, {
      headers: { cookie: `milldash_access=${made.body.key}` },
    });
    assert.equal(outcome(asCookie), '401 token-invalid');
    const page = await door.signedIn('VIEWER');
    const asAdmin = await page.ask('GET', '/api/v1/users/me', undefined, admin);
    assert.equal(asAdmin.body.email, 'admin@factory.example');
    const wrong = await page.ask('GET', '/api/v1/machines', undefined, { authorization: 'Bearer nonsense' });
    assert.equal(outcome(wrong), '401 token-invalid');
  });

  test('its tokens are in no line of the log', async () => {
    const page = await door.signedIn();
    await page.ask('GET', '/api/v1/machines');
    await page.ask('POST', '/api/v1/machines', { name: 'Foreign' }, { origin: 'http://evil.example' });
    await page.ask('POST', '/auth/web/renew');
    const log = door.test.lines.join('\n');
    assert.match(log, /\/auth\/web\/renew/, 'the log is written');
    for (const { value = '', httpOnly } of page.cookies.values()) assert.ok(httpOnly !== true || !log.includes(value));
    assert.doesNotMatch(log, /mdr_[A-Za-z0-9_-]{20}|eyJ[A-Za-z0-9_-]{20}/);
  });
});

onEachEngine('a page that stays signed in', (under) => {
  let door: Door;
  before(async () => {
    door = await openDoor(under);
  });
  const refreshOf = (page: Page) => page.cookies.get('milldash_refresh') as SetCookie;

  test('renews both cookies when the access token has expired', async () => {
    const page = await door.signedIn();
    const first = refreshOf(page);
    door.test.clock.advance(2 * HOUR_MS);
    assert.equal(outcome(await page.ask('GET', '/auth/web/session')), '401 token-invalid');
    // a browser has dropped it by then
    page.forget('milldash_access');
    assert.equal(outcome(await page.ask('GET', '/auth/web/session')), '401 not-authenticated');
    const renewed = await page.ask('POST', '/auth/web/renew');
    assert.deepEqual([renewed.status, renewed.body.email], [200, page.email]);
    assert.equal(renewed.body.session_expires_in, 604_800);
    assert.deepEqual(held(page), both);
    assert.notEqual(refreshOf(page).value, first.value);
    assert.equal((await page.ask('GET', '/auth/web/session')).status, 200);
    assert.ok((await page.ask('POST', '/auth/web/renew')).status === 200);
  });

  test('gets the same successor again where the reply was lost, and in two tabs at once', async () => {
    const page = await door.signedIn();
    const first = refreshOf(page);
    await page.ask('POST', '/auth/web/renew');
    const successor = refreshOf(page).value;
    page.remember(first);
    door.test.clock.advance(9 * SECOND_MS);
    assert.equal((await page.ask('POST', '/auth/web/renew')).status, 200);
    assert.equal(refreshOf(page).value, successor);
    const tabs = await Promise.all([page.ask('POST', '/auth/web/renew'), page.ask('POST', '/auth/web/renew')]);
    assert.deepEqual(
      tabs.map(({ status }) => status),
      [200, 200],
    );
  });

  test('ends with the session when an exchanged token comes back later, for whoever has its successor too', async () => {
    const page = await door.signedIn();
    const thief = openPage(door.base);
    thief.remember(refreshOf(page));
    await page.ask('POST', '/auth/web/renew');
    door.test.clock.advance(11 * SECOND_MS);
    assert.equal(outcome(await thief.ask('POST', '/auth/web/renew')), '401 token-invalid');
    assert.deepEqual(held(thief), []);
    assert.equal(outcome(await page.ask('GET', '/api/v1/machines')), '401 token-invalid');
    assert.equal(outcome(await page.ask('POST', '/auth/web/renew')), '401 token-invalid');
    assert.deepEqual(held(page), [], 'all cookies are cleared');
  });

  test('without a refresh cookie is refused, and what is left of the cookies is cleared', async () => {
    const page = await door.signedIn();
    page.forget('milldash_refresh');
    assert.equal(outcome(await page.ask('POST', '/auth/web/renew')), '401 token-invalid');
    assert.deepEqual(page.lastSet(), [
      'milldash_access=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict',
      'milldash_refresh=; Max-Age=0; Path=/auth/web; HttpOnly; SameSite=Strict',
      'milldash_access_until=; Max-Age=0; Path=/; SameSite=Strict',
    ]);
  });

  test('an account that is disabled is told so, and its cookies are cleared', async () => {
    const page = await door.signedIn();
    const { body } = await page.ask('GET', '/auth/web/session');
    await door.test.services.users.disableUser(systemActor('test'), body.id);
    assert.equal(outcome(await page.ask('GET', '/api/v1/machines')), '403 account-disabled');
    assert.equal(outcome(await page.ask('POST', '/auth/web/renew')), '403 account-disabled');
    assert.deepEqual(held(page), []);
  });
});

onEachEngine('a page that signs out', (under) => {
  let door: Door;
  before(async () => {
    door = await openDoor(under);
  });

  test('ends its session, and the tokens of it work nowhere any more', async () => {
    const page = await door.signedIn();
    const other = await door.signedIn();
    const kept = [...page.cookies.values()];
    const signedOut = await page.ask('POST', '/auth/web/sign-out');
    assert.equal(outcome(signedOut), '204');
    assert.deepEqual(held(page), []);
    for (const cookie of kept) page.remember(cookie);
    assert.equal(outcome(await page.ask('GET', '/api/v1/machines')), '401 token-invalid');
    assert.equal(outcome(await page.ask('POST', '/auth/web/renew')), '401 token-invalid');
    assert.equal((await other.ask('GET', '/api/v1/machines')).status, 200, 'nobody else is signed out');
  });

  test('does so with an expired access token, with either cookie alone, and again without any', async () => {
    const endings: [string, (page: Page) => void][] = [
      ['expired', () => door.test.clock.advance(61 * MINUTE_MS)],
      ['the refresh cookie alone', (page) => page.forget('milldash_access')],
      ['the access cookie alone', (page) => page.forget('milldash_refresh')],
    ];
    for (const [what, prepare] of endings) {
      const page = await door.signedIn();
      const { id } = (await page.ask('GET', '/auth/web/session')).body;
      prepare(page);
      assert.equal(outcome(await page.ask('POST', '/auth/web/sign-out')), '204', what);
      assert.deepEqual(await door.test.services.users.listSessions(id), [], what);
      assert.equal(outcome(await page.ask('POST', '/auth/web/sign-out')), '204', `${what}, again`);
    }
    const forged = openPage(door.base);
    forged.remember({ name: 'milldash_access', value: 'x', path: '/' });
    forged.remember({ name: 'milldash_refresh', value: 'y', path: '/auth/web' });
    assert.equal(outcome(await forged.ask('POST', '/auth/web/sign-out')), '204');
    assert.deepEqual(held(forged), []);
  });

  test('its open socket and stream end within five seconds', { timeout: 30_000 }, async () => {
    const page = await door.signedIn();
    const live = await openLive(door.base, '', { headers: page.headersFor('/api/v1/ws') });
    assert.equal((await live.next('ready'))['signed_in'], true);
    const stream = await openStream(door.base, '', page.headersFor('/api/v1/events/stream'));
    assert.equal(stream.status, 200);
    await page.ask('POST', '/auth/web/sign-out');
    const atMs = performance.now();
    const { code } = await live.closed;
    await stream.ended;
    assert.equal(code, 4401);
    assert.ok(performance.now() - atMs < 5_000, 'within five seconds');
  });
});
