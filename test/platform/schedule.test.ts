import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { createStore } from '../../src/platform/outbox/index.ts';
import { createSchedule, type ScheduleTables } from '../../src/platform/schedule/index.ts';
import { TestClock } from '../support/clock.ts';
import { onEachEngine } from '../support/engines.ts';

const log = pino({ level: 'silent' });

onEachEngine('the schedule', ({ createDatabase }) => {
  async function open() {
    const { database } = await createDatabase();
    const clock = new TestClock();
    const store = createStore(database, clock);
    const processWith = (run: () => Promise<void>, leaseMs = MINUTE_MS) =>
      createSchedule(store, clock, log, [{ name: 'job', everyMs: HOUR_MS, leaseMs, run }]);
    const lease = () => store.access<ScheduleTables>().selectFrom('job_leases').selectAll().executeTakeFirstOrThrow();
    return { clock, processWith, lease };
  }

  test('a job runs once at its time, however many processes look', async () => {
    const { clock, processWith } = await open();
    let runs = 0;
    const processes = Array.from({ length: 4 }, () => processWith(async () => void runs++));
    const look = () => Promise.all(processes.map((each) => each.runDue()));
    await look();
    assert.equal(runs, 1);
    await look();
    assert.equal(runs, 1);
    clock.advance(HOUR_MS);
    await look();
    assert.equal(runs, 2);
  });

  test('a job is not started again while it runs, unless its lease has run out', async () => {
    const { clock, processWith } = await open();
    let finish = (): void => {};
    let onStart = (): void => {};
    const started = new Promise<void>((resolve) => (onStart = resolve));
    const slow = processWith(() => {
      onStart();
      return new Promise((resolve) => (finish = resolve));
    }, 3 * HOUR_MS);
    const running = slow.runDue();
    await started;
    const other = processWith(async () => {}, 3 * HOUR_MS);
    clock.advance(2 * HOUR_MS);
    assert.deepEqual(await other.runDue(), [], 'its time has come, but it still runs');
    clock.advance(HOUR_MS);
    assert.deepEqual(await other.runDue(), ['job'], 'whoever ran it has not come back in time');
    finish();
    assert.deepEqual(await running, ['job']);
  });

  test('a job that fails says so, frees its lease and runs again at its next time', async () => {
    const { clock, processWith, lease } = await open();
    let fails = true;
    const process = processWith(async () => {
      if (fails) throw new Error('planned');
    });
    assert.deepEqual(await process.runDue(), ['job']);
    const failed = await lease();
    assert.match(failed.last_error ?? '', /planned/);
    assert.equal(failed.holder, null);
    fails = false;
    clock.advance(HOUR_MS);
    await process.runDue();
    assert.equal((await lease()).last_error, null);
  });

  test('a stopped process starts nothing and waits for what runs', async () => {
    const { processWith } = await open();
    let finish = (): void => {};
    let done = false;
    const schedule = processWith(async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      done = true;
    });
    const running = schedule.runDue();
    const stopping = schedule.stop();
    while (!done) {
      finish();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await stopping;
    assert.deepEqual(await running, ['job']);
    assert.deepEqual(await schedule.runDue(), []);
  });
});
