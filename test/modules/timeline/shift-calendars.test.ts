import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { systemActor } from '../../../src/kernel/access.ts';
import { DomainError } from '../../../src/kernel/errors.ts';
import { createMachines } from '../../../src/modules/machines/index.ts';
import { Category, createShiftCalendars, createTimeline } from '../../../src/modules/timeline/index.ts';
import type { ShiftDefinition } from '../../../src/modules/timeline/shifts/shift-instances.rules.ts';
import { minuteOf, weeklyOf } from '../../../src/modules/timeline/shifts/shift-patterns.rules.ts';
import type { TimelineTables } from '../../../src/modules/timeline/tables.ts';
import type { Database } from '../../../src/platform/database/index.ts';
import { createStore, type OutboxTables } from '../../../src/platform/outbox/index.ts';
import { TestClock } from '../../support/clock.ts';
import { onEachEngine } from '../../support/engines.ts';

const actor = systemActor('test');
const shift = (code: string, start: string, end: string): ShiftDefinition => ({
  code,
  startMinute: minuteOf(start),
  endMinute: minuteOf(end),
});
const early = weeklyOf([shift('EARLY', '05:00', '13:00')]);
const late = weeklyOf([shift('LATE', '13:00', '21:00')]);
const factory = { placeId: null, machineId: null };
const seeded = { dayStart: '06:00', dayEnd: '18:00' };
const from = (date: string) => Date.parse(`${date}T00:00:00Z`);

