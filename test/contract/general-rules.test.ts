/** Contract §1.1 and §2: what holds for every address, on a factory that has nothing yet. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { type Serving, send, serveMilldash } from '../support/serving.ts';
import { frontEndOrigin, type OldFrontEnd, openOldFrontEnd } from './old-front-end.ts';

onEachEngine('the rules that the old front end relies on', (under) => {
  let serving: Serving;
  let page: OldFrontEnd;

  before(async () => {
    serving = await serveMilldash({ databaseUrl: await under.createDatabaseUrl() });
    under.atEnd(async () => void (await serving.stop()));
    page = openOldFrontEnd(serving.url);
    await page.signIn();
  });

  test('a preflight from a page of CORS_ORIGINS is allowed with credentials, its method and its headers', async () => {
    for (const origin of ['http://localhost', frontEndOrigin, 'http://localhost:3000']) {
      const { status, headers } = await preflight('/api/v1/analytics/oee-optimized', origin, 'GET');
      assert.ok(status === 200 || status === 204, `${origin} ${status}`);
      assert.equal(headers.get('access-control-allow-origin'), origin);
      assert.equal(headers.get('access-control-allow-credentials'), 'true');
      assert.match(headers.get('access-control-allow-headers') ?? '', /authorization/);
      assert.match(headers.get('access-control-allow-headers') ?? '', /content-type/);
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        assert.match(headers.get('access-control-allow-methods') ?? '', new RegExp(`\\b${method}\\b`));
      }
    }
    assert.ok((await preflight('/auth/users/me', frontEndOrigin, 'PATCH')).status < 300);
  });

  test('a preflight from any other page is 400 and allows nothing', async () => {
    for (const origin of ['http://evil.example', 'http://localhost:5174', 'null', `${frontEndOrigin}.evil.example`]) {
      const { status, headers, body } = await preflight('/auth/token', origin, 'POST');
      assert.equal(status, 400, origin);
      assert.equal(headers.get('access-control-allow-origin'), null);
      assert.equal(typeof body.detail, 'string');
    }
  });

  test('answers as http://localhost and as http://127.0.0.1, and says at / that it runs', async () => {
    const { port } = new URL(serving.url);
    for (const host of ['localhost', '127.0.0.1']) {
      const { status, body } = await send(`http://${host}:${port}/`);
      assert.deepEqual([status, body], [200, { status: 'Mill Dash API is running' }]);
      assert.equal((await send(`http://${host}:${port}/openapi.json`)).status, 200);
      assert.equal((await send(`http://${host}:${port}/docs`)).status, 200);
    }
  });

  test('an address that is not there is a 404, and a method that is not possible a 405, both with a detail', async () => {
    for (const path of ['/api/v1/nothing', '/api/v1/dashboards', '/auth/token/x', '/api/v1/users/me/x']) {
      assert.equal((await page.get(path)).status, 404, path);
    }
    assert.equal((await page.send('DELETE', '/auth/token')).status, 405);
    assert.equal((await page.send('PUT', '/auth/users/me/', null)).status, 405);
    assert.equal((await page.get('/api/v1/users/999999')).status, 404);
  });

  test('what is too large, not JSON, or of another kind is refused with a detail', async () => {
    assert.equal((await page.send('PATCH', '/auth/users/me/', { first_name: 'x'.repeat(2_000_000) })).status, 413);
    assert.equal((await page.send('PATCH', '/auth/users/me/', 'Ada')).status, 422);
    assert.equal((await page.send('PATCH', '/auth/users/me/', ['Ada'])).status, 422);
    const { status, body } = await send(`${serving.url}/auth/token`, {
      method: 'POST',
      headers: { origin: frontEndOrigin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'username=a&password=b',
    });
    assert.deepEqual([status, typeof body.detail], [415, 'string']);
  });

  test('a query nobody can read is refused or ignored, never a 500', async () => {
    const queries = [
      '?machine_ids=%E0%A4%A',
      '?__proto__[x]=1&constructor=2',
      '?start_time[]=2025-07-07T06:00&start_time[]=2025-07-08T06:00',
      `?machine_ids=${'a,'.repeat(1_500)}b`,
      '?unknown=1&_t=1752000000',
      '?shift=DAY&shift=NIGHT',
      '?%00=%00&machine_ids=%00',
    ];
    for (const query of queries) {
      for (const path of ['oee', 'utilization', 'downtime-analysis']) {
        const { status } = await page.get(`/api/v1/analytics/${path}-optimized`, query);
        assert.ok(status < 500, `${path} ${query} ${status}`);
      }
    }
  });

  test('a factory without machines has its shifts already, and empty figures whatever is asked', async () => {
    assert.deepEqual((await page.get('/api/v1/dashboard/machines')).body, []);
    assert.deepEqual((await page.get('/api/v1/dashboard/shifts')).body, ['DAY', 'NIGHT']);
    const range = { start_time: '2025-07-07T05:00:00.000', end_time: '2025-07-14T05:00:00.000' };
    for (const filter of [{}, { shift: 'DAY' }, { shift: 'NIGHT', day_of_week: 'SUNDAY' }]) {
      for (const query of [filter, { ...range, ...filter }]) {
        for (const name of ['oee', 'utilization', 'downtime-analysis']) {
          const { status, body } = await page.get(`/api/v1/analytics/${name}-optimized`, query);
          assert.equal(status, 200, `${name} ${JSON.stringify(query)} ${JSON.stringify(body)}`);
        }
      }
      const { status, body } = await page.get('/api/v1/dashboard/analytical-data-optimized', { ...range, ...filter });
      assert.deepEqual([status, body.total_records, body.avg_utilization], [200, 0, 0]);
      const trends = await page.get('/api/v1/analytics/trends', { ...range, ...filter });
      assert.deepEqual([trends.status, trends.body.trends], [200, []]);
    }
    const unknown = await page.get('/api/v1/analytics/oee-optimized', { machine_ids: ['nosuch'] });
    assert.deepEqual([unknown.status, unknown.body.allowed], [422, []]);
  });

  function preflight(path: string, origin: string, method: string) {
    return send(`${serving.url}${path}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  }
});
