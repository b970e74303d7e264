/** Who else could make a browser send the cookies of the web interface: pages of other sites, and of other ports. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { WebSocket } from 'ws';
import { startTestApp, TEST_PASSWORD } from '../../support/app.ts';
import { changedTables, digestDatabase } from '../../support/database-digest.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf } from '../../support/http-client.ts';
import { openLive } from '../../support/live-client.ts';
import type { Page } from '../../support/page.ts';
import { send } from '../../support/serving.ts';
import { type Door, openDoor, outcome } from './web-door.ts';

onEachEngine('a page of another origin', (under) => {
  let door: Door;
  let page: Page & { readonly email: string };
  before(async () => {
    door = await openDoor(under);
    page = await door.signedIn('ADMIN');
  });

  /** Of CORS_ORIGINS, too: those pages have tokens of their own. */
  const foreign: readonly Readonly<Record<string, string>>[] = [
    { origin: 'http://evil.example' },
    { origin: 'http://localhost:5173' },
    { origin: 'null' },
    { origin: '', 'sec-fetch-site': 'same-site' },
    { origin: '', 'sec-fetch-site': 'cross-site' },
    { origin: '', 'sec-fetch-site': 'none' },
    { origin: '' },
  ];

  /** As the browser of {@link page} sends it, but with these headers; '' for none. */
  async function askFrom(where: Readonly<Record<string, string>>, method: string, path: string, json?: unknown) {
    const { origin: _, 'sec-fetch-site': __, ...cookies } = page.headersFor(path);
    const said = Object.fromEntries(Object.entries(where).filter(([, value]) => value !== ''));
    return send(`${door.base}${path}`, { method, json, headers: { ...cookies, ...said } });
  }

  test('changes nothing by our cookie, and is told why', async () => {
    const atFirst = await digestDatabase(door.test.services.database);
    for (const where of foreign) {
      const what = JSON.stringify(where);
      const refused = await askFrom(where, 'POST', '/api/v1/machines', { name: 'Foreign' });
      assert.equal(outcome(refused), '403 origin-not-allowed', what);
      assert.match(refused.body.detail, /^Only pages of http:\/\/127\.0\.0\.1:\d+ may/, what);
      assert.equal(outcome(await askFrom(where, 'DELETE', '/auth/sessions')), '403 origin-not-allowed', what);
    }
    assert.deepEqual(changedTables(atFirst, await digestDatabase(door.test.services.database)), []);
  });

  test('can neither sign the browser in, nor renew, nor sign out', async () => {
    const atFirst = await digestDatabase(door.test.services.database);
    const credentials = { email: page.email, password: TEST_PASSWORD };
    for (const where of foreign) {
      for (const [path, body] of [['sign-in', credentials], ['renew'], ['sign-out']] as const) {
        const refused = await askFrom(where, 'POST', `/auth/web/${path}`, body);
        assert.equal(outcome(refused), '403 origin-not-allowed', `${path} ${JSON.stringify(where)}`);
        assert.deepEqual(refused.headers.getSetCookie(), []);
      }
    }
    assert.deepEqual(changedTables(atFirst, await digestDatabase(door.test.services.database)), []);
  });

  test('reads nothing by our cookie where its browser says that it is another', async () => {
    for (const where of foreign.slice(0, 5)) {
      const refused = await askFrom(where, 'GET', '/api/v1/machines');
      assert.equal(outcome(refused), '403 origin-not-allowed', JSON.stringify(where));
    }
    // typed into the address bar, or a browser that says nothing over http
    for (const where of foreign.slice(5)) {
      assert.equal((await askFrom(where, 'GET', '/api/v1/machines')).status, 200, JSON.stringify(where));
    }
  });

  test('calls with a token of its own as ever, whatever cookie its browser adds', async () => {
    const authorization = door.test.signIn('ADMIN');
    const headers = {
      ...page.headersFor('/api/v1/machines'),
      ...(await authorization),
      origin: 'http://localhost:5173',
    };
    const made = await send(`${door.base}/api/v1/machines`, { method: 'POST', json: { name: 'Ours' }, headers });
    assert.equal(made.status, 201);
    assert.equal(made.headers.get('access-control-allow-origin'), 'http://localhost:5173');
  });

  test('opens no WebSocket that is signed in by our cookie', async () => {
    const { cookie = '' } = page.headersFor('/api/v1/ws');
    assert.equal(await refusedUpgrade({ cookie, origin: 'http://evil.example' }), 403);
    // an old front end on a port of its own, which CORS_ORIGINS names: it has yet to say who it is
    for (const origin of ['http://localhost:5173', undefined]) {
      const headers = { cookie, ...(origin === undefined ? {} : { origin }) };
      const live = await openLive(door.base, '', { headers });
      assert.equal((await live.next('ready'))['signed_in'], false);
      await live.close();
    }
    const own = await openLive(door.base, '', { headers: { cookie, origin: door.base } });
    assert.equal((await own.next('ready'))['signed_in'], true);
    await own.close();
  });

  test('is told from our own by scheme, host and port, as a trusted proxy says them', async () => {
    const proxied = await startTestApp(under, { server: { trustProxy: ['127.0.0.1'] } });
    const send = clientOf(proxied.app, { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'Mills.example' });
    const headers = await proxied.signIn('VIEWER');
    const cookie = `milldash_access=${headers.authorization.slice('Bearer '.length)}`;
    const signOut = (origin: string) => send('POST', '/auth/web/sign-out', undefined, { cookie, origin });
    for (const origin of ['http://mills.example', 'https://mills.example:8443', 'https://a.mills.example']) {
      assert.equal(outcomeOf(await signOut(origin)), '403 origin-not-allowed', origin);
    }
    assert.equal((await send('GET', '/api/v1/machines', undefined, { cookie })).status, 200);
    const signedOut = await signOut('https://mills.example');
    assert.equal(signedOut.status, 204);
    assert.deepEqual(signedOut.headers['set-cookie'], [
      'milldash_access=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict',
      'milldash_refresh=; Max-Age=0; Path=/auth/web; HttpOnly; Secure; SameSite=Strict',
      'milldash_access_until=; Max-Age=0; Path=/; Secure; SameSite=Strict',
    ]);
  });

  test('is kept apart from ours by caches: an answer to a cookie says so, and 304 is for who may read it', async () => {
    const read = await page.ask('GET', '/api/v1/machines');
    assert.deepEqual(
      [read.headers.get('cache-control'), read.headers.get('vary')],
      ['private, no-cache', 'Origin, Authorization, X-API-Key, Cookie'],
    );
    const known = { 'if-none-match': read.headers.get('etag') ?? '' };
    assert.equal((await page.ask('GET', '/api/v1/machines', undefined, known)).status, 304);
    assert.equal(outcome(await send(`${door.base}/api/v1/machines`, { headers: known })), '401 not-authenticated');
    assert.equal(
      outcome(await askFrom({ origin: 'http://evil.example', ...known }, 'GET', '/api/v1/machines')),
      '403 origin-not-allowed',
    );
  });

  /** The status that an upgrade is refused with. */
  function refusedUpgrade(headers: Readonly<Record<string, string>>): Promise<number | undefined> {
    const socket = new WebSocket(`${door.base.replace('http', 'ws')}/api/v1/ws`, ['milldash.v1'], { headers });
    socket.on('error', () => {});
    return new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => {
        response.destroy();
        resolve(response.statusCode);
      });
      socket.on('open', () => resolve(undefined));
    });
  }
});