onEachEngine('shift calendars', ({ createDatabase }) => {
  function use(database: Database, zone = 'Europe/London') {
    const clock = new TestClock();
    const store = createStore(database, clock);
    const log = pino({ level: 'silent' });
    const machines = createMachines({ store, clock, log });
    const shifts = createShiftCalendars({ store, log, machines, zone });
    const timeline = createTimeline({ store, log, slices: shifts.slices, calendarsOf: shifts.calendarsOf });
    return { store, machines, shifts, timeline };
  }
  async function open() {
    const { database } = await createDatabase();
    const opened = use(database);
    await opened.shifts.alignWithEnvironment(actor, seeded);
    return { database, ...opened };
  }
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof DomainError ? error.code : error),
    );
  const codesOn = async (shifts: ReturnType<typeof use>['shifts'], date: string, machineId?: string) =>
    (await shifts.listShiftInstances(from(date) + 7_200_000, from(date) + 86_400_000, machineId))
      .filter(({ productionDay }) => productionDay === date)
      .map((instance) => instance.shift);

  test('an empty database gets DAY and NIGHT of the environment once, however many processes start', async () => {
    const { database } = await createDatabase();
    const { shifts, store } = use(database);
    await Promise.all([1, 2, 3].map(() => shifts.alignWithEnvironment(actor, seeded)));
    const calendars = await shifts.listCalendars();
    assert.equal(calendars.length, 1);
    assert.equal(calendars[0]?.seeded, true);
    const summer = await shifts.listShiftInstances(Date.parse('2025-07-01T05:00Z'), Date.parse('2025-07-02T05:00Z'));
    assert.deepEqual(
      summer.map(({ shift, startMs }) => [shift, new Date(startMs).toISOString()]),
      [
        ['DAY', '2025-07-01T05:00:00.000Z'],
        ['NIGHT', '2025-07-01T17:00:00.000Z'],
      ],
    );
    const events = await store.access<OutboxTables>().selectFrom('events').select('type').execute();
    assert.deepEqual(
      events.map(({ type }) => type),
      ['com.milldash.shift-calendar.created'],
    );
  });

  test('a calendar that nobody has changed follows the environment, and one that somebody has does not', async () => {
    const { shifts } = await open();
    await shifts.alignWithEnvironment(actor, { dayStart: '07:00', dayEnd: '19:00' });
    const [calendar] = await shifts.listCalendars();
    assert.equal(calendar?.version, 2);
    assert.equal(calendar.weekly?.[1][0]?.startMinute, 420);
    await shifts.changeCalendar(actor, calendar.id, { ...calendar, weekly: early });
    await shifts.alignWithEnvironment(actor, seeded);
    assert.deepEqual((await shifts.getCalendar(calendar.id)).weekly, early);
    assert.equal((await shifts.getCalendar(calendar.id)).seeded, false);
  });

  test('the most specific scope holds from its date on, and follows the enclosing one again when it says so', async () => {
    const { shifts, machines } = await open();
    const site = await machines.createPlace(actor, { name: 'Leeds' });
    const area = await machines.createPlace(actor, { name: 'Rolling', parentId: site.id });
    await machines.createMachine(actor, { id: 'm1', name: 'Mill 1', placeId: area.id });
    await machines.createMachine(actor, { id: 'm2', name: 'Mill 2' });
    await shifts.createCalendar(
      actor,
      { placeId: site.id, machineId: null },
      { validFrom: '2025-06-01', weekly: early, note: null },
    );
    const own = { placeId: null, machineId: 'm1' };
    await shifts.createCalendar(actor, own, { validFrom: '2025-07-01', weekly: late, note: null });
    await shifts.createCalendar(actor, own, { validFrom: '2025-08-01', weekly: null, note: null });
    assert.deepEqual(await codesOn(shifts, '2025-05-15', 'm1'), ['DAY', 'NIGHT']);
    assert.deepEqual(await codesOn(shifts, '2025-06-15', 'm1'), ['EARLY']);
    assert.deepEqual(await codesOn(shifts, '2025-07-15', 'm1'), ['LATE']);
    assert.deepEqual(await codesOn(shifts, '2025-08-15', 'm1'), ['EARLY']);
    assert.deepEqual(await codesOn(shifts, '2025-08-15', 'm2'), ['DAY', 'NIGHT']);
    assert.deepEqual(await codesOn(shifts, '2025-08-15'), ['DAY', 'NIGHT']);
    await machines.changeMachine(actor, 'm2', { placeId: area.id });
    assert.deepEqual(
      await codesOn(shifts, '2025-08-15', 'm2'),
      ['EARLY'],
      'a moved machine works the shifts of its place',
    );
  });

  test('machines with the same shifts share one calendar, which changes elsewhere leave alone', async () => {
    const { shifts, machines, store } = await open();
    await machines.createMachine(actor, { id: 'm1', name: 'Mill 1' });
    await machines.createMachine(actor, { id: 'm2', name: 'Mill 2' });
    const before = await shifts.calendarsOf(store.access(), ['m1', 'm2']);
    assert.equal(before.get('m1'), before.get('m2'));
    await shifts.createCalendar(
      actor,
      { placeId: null, machineId: 'm2' },
      { validFrom: '2025-01-01', weekly: late, note: null },
    );
    const after = await shifts.calendarsOf(store.access(), ['m1', 'm2']);
    assert.equal(after.get('m1'), before.get('m1'));
    assert.notEqual(after.get('m2')?.key, before.get('m2')?.key);
  });

  test('a change made by another process is seen', async () => {
    const { database, shifts } = await open();
    const [calendar] = await shifts.listCalendars();
    assert.deepEqual(await codesOn(shifts, '2025-06-02'), ['DAY', 'NIGHT']);
    const other = use(database);
    await other.shifts.changeCalendar(actor, calendar?.id ?? 0, { validFrom: '1970-01-01', weekly: early, note: null });
    assert.deepEqual(await codesOn(shifts, '2025-06-02'), ['EARLY']);
  });

  test('a machine made in a transaction has the calendar of the factory inside it', async () => {
    const { shifts, machines, store } = await open();
    await store.transact(actor, async (tx) => {
      await machines.ensureMachinesWithin(tx, [{ id: 'new', name: 'New' }]);
      const calendars = await shifts.calendarsOf(tx.access(), ['new']);
      assert.equal(
        calendars.get('new'),
        await shifts.calendarsOf(tx.access(), ['new']).then((again) => again.get('new')),
      );
      assert.ok(calendars.get('new')?.versions.length);
    });
  });

  test('a changed calendar, exception or place keeps every answer exact, before and after the sums are rebuilt', async () => {
    const { shifts, machines, timeline, store } = await open();
    const site = await machines.createPlace(actor, { name: 'Leeds' });
    await machines.createMachine(actor, { id: 'm1', name: 'Mill 1' });
    await machines.createMachine(actor, { id: 'm2', name: 'Mill 2' });
    const hours = Array.from({ length: 24 * 40 }, (_, at) => at);
    for (const machineId of ['m1', 'm2']) {
      await timeline.recordPeriods(
        actor,
        hours.map((hour) => ({
          id: `${machineId}-${hour}`,
          machineId,
          startMs: from('2025-06-20') + hour * 3_600_000,
          endMs: from('2025-06-20') + hour * 3_600_000 + 1_800_000,
          classification: 'UPTIME' as const,
          productivity: 'productive' as const,
          reasonText: null,
        })),
        { kind: 'csv', name: 'test' },
      );
    }
    const ofShift = (shiftCode: string, machineIds: string[]) =>
      uptimeOf(timeline, { fromMs: from('2025-06-20'), toMs: from('2025-07-30'), machineIds, shift: shiftCode });
    const stale = async () =>
      (await store.access<TimelineTables>().selectFrom('timeline_machines').selectAll().orderBy('machine_id').execute())
        .filter((row) => row.stale_from !== null)
        .map((row) => row.machine_id);

    assert.equal(await ofShift('DAY', ['m1']), 40 * 12 * 1_800_000);
    const own = { placeId: null, machineId: 'm1' };
    await shifts.createCalendar(actor, own, { validFrom: '2025-07-10', weekly: early, note: null });
    assert.deepEqual(await stale(), ['m1']);
    const days = { before: 20, after: 20 };
    assert.equal(await ofShift('DAY', ['m1']), days.before * 12 * 1_800_000);
    assert.equal(await ofShift('EARLY', ['m1']), days.after * 8 * 1_800_000);
    assert.ok((await timeline.rebuildStale(actor)) > 0);
    assert.deepEqual(await stale(), []);
    assert.equal(await ofShift('DAY', ['m1']), days.before * 12 * 1_800_000);
    assert.equal(await ofShift('EARLY', ['m1']), days.after * 8 * 1_800_000);

    await shifts.createException(actor, factory, { date: '2025-07-15', shifts: [], note: 'closed' });
    assert.deepEqual(await stale(), ['m1', 'm2']);
    assert.equal(await ofShift('EARLY', ['m1']), (days.after - 1) * 8 * 1_800_000);
    assert.equal(await ofShift('DAY', ['m2']), 39 * 12 * 1_800_000);
    await timeline.rebuildStale(actor);
    assert.equal(await ofShift('DAY', ['m2']), 39 * 12 * 1_800_000);

    await shifts.createCalendar(
      actor,
      { placeId: site.id, machineId: null },
      { validFrom: '2025-01-01', weekly: late, note: null },
    );
    assert.deepEqual(await stale(), []);
    await machines.changeMachine(actor, 'm2', { placeId: site.id });
    assert.deepEqual(await stale(), ['m2']);
    assert.equal(await ofShift('LATE', ['m2']), 39 * 8 * 1_800_000);
    await timeline.rebuildStale(actor);
    assert.equal(await ofShift('LATE', ['m2']), 39 * 8 * 1_800_000);
  });

  test('another zone makes all sums stale, and is remembered', async () => {
    const { database, shifts, machines, timeline, store } = await open();
    await machines.createMachine(actor, { id: 'm1', name: 'Mill 1' });
    const period = {
      id: 'p',
      machineId: 'm1',
      startMs: from('2025-07-01'),
      endMs: from('2025-07-02'),
      classification: 'UPTIME',
      productivity: null,
      reasonText: null,
    } as const;
    await timeline.recordPeriods(actor, [period], { kind: 'csv', name: 'test' });
    const stale = () =>
      store.access<TimelineTables>().selectFrom('timeline_machines').select('stale_from').executeTakeFirstOrThrow();
    await shifts.alignWithEnvironment(actor, seeded);
    assert.equal((await stale()).stale_from, null);
    await use(database, 'America/Chicago').shifts.alignWithEnvironment(actor, seeded);
    assert.notEqual((await stale()).stale_from, null);
  });

  test('calendars are refused where they overlap, repeat a date, have no scope or leave the factory without one', async () => {
    const { shifts, store } = await open();
    const [calendar] = await shifts.listCalendars();
    const events = async () => (await store.access<OutboxTables>().selectFrom('events').select('id').execute()).length;
    const before = await events();
    const overlapping = weeklyOf([shift('A', '06:00', '14:00'), shift('B', '13:00', '20:00')]);
    const create = (
      scope: { placeId: number | null; machineId: string | null },
      weekly: typeof early | null,
      validFrom = '2025-01-01',
    ) => code(shifts.createCalendar(actor, scope, { validFrom, weekly, note: null }));
    assert.equal(await create(factory, overlapping), 'calendar-overlap');
    assert.equal(await create(factory, early, '1970-01-01'), 'name-taken');
    assert.equal(await create(factory, null), 'validation-failed');
    assert.equal(await create({ placeId: 9, machineId: null }, early), 'place-not-found');
    assert.equal(await create({ placeId: null, machineId: 'mx' }, early), 'machine-not-found');
    assert.equal(await create({ placeId: 9, machineId: 'mx' }, early), 'validation-failed');
    assert.equal(await code(shifts.removeCalendar(actor, calendar?.id ?? 0)), 'in-use');
    assert.equal(await code(shifts.removeCalendar(actor, 99)), 'calendar-not-found');
    assert.equal(await code(shifts.getCalendar(99)), 'calendar-not-found');
    assert.equal(
      await code(shifts.changeCalendar(actor, 99, { validFrom: '2025-01-01', weekly: early, note: null })),
      'calendar-not-found',
    );
    assert.equal(
      await code(
        shifts.changeCalendar(actor, calendar?.id ?? 0, { validFrom: '1970-01-01', weekly: early, note: null }, 7),
      ),
      'version-conflict',
    );
    assert.equal(await code(shifts.listShiftInstances(0, 1, 'mx')), 'unknown-machine');
    assert.equal(await events(), before);
  });

  test('of two who change a calendar at once one wins, and what is already so is no change', async () => {
    const { shifts } = await open();
    const [calendar] = await shifts.listCalendars();
    const id = calendar?.id ?? 0;
    const outcomes = await Promise.all(
      [early, late].map((weekly) =>
        code(shifts.changeCalendar(actor, id, { validFrom: '1970-01-01', weekly, note: null }, 1)),
      ),
    );
    assert.deepEqual(outcomes.sort(), ['done', 'version-conflict']);
    const now = await shifts.getCalendar(id);
    assert.equal((await shifts.changeCalendar(actor, id, now)).version, 2);
  });

  test('exceptions are kept per scope and date, changed, listed by date and removed, each with event and audit entry', async () => {
    const { shifts, machines, store } = await open();
    await machines.createMachine(actor, { id: 'm1', name: 'Mill 1' });
    const closed = await shifts.createException(actor, factory, { date: '2025-12-25', shifts: [], note: 'Christmas' });
    const own = await shifts.createException(
      actor,
      { placeId: null, machineId: 'm1' },
      { date: '2025-12-25', shifts: early[1], note: null },
    );
    assert.deepEqual(await codesOn(shifts, '2025-12-25'), []);
    assert.deepEqual(await codesOn(shifts, '2025-12-25', 'm1'), ['EARLY']);
    assert.equal(
      await code(shifts.createException(actor, factory, { date: '2025-12-25', shifts: [], note: null })),
      'name-taken',
    );
    assert.equal(
      await code(
        shifts.createException(actor, factory, {
          date: '2025-12-26',
          shifts: [shift('A', '06:00', '14:00'), shift('B', '13:00', '15:00')],
          note: null,
        }),
      ),
      'calendar-overlap',
    );
    assert.equal(
      await code(
        shifts.createException(actor, { placeId: 9, machineId: null }, { date: '2025-12-26', shifts: [], note: null }),
      ),
      'place-not-found',
    );
    const changed = await shifts.changeException(actor, closed.id, { date: '2025-12-26', shifts: [], note: null }, 1);
    assert.equal(changed.version, 2);
    assert.equal(
      await code(shifts.changeException(actor, closed.id, { date: '2025-12-27', shifts: [], note: null }, 1)),
      'version-conflict',
    );
    assert.equal((await shifts.changeException(actor, closed.id, changed)).version, 2);
    assert.deepEqual(
      (await shifts.listExceptions()).map(({ id }) => id),
      [own.id, closed.id],
    );
    assert.deepEqual(
      (await shifts.listExceptions({ from: '2025-12-26', to: '2025-12-26' })).map(({ id }) => id),
      [closed.id],
    );
    assert.deepEqual(
      (await shifts.listExceptions({ scope: factory })).map(({ id }) => id),
      [closed.id],
    );
    await shifts.removeException(actor, closed.id);
    assert.equal(await code(shifts.removeException(actor, closed.id)), 'calendar-not-found');
    const outbox = store.access<OutboxTables>();
    const events = await outbox
      .selectFrom('events')
      .select('type')
      .where('type', 'like', '%exception%')
      .orderBy('sequence')
      .execute();
    assert.deepEqual(
      events.map(({ type }) => type.split('exception-')[1]),
      ['created', 'created', 'changed', 'removed'],
    );
    const audit = await outbox
      .selectFrom('audit_entries')
      .select('action')
      .where('entity_type', '=', 'shift-exception')
      .orderBy('id')
      .execute();
    assert.deepEqual(
      audit.map(({ action }) => action),
      ['shift-exception.created', 'shift-exception.created', 'shift-exception.changed', 'shift-exception.removed'],
    );
  });
});

async function uptimeOf(
  timeline: ReturnType<typeof createTimeline>,
  question: { fromMs: number; toMs: number; machineIds: string[]; shift: string },
): Promise<number> {
  const ledger = await timeline.account({ ...question, withReasons: false });
  let total = 0;
  for (const group of ledger.groups.values()) {
    for (const sum of group.sums.entries()) if (sum.category === Category.productiveUptime) total += sum.durationMs;
  }
  return total;
}
