import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { schedulesOf } from '../../../src/app/jobs.ts';
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import { formatInstant } from '../../../src/kernel/instant.ts';
import { createSchedule, type Schedule } from '../../../src/platform/schedule/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf, type Send } from '../../support/http-client.ts';

onEachEngine('jobs over HTTP', (under) => {
  let app: TestApp;
  let send: Send;
  let schedule: Schedule;

  before(async () => {
    app = await startTestApp(under, { environment: { ACCESS_TOKEN_EXPIRE_MINUTES: '1440' } });
    send = clientOf(app.app, await app.signIn('ADMIN'));
    const [jobs = []] = schedulesOf(app.services);
    schedule = createSchedule({ ...app.services, instance: 'mill-1' }, jobs);
  });

  const job = async (name: string) => (await send('GET', `/api/v1/jobs/${name}`)).body;

  test('every job of every schedule is listed by name with what it does, before it has ever run', async () => {
    const { body } = await send('GET', '/api/v1/jobs');
    const names = body.items.map(({ name }: any) => name);
    const scheduled = schedulesOf(app.services).flatMap((jobs) => jobs.map(({ name }) => name));
    assert.deepEqual(names, scheduled.toSorted());
    assert.ok(names.includes('fourjaw-poll') && names.includes('retention'));
    for (const { description } of body.items) assert.match(description, /^[A-Z].+\.$/);
    const [first] = body.items;
    assert.deepEqual(
      [first.running, first.last_started_at, first.next_run_at, first.instance],
      [false, null, null, null],
    );
    assert.deepEqual(await job(first.name), first);
  });

  test('each says when it ran, for how long, where, what it did, and when it runs next', async () => {
    await schedule.runDue();
    const now = app.clock.now();
    const { last_duration_seconds, ...retention } = await job('retention');
    assert.deepEqual(
      { ...retention, description: '' },
      {
        name: 'retention',
        description: '',
        every_seconds: 86_400,
        running: false,
        instance: 'mill-1',
        last_started_at: formatInstant(now),
        last_finished_at: formatInstant(now),
        last_result: null,
        last_error: null,
        next_run_at: formatInstant(now + 24 * HOUR_MS),
        requested_at: null,
        requested_by: null,
      },
    );
    assert.ok(last_duration_seconds >= 0 && last_duration_seconds < 60);
    for (const { last_error } of (await send('GET', '/api/v1/jobs')).body.items) assert.equal(last_error, null);
  });

  test('an administrator has one run now: it is announced, in the audit log, and done at the next look', async () => {
    app.clock.advance(2 * HOUR_MS);
    await schedule.runDue();
    app.clock.advance(HOUR_MS / 60);
    const asked = await send('POST', '/api/v1/jobs/prune-sign-ins/run');
    assert.deepEqual(
      [asked.status, asked.body.running, asked.body.requested_by],
      [202, false, 'admin@factory.example'],
    );
    assert.deepEqual(asked.body, await job('prune-sign-ins'));
    const event = (await send('GET', '/api/v1/events?types=com.milldash.job.requested')).body.items.at(-1);
    assert.deepEqual([event.subject, event.data], ['jobs/prune-sign-ins', { name: 'prune-sign-ins' }]);
    const [entry] = (await send('GET', '/api/v1/audit?action=job.requested')).body.items;
    assert.deepEqual([entry.entity_id, entry.actor.name], ['prune-sign-ins', 'admin@factory.example']);
    const ran = await schedule.runDue();
    assert.ok(ran.includes('prune-sign-ins') && !ran.includes('retention'), ran.join());
    const after = await job('prune-sign-ins');
    assert.deepEqual([after.requested_at, after.last_started_at], [null, formatInstant(app.clock.now())]);
  });

  test('what a job did is shown until its next run', async () => {
    await send('POST', '/api/v1/realtime/tickets');
    app.clock.advance(5 * HOUR_MS);
    await schedule.runDue();
    assert.equal((await job('prune-realtime-tickets')).last_result, 'tickets removed: 1');
  });

  test('while a job runs it says so, and cannot be asked for', async () => {
    const [started, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = createSchedule({ ...app.services, instance: 'mill-2' }, [
      {
        name: 'sweep-files',
        description: '',
        everyMs: HOUR_MS,
        leaseMs: HOUR_MS,
        async run() {
          started.resolve();
          await ended.promise;
          return null;
        },
      },
    ]);
    assert.equal((await send('POST', '/api/v1/jobs/sweep-files/run')).status, 202);
    const running = slow.runDue();
    await started.promise;
    const { running: isRunning, instance } = await job('sweep-files');
    assert.deepEqual([isRunning, instance], [true, 'mill-2']);
    assert.equal(outcomeOf(await send('POST', '/api/v1/jobs/sweep-files/run')), '409 job-running');
    assert.equal((await job('sweep-files')).requested_at, null);
    ended.resolve();
    await running;
    assert.equal((await job('sweep-files')).running, false);
    assert.equal((await send('POST', '/api/v1/jobs/sweep-files/run')).status, 202);
  });

  test('a job that nobody knows is refused with the names that there are, other work that is leased too', async () => {
    for (const name of ['nothing', 'webhook-deliveries']) {
      for (const [method, path] of [
        ['GET', `/api/v1/jobs/${name}`],
        ['POST', `/api/v1/jobs/${name}/run`],
      ] as const) {
        const answer = await send(method, path);
        assert.equal(outcomeOf(answer), '404 job-not-found');
        assert.ok(answer.body.allowed.includes('retention'));
      }
    }
  });

  test('an installation without FourJaw has no job for it', async () => {
    const without = await startTestApp(under, { environment: { FOURJAW_BASE_URL: '', FOURJAW_API_KEY: '' } });
    const ask = clientOf(without.app, await without.signIn('ADMIN'));
    assert.equal((await ask('GET', '/api/v1/jobs/fourjaw-poll')).status, 404);
  });
});
