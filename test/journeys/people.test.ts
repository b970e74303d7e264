/** What happens to people's access while they work: sessions, passwords, roles, disabled accounts and API keys. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import {
  administrator,
  askerAt,
  type Serving,
  type SignedIn,
  send,
  serveMilldash,
  signIn,
} from '../support/serving.ts';

const readings = '/api/v1/analytics/time-accounting';
const me = '/auth/users/me/';

onEachEngine('people and their access', (under) => {
  let serving: Serving;
  let admin: SignedIn;

  before(async () => {
    serving = await serveMilldash({ databaseUrl: await under.createDatabaseUrl() });
    under.atEnd(async () => void (await serving.stop()));
    admin = await signIn(serving.url);
  });

  /** An ADMIN makes the account and hands over the link; the person chooses a password and signs in. */
  async function welcome(
    firstName: string,
    role: string,
  ): Promise<{ id: number; person: SignedIn; credentials: object }> {
    const email = `${firstName.toLowerCase()}@northmills.example`;
    const account = { email, first_name: firstName, last_name: 'Roe', access_role: role };
    const made = await admin.ask('POST', '/api/v1/users', account);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { user, link } = made.body;
    const password = 'quartz meadow piano 12';
    assert.equal((await send(`${serving.url}/auth/token`, { method: 'POST', json: { email, password } })).status, 401);
    const chosen = await send(`${serving.url}/auth/users/reset_password_confirm/`, {
      method: 'POST',
      json: { uid: link.uid, token: link.token, new_password: password, re_new_password: password },
    });
    assert.equal(chosen.status, 200, JSON.stringify(chosen.body));
    const credentials = { email, password };
    return { id: user.id, credentials, person: await signIn(serving.url, credentials) };
  }

  async function refresh(refreshToken: string) {
    return send(`${serving.url}/auth/refresh`, { method: 'POST', json: { refresh_token: refreshToken } });
  }

  test('a session is renewed by its refresh token, and ends for good at its logout', async () => {
    const person = await signIn(serving.url);
    const renewed = await refresh(person.refreshToken);
    assert.equal(renewed.status, 200, JSON.stringify(renewed.body));
    assert.notEqual(renewed.body.refresh_token, person.refreshToken);
    const later = askerAt(serving.url, { authorization: `Bearer ${renewed.body.access_token}` });
    assert.equal((await later.ask('GET', me)).status, 200);
    assert.equal((await later.ask('POST', '/auth/logout')).status, 204);
    assert.equal((await later.ask('GET', me)).status, 401);
    assert.equal((await person.ask('GET', me)).status, 401, 'the older access token was of the same session');
    assert.equal((await refresh(renewed.body.refresh_token)).status, 401);
  });

  test('a changed password ends the other sessions at once, and the session that changed it goes on', async () => {
    const { person, credentials } = await welcome('Ines', 'OPERATOR');
    const elsewhere = await signIn(serving.url, credentials);
    const passwords = { current_password: 'quartz meadow piano 12', new_password: 'harbour lemon tractor 5' };
    const wrong = await person.ask('POST', '/auth/password', { ...passwords, current_password: 'no' });
    assert.equal(wrong.status, 401);
    assert.equal((await elsewhere.ask('GET', me)).status, 200);
    assert.equal((await person.ask('POST', '/auth/password', passwords)).status, 204);
    assert.equal((await elsewhere.ask('GET', me)).status, 401);
    assert.equal((await refresh(elsewhere.refreshToken)).status, 401);
    assert.equal((await person.ask('GET', me)).status, 200);
    const signedIn = await send(`${serving.url}/auth/token`, { method: 'POST', json: credentials });
    assert.equal(signedIn.status, 401, 'the old password is no use');
    await signIn(serving.url, { ...credentials, password: passwords.new_password });
  });

  test('a VIEWER may look and not change; a changed role acts on the very next request of the open session', async () => {
    const { id, person } = await welcome('Vera', 'VIEWER');
    const machine = { id: `saw-${under.engine}`, name: 'Saw' };
    assert.equal((await person.ask('GET', readings)).status, 200);
    const refused = await person.ask('POST', '/api/v1/machines', machine);
    assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden']);
    assert.equal((await person.ask('GET', '/api/v1/audit')).status, 403);

    assert.equal((await admin.ask('PATCH', `/api/v1/users/${id}`, { access_role: 'SUPERVISOR' })).status, 200);
    assert.equal((await person.read(me)).access_role, 'SUPERVISOR');
    assert.equal((await person.ask('POST', '/api/v1/machines', machine)).status, 201);
    assert.equal((await person.ask('GET', '/api/v1/audit')).status, 200);

    assert.equal((await admin.ask('PATCH', `/api/v1/users/${id}`, { access_role: 'VIEWER' })).status, 200);
    assert.equal((await person.ask('GET', '/api/v1/audit')).status, 403);
    const { items } = await admin.read(`/api/v1/audit?entity=user&entity_id=${id}`);
    const roles = items
      .filter((entry: { before: object | null }) => entry.before !== null && 'access_role' in entry.before)
      .map((entry: { before: { access_role: string }; after: { access_role: string }; actor: { name: string } }) => [
        entry.actor.name,
        entry.before.access_role,
        entry.after.access_role,
      ]);
    assert.deepEqual(roles, [
      [administrator.email, 'SUPERVISOR', 'VIEWER'],
      [administrator.email, 'VIEWER', 'SUPERVISOR'],
    ]);
  });

  test('a disabled account is out at once, also with its refresh token and password, until it is enabled', async () => {
    const { id, person, credentials } = await welcome('Dora', 'TECHNICIAN');
    assert.equal((await person.ask('GET', readings)).status, 200);
    assert.equal((await admin.ask('POST', `/api/v1/users/${id}/disable`)).status, 200);
    for (const { status } of [await person.ask('GET', readings), await refresh(person.refreshToken)]) {
      assert.ok(status === 401 || status === 403, String(status));
    }
    const out = await send(`${serving.url}/auth/token`, { method: 'POST', json: credentials });
    assert.ok(out.status === 401 || out.status === 403, String(out.status));
    assert.equal((await admin.ask('POST', `/api/v1/users/${id}/enable`)).status, 200);
    await signIn(serving.url, credentials);
  });

  test('an ADMIN neither disables themselves nor gives up the role, so there always is one', async () => {
    const { id } = await admin.read(me);
    assert.equal((await admin.ask('POST', `/api/v1/users/${id}/disable`)).status, 403);
    assert.equal((await admin.ask('PATCH', `/api/v1/users/${id}`, { access_role: 'VIEWER' })).status, 403);
    assert.equal((await admin.read(me)).access_role, 'ADMIN');
  });

  test('a key with analytics:read reads analytics, is refused everywhere else, and is dead once it is revoked', async () => {
    const made = await admin.ask('POST', '/api/v1/api-keys', { name: 'Wall screen', scopes: ['analytics:read'] });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id, key } = made.body;
    const screens = [
      askerAt(serving.url, { 'x-api-key': key }),
      askerAt(serving.url, { authorization: `Bearer ${key}` }),
    ];
    for (const screen of screens) {
      assert.equal((await screen.ask('GET', readings)).status, 200);
      assert.equal((await screen.ask('GET', '/api/v1/analytics/oee-optimized')).status, 200);
      const others = ['/api/v1/machines', '/api/v1/users', '/api/v1/audit', '/api/v1/events', '/api/v1/settings', me];
      for (const path of others) assert.equal((await screen.ask('GET', path)).status, 403, path);
      assert.equal((await screen.ask('POST', '/api/v1/machines', { id: 'x', name: 'X' })).status, 403);
      assert.equal((await screen.ask('POST', '/api/v1/api-keys', { name: 'y', scopes: ['users:manage'] })).status, 403);
    }
    const { items } = await admin.read('/api/v1/api-keys');
    assert.ok(!JSON.stringify(items).includes(key), 'it is shown once');
    assert.equal((await admin.ask('DELETE', `/api/v1/api-keys/${id}`)).status, 200);
    for (const screen of screens) assert.equal((await screen.ask('GET', readings)).status, 401);
  });

  test('no password, token or key is in the log of the process', async () => {
    const { stdout, stderr } = await serving.stop();
    const log = stdout + stderr;
    assert.match(log, /\/auth\/token/, 'the log is there');
    for (const secret of [
      'quartz meadow',
      'harbour lemon',
      administrator.password,
      admin.accessToken,
      admin.refreshToken,
    ]) {
      assert.ok(!log.includes(secret), secret.slice(0, 6));
    }
    assert.doesNotMatch(log, /mdk_[0-9a-f-]{36}_\S{10}/);
  });
});
