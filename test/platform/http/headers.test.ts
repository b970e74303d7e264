import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import type { RouteApp } from '../../../src/platform/http/index.ts';
import { plantServer } from '../../support/server.ts';

function plantOpen(app: RouteApp): void {
  app.get('/open', { schema: { response: { 200: Type.Any() } }, config: { permission: 'public' } }, async () => ({}));
  app.get(
    '/things/:id',
    { schema: { response: { 200: Type.Any() } }, config: { permission: 'public' } },
    async () => ({}),
  );
}

const origin = 'http://localhost:5173';
/** Found, not found, and what the router refuses by itself. */
const everywhere = ['/open', '/nothing', '/nothing/%zz', `/things/${'x'.repeat(300)}`, '/open?a=%00'];

test('a sane request id is kept and echoed, any other is replaced', async () => {
  const { app } = plantServer(plantOpen);
  const kept = await app.inject({ url: '/open', headers: { 'x-request-id': 'abc-1.2:3_4' } });
  assert.equal(kept.headers['x-request-id'], 'abc-1.2:3_4');
  for (const id of ['', 'a b', 'x'.repeat(65), '<script>', '-a']) {
    const response = await app.inject({ url: '/open', headers: { 'x-request-id': id } });
    assert.match(String(response.headers['x-request-id']), /^[0-9a-f-]{36}$/, id);
  }
  const refused = await app.inject('/nothing');
  assert.equal(refused.json().request_id, refused.headers['x-request-id']);
});

test('every answer says what browsers must not do with it', async () => {
  const { app } = plantServer(plantOpen);
  for (const url of everywhere) {
    const { headers } = await app.inject(url);
    assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'");
    assert.equal(headers['strict-transport-security'], undefined);
  }
});

test('strict transport is asked for only where a trusted proxy says that the way was encrypted', async () => {
  const behind = plantServer(plantOpen, { trustProxy: ['127.0.0.1'] });
  const headers = { 'x-forwarded-proto': 'https' };
  assert.match(
    String((await behind.app.inject({ url: '/open', headers })).headers['strict-transport-security']),
    /^max-age=/,
  );
  const open = plantServer(plantOpen);
  assert.equal((await open.app.inject({ url: '/open', headers })).headers['strict-transport-security'], undefined);
});

test('pages of allowed origins may read answers and errors alike', async () => {
  const { app } = plantServer(plantOpen);
  for (const url of everywhere) {
    const { headers } = await app.inject({ url, headers: { origin } });
    assert.equal(headers['access-control-allow-origin'], origin);
    assert.equal(headers['access-control-allow-credentials'], 'true');
    assert.match(String(headers['access-control-expose-headers']), /X-Request-Id, ETag, Retry-After/);
    assert.match(String(headers.vary), /Origin/);
  }
  const other = await app.inject({ url: '/open', headers: { origin: 'http://evil.example' } });
  assert.equal(other.statusCode, 200);
  assert.equal(other.headers['access-control-allow-origin'], undefined);
});

test('a failure of ours can be read by an allowed origin, and says nothing of its kind', async () => {
  const { app } = plantServer((routes) => {
    routes.get('/broken', { config: { permission: 'public' } }, async () => {
      throw new TypeError('nothing of this');
    });
  });
  const { statusCode, headers, body } = await app.inject({ url: '/broken', headers: { origin } });
  assert.deepEqual([statusCode, headers['access-control-allow-origin']], [500, origin]);
  assert.doesNotMatch(body, /TypeError|nothing of this/);
});

test('a refusal for too many requests can be read by an allowed origin', async () => {
  const limits = { burst: 1, perSecond: 0.001 };
  const { app } = plantServer(plantOpen, { rateLimits: { signedIn: limits, stranger: limits } });
  await app.inject('/open');
  const refused = await app.inject({ url: '/open', headers: { origin } });
  assert.deepEqual([refused.statusCode, refused.headers['access-control-allow-origin']], [429, origin]);
});

test('a preflight allows every method and echoes the headers that are asked for', async () => {
  const { app } = plantServer(plantOpen);
  const { statusCode, headers } = await app.inject({
    method: 'OPTIONS',
    url: '/open',
    headers: {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'authorization,x-custom',
    },
  });
  assert.equal(statusCode, 204);
  assert.equal(headers['access-control-allow-origin'], origin);
  assert.equal(headers['access-control-allow-credentials'], 'true');
  assert.equal(headers['access-control-allow-headers'], 'authorization,x-custom');
  assert.match(String(headers['access-control-allow-methods']), /GET.*POST.*PUT.*PATCH.*DELETE/);
});

test('a preflight of any other origin is refused with 400', async () => {
  const { app } = plantServer(plantOpen);
  const response = await app.inject({
    method: 'OPTIONS',
    url: '/open',
    headers: { origin: 'http://evil.example', 'access-control-request-method': 'GET' },
  });
  assert.deepEqual([response.statusCode, response.json().code], [400, 'origin-not-allowed']);
  assert.equal(response.headers['access-control-allow-origin'], undefined);
});

test('where any origin is allowed, none is allowed with credentials', async () => {
  const { app } = plantServer(plantOpen, { corsOrigins: ['*'] });
  const { headers } = await app.inject({ url: '/open', headers: { origin: 'http://anywhere.example' } });
  assert.equal(headers['access-control-allow-origin'], '*');
  assert.equal(headers['access-control-allow-credentials'], undefined);
});
