import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { createStore, type OutboxTables } from '../../src/platform/outbox/index.ts';
import {
  createSchedule,
  makeDue,
  requestRun,
  resultOf,
  type ScheduleTables,
} from '../../src/platform/schedule/index.ts';
import { TestClock } from '../support/clock.ts';
import { onEachEngine } from '../support/engines.ts';
import { until } from '../support/until.ts';

onEachEngine('the schedule', ({ createDatabase }) => {
  async function open() {
    const { database } = await createDatabase();
    const clock = new TestClock();
    const store = createStore(database, clock);
    const lines: { level: number; msg: string; payload: Record<string, unknown> }[] = [];
    const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const processWith = (
      run: () => Promise<string | null | void>,
      leaseMs = MINUTE_MS,
      instance = 'mill-1',
      by: typeof store = store,
    ) =>
      createSchedule({ store: by, clock, log, instance, renewEveryMs: 5 }, [
        { name: 'job', description: 'Does it.', everyMs: HOUR_MS, leaseMs, run: async () => (await run()) ?? null },
      ]);
    const access = store.access<ScheduleTables>();
    const lease = () => access.selectFrom('job_leases').selectAll().executeTakeFirstOrThrow();
    let last = 0;
    /** Steps of jobs that were told since the last time. */
    async function told(): Promise<string[]> {
      const events = store.access<OutboxTables>().selectFrom('events').selectAll().where('sequence', '>', last);
      const rows = await events.orderBy('sequence').execute();
      last = rows.at(-1)?.sequence ?? last;
      return rows.map(({ type, subject }) => `${subject} ${type.replace('com.milldash.job.', '')}`);
    }
    return { access, clock, lines, store, processWith, lease, told };
  }

  /** A run that goes on until it is told to end. */
  function slowRun() {
    const [started, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    return {
      started: started.promise,
      end: ended.resolve,
      run() {
        started.resolve();
        return ended.promise;
      },
    };
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

  test('a job is not started again while it runs, for as long as a run may take', async () => {
    const { clock, processWith, lease } = await open();
    const slow = slowRun();
    const running = processWith(slow.run, 3 * HOUR_MS).runDue();
    await slow.started;
    const other = processWith(async () => 'all of it', 3 * HOUR_MS, 'mill-2');
    clock.advance(2 * HOUR_MS);
    await until('the lease is renewed', async () => (await lease()).leased_until > clock.now());
    assert.deepEqual(await other.runDue(), [], 'its time has come, but it still runs');
    clock.advance(HOUR_MS);
    assert.deepEqual(await other.runDue(), ['job'], 'whoever ran it has not come back in time');
    slow.end();
    assert.deepEqual(await running, ['job']);
    const { instance, last_result } = await lease();
    assert.deepEqual([instance, last_result], ['mill-2', 'all of it'], 'who comes back too late changes nothing');
  });

  test('a job whose process died at it runs again soon, however long a run may take', async () => {
    const { access, clock, processWith } = await open();
    const dying = slowRun();
    const died = processWith(dying.run, 3 * HOUR_MS).runDue();
    await dying.started;
    const before = await access.selectFrom('job_leases').selectAll().executeTakeFirstOrThrow();
    // as it is left by a process that renews nothing any more, and does not say so
    dying.end();
    await died;
    await access
      .updateTable('job_leases')
      .set({ ...before, next_run_at: clock.now() })
      .execute();
    const other = processWith(async () => 'all of it', 3 * HOUR_MS, 'mill-2');
    clock.advance(MINUTE_MS);
    assert.deepEqual(await other.runDue(), [], 'its clock may be behind by that much');
    clock.advance(MINUTE_MS / 2);
    assert.deepEqual(await other.runDue(), ['job']);
  });

  test('a time that was written by a clock far ahead is not waited for', async () => {
    const { access, clock, processWith } = await open();
    let runs = 0;
    const job = processWith(async () => void runs++);
    clock.advance(24 * HOUR_MS);
    await job.runDue();
    // as a process leaves it that dies at its work
    await access
      .updateTable('job_leases')
      .set({ holder: 'dead', leased_until: clock.now() + MINUTE_MS })
      .execute();
    clock.advance(-24 * HOUR_MS);
    await job.runDue();
    assert.equal(runs, 2);
    clock.advance(-MINUTE_MS);
    await job.runDue();
    assert.equal(runs, 2, 'clocks of two machines differ a little');
  });

  test('what a run did is kept, and is one line: at info where something was done, at debug where nothing was', async () => {
    const { clock, lines, processWith, lease } = await open();
    let did: string | null = resultOf({ 'files removed': 3, 'pictures lost': 0 });
    const process = processWith(async () => did);
    const told = () => lines.splice(0).map(({ level, msg }) => [level, msg.replace(/in \d+ ms/, 'in … ms')]);
    await process.runDue();
    assert.deepEqual(told(), [[30, "Job 'job' done in … ms: files removed: 3"]]);
    const { last_result, last_duration, last_error, instance } = await lease();
    assert.deepEqual([last_result, last_error, instance], ['files removed: 3', null, 'mill-1']);
    assert.ok(last_duration !== null && last_duration >= 0);
    did = resultOf({ 'files removed': 0 });
    clock.advance(HOUR_MS);
    await process.runDue();
    assert.deepEqual(told(), [[20, "Job 'job' done in … ms: nothing to do"]]);
    assert.equal((await lease()).last_result, null);
    did = 'x'.repeat(100_000);
    clock.advance(HOUR_MS);
    await process.runDue();
    assert.equal((await lease()).last_result?.length, 500);
  });

  test('a job that fails says so, frees its lease and runs again at its next time', async () => {
    const { clock, lines, processWith, lease } = await open();
    let fails = true;
    const process = processWith(async () => {
      if (fails) throw new Error('planned', { cause: new Error('why it was') });
    });
    assert.deepEqual(await process.runDue(), ['job']);
    const failed = await lease();
    assert.equal(failed.last_error, 'planned ← why it was');
    assert.deepEqual([failed.holder, failed.last_result], [null, null]);
    assert.deepEqual(
      lines.map(({ level, payload }) => [level, payload['job']]),
      [[50, 'job']],
    );
    fails = false;
    clock.advance(HOUR_MS);
    await process.runDue();
    assert.equal((await lease()).last_error, null);
  });

  test('a job that somebody asks for runs once, before its time and by whoever looks first', async () => {
    const { access, clock, processWith, lease } = await open();
    let runs = 0;
    const processes = Array.from({ length: 3 }, () => processWith(async () => void runs++));
    const look = async () => (await Promise.all(processes.map((each) => each.runDue()))).flat();
    await look();
    for (const who of ['ada', 'bob']) {
      const asked = await requestRun(access, 'job', who, clock.now());
      assert.deepEqual([asked?.requested_by, asked?.requested_at], [who, clock.now()]);
    }
    assert.deepEqual(await look(), ['job']);
    assert.deepEqual([await look(), runs], [[], 2]);
    const after = await lease();
    assert.deepEqual([after.requested_at, after.requested_by], [null, null]);
    assert.equal(after.next_run_at, clock.now() + HOUR_MS);
  });

  test('a run is told of where it did something or begins or ceases to fail, and no run that found nothing to do', async () => {
    const { clock, processWith, told } = await open();
    let run = async (): Promise<string | null> => null;
    const process = processWith(() => run());
    const toldOf = async (next: typeof run) => {
      run = next;
      clock.advance(HOUR_MS);
      await process.runDue();
      return told();
    };
    const nothing = async () => null;
    const fails = async () => {
      throw new Error('planned');
    };
    assert.deepEqual(await toldOf(nothing), []);
    assert.deepEqual(await toldOf(async () => 'files removed: 3'), ['jobs/job done']);
    assert.deepEqual(await toldOf(fails), ['jobs/job failed']);
    assert.deepEqual(await toldOf(fails), [], 'it fails as before');
    assert.deepEqual(await toldOf(nothing), ['jobs/job done'], 'it is well again');
    assert.deepEqual(await toldOf(nothing), []);
  });

  test('a run that somebody asked for is told of when it begins and when it ends, whatever it finds to do', async () => {
    const { access, clock, processWith, told } = await open();
    const slow = slowRun();
    const process = processWith(slow.run);
    await requestRun(access, 'job', 'ada', clock.now());
    const running = process.runDue();
    await slow.started;
    assert.deepEqual(await told(), ['jobs/job started']);
    slow.end();
    await running;
    assert.deepEqual(await told(), ['jobs/job done']);
  });

  test('a run whose lease was taken, though nobody was told of it, begins at the next look', async () => {
    const { access, clock, lease, store, processWith, told } = await open();
    let runs = 0;
    let isLost = true;
    const losing: typeof store = {
      ...store,
      async transact(...given: Parameters<typeof store.transact>) {
        const result = await store.transact(...given);
        if (isLost) throw new Error('the answer to COMMIT is lost');
        return result;
      },
    } as typeof store;
    const process = processWith(async () => void runs++, HOUR_MS, 'mill-1', losing);
    const other = processWith(async () => void runs++, HOUR_MS, 'mill-2');
    await requestRun(access, 'job', 'ada', clock.now());
    await assert.rejects(process.runDue(), /lost/);
    assert.deepEqual(await told(), ['jobs/job started']);
    isLost = false;
    assert.deepEqual([await other.runDue(), await process.runDue(), runs], [[], ['job'], 1]);
    assert.equal((await lease()).holder, null);
    assert.deepEqual(await told(), ['jobs/job done']);
    assert.deepEqual(await process.runDue(), []);
  });

  test('a job that runs cannot be asked for, but made due: then it runs again when it has ended', async () => {
    const { access, clock, processWith } = await open();
    const slow = slowRun();
    const process = processWith(slow.run);
    const running = process.runDue();
    await slow.started;
    assert.equal(await requestRun(access, 'job', 'ada', clock.now()), undefined);
    await makeDue(access, 'job', clock.now());
    slow.end();
    await running;
    assert.deepEqual(await process.runDue(), ['job']);
    assert.deepEqual(await process.runDue(), []);
  });

  test('a stopped process starts nothing and waits for what runs', async () => {
    const { processWith } = await open();
    let done = false;
    const slow = slowRun();
    const schedule = processWith(async () => {
      await slow.run();
      done = true;
    });
    const running = schedule.runDue();
    await slow.started;
    const stopping = schedule.stop();
    slow.end();
    await stopping;
    assert.equal(done, true);
    assert.deepEqual(await running, ['job']);
    assert.deepEqual(await schedule.runDue(), []);
  });
});
