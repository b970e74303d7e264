/** Changes of shifts that meet recordings and each other: whoever commits first, sums and calendars fit each other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { systemActor } from '../../../src/kernel/access.ts';
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import { DomainError } from '../../../src/kernel/errors.ts';
import { createMachines } from '../../../src/modules/machines/index.ts';
import { createShiftCalendars, createTimeline, type StatusPeriodInput } from '../../../src/modules/timeline/index.ts';
import { minuteOf, weeklyOf } from '../../../src/modules/timeline/shifts/shift-patterns.rules.ts';
import type { TimelineTables } from '../../../src/modules/timeline/tables.ts';
import { createStore, type OutboxTables } from '../../../src/platform/outbox/index.ts';
import { TestClock } from '../../support/clock.ts';
import { onEachEngine, type TestDatabase } from '../../support/engines.ts';
import { holdCommits } from '../../support/held-commits.ts';

const actor = systemActor('test');
const environment = { dayStart: '06:00', dayEnd: '18:00' };
const factory = { placeId: null, machineId: null };
const shift = (code: string, start: string, end: string) => ({
  code,
  startMinute: minuteOf(start),
  endMinute: minuteOf(end),
});
const earlyAndLate = weeklyOf([shift('EARLY', '06:00', '10:00'), shift('LATE', '10:00', '18:00')]);
const source = { kind: 'csv', name: 'test' } as const;
/** Twelve hours of uptime from 06:00 to 18:00. */
const dayUp = (machineId: string): StatusPeriodInput => ({
  id: `up-${machineId}`,
  machineId,
  startMs: Date.parse('2025-07-02T06:00Z'),
  endMs: Date.parse('2025-07-02T18:00Z'),
  classification: 'UPTIME',
  productivity: null,
  reasonText: null,
});

