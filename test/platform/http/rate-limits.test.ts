import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import type { RouteApp } from '../../../src/platform/http/index.ts';
import { callerAt } from '../../../src/platform/http/rate-limits.ts';
import { as, plantServer } from '../../support/server.ts';

const ok = { 200: Type.Any() };

function plantBoth(app: RouteApp): void {
  app.get('/mine', { schema: { response: ok }, config: { permission: 'account:own' } }, async () => ({}));
  app.get('/open', { schema: { response: ok }, config: { permission: 'public' } }, async () => ({}));
  app.get('/things/:id', { schema: { response: ok }, config: { permission: 'public' } }, async () => ({}));
}

function limitedServer(callersMax?: number) {
  let nowMs = 0;
  const planted = plantServer(plantBoth, {
    rateLimits: {
      signedIn: { burst: 5, perSecond: 1 },
      stranger: { burst: 2, perSecond: 0.5 },
      monotonicMs: () => nowMs,
      ...(callersMax === undefined ? {} : { callersMax }),
    },
  });
  const statuses = async (count: number, url: string, options: { headers?: object; remoteAddress?: string } = {}) => {
    const found: number[] = [];
    for (let at = 0; at < count; at++) {
      found.push((await planted.app.inject({ url, ...(options as { remoteAddress?: string }) })).statusCode);
    }
    return found;
  };
  return { ...planted, statuses, advance: (ms: number) => void (nowMs += ms) };
}

test('a signed-in caller may send a burst, then is told when to come back', async () => {
  const { app, statuses, advance } = limitedServer();
  assert.deepEqual(await statuses(6, '/mine', { headers: as('VIEWER') }), [200, 200, 200, 200, 200, 429]);
  const refused = await app.inject({ url: '/mine', headers: as('VIEWER') });
  assert.equal(refused.json().code, 'rate-limited');
  assert.equal(refused.headers['retry-after'], '1');
  assert.equal(refused.headers['ratelimit-limit'], '5');
  assert.equal(refused.headers['ratelimit-remaining'], '0');
  assert.equal(refused.headers['ratelimit-reset'], '5');
  advance(2_000);
  assert.deepEqual(await statuses(3, '/mine', { headers: as('VIEWER') }), [200, 200, 429]);
});

test('one caller does not spend what belongs to another', async () => {
  const { statuses } = limitedServer();
  await statuses(6, '/mine', { headers: as('VIEWER') });
  assert.deepEqual(await statuses(1, '/mine', { headers: as('OPERATOR') }), [200]);
  assert.deepEqual(await statuses(3, '/open'), [200, 200, 429]);
  assert.deepEqual(await statuses(1, '/open', { remoteAddress: '10.0.0.2' }), [200]);
});

test('a stranger is held to less, by wrong tokens and unknown addresses too', async () => {
  const { statuses } = limitedServer();
  assert.deepEqual(await statuses(3, '/mine', { headers: { authorization: 'Bearer guess' } }), [401, 401, 429]);
  assert.deepEqual(await statuses(1, '/mine', { headers: as('VIEWER') }), [200], 'who is known is let in all the same');
  assert.deepEqual(await statuses(3, '/nothing', { remoteAddress: '10.0.0.3' }), [404, 404, 429]);
  assert.deepEqual(await statuses(3, '/mine', { remoteAddress: '10.0.0.4' }), [401, 401, 429]);
});

test('addresses that cannot be read are counted like unknown ones', async () => {
  const { statuses } = limitedServer();
  const many = Array.from({ length: 2_001 }, () => 'a=1').join('&');
  const refused: [string, number][] = [
    ['/nothing/%zz', 400],
    [`/things/${'x'.repeat(300)}`, 414],
    ['/open?a=%00', 400],
    [`/open?${many}`, 414],
  ];
  for (const [at, [url, status]] of refused.entries()) {
    const remoteAddress = `10.0.1.${at}`;
    assert.deepEqual(await statuses(3, url, { remoteAddress }), [status, status, 429], url.slice(0, 40));
    assert.deepEqual(await statuses(1, '/open', { remoteAddress }), [429], 'of the same bucket');
  }
});

test('preflights have a larger bucket of their own', async () => {
  const { app, statuses } = limitedServer();
  const headers = { origin: 'http://localhost:5173', 'access-control-request-method': 'GET' };
  const found: number[] = [];
  for (let at = 0; at < 21; at++) {
    found.push((await app.inject({ method: 'OPTIONS', url: '/open', headers })).statusCode);
  }
  assert.deepEqual(found, [...Array.from({ length: 20 }, () => 204), 429]);
  assert.deepEqual(await statuses(1, '/open'), [200]);
});

test('a header cannot give a stranger another address', async () => {
  const { app } = limitedServer();
  const found: number[] = [];
  for (let at = 0; at < 3; at++) {
    found.push((await app.inject({ url: '/open', headers: { 'x-forwarded-for': `10.1.1.${at}` } })).statusCode);
  }
  assert.deepEqual(found, [200, 200, 429]);
});

test('probes are not counted', async () => {
  const { statuses } = limitedServer();
  assert.deepEqual([...new Set(await statuses(20, '/health/live'))], [200]);
});

test('callers beyond the memory push out those who asked longest ago', async () => {
  const { statuses } = limitedServer(2);
  await statuses(3, '/open', { remoteAddress: '10.0.0.1' });
  await statuses(1, '/open', { remoteAddress: '10.0.0.2' });
  await statuses(1, '/open', { remoteAddress: '10.0.0.3' });
  assert.deepEqual(await statuses(1, '/open', { remoteAddress: '10.0.0.1' }), [200]);
});

test('an IPv6 network counts as one caller, an IPv4 address as itself', () => {
  assert.equal(callerAt('2001:db8:1:2:3:4:5:6'), callerAt('2001:db8:1:2::9'));
  assert.notEqual(callerAt('2001:db8:1:2::9'), callerAt('2001:db8:1:3::9'));
  assert.equal(callerAt('fe80::1%eth0'), callerAt('fe80::2'));
  assert.equal(callerAt('10.0.0.1'), '10.0.0.1');
  assert.equal(callerAt('::ffff:10.0.0.1'), '::ffff:10.0.0.1');
});
