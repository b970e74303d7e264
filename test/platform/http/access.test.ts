import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';

onEachEngine('Access to routes', (under) => {
  test('a route asks for its permission, and knows who asks', async () => {
    const { app, signIn } = await startTestApp(under, {
      routes: () => [
        (routes) => {
          routes.get(
            '/api/v1/things',
            {
              schema: {
                querystring: Type.Object({ limit: Type.Integer({ default: 3 }) }),
                response: { 200: Type.Any() },
              },
              config: { permission: 'users:manage' },
            },
            async (request) => ({ limit: request.query.limit, name: request.actor.name }),
          );
        },
      ],
    });
    const admin = await app.inject({ url: '/api/v1/things/', headers: await signIn('ADMIN') });
    assert.deepEqual([admin.statusCode, admin.json()], [200, { limit: 3, name: 'admin@example.com' }]);
    const viewer = await app.inject({ url: '/api/v1/things', headers: await signIn('VIEWER') });
    assert.deepEqual([viewer.statusCode, viewer.json().code], [403, 'forbidden']);
    const stranger = await app.inject('/api/v1/things');
    assert.deepEqual([stranger.statusCode, stranger.json().code], [401, 'not-authenticated']);
    assert.equal(stranger.headers['www-authenticate'], 'Bearer');
    assert.match(stranger.headers['content-type'] as string, /^application\/problem\+json/);
  });

  test('a route that does not say who may call it cannot be mounted', async () => {
    const planted = startTestApp(under, {
      routes: () => [(routes) => void routes.get('/api/v1/things', async () => 'open to all')],
    });
    await assert.rejects(planted, /GET \/api\/v1\/things does not say who may call it/);
  });
});