onEachEngine('shifts that change while others work with them', ({ createDatabase }) => {
  /** One process on the database. */
  function processOn({ database }: TestDatabase, zone = 'UTC') {
    const clock = new TestClock();
    const store = createStore(database, clock);
    const log = pino({ level: 'silent' });
    const machines = createMachines({ store, clock, log });
    const shifts = createShiftCalendars({ store, log, machines, zone });
    const { calendarsOf, slices } = shifts;
    const timeline = createTimeline({ store, log, slices, calendarsOf });
    async function hoursByShift(machineId: string): Promise<Record<string, number>> {
      const [fromMs, toMs] = [Date.parse('2025-06-20T00:00Z'), Date.parse('2025-08-10T00:00Z')];
      const question = { fromMs, toMs, machineIds: [machineId], groupBy: 'shift', withReasons: false } as const;
      const { groups } = await timeline.account(question);
      const hours = Array.from(groups, ([code, { sums }]): [string, number] => [
        code ?? 'none',
        [...sums.entries()].reduce((total, sum) => total + sum.durationMs, 0) / HOUR_MS,
      ]);
      return Object.fromEntries(hours.filter(([, count]) => count > 0).sort());
    }
    return { store, machines, shifts, timeline, hoursByShift };
  }

  async function open() {
    const opened = await createDatabase();
    const first = processOn(opened);
    await first.shifts.alignWithEnvironment(actor, environment);
    await first.machines.ensureMachines(actor, [{ id: 'm1', name: 'Mill 1' }]);
    // a process that remembers the calendars as they were
    await first.hoursByShift('m1');
    return { ...first, opened };
  }

  /** Begins each when the one before waits to commit, and lets them go on together. */
  async function meet<T>(opened: TestDatabase, ...works: readonly (() => Promise<T>)[]): Promise<(T | string)[]> {
    const held = await holdCommits(opened);
    const outcomes: Promise<T | string>[] = [];
    try {
      for (const work of works) {
        const outcome = work().catch((error: unknown) => {
          if (error instanceof DomainError) return error.code as string;
          throw error;
        });
        outcomes.push(outcome);
        await held.waiting(outcomes.length);
      }
    } finally {
      await held.release();
    }
    return Promise.all(outcomes);
  }

  const newShifts = { validFrom: '2025-07-01', weekly: earlyAndLate, note: null };

  for (const calendarFirst of [false, true]) {
    const order = calendarFirst ? 'recorded while a calendar changes' : 'on its way when a calendar changes';
    test(`the first load of a machine that is ${order} is answered by the new shifts, before and after the rebuilding`, async () => {
      const { opened, shifts, timeline, hoursByShift } = await open();
      const record = () => timeline.recordPeriods(actor, [dayUp('m1')], source);
      const change = () => shifts.createCalendar(actor, factory, newShifts);
      await meet<unknown>(opened, ...(calendarFirst ? [change, record] : [record, change]));
      assert.deepEqual(await hoursByShift('m1'), { EARLY: 4, LATE: 8 });
      await timeline.rebuildStale(actor);
      assert.deepEqual(await hoursByShift('m1'), { EARLY: 4, LATE: 8 });
    });
  }

  test('an exception that meets a load is in the sums', async () => {
    const { opened, shifts, timeline, hoursByShift } = await open();
    await meet<unknown>(
      opened,
      () => timeline.recordPeriods(actor, [dayUp('m1')], source),
      () => shifts.createException(actor, factory, { date: '2025-07-02', shifts: earlyAndLate[3], note: null }),
    );
    assert.deepEqual(await hoursByShift('m1'), { EARLY: 4, LATE: 8 });
  });

  test('of two who rebuild the same sums at once each month is counted by one of them', async () => {
    const { opened, shifts, timeline } = await open();
    const other = processOn(opened).timeline;
    await timeline.recordPeriods(actor, [dayUp('m1')], source);
    const created = await shifts.createCalendar(actor, factory, newShifts);
    const alone = await timeline.rebuildStale(actor);
    await shifts.removeCalendar(actor, created.id);
    const [one, another] = await Promise.all([timeline.rebuildStale(actor), other.rebuildStale(actor)]);
    assert.equal(one + another, alone);
  });

  test('a machine that moves to a place with other shifts while it is loaded has them in its sums', async () => {
    const { opened, shifts, machines, timeline, hoursByShift } = await open();
    const site = await machines.createPlace(actor, { name: 'Leeds' });
    await shifts.createCalendar(actor, { placeId: site.id, machineId: null }, newShifts);
    await meet<unknown>(
      opened,
      () => timeline.recordPeriods(actor, [dayUp('m1')], source),
      () => machines.changeMachine(actor, 'm1', { placeId: site.id }),
    );
    assert.deepEqual(await hoursByShift('m1'), { EARLY: 4, LATE: 8 });
  });

  test('of two who remove the last two calendars of the factory at once one is refused', async () => {
    const { opened, shifts } = await open();
    await shifts.createCalendar(actor, factory, newShifts);
    const ids = (await shifts.listCalendars()).map(({ id }) => id);
    assert.equal(ids.length, 2);
    const outcomes = await meet(opened, ...ids.map((id) => () => shifts.removeCalendar(actor, id)));
    assert.deepEqual(outcomes, [undefined, 'in-use']);
    assert.equal((await shifts.listCalendars()).length, 1);
  });

  test('of two servers that start at once with other shifts and another zone both start, and the change happens once', async () => {
    const { opened } = await open();
    const changed = { dayStart: '07:00', dayEnd: '19:00' };
    const start = () => processOn(opened, 'Europe/London').shifts.alignWithEnvironment(actor, changed);
    const [said, again] = await meet(opened, start, start);
    assert.equal(said?.length, 2);
    assert.deepEqual(again, []);
    const { shifts, store } = processOn(opened, 'Europe/London');
    const [calendar] = await shifts.listCalendars();
    assert.equal(calendar?.weekly?.[1][0]?.startMinute, minuteOf('07:00'));
    assert.equal(calendar.version, 2);
    const summer = Date.parse('2025-07-02T06:00Z');
    assert.equal((await shifts.listShiftInstances(summer, summer + 1))[0]?.startMs, summer);
    const types = await store.access<OutboxTables>().selectFrom('events').select('type').orderBy('sequence').execute();
    assert.deepEqual(
      types.map(({ type }) => type).filter((type) => type.includes('changed')),
      ['com.milldash.shift-calendar.zone-changed', 'com.milldash.shift-calendar.changed'],
    );
  });

  test('a process that works in another zone than the factory neither records, answers, nor changes shifts', async () => {
    const { opened, shifts, timeline, store, hoursByShift } = await open();
    const other = processOn(opened, 'America/Chicago');
    const record = () => timeline.recordPeriods(actor, [dayUp('m1')], source);
    const [, refused] = await meet<unknown>(
      opened,
      () => other.shifts.alignWithEnvironment(actor, environment),
      record,
    );
    assert.equal(refused, 'zone-conflict');
    const [fromMs, toMs] = [0, HOUR_MS];
    for (const work of [
      record,
      () => hoursByShift('m1'),
      () => timeline.shiftCodes([]),
      () => shifts.listShiftInstances(fromMs, toMs),
      () => shifts.createCalendar(actor, factory, newShifts),
      () => shifts.createException(actor, factory, { date: '2025-07-02', shifts: [], note: null }),
    ]) {
      await assert.rejects(work, {
        code: 'zone-conflict',
        message: /time zone is America\/Chicago, but this process was started with FACTORY_TIMEZONE=UTC/,
      });
    }
    const periods = await store.access<TimelineTables>().selectFrom('status_periods').select('id').execute();
    assert.deepEqual(periods, []);
    assert.equal((await shifts.listCalendars()).length, 1);
    await other.timeline.recordPeriods(actor, [dayUp('m1')], source);
    assert.deepEqual(await other.hoursByShift('m1'), { DAY: 7, NIGHT: 5 });
  });

  test('a command takes the stored shifts, refuses another zone, and sets up only a factory that is new', async () => {
    const { opened } = await open();
    const later = { dayStart: '07:00', dayEnd: '19:00' };
    const { shifts, store } = processOn(opened);
    const eventsBefore = await store.access<OutboxTables>().selectFrom('events').select('id').execute();
    await shifts.acceptStored(actor, later);
    assert.equal((await shifts.listCalendars())[0]?.weekly?.[1][0]?.startMinute, minuteOf('06:00'));
    await assert.rejects(processOn(opened, 'Asia/Tokyo').shifts.acceptStored(actor, environment), {
      code: 'zone-conflict',
      message: /Set FACTORY_TIMEZONE=UTC, or run "milldash migrate" to move the factory to Asia\/Tokyo/,
    });
    const eventsAfter = await store.access<OutboxTables>().selectFrom('events').select('id').execute();
    assert.deepEqual(eventsAfter, eventsBefore);
    const fresh = processOn(await createDatabase(), 'Asia/Tokyo');
    await fresh.shifts.acceptStored(actor, later);
    assert.equal((await fresh.shifts.listCalendars())[0]?.weekly?.[1][0]?.startMinute, minuteOf('07:00'));
  });

  test('a change of shifts makes each machine rebuild from its own first period on', async () => {
    const { shifts, machines, timeline, store } = await open();
    await machines.ensureMachines(actor, [{ id: 'm2', name: 'Mill 2' }]);
    const old = { ...dayUp('m2'), startMs: Date.parse('2000-01-05T06:00Z'), endMs: Date.parse('2000-01-05T07:00Z') };
    await timeline.recordPeriods(actor, [dayUp('m1'), old], source);
    await shifts.createException(actor, factory, { date: '1999-01-01', shifts: [], note: null });
    const marks = await store
      .access<TimelineTables>()
      .selectFrom('timeline_machines')
      .select(['machine_id', 'stale_from'])
      .orderBy('machine_id')
      .execute();
    assert.deepEqual(
      marks.map(({ machine_id, stale_from }) => [machine_id, new Date(stale_from ?? 0).toISOString().slice(0, 7)]),
      [
        ['m1', '2025-06'],
        ['m2', '2000-01'],
      ],
    );
  });
});
