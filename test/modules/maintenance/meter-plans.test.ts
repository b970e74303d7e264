import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/clock.ts';
import { createPlanEvaluation } from '../../../src/modules/maintenance/plans/plan-evaluation.service.ts';
import { createPlanViews } from '../../../src/modules/maintenance/plans/plan-views.ts';
import { csvRowsOf } from '../../support/csv-rows.ts';
import { onEachEngine } from '../../support/engines.ts';
import { mill1 } from './maintenance-app.ts';
import { type PlansApp, plans, startPlansApp } from './plans-app.ts';

const hours = { trigger: 'run_hours', every: 100, rule: undefined, begins_on: undefined, due_time: undefined };

onEachEngine('maintenance plans by run hours and cuts', (under) => {
  let app: PlansApp;
  let machine: string;
  let count = 0;
  before(async () => {
    app = await startPlansApp(under);
  });
  beforeEach(async () => {
    await app.begin();
    machine = `metered-${++count}`;
    await app.services.machines.createMachine(systemActor('test'), { id: machine, name: `Metered ${count}` });
  });

  /** The machine runs from eight to six on each of the days, with a stop of an hour at noon: nine hours a day. */
  async function runs(firstDay: string, days: number): Promise<void> {
    const periods = Array.from({ length: days }, (_, day) => {
      const eight = Date.parse(`${firstDay}T08:00:00Z`) + day * DAY_MS;
      const period = (name: string, from: number, to: number, classification: 'UPTIME' | 'DOWNTIME') => ({
        id: `${machine}-${firstDay}-${day}-${name}`,
        machineId: machine,
        startMs: eight + from * HOUR_MS,
        endMs: eight + to * HOUR_MS,
        classification,
        productivity: classification === 'UPTIME' ? ('productive' as const) : ('unproductive' as const),
        reasonText: classification === 'UPTIME' ? null : 'Coil change',
      });
      return [period('am', 0, 4, 'UPTIME'), period('noon', 4, 5, 'DOWNTIME'), period('pm', 5, 10, 'UPTIME')];
    }).flat();
    await app.services.timeline.recordPeriods(systemActor('test'), periods, { kind: 'csv', name: 'runs.csv' });
  }
  const make = (body: object = {}) => app.make({ machine_id: machine, ...hours, ...body });
  const meterOf = async (id: number) => (await app.as.VIEWER('GET', `${plans}/${id}/schedule?count=3`)).body;

  test('run hours are productive uptime: a plan is due when the machine has run so long', async () => {
    const plan = await make();
    assert.deepEqual([plan.every, plan.next_due_at, plan.rule], [100, null, null]);
    await runs('2026-01-16', 11);
    assert.equal(await app.look('2026-01-27T00:00:00Z'), 0, '99 hours');
    const { meter } = await meterOf(plan.id);
    assert.deepEqual([meter.value, meter.every], [99, 100]);
    await runs('2026-01-27', 1);
    assert.equal(await app.look('2026-01-27T09:00:00Z'), 1, 'the hundredth hour');
    assert.equal(await app.look('2026-01-27T18:00:00Z'), 0);
    const [due] = await app.duesOf(plan.id);
    assert.deepEqual([due.state, due.due_meter, due.times], ['open', 100, 1]);
  });

  test('from completion it counts anew from when it was done, with what the meter had then', async () => {
    const plan = await make({ basis: 'completion' });
    await runs('2026-01-16', 40);
    assert.equal(await app.look('2026-02-05T00:00:00Z'), 1);
    const { open_ticket_id: ticket } = await app.get(plan.id);
    assert.equal(await app.look('2026-02-20T00:00:00Z'), 0, 'nothing is due before it is done');
    await app.resolve(ticket);
    const [due] = await app.duesOf(plan.id);
    assert.deepEqual([due.state, due.due_meter, due.done_meter], ['done', 100, 315], '35 days of nine hours');
    assert.equal((await meterOf(plan.id)).meter.value, 0);
    assert.equal(await app.look('2026-02-20T00:15:00Z'), 0);
    await runs('2026-02-25', 10);
    assert.equal(await app.look('2026-03-03T08:00:00Z'), 0, 'ninety-nine hours since');
    assert.equal(await app.look('2026-03-03T10:00:00Z'), 1);
  });

  test('at fixed steps those that passed at once, or while a ticket is open, are missed and open nothing', async () => {
    const plan = await make();
    await runs('2026-01-16', 60);
    assert.equal(await app.look('2026-02-20T00:00:00Z'), 1, '315 hours: three steps');
    const first = await app.duesOf(plan.id);
    assert.deepEqual(
      first.map(({ state, times }) => [state, times]),
      [
        ['missed', 2],
        ['open', 1],
      ],
    );
    assert.equal((await meterOf(plan.id)).meter.value, 15, 'the fourth step goes on from the third');
    assert.equal(await app.look('2026-03-05T00:00:00Z'), 0);
    const [, , third] = await app.duesOf(plan.id);
    assert.deepEqual([third.state, third.times, third.ticket_id], ['missed', 1, first[1].ticket_id]);
    await app.resolve(first[1].ticket_id);
    assert.equal(await app.look('2026-03-14T00:00:00Z'), 1);
  });

  test('a ticket of a meter that has come to its due is not late at once: it has the time of its priority', async () => {
    const plan = await make({ priority: 'Medium' });
    await runs('2026-01-16', 12);
    assert.equal(await app.look('2026-01-28T00:00:00Z'), 1);
    const [ticket] = await app.ticketsOf(plan.id);
    assert.equal(ticket?.due_at, Date.parse('2026-01-31T00:00:00Z'));
  });

  test('a step that is skipped while the meter is being read stays skipped', async () => {
    const plan = await make();
    await runs('2026-01-16', 12);
    const { services } = app;
    let skipped: number | undefined;
    // between the reading and what is decided by it
    const sumUptime: typeof services.timeline.sumUptime = async (stretches) => {
      const sums = await services.timeline.sumUptime(stretches);
      skipped ??= (await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/skip`, { reason: 'Rebuilt' })).status;
      return sums;
    };
    app.clock.set('2026-01-28T00:00:00Z');
    const { tickets } = services.maintenance;
    const evaluation = createPlanEvaluation({ ...services, tickets, timeline: { sumUptime } });
    assert.equal(await evaluation.openDueTickets(), 0);
    assert.equal(skipped, 200);
    assert.equal(await app.look(), 0, '108 hours less the step of 100 that was left out');
    assert.deepEqual(
      (await app.duesOf(plan.id)).map(({ state }) => state),
      ['skipped'],
    );
  });

  test('what is loaded late counts, however late it is', async () => {
    const plan = await make();
    assert.equal(await app.look('2026-02-20T00:00:00Z'), 0);
    await runs('2026-01-16', 12);
    assert.equal(await app.look('2026-02-20T00:15:00Z'), 1);
    assert.equal((await app.ticketsOf(plan.id)).length, 1);
  });

  test('the meter can be counted from the past, where the plan was last done', async () => {
    app.clock.set('2026-02-05T00:00:00Z');
    await runs('2026-01-16', 20);
    const plan = await make({ counted_from: '2026-01-25T00:00:00Z', lead_days: 5 });
    const schedule = await meterOf(plan.id);
    assert.equal(schedule.meter.value, 99);
    assert.equal(schedule.meter.per_day, 6.4286, '20 days of nine hours in four weeks');
    const [first, second] = schedule.items.map(({ due_at: dueAt }: { due_at: string }) => Date.parse(dueAt));
    assert.equal(first - app.clock.now(), Math.round(HOUR_MS / (180 / (28 * 24))));
    assert.ok(Math.abs(second - first - (100 / 6.428_571) * DAY_MS) < 60_000);
    assert.equal(await app.look(), 1, 'its ticket opens within the lead');
    const [ticket] = await app.ticketsOf(plan.id);
    assert.equal(ticket?.due_at, first, 'due when it is foreseen');
    assert.equal((await meterOf(plan.id)).meter.value, -1, 'the next step is counted from this one');
    assert.equal(await app.look('2026-02-05T01:00:00Z'), 0);
    const future = { machine_id: machine, ...hours, title: 'x', counted_from: '2027-01-01T00:00:00Z' };
    assert.equal((await app.as.SUPERVISOR('POST', plans, future)).body.code, 'validation-failed');
  });

  test('cuts are counted as they are recorded', async () => {
    const plan = await make({ trigger: 'cuts', every: 1_000 });
    const record = (n: number, at: string) =>
      app.as.SUPERVISOR('POST', '/api/v1/cuts', {
        machine_id: machine,
        cut_count: n,
        timestamp_utc: at,
        source_id: `${machine}-${at}`,
      });
    app.clock.set('2026-01-20T00:00:00Z');
    const recorded = await record(999, '2026-01-19T10:07:00Z');
    assert.ok(recorded.status < 300, JSON.stringify(recorded.body));
    assert.equal(await app.look(), 0);
    assert.deepEqual((await meterOf(plan.id)).meter.value, 999);
    await record(1, '2026-01-20T00:05:00Z');
    assert.equal(await app.look('2026-01-20T00:15:00Z'), 1);
    assert.equal((await app.duesOf(plan.id))[0].due_meter, 1_000);
  });

  test('lists say how far each meter has come and when it is due if it goes on so', async () => {
    await runs('2026-01-16', 20);
    const metered = await make({ title: 'Oil', counted_from: '2026-01-15T00:00:00Z' });
    app.clock.set('2026-02-05T00:00:00Z');
    const stands = await make({ title: 'Press', trigger: 'cuts', every: 1_000 });
    const calendar = await app.make({ machine_id: machine, title: 'Round' });
    const { items } = (await app.as.VIEWER('GET', `${plans}?machine_ids=${machine}`)).body;
    const nineHoursOnTwentyDays = { value: 180, every: 100, per_day: 6.4286, due_at: '2026-02-05T00:00:00.000Z' };
    const meters = items.map(({ id, meter }: { id: number; meter: unknown }) => [id, meter]);
    assert.deepEqual(meters, [
      [metered.id, nineHoursOnTwentyDays],
      [stands.id, { value: 0, every: 1_000, per_day: 0, due_at: null }],
      [calendar.id, null],
    ]);
    const ahead = await make({ title: 'Filter', every: 250, counted_from: '2026-01-15T00:00:00Z' });
    assert.equal(ahead.meter.due_at, (await meterOf(ahead.id)).items[0].due_at, 'as its schedule foresees it');
    const paused = await app.as.SUPERVISOR('POST', `${plans}/${ahead.id}/pause`);
    assert.deepEqual([paused.body.meter.value, paused.body.meter.due_at], [180, null], 'it counts on, and is not due');
    const file = (
      await app.app.inject({ url: `${plans}.csv?machine_ids=${machine}`, headers: await app.signIn('VIEWER') })
    ).body;
    const rows = (await csvRowsOf(file)).map((row) => [row['meter_value'], row['meter_due_at']]);
    assert.deepEqual(rows.slice(0, 2), [
      ['180', '2026-02-05T00:00:00.000Z'],
      ['0', undefined],
    ]);
  });

  test('meters of a page of plans are read as those of one plan', async () => {
    const made = [await make(), await make({ every: 200 }), await make({ trigger: 'cuts', every: 100 })];
    const { services } = app;
    const reads: number[] = [];
    const sumUptime: typeof services.timeline.sumUptime = (stretches) => {
      reads.push(stretches.length);
      return services.timeline.sumUptime(stretches);
    };
    app.clock.set('2026-01-20T00:00:00Z');
    const views = createPlanViews({ ...services, timeline: { sumUptime } });
    await views.viewsOf(await Promise.all(made.map(({ id }) => services.maintenance.plans.getPlan(id))));
    assert.deepEqual(reads, [4], 'since the last one and of late, of two plans by run hours');
  });

  test('what a list says of a meter is never older than a second', async () => {
    const plan = await make();
    const valueNow = async () => (await app.get(plan.id)).meter.value;
    app.clock.set('2026-01-17T00:00:00Z');
    assert.equal(await valueNow(), 0);
    await runs('2026-01-16', 1);
    assert.equal(await valueNow(), 9, 'an event of the timeline in the same second');
    assert.equal((await app.as.SUPERVISOR('GET', `${plans}/${plan.id}`)).body.meter.value, 9);
  });

  test('a machine that stands is never due, and nothing is foreseen of it', async () => {
    const plan = await make({ lead_days: 90 });
    assert.equal(await app.look('2026-06-01T00:00:00Z'), 0);
    assert.deepEqual((await meterOf(plan.id)).items, []);
  });

  test('many processes that look at once open one ticket', async () => {
    const plan = await make();
    await runs('2026-01-16', 12);
    app.clock.set('2026-01-28T00:00:00Z');
    await Promise.all(Array.from({ length: 6 }, () => app.look()));
    assert.equal((await app.ticketsOf(plan.id)).length, 1);
    assert.equal((await app.duesOf(plan.id)).length, 1);
  });

  test('limits of what can be counted are refused by name', async () => {
    for (const [body, detail] of [
      [{ every: undefined }, /needs every/],
      [{ trigger: 'cuts', every: 5 }, /at least 10/],
      [{ trigger: 'cuts', every: 10.5 }, /whole number/],
      [{ rule: 'FREQ=DAILY' }, /of plans by calendar/],
    ] as const) {
      const wanted = { machine_id: mill1, title: 'x', ...hours, ...body };
      const refused = await app.as.SUPERVISOR('POST', plans, wanted);
      assert.equal(refused.body.code, 'validation-failed');
      assert.match(refused.body.detail, detail);
    }
  });
});
