import assert from 'node:assert/strict';
import { test } from 'node:test';
import packageJson from '../../../package.json' with { type: 'json' };
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import type { ScheduleTables } from '../../../src/platform/schedule/index.ts';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf } from '../../support/http-client.ts';

onEachEngine('the state of the system', (under) => {
  test('is one page for administrators: process, database, disk, what waits and what failed', async () => {
    const { app, signIn, services, clock, config } = await startTestApp(under, {
      environment: { ACCESS_TOKEN_EXPIRE_MINUTES: '1440' },
    });
    const admin = clientOf(app, await signIn('ADMIN'));
    clock.advance(HOUR_MS);
    await services.store
      .access<ScheduleTables>()
      .insertInto('job_leases')
      .values({
        job: 'retention',
        leased_until: 0,
        next_run_at: clock.now(),
        last_started_at: clock.now() - 2_000,
        last_finished_at: clock.now() - 1_000,
        last_duration: 1_000,
        last_error: 'The disk that holds the database is full.',
      })
      .execute();
    const { status, body } = await admin('GET', '/api/v1/system');
    assert.equal(status, 200, JSON.stringify(body));
    const { database, disk, jobs, memory_bytes, ...rest } = body;
    assert.deepEqual(rest, {
      version: packageJson.version,
      node_version: process.versions.node,
      instance_id: config.instanceId,
      started_at: '2026-01-15T12:00:00.000Z',
      uptime_seconds: 3_600,
      queues: { dead_letters: 0, webhook_deliveries: 0, mails: 0 },
    });
    assert.match(database.version, under.engine === 'sqlite' ? /^SQLite 3\./ : /^PostgreSQL \d/);
    assert.ok(database.size_bytes > 100_000 && memory_bytes > 1_000_000);
    assert.ok(disk.free_bytes > 0 && disk.total_bytes >= disk.free_bytes);
    assert.deepEqual(jobs.failing, [
      {
        name: 'retention',
        error: 'The disk that holds the database is full.',
        failed_at: '2026-01-15T12:59:59.000Z',
      },
    ]);
    assert.ok(jobs.total > 5 && jobs.running === 0);
    const supervisor = clientOf(app, await signIn('SUPERVISOR'));
    assert.equal(outcomeOf(await supervisor('GET', '/api/v1/system')), '403 forbidden');
  });
});
