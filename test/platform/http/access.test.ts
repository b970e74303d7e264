import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { permissionsOf, roles } from '../../../src/kernel/access.ts';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { as, plantServer } from '../../support/server.ts';

const ok = { 200: Type.Any() };

test('a route asks for its permission, and knows who asks', async () => {
  const { app } = plantServer((routes) => {
    routes.get('/people', { schema: { response: ok }, config: { permission: 'users:manage' } }, async (request) => ({
      name: request.actor.name,
    }));
  });
  for (const role of roles) {
    const response = await app.inject({ url: '/people/', headers: as(role) });
    assert.equal(response.statusCode, permissionsOf(role).includes('users:manage') ? 200 : 403, role);
  }
  assert.equal((await app.inject({ url: '/people', headers: as('ADMIN') })).json().name, 'admin@example.com');
  assert.equal((await app.inject({ url: '/people', headers: as('VIEWER') })).json().code, 'forbidden');
  assert.equal((await app.inject('/people')).json().code, 'not-authenticated');
});

test('on a public route the caller is a stranger without permissions, whatever token it sends', async () => {
  const { app } = plantServer((routes) => {
    routes.get('/open', { schema: { response: ok }, config: { permission: 'public' } }, async ({ actor }) => ({
      name: actor.name,
      permissions: actor.permissions.size,
    }));
  });
  const response = await app.inject({ url: '/open', headers: as('ADMIN') });
  assert.deepEqual(response.json(), { name: 'stranger', permissions: 0 });
});

test('a route that does not say who may call it cannot be mounted', () => {
  assert.throws(
    () => plantServer((routes) => void routes.get('/api/v1/things', async () => 'open to all')),
    /GET \/api\/v1\/things does not say who may call it/,
  );
});

test('a credential in the query is no credential', async () => {
  const { app } = plantServer((routes) => {
    routes.get('/mine', { schema: { response: ok }, config: { permission: 'account:own' } }, async () => ({}));
  });
  const response = await app.inject('/mine?authorization=Bearer+ADMIN&token=ADMIN');
  assert.equal(response.statusCode, 401);
});

onEachEngine('The whole app', (under) => {
  test('each role is let in with a token of its own, and every route says who may call it', async () => {
    const { app, signIn } = await startTestApp(under);
    assert.deepEqual((await app.inject('/')).json(), { status: 'Mill Dash API is running' });
    const { paths } = (await app.inject('/openapi.json')).json();
    const operations = Object.values(paths).flatMap((path) => Object.values(path as object));
    assert.ok(operations.length > 0);
    for (const operation of operations) {
      assert.match(operation.description, /(Open to everyone\.|Needs the permission `[a-z-]+:[a-z-]+`\.)/);
    }
    for (const role of roles) assert.match((await signIn(role)).authorization, /^Bearer ey/);
  });
});
