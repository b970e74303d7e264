import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { startUsersApp, type UsersApp } from './users-app.ts';

async function keyWith(app: UsersApp, token: string, scopes: string[], name = 'Line PLC gateway', expiresAt?: string) {
  const body = { name, scopes, ...(expiresAt === undefined ? {} : { expires_at: expiresAt }) };
  return app.call('POST', '/api/v1/api-keys', { token }, body);
}

onEachEngine('API keys', (under) => {
  test('are shown once, stored hashed, and told to the two logs without their secret', async () => {
    const app = await startUsersApp(under);
    const { token, id } = await app.person('ADMIN');
    await app.newEvents();
    await app.newAudit();
    const { status, body } = await keyWith(app, token, ['events:read', 'machines:read']);
    assert.equal(status, 201);
    assert.match(body.key, /^mdk_[0-9a-f-]{36}_[\w-]{43}$/);
    assert.ok(body.key.startsWith(body.prefix));
    assert.deepEqual([body.scopes, body.created_by, body.expires_at], [['machines:read', 'events:read'], id, null]);
    assert.deepEqual(await app.newEvents(), ['api-key.created']);
    assert.deepEqual(await app.newAudit(), ['api-key.created']);
    const secret = body.key.slice(-43);
    const [listed] = (await app.call('GET', '/api/v1/api-keys', { token })).body.items;
    assert.equal('key' in listed, false);
    for (const table of ['api_keys', 'events', 'audit_entries'] as const) {
      assert.doesNotMatch(JSON.stringify(await app.tables.selectFrom(table).selectAll().execute()), new RegExp(secret));
    }
    assert.doesNotMatch(app.lines.join('\n'), new RegExp(secret));
  });

  test('sign in by either header, for their scopes and nothing else', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('ADMIN');
    const { key, id } = (await keyWith(app, token, ['machines:read'])).body;
    for (const caller of [{ apiKey: key }, { token: key }]) {
      const refused = await app.call('GET', '/api/v1/users', caller);
      assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden']);
      assert.equal((await app.call('GET', '/auth/users/me/', caller)).status, 403);
    }
    const actor = await app.users.authenticate({ apiKey: key, address: '192.0.2.9' });
    assert.deepEqual(
      [actor.kind, actor.id, actor.name, [...actor.permissions], actor.address],
      ['api-key', id, 'Line PLC gateway', ['machines:read'], '192.0.2.9'],
    );
  });

  test('are refused in every wrong form', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('ADMIN');
    const one = (await keyWith(app, token, ['machines:read'], 'one')).body.key;
    const two = (await keyWith(app, token, ['machines:read'], 'two')).body.key;
    for (const key of [
      `${one.slice(0, -1)}${one.endsWith('A') ? 'B' : 'A'}`,
      one.slice(0, 41) + two.slice(41),
      `mdk_00000000-0000-7000-8000-000000000000_${'A'.repeat(43)}`,
      one.slice(0, -1),
      `${one}x`,
      one.toUpperCase(),
      'mdk_',
      'not a key at all',
    ]) {
      assert.equal((await app.call('GET', '/api/v1/users', { apiKey: key })).status, 401, key);
    }
  });

  test('stop working at once when revoked, and when they expire', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('ADMIN');
    const forever = (await keyWith(app, token, ['machines:read'], 'forever')).body;
    const soon = (await keyWith(app, token, ['machines:read'], 'soon', '2026-01-15T13:00:00+01:00')).body;
    assert.equal(soon.code, 'range-invalid');
    const hour = (await keyWith(app, token, ['machines:read'], 'hour', '2026-01-15T13:00:00Z')).body;
    assert.equal(hour.expires_at, '2026-01-15T13:00:00.000Z');
    const status = async (key: string) => (await app.call('GET', '/api/v1/users', { apiKey: key })).status;
    assert.equal(await status(hour.key), 403);
    app.clock.advance(HOUR_MS - 1_000);
    const actor = await app.users.authenticate({ apiKey: forever.key });
    const revoke = () => app.call('DELETE', `/api/v1/api-keys/${forever.id}`, { token });
    await app.newEvents();
    await app.newAudit();
    assert.notEqual((await revoke()).body.revoked_at, null);
    assert.deepEqual(await app.newEvents(), ['api-key.revoked']);
    assert.deepEqual(await app.newAudit(), ['api-key.revoked']);
    assert.equal(await status(forever.key), 401);
    assert.equal(await app.users.findCurrentActor(actor), undefined);
    assert.equal((await revoke()).status, 200);
    assert.deepEqual(await app.newEvents(), []);
    app.clock.advance(1_000);
    assert.equal(await status(hour.key), 401);
    const unknown = '/api/v1/api-keys/00000000-0000-7000-8000-000000000000';
    const signedIn = (await app.signInAs('admin@mills.example')).body.access_token;
    assert.equal((await app.call('DELETE', unknown, { token: signedIn })).body.code, 'api-key-not-found');
  });

  test('have scopes out of the permissions, but none that manages people or keys', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('ADMIN');
    for (const scope of ['users:manage', 'api-keys:manage', 'account:own', 'everything']) {
      const { status, body } = await keyWith(app, token, [scope]);
      assert.deepEqual([status, body.code], [422, 'unknown-permission']);
      assert.ok(body.allowed.includes('timeline:write'));
    }
    assert.equal((await keyWith(app, token, [])).status, 422);
  });

  test('have a name each while they work; a revoked one gives its name free', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('ADMIN');
    const answers = await Promise.all([1, 2].map(() => keyWith(app, token, ['machines:read'])));
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 409]);
    const made = answers.find((answer) => answer.status === 201)?.body;
    await app.call('DELETE', `/api/v1/api-keys/${made.id}`, { token });
    app.clock.advance(1_000);
    assert.equal((await keyWith(app, token, ['machines:read'])).status, 201);
    const first = (await app.call('GET', '/api/v1/api-keys?limit=1', { token })).body;
    const second = (await app.call('GET', `/api/v1/api-keys?limit=1&cursor=${first.next_cursor}`, { token })).body;
    assert.deepEqual([first.items[0].revoked_at, second.items[0].id, second.next_cursor], [null, made.id, null]);
  });

  test('tell when they were last used, with one write in five minutes', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('ADMIN');
    const { key } = (await keyWith(app, token, ['machines:read'])).body;
    const lastUsed = async () => (await app.users.listApiKeys({})).items[0]?.lastUsedAtMs;
    assert.equal(await lastUsed(), null);
    const start = app.clock.now();
    await app.users.authenticate({ apiKey: key });
    app.clock.advance(60_000);
    await app.users.authenticate({ apiKey: key });
    assert.equal(await lastUsed(), start);
    app.clock.advance(DAY_MS);
    await app.users.authenticate({ apiKey: key });
    assert.equal(await lastUsed(), start + 60_000 + DAY_MS);
  });
});
