/** A server whose factory was moved to another time zone by another process: it says so, and stays out until they agree. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openServices } from '../../src/services.ts';
import { startTestApp } from '../support/app.ts';
import { onEachEngine } from '../support/engines.ts';

const url = '/api/v1/shift-instances?start_time=2025-07-01T00:00:00Z&end_time=2025-07-03T00:00:00Z';

onEachEngine('a server in another time zone than the factory', (under) => {
  test('answers zone-conflict, also what it remembers, and is not ready, until the factory is moved back', async () => {
    const { app, services, config, signIn } = await startTestApp(under);
    const headers = await signIn('VIEWER');
    const ask = () => app.inject({ url, headers });
    const ready = () => app.inject('/health/ready');
    const moveTo = async (timezone: string) => {
      const other = await openServices({ ...config, factory: { ...config.factory, timezone } }, services);
      await other.close();
    };
    const before = await ask();
    assert.equal(before.statusCode, 200);
    assert.equal((await ready()).statusCode, 200);

    await moveTo('America/Chicago');
    const refused = await ask();
    assert.equal(refused.statusCode, 503);
    assert.equal(refused.json().code, 'zone-conflict');
    const health = await ready();
    assert.equal(health.statusCode, 503);
    assert.match(health.body, /"name":"time zone","status":"failed"/);

    await moveTo(config.factory.timezone);
    const after = await ask();
    assert.equal(after.statusCode, 200);
    assert.deepEqual(after.json(), before.json());
    assert.equal((await ready()).statusCode, 200);
  });
});
