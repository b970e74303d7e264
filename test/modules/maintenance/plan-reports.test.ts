import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS } from '../../../src/kernel/clock.ts';
import { createPlanCalendar } from '../../../src/modules/maintenance/plans/plan-calendar.ts';
import type { ComplianceCounts } from '../../../src/modules/maintenance/plans/plan-compliance.ts';
import { insertDues, type NewDue } from '../../../src/modules/maintenance/plans/plan-dues.repository.ts';
import { createPlanExport } from '../../../src/modules/maintenance/plans/plan-export.ts';
import { createPlanViews } from '../../../src/modules/maintenance/plans/plan-views.ts';
import type { MaintenanceTables } from '../../../src/modules/maintenance/tables.ts';
import { csvRowsOf } from '../../support/csv-rows.ts';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { until } from '../../support/until.ts';
import { type PlansApp, plans, startPlansApp } from './plans-app.ts';

const none = {
  due: 0,
  done_in_time: 0,
  done_late: 0,
  missed: 0,
  overdue: 0,
  pending: 0,
  skipped: 0,
  compliance_percent: null,
  by_due_date_percent: null,
};

onEachEngine('reports of maintenance plans', (under) => {
  let app: PlansApp;
  let machine: string;
  let count = 0;
  before(async () => {
    app = await startPlansApp(under);
  });
  beforeEach(async () => {
    await app.begin();
    machine = `planned-${++count}`;
    await app.services.machines.createMachine(systemActor('test'), { id: machine, name: `Planned ${count}` });
  });
  const make = (body: object = {}) => app.make({ machine_id: machine, ...body });
  const compliance = async (query: string) =>
    (await app.as.VIEWER('GET', `${plans}/compliance?machine_ids=${machine}&${query}`)).body;
  const calendar = async (query: string) =>
    (await app.as.VIEWER('GET', `${plans}/calendar?machine_ids=${machine}&${query}`)).body;

  /** Opens what is due and resolves it when it is said; never where it is not. */
  async function serve(id: number, dueAt: string, resolvedAt?: string): Promise<void> {
    await app.look(dueAt);
    const { open_ticket_id: ticket } = await app.get(id);
    assert.notEqual(ticket, null, `nothing is open at ${dueAt}`);
    if (resolvedAt === undefined) return;
    app.clock.set(resolvedAt);
    await app.resolve(ticket);
  }

  test('of what was due it counts what was done in time, late, missed, or is overdue', async () => {
    const plan = await make();
    await serve(plan.id, '2026-01-19T08:00:00Z', '2026-01-19T08:00:00Z');
    // the tolerance is a tenth of a week: 16 hours and 48 minutes
    await serve(plan.id, '2026-01-26T08:00:00Z', '2026-01-27T00:48:00Z');
    await serve(plan.id, '2026-02-02T08:00:00Z', '2026-02-03T00:48:01Z');
    await app.look('2026-02-08T08:00:00Z');
    await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/skip`, { reason: 'Rebuilt' });
    await serve(plan.id, '2026-02-16T08:00:00Z');
    await app.look('2026-02-23T08:00:00Z');
    const window = 'start_time=2026-01-01T00:00:00Z&end_time=2026-03-01T00:00:00Z';
    const report = await compliance(window);
    const counts = {
      due: 5,
      done_in_time: 2,
      done_late: 1,
      missed: 1,
      overdue: 1,
      pending: 0,
      skipped: 1,
      compliance_percent: 40,
      by_due_date_percent: 20,
    };
    assert.deepEqual(report, {
      start_time: '2026-01-01T00:00:00.000Z',
      end_time: '2026-03-01T00:00:00.000Z',
      group_by: 'plan',
      total: counts,
      groups: [{ key: String(plan.id), name: 'Grease the rollers', ...counts }],
      complete: true,
    });
    const byMachine = await compliance(`${window}&group_by=machine`);
    assert.deepEqual(byMachine.groups, [{ key: machine, name: `Planned ${count}`, ...counts }]);
    const { groups } = await compliance(`${window}&group_by=month`);
    assert.deepEqual(
      groups.map((group: typeof counts & { key: string }) => [group.key, group.due, group.compliance_percent]),
      [
        ['2026-01', 2, 100],
        ['2026-02', 3, 0],
      ],
    );
    assert.deepEqual((await compliance('start_time=2026-01-19T08:00:01Z&end_time=2026-01-26T08:00:00Z')).total, none);
  });

  test('what can still be done in time is pending, and what a person asked for is not counted', async () => {
    const plan = await make();
    await serve(plan.id, '2026-01-19T08:00:00Z');
    const window = 'start_time=2026-01-01T00:00:00Z&end_time=2026-03-01T00:00:00Z';
    assert.deepEqual((await compliance(window)).total, { ...none, pending: 1 });
    app.clock.set('2026-01-20T00:48:01Z');
    assert.deepEqual((await compliance(window)).total, {
      ...none,
      due: 1,
      overdue: 1,
      compliance_percent: 0,
      by_due_date_percent: 0,
    });
    const asked = await make({ title: 'Asked for' });
    await app.as.SUPERVISOR('POST', `${plans}/${asked.id}/run`);
    assert.equal((await compliance(window)).total.due, 1);
  });

  test('goes out as a file with a line for each group, by the same question', async () => {
    const plan = await make({ title: 'Grease, then wipe' });
    await serve(plan.id, '2026-01-19T08:00:00Z', '2026-01-19T08:00:00Z');
    const window = 'start_time=2026-01-01T00:00:00Z&end_time=2026-03-01T00:00:00Z';
    for (const [grouping, key, name] of [
      ['plan', String(plan.id), 'Grease, then wipe'],
      ['machine', machine, `Planned ${count}`],
      ['month', '2026-01', '2026-01'],
    ]) {
      const file = await app.app.inject({
        url: `${plans}/compliance.csv?machine_ids=${machine}&group_by=${grouping}&${window}`,
        headers: await app.signIn('VIEWER'),
      });
      assert.equal(file.headers['content-disposition'], 'attachment; filename="compliance.csv"');
      const [row] = await csvRowsOf(file.body);
      const { key: ofPart, name: named, due, done_in_time, compliance_percent } = row ?? {};
      assert.deepEqual([ofPart, named, due, done_in_time, compliance_percent], [key, name, '1', '1', '100']);
    }
    const refused = await app.as.VIEWER('GET', `${plans}/compliance.csv?${window}&machine_ids=nowhere`);
    assert.equal(outcomeOf(refused), '422 unknown-machine');
  });

  test('a plan by meter is in time by its meter', async () => {
    const uptime = (from: string, to: string, id: string) => ({
      id: `${machine}-${id}`,
      machineId: machine,
      startMs: Date.parse(from),
      endMs: Date.parse(to),
      classification: 'UPTIME' as const,
      productivity: 'productive' as const,
      reasonText: null,
    });
    const record = (...periods: ReturnType<typeof uptime>[]) =>
      app.services.timeline.recordPeriods(systemActor('test'), periods, { kind: 'csv', name: 'x.csv' });
    const meter = { trigger: 'run_hours', every: 10, rule: undefined, begins_on: undefined, due_time: undefined };
    const good = await make({ ...meter, title: 'Good' });
    const late = await make({ ...meter, title: 'Late', basis: 'completion' });
    await record(uptime('2026-01-16T00:00:00Z', '2026-01-16T11:00:00Z', 'a'));
    await app.look('2026-01-16T10:30:00Z');
    app.clock.set('2026-01-16T11:00:00Z');
    await app.resolve((await app.get(good.id)).open_ticket_id);
    await record(uptime('2026-01-16T12:00:00Z', '2026-01-16T13:00:00Z', 'b'));
    app.clock.set('2026-01-20T00:00:00Z');
    await app.resolve((await app.get(late.id)).open_ticket_id);
    const { groups } = await compliance('start_time=2026-01-01T00:00:00Z&end_time=2026-03-01T00:00:00Z');
    assert.deepEqual(
      groups.map((group: { name: string; done_in_time: number; done_late: number; by_due_date_percent: number }) => [
        group.name,
        group.done_in_time,
        group.done_late,
        group.by_due_date_percent,
      ]),
      [
        ['Good', 1, 0, 0],
        ['Late', 0, 1, 0],
      ],
      'eleven hours are in the tolerance of ten, twelve are not',
    );
  });

  test('thousands of dues are counted in pieces with turns for others, and the groups add up to the total all the while', async () => {
    const { id } = await make();
    const other = await make({ title: 'Oil the chain' });
    const begin = Date.parse('2025-01-01T00:00:00Z');
    const HOUR_MS = 3_600_000;
    // an hour apart from 1 January 2025 on: every third missed, the others done, every second of them a day late
    const due = (planId: number, number: number, dueAt = begin + number * HOUR_MS): NewDue => {
      const state = number % 3 === 0 ? 'missed' : 'done';
      const doneAt = dueAt + (number % 2) * 24 * HOUR_MS;
      return {
        planId,
        number: 10_000 + number,
        machineId: machine,
        cause: 'due',
        state,
        dueAt,
        latestAt: dueAt + HOUR_MS,
        times: 1,
        ticketId: state === 'done' ? firstTicket : null,
        reason: null,
        decidedAt: dueAt,
        doneAt: state === 'done' ? doneAt : null,
        meterBaseAt: null,
        meterCarry: null,
        dueMeter: null,
        latestMeter: null,
        doneMeter: null,
      };
    };
    const firstTicket = (await app.open({ machine_id: machine })).id;
    const { engine } = app.services.store;
    const put = (planId: number, numbers: number[]) =>
      insertDues(
        app.tables,
        engine,
        numbers.map((number) => due(planId, number)),
      );
    const all = Array.from({ length: 6_000 }, (_, number) => number);
    for (let at = 0; at < all.length; at += 500) await put(id, all.slice(at, at + 500));
    // thousands in one millisecond are one piece
    const alike = Array.from({ length: 2_100 }, (_, number) => ({ ...due(other.id, number), dueAt: begin }));
    for (let at = 0; at < alike.length; at += 500) await insertDues(app.tables, engine, alike.slice(at, at + 500));

    const question = { fromMs: begin, toMs: begin + 365 * 24 * HOUR_MS, machineIds: [machine] };
    const { reportCompliance } = app.services.maintenance.plans;
    const byPlan = await reportCompliance({ ...question, groupBy: 'plan' });
    const counts = ({ due: n, doneInTime, doneLate, missed }: ComplianceCounts) => [n, doneInTime, doneLate, missed];
    assert.deepEqual(
      byPlan.groups.map((group) => [group.name, ...counts(group)]),
      [
        ['Grease the rollers', 6_000, 2_000, 2_000, 2_000],
        ['Oil the chain', 2_100, 700, 700, 700],
      ],
    );
    assert.deepEqual(counts(byPlan.total), [8_100, 2_700, 2_700, 2_700]);

    let turns = 0;
    const writes: Promise<void>[] = [];
    const turn = () => {
      // a due that comes while the months are read, in one that was read already
      if (++turns === 3) writes.push(put(id, [-1]).then(() => undefined));
      if (!isOver) setImmediate(turn);
    };
    let isOver = false;
    setImmediate(turn);
    const byMonth = await reportCompliance({ ...question, fromMs: begin - HOUR_MS, groupBy: 'month' });
    isOver = true;
    await Promise.all(writes);
    assert.ok(turns >= byMonth.groups.length, `${turns} turns`);
    assert.equal(writes.length, 1);
    assert.equal(byMonth.groups.length, 13);
    assert.deepEqual(
      byMonth.groups.slice(1, 3).map((group) => [group.key, ...counts(group)]),
      [
        // 31 days: 744 hours, and all of the other plan
        ['2025-01', 2_844, 948, 948, 948],
        ['2025-02', 672, 224, 224, 224],
      ],
    );
    assert.equal(
      byMonth.total.due,
      byMonth.groups.reduce((sum, group) => sum + group.due, 0),
    );
  });

  test('the calendar shows what was decided and what is to come, of all plans, by time', async () => {
    const weekly = await make({ estimated_minutes: 30 });
    const anew = await make({
      title: 'Anew',
      basis: 'completion',
      rule: 'FREQ=DAILY;INTERVAL=10',
      begins_on: '2026-01-20',
    });
    await serve(weekly.id, '2026-01-19T08:00:00Z');
    const ticket = (await app.get(weekly.id)).open_ticket_id;
    const { items, complete } = await calendar('start_time=2026-01-15T00:00:00Z&end_time=2026-02-03T00:00:00Z');
    assert.equal(complete, true);
    const where = { machine_id: machine, machine_name: `Planned ${count}` };
    const of = { plan_id: weekly.id, title: 'Grease the rollers', ...where, estimated_minutes: 30 };
    assert.deepEqual(items.slice(0, 1), [
      { ...of, due_at: '2026-01-19T08:00:00.000Z', state: 'open', ticket_id: ticket },
    ]);
    assert.deepEqual(
      items.map(({ plan_id: id, due_at: dueAt, state }: { plan_id: number; due_at: string; state: string }) => [
        id,
        dueAt.slice(0, 10),
        state,
      ]),
      [
        [weekly.id, '2026-01-19', 'open'],
        [anew.id, '2026-01-20', 'planned'],
        [weekly.id, '2026-01-26', 'planned'],
        [anew.id, '2026-01-30', 'planned'],
        [weekly.id, '2026-02-02', 'planned'],
      ],
    );
    const later = await calendar('start_time=2026-01-26T08:00:00Z&end_time=2026-01-26T08:00:01Z');
    assert.equal(later.items.length, 1);
    const past = await calendar('start_time=2026-01-01T00:00:00Z&end_time=2026-01-15T00:00:00Z');
    assert.deepEqual(past.items, []);
  });

  test('a long calendar of many dues ends, and says so', async () => {
    for (let plan = 0; plan < 6; plan++) await make({ title: `Daily ${plan}`, rule: 'FREQ=DAILY' });
    await make({ title: 'Zealous', rule: 'FREQ=WEEKLY;BYDAY=TU' });
    const { items, complete } = await calendar('start_time=2026-01-15T00:00:00Z&end_time=2027-02-10T00:00:00Z');
    assert.equal(items.length, 2_000);
    assert.equal(complete, false);
    const days = items.map(({ due_at: dueAt }: { due_at: string }) => dueAt);
    assert.deepEqual(days, days.toSorted());
    const last = items.filter(({ title }: { title: string }) => title === 'Zealous');
    // 2,000 are six a day and one a week, so they reach over some 325 days: the first ones, whatever their title
    assert.equal(last.length, 46);
  });

  test('a plan that is renamed while the calendar is read is in it once', async () => {
    const named = (at: number) => `Daily ${String(at).padStart(3, '0')}`;
    for (let at = 0; at < 101; at++) await make({ title: named(at), rule: 'FREQ=DAILY' });
    const { services, clock } = app;
    let isFirst = true;
    // asked for the meters of each page, when the page has been read
    const sumUptime: typeof services.timeline.sumUptime = async (stretches) => {
      if (isFirst)
        await app.tables
          .updateTable('maintenance_plans')
          .set({ title: 'Zeta', title_key: 'zeta' })
          .where('title', '=', named(0))
          .execute();
      isFirst = false;
      return services.timeline.sumUptime(stretches);
    };
    const read = createPlanCalendar({ ...services, timeline: { sumUptime } });
    const { items } = await read.listCalendar({
      fromMs: clock.now(),
      toMs: clock.now() + DAY_MS,
      machineIds: [machine],
    });
    assert.equal(items.length, 101);
    assert.equal(new Set(items.map(({ planId }) => planId)).size, 101);
  });

  test('windows that make no sense are refused', async () => {
    const get = async (path: string) => outcomeOf(await app.as.VIEWER('GET', `${plans}/${path}`));
    const year = 'start_time=2026-01-01T00:00:00Z&end_time=2027-01-01T00:00:00Z';
    assert.equal(
      await get('calendar?start_time=2026-01-02T00:00:00Z&end_time=2026-01-01T00:00:00Z'),
      '422 range-invalid',
    );
    assert.equal(
      await get('calendar?start_time=2020-01-01T00:00:00Z&end_time=2026-01-01T00:00:00Z'),
      '422 range-too-long',
    );
    assert.equal(
      await get('calendar?start_time=2036-01-01T00:00:00Z&end_time=2036-02-01T00:00:00Z'),
      '422 range-too-long',
    );
    assert.equal(await get(`calendar?${year}&machine_ids=none`), '422 unknown-machine');
    assert.equal(
      await get('compliance?start_time=2026-01-01T00:00:00Z&end_time=2026-01-01T00:00:00Z'),
      '422 range-invalid',
    );
    assert.equal(await get(`compliance?${year}&machine_ids=none`), '422 unknown-machine');
    assert.equal(await get(`compliance?${year}&group_by=colour`), '422 validation-failed');
    const long = 'start_time=2010-01-01T00:00:00Z&end_time=2027-01-01T00:00:00Z';
    assert.equal(await get(`compliance?${long}&group_by=month`), '422 range-too-long');
    assert.equal(await get(`compliance?${long}`), '200');
  });

  test('a plan goes out as CSV as it was at one moment, with what hangs on it', async () => {
    const plan = await make();
    const { inventory, ...services } = app.services;
    const ticketsOfPlan = () =>
      services.store
        .access<MaintenanceTables>()
        .selectFrom('tickets')
        .select('id')
        .where('plan_id', '=', plan.id)
        .execute();
    let ran: Promise<unknown> | undefined;
    // a ticket is opened between the reading of the plan and of its tickets
    const describeComponents: typeof inventory.describeComponents = async (...asked) => {
      // not for its answer, which on SQLite waits until nobody else reads the data of one moment
      ran = app.as.SUPERVISOR('POST', `${plans}/${plan.id}/run`);
      await until('the ticket is stored', async () => (await ticketsOfPlan()).length > 0);
      return inventory.describeComponents(...asked);
    };
    const views = createPlanViews({ ...services, inventory: { ...inventory, describeComponents } });
    const pieces: string[] = [];
    const file = createPlanExport(services.store, views).exportPlans({ machineIds: [machine] });
    for await (const piece of file) pieces.push(piece);
    await ran;
    const [row] = await csvRowsOf(pieces.join(''));
    assert.notEqual((await app.get(plan.id)).open_ticket_id, null);
    assert.deepEqual([row?.['id'], row?.['open_ticket_id']], [String(plan.id), undefined]);
  });

  test('plans go out as CSV with their filters', async () => {
    const plan = await make({ title: '=cmd', checklist: [{ kind: 'check', instruction: 'x' }], working_days: [1, 2] });
    const file = await app.app.inject({
      url: `${plans}.csv?machine_ids=${machine}`,
      headers: await app.signIn('VIEWER'),
    });
    assert.equal(file.headers['content-type'], 'text/csv; charset=utf-8');
    const [header, row, ...more] = file.body.trim().split(/\r?\n/);
    assert.deepEqual(more, []);
    assert.ok(header?.startsWith('id,machine_id,machine_name,title,'));
    assert.ok(row?.startsWith(`${plan.id},${machine},Planned ${count},'=cmd,`), row);
    assert.ok(row?.includes(',FREQ=WEEKLY;BYDAY=MO,2026-01-01,08:00,keep,1 2,'), row);
  });
});
