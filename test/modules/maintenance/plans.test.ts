import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/clock.ts';
import { createPlanEvaluation } from '../../../src/modules/maintenance/plans/plan-evaluation.service.ts';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { mill1, mill2 } from './maintenance-app.ts';
import { type PlansApp, plans, startPlansApp, weekly } from './plans-app.ts';

onEachEngine('maintenance plans by calendar', (under) => {
  let app: PlansApp;
  before(async () => {
    app = await startPlansApp(under);
  });
  beforeEach(() => app.begin());

  test('a plan is made, told, shown and found', async () => {
    const plan = await app.make({
      instructions: ' Two strokes each. ',
      incident_category: 'mechanical',
      priority: 'High',
      assignee_id: app.ids.TECHNICIAN,
      team: 'Mills',
      estimated_minutes: 30,
      off_days: 'next',
      working_days: [5, 1, 2, 3, 4],
      checklist: [
        { kind: 'check', instruction: 'Guards closed' },
        { kind: 'number', instruction: 'Oil pressure', minimum: 4, maximum: 6, unit: 'bar', required: false },
      ],
    });
    assert.deepEqual(
      { ...plan, created_at: 0, updated_at: 0 },
      {
        ...weekly,
        id: plan.id,
        machine_name: 'Mill 1',
        instructions: 'Two strokes each.',
        basis: 'schedule',
        off_days: 'next',
        working_days: [1, 2, 3, 4, 5],
        every: null,
        lead_days_in_force: 0,
        incident_category: 'Mechanical',
        priority: 'High',
        assignee_id: app.ids.TECHNICIAN,
        assignee: { id: app.ids.TECHNICIAN, name: 'Test TECHNICIAN' },
        team: 'Mills',
        estimated_minutes: 30,
        checklist: [
          {
            kind: 'check',
            instruction: 'Guards closed',
            required: true,
            minimum: null,
            maximum: null,
            unit: null,
          },
          { kind: 'number', instruction: 'Oil pressure', required: false, minimum: 4, maximum: 6, unit: 'bar' },
        ],
        parts: [],
        status: 'active',
        paused_because: null,
        next_due_at: '2026-01-19T08:00:00.000Z',
        meter: null,
        last_due_at: null,
        open_ticket_id: null,
        version: 1,
        created_at: 0,
        updated_at: 0,
      },
    );
    assert.deepEqual(await app.get(plan.id), plan);
    const [event] = await app.newEvents();
    assert.equal(event?.type, 'plan.created');
    assert.equal(event?.subject, `plans/${plan.id}`);
    const [entry] = await app.newAudit();
    assert.deepEqual([entry?.action, entry?.after.title], ['plan.created', 'Grease the rollers']);
    const other = await app.make({ title: 'Alignment', machine_id: mill2 });
    const ids = async (query: string) =>
      (await app.as.VIEWER('GET', `${plans}?${query}`)).body.items.map(({ id }: { id: number }) => id);
    assert.deepEqual(await ids('status=active'), [other.id, plan.id]);
    assert.deepEqual(await ids(`status=active&machine_ids=${mill1}`), [plan.id]);
    assert.deepEqual(await ids('status=active&trigger=cuts'), []);
    const first = (await app.as.VIEWER('GET', `${plans}?status=active&limit=1`)).body;
    const { body: next } = await app.as.VIEWER('GET', `${plans}?status=active&limit=1&cursor=${first.next_cursor}`);
    assert.deepEqual([first.items[0].id, next.items[0].id, next.next_cursor], [other.id, plan.id, null]);
  });

  test('what cannot be is refused with a sentence, and leaves nothing', async () => {
    for (const [body, outcome, detail] of [
      [{ rule: 'FREQ=SECONDLY' }, '422 validation-failed', /FREQ must be one of DAILY/],
      [{ rule: null }, '422 validation-failed', /needs a rule/],
      [{ rule: 'FREQ=DAILY;UNTIL=20260114' }, '422 validation-failed', /has no date after now/],
      [{ begins_on: null }, '422 validation-failed', /needs begins_on/],
      [{ begins_on: '2026-02-30' }, '422 validation-failed', /./],
      [{ begins_on: '9999-01-01' }, '422 validation-failed', /from 1970 to 2200/],
      [{ every: 5 }, '422 validation-failed', /every is of plans by/],
      [{ counted_from: '2026-01-01T00:00:00Z' }, '422 validation-failed', /counted_from is of plans by/],
      [{ trigger: 'run_hours', every: 5 }, '422 validation-failed', /rule and begins_on are of plans by calendar/],
      [{ title: ' ​ ' }, '422 validation-failed', /needs a title/],
      [{ due_time: '24:00' }, '422 validation-failed', /./],
      [{ machine_id: 'none' }, '422 unknown-machine', /./],
      [{ incident_category: 'Magic' }, '422 unknown-category', /Allowed/],
      [{ assignee_id: 999_999 }, '404 user-not-found', /./],
      [{ assignee_id: app.ids.VIEWER }, '422 validation-failed', /cannot work on tickets/],
      [{ parts: [{ component_id: 999_999, quantity: 1 }] }, '404 component-not-found', /./],
      [{ checklist: [{ kind: 'check', instruction: 'x', minimum: 1 }] }, '422 validation-failed', /of the kind number/],
      [{ checklist: [{ kind: 'number', instruction: 'x', minimum: 2, maximum: 1 }] }, '422 validation-failed', /above/],
      [{ colour: 'red' }, '422 validation-failed', /./],
    ] as const) {
      const refused = await app.as.SUPERVISOR('POST', plans, { ...weekly, ...body });
      assert.equal(outcomeOf(refused), outcome, JSON.stringify([body, refused.body]));
      assert.match(refused.body.detail, detail);
    }
    assert.equal(outcomeOf(await app.as.TECHNICIAN('POST', plans, weekly)), '403 forbidden');
    assert.equal(outcomeOf(await app.as.VIEWER('GET', `${plans}/999999`)), '404 plan-not-found');
    assert.deepEqual(await app.newEvents(), []);
    assert.deepEqual((await app.as.VIEWER('GET', `${plans}?status=active`)).body.items, []);
  });

  test('a request that is sent again makes one plan', async () => {
    const headers = { 'idempotency-key': 'plan-1' };
    const made = await Promise.all(Array.from({ length: 4 }, () => app.as.SUPERVISOR('POST', plans, weekly, headers)));
    assert.equal(new Set(made.map(({ body }) => body.id)).size, 1);
    assert.equal((await app.as.VIEWER('GET', `${plans}?status=active`)).body.items.length, 1);
  });

  test('a due ticket opens by itself, once, with what the plan says', async () => {
    const plan = await app.make({ instructions: 'Two strokes each.', priority: 'High', lead_days: 2, team: 'Mills' });
    assert.equal(await app.look('2026-01-16T23:59:59Z'), 0);
    assert.equal(await app.look('2026-01-17T00:00:00Z'), 1, 'as the day begins that is two days before');
    assert.equal(await app.look(), 0);
    const [ticket, ...others] = await app.ticketsOf(plan.id);
    assert.equal(others.length, 0);
    assert.deepEqual(
      [ticket?.description, ticket?.priority, ticket?.team, ticket?.source, ticket?.machine_id, ticket?.category],
      ['Grease the rollers\n\nTwo strokes each.', 'High', 'Mills', 'plan', mill1, 'Other'],
    );
    assert.equal(ticket?.due_at, Date.parse('2026-01-19T08:00:00Z'));
    const now = await app.get(plan.id);
    assert.deepEqual(
      [now.open_ticket_id, now.next_due_at, now.last_due_at, now.version],
      [ticket?.id, '2026-01-26T08:00:00.000Z', '2026-01-19T08:00:00.000Z', 1],
    );
    const event = (await app.newEvents()).find(({ type }) => type === 'plan.ticket-opened');
    assert.deepEqual([event?.data.ticket_id, event?.data.missed], [ticket?.id, 0]);
    const entry = (await app.newAudit()).find(({ action }) => action === 'plan.ticket-opened');
    assert.equal(entry?.entity, `plan ${plan.id}`);

    await app.resolve(now.open_ticket_id);
    const [due] = await app.duesOf(plan.id);
    assert.deepEqual([due.state, due.done_at, due.ticket_id], ['done', '2026-01-17T00:00:00.000Z', ticket?.id]);
    assert.equal(await app.look('2026-01-23T23:59:59Z'), 0, 'the next one at its own time');
    assert.equal(await app.look('2026-01-24T00:00:00Z'), 1);
  });

  test('many processes that look at once open one ticket', async () => {
    const plan = await app.make();
    app.clock.set('2026-01-19T08:00:00Z');
    const opened = await Promise.all(Array.from({ length: 8 }, () => app.look()));
    assert.equal(
      opened.reduce((sum, count) => sum + count, 0),
      1,
    );
    assert.equal((await app.ticketsOf(plan.id)).length, 1);
    assert.equal((await app.duesOf(plan.id)).length, 1);
  });

  test('after a stop of 90 days there is one ticket a plan, and every due is accounted for', async () => {
    const daily = await app.make({ rule: 'FREQ=DAILY', title: 'Clean' });
    const monday = await app.make();
    const opened = await app.look('2026-04-15T12:00:00Z');
    assert.equal(opened, 2);
    const dues = await app.duesOf(daily.id);
    assert.equal(dues.length, 90, 'each day from 16 January to 15 April');
    const missed = dues.slice(0, -1);
    assert.ok(missed.every(({ state }: { state: string }) => state === 'missed'));
    assert.equal(new Set(dues.map(({ due_at: dueAt }: { due_at: string }) => dueAt)).size, 90);
    const last = dues.at(-1);
    assert.ok(
      missed.every((due: { ticket_id: number }) => due.ticket_id === last.ticket_id),
      'all served with one',
    );
    assert.deepEqual([last.state, last.due_at], ['open', '2026-04-15T07:00:00.000Z'], 'at eight, in summer');
    assert.deepEqual(
      dues.map(({ number }: { number: number }) => number),
      Array.from({ length: 90 }, (_, at) => at + 1),
    );
    assert.equal((await app.duesOf(monday.id)).length, 13);
    assert.equal((await app.ticketsOf(daily.id)).length, 1);
    assert.equal(await app.look(), 0);
    assert.equal((await app.get(daily.id)).next_due_at, '2026-04-16T07:00:00.000Z');
  });

  test('while its ticket is not done a plan opens no other one: dues that pass are missed and served with it', async () => {
    const plan = await app.make({ lead_days: 3 });
    await app.look('2026-01-19T08:00:00Z');
    const { open_ticket_id: ticket } = await app.get(plan.id);
    assert.equal(await app.look('2026-01-25T08:00:00Z'), 0, 'the lead of the next one has begun');
    assert.equal(await app.look('2026-01-26T08:00:00Z'), 0, 'it has passed');
    const dues = await app.duesOf(plan.id);
    assert.deepEqual(
      dues.map(({ state, ticket_id: id }: { state: string; ticket_id: number }) => [state, id]),
      [
        ['open', ticket],
        ['missed', ticket],
      ],
    );
    await app.newEvents();
    app.clock.set('2026-01-31T08:00:00Z');
    await app.resolve(ticket);
    assert.deepEqual(
      (await app.newEvents()).filter(({ type }) => type.startsWith('plan.')).map(({ type }) => type),
      ['plan.due-done'],
    );
    assert.equal(await app.look(), 1, 'the next one is within its lead');
    assert.equal((await app.ticketsOf(plan.id)).at(-1)?.due_at, Date.parse('2026-02-02T08:00:00Z'));
  });

  test('from completion the rule begins anew on the day that the last one was done', async () => {
    const plan = await app.make({ basis: 'completion', rule: 'FREQ=DAILY;INTERVAL=10', begins_on: '2026-01-16' });
    assert.equal(plan.next_due_at, '2026-01-16T08:00:00.000Z');
    await app.look('2026-01-16T08:00:00Z');
    const { open_ticket_id: ticket, next_due_at: none } = await app.get(plan.id);
    assert.equal(none, null);
    assert.equal(await app.look('2026-03-01T08:00:00Z'), 0, 'nothing is due before it is done');
    await app.resolve(ticket);
    assert.equal((await app.get(plan.id)).next_due_at, '2026-03-11T08:00:00.000Z');
    await app.move(ticket, 'reopen', { reason: 'Leaks again' });
    assert.equal((await app.get(plan.id)).next_due_at, null);
    assert.equal((await app.duesOf(plan.id))[0].state, 'open');
    app.clock.set('2026-03-05T08:00:00Z');
    await app.resolve(ticket);
    assert.equal((await app.get(plan.id)).next_due_at, '2026-03-15T08:00:00.000Z');
    assert.equal(await app.look('2026-06-01T08:00:00Z'), 1);
    assert.equal((await app.duesOf(plan.id)).length, 2, 'one due, however late');
  });

  test('a cancelled ticket skips its due, and the next one comes as scheduled', async () => {
    const fixed = await app.make();
    const anew = await app.make({ basis: 'completion', rule: 'FREQ=DAILY;INTERVAL=10', begins_on: '2026-01-19' });
    await app.look('2026-01-19T08:00:00Z');
    for (const { id } of [fixed, anew]) {
      await app.move((await app.get(id)).open_ticket_id, 'cancel', { reason: 'The mill is being rebuilt' });
      assert.deepEqual(
        (await app.duesOf(id)).map(({ state }: { state: string }) => state),
        ['skipped'],
      );
    }
    assert.equal((await app.get(fixed.id)).next_due_at, '2026-01-26T08:00:00.000Z');
    assert.equal((await app.get(anew.id)).next_due_at, '2026-01-29T08:00:00.000Z');
  });

  test('a due is left out with a reason', async () => {
    const plan = await app.make();
    const url = `${plans}/${plan.id}/skip`;
    assert.equal(outcomeOf(await app.as.SUPERVISOR('POST', url, {})), '422 validation-failed');
    assert.equal(outcomeOf(await app.as.TECHNICIAN('POST', url, { reason: 'x' })), '403 forbidden');
    const stale = await app.as.SUPERVISOR('POST', url, { reason: 'x', version: 9 });
    assert.equal(outcomeOf(stale), '409 version-conflict');
    const { body } = await app.as.SUPERVISOR('POST', url, { reason: 'Rebuilt' });
    assert.equal(body.next_due_at, '2026-01-26T08:00:00.000Z');
    const [due] = await app.duesOf(plan.id);
    assert.deepEqual([due.state, due.reason, due.due_at], ['skipped', 'Rebuilt', '2026-01-19T08:00:00.000Z']);
    assert.equal(await app.look('2026-01-25T08:00:00Z'), 0);
    assert.equal(await app.look('2026-01-26T08:00:00Z'), 1);
  });

  test('a skip that is sent again leaves out one due', async () => {
    const plan = await app.make();
    const url = `${plans}/${plan.id}/skip`;
    const headers = { 'idempotency-key': 'skip-1' };
    const skips = Array.from({ length: 3 }, () => app.as.SUPERVISOR('POST', url, { reason: 'Rebuilt' }, headers));
    for (const { body } of await Promise.all(skips)) assert.equal(body.next_due_at, '2026-01-26T08:00:00.000Z');
    assert.equal((await app.duesOf(plan.id)).length, 1);
    const other = await app.as.SUPERVISOR('POST', url, { reason: 'Sold' }, headers);
    assert.equal(outcomeOf(other), '422 idempotency-key-reused');
  });

  test('a plan is served now when somebody asks, and not twice', async () => {
    const plan = await app.make();
    const url = `${plans}/${plan.id}/run`;
    const headers = { 'idempotency-key': 'run-1' };
    const run = await app.as.SUPERVISOR('POST', url, {}, headers);
    assert.equal(run.status, 201, JSON.stringify(run.body));
    const { ticket_id: ticket } = run.body;
    assert.equal(run.headers['location'], `/api/v1/tickets/${ticket}`);
    assert.equal((await app.as.SUPERVISOR('POST', url, {}, headers)).body.ticket_id, ticket);
    const again = await app.as.SUPERVISOR('POST', url);
    assert.equal(outcomeOf(again), '409 plan-move-refused');
    assert.equal(again.body.ticket_id, ticket);
    const [due] = await app.duesOf(plan.id);
    assert.deepEqual([due.cause, due.state], ['asked', 'open']);
    assert.equal((await app.get(plan.id)).next_due_at, '2026-01-19T08:00:00.000Z', 'the schedule stays');
    await app.resolve(ticket);
    assert.equal(await app.look('2026-01-19T08:00:00Z'), 1);
  });

  test('a paused plan opens nothing, and what was due meanwhile is left out when it is resumed', async () => {
    const plan = await app.make();
    const paused = await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/pause`, { reason: 'Holidays' });
    assert.deepEqual(
      [paused.body.status, paused.body.paused_because, paused.body.next_due_at, paused.body.version],
      ['paused', 'person', null, 2],
    );
    assert.equal((await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/pause`)).body.version, 2, 'repeated');
    assert.equal(outcomeOf(await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/run`)), '409 plan-move-refused');
    assert.equal(await app.look('2026-02-20T12:00:00Z'), 0);
    const resumed = await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/resume`);
    assert.deepEqual([resumed.body.status, resumed.body.next_due_at], ['active', '2026-02-23T08:00:00.000Z']);
    assert.deepEqual(await app.duesOf(plan.id), []);
    const told = (await app.newEvents()).map(({ type }) => type).filter((type) => type.startsWith('plan.'));
    assert.deepEqual(told, ['plan.created', 'plan.paused', 'plan.resumed']);
    await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/retire`);
    assert.equal(outcomeOf(await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/pause`)), '409 plan-move-refused');
    assert.equal(await app.look('2026-03-20T12:00:00Z'), 0);
  });

  test('the plans of a machine that goes out of use pause with it and come back with it', async () => {
    const plan = await app.make({ machine_id: mill2 });
    const paused = await app.make({ machine_id: mill2, title: 'Paused by hand' });
    await app.as.SUPERVISOR('POST', `${plans}/${paused.id}/pause`);
    await app.as.SUPERVISOR('POST', `/api/v1/machines/${mill2}/retire`);
    assert.deepEqual(
      [(await app.get(plan.id)).status, (await app.get(plan.id)).paused_because],
      ['paused', 'machine-retired'],
    );
    assert.equal(await app.look('2026-02-20T12:00:00Z'), 0);
    const resume = await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/resume`);
    assert.equal(outcomeOf(resume), '409 plan-move-refused');
    const refused = await app.as.SUPERVISOR('POST', plans, { ...weekly, machine_id: mill2 });
    assert.equal(outcomeOf(refused), '409 plan-move-refused');
    await app.as.SUPERVISOR('POST', `/api/v1/machines/${mill2}/reinstate`);
    const back = await app.get(plan.id);
    assert.deepEqual([back.status, back.next_due_at], ['active', '2026-02-23T08:00:00.000Z']);
    assert.equal((await app.get(paused.id)).status, 'paused');
  });

  test('no plan is active on a machine that goes out of use while plans come to it', async () => {
    for (let round = 0; round < 5; round++) {
      const paused = await app.make({ machine_id: mill2 });
      await app.as.SUPERVISOR('POST', `${plans}/${paused.id}/pause`);
      const made = Array.from({ length: 4 }, () => app.as.SUPERVISOR('POST', plans, { ...weekly, machine_id: mill2 }));
      const retired = app.as.SUPERVISOR('POST', `/api/v1/machines/${mill2}/retire`);
      const resumed = app.as.SUPERVISOR('POST', `${plans}/${paused.id}/resume`);
      assert.equal((await retired).status, 200);
      for (const answer of await Promise.all([...made, resumed])) {
        assert.ok(['201', '200', '409 plan-move-refused'].includes(outcomeOf(answer)), outcomeOf(answer));
      }
      const { items } = (await app.as.VIEWER('GET', `${plans}?status=active&machine_ids=${mill2}`)).body;
      assert.deepEqual(items, []);
      await app.as.SUPERVISOR('POST', `/api/v1/machines/${mill2}/reinstate`);
    }
  });

  test('a machine has so many plans and no more, those that are retired left aside', async () => {
    const machine = (await app.as.ADMIN('POST', '/api/v1/machines', { name: 'Crowded' })).body.id;
    const plan = await app.make({ machine_id: machine });
    const row = await app.tables
      .selectFrom('maintenance_plans')
      .selectAll()
      .where('id', '=', plan.id)
      .executeTakeFirstOrThrow();
    const { id: _, ...rest } = row;
    const more = Array.from({ length: 199 }, (_, at) => ({ ...rest, title: `Plan ${at}` }));
    for (const copy of more) await app.tables.insertInto('maintenance_plans').values(copy).execute();
    const refused = await app.as.SUPERVISOR('POST', plans, { ...weekly, machine_id: machine });
    assert.equal(outcomeOf(refused), '409 limit-reached');
    assert.equal((await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/retire`)).status, 200);
    await app.make({ machine_id: machine });
    assert.equal(outcomeOf(await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/resume`)), '409 limit-reached');
    assert.equal((await app.get(plan.id)).status, 'retired');
  });

  test('a plan that is changed while its ticket is open leaves the ticket, and its dues to come follow', async () => {
    const plan = await app.make({ checklist: [{ kind: 'check', instruction: 'Guards closed' }] });
    await app.look('2026-01-19T08:00:00Z');
    const { open_ticket_id: ticket } = await app.get(plan.id);
    await app.newAudit();
    const changes = { rule: 'FREQ=MONTHLY;BYMONTHDAY=31', checklist: [], title: 'Grease', version: 1 };
    const changed = await app.as.SUPERVISOR('PATCH', `${plans}/${plan.id}`, changes);
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    assert.deepEqual(
      [changed.body.next_due_at, changed.body.version, changed.body.checklist, changed.body.open_ticket_id],
      ['2026-01-31T08:00:00.000Z', 2, [], ticket],
    );
    const entry = (await app.newAudit()).find(({ action }) => action === 'plan.changed');
    assert.deepEqual([entry?.before.rule, entry?.after.rule], [weekly.rule, changes.rule]);
    assert.equal((await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}/checklist`)).body.items.length, 1);
    const stale = await app.as.SUPERVISOR('PATCH', `${plans}/${plan.id}`, changes);
    assert.equal(outcomeOf(stale), '409 version-conflict');
    const same = await app.as.SUPERVISOR('PATCH', `${plans}/${plan.id}`, { title: 'Grease' });
    assert.equal(same.body.version, 2, 'with what is already so nothing happens');
    const wrong = await app.as.SUPERVISOR('PATCH', `${plans}/${plan.id}`, { every: 100 });
    assert.equal(outcomeOf(wrong), '422 validation-failed');
    const other = await app.as.SUPERVISOR('PATCH', `${plans}/${plan.id}`, { trigger: 'cuts', every: 100 });
    assert.deepEqual([other.body.trigger, other.body.rule, other.body.every], ['cuts', null, 100]);
  });

  test('what is due on a day without a time is due when that day ends', async () => {
    const plan = await app.make({ due_time: undefined });
    assert.deepEqual([plan.due_time, plan.next_due_at], ['23:59', '2026-01-19T23:59:00.000Z']);
    assert.equal(await app.look('2026-01-18T23:59:59Z'), 0);
    assert.equal(await app.look('2026-01-19T00:00:00Z'), 1, 'in the morning of the day');
    const [ticket] = await app.ticketsOf(plan.id);
    assert.equal(ticket?.due_at, Date.parse('2026-01-19T23:59:00Z'));
  });

  test('a due from completion that passes while a ticket was asked for comes back when that one is cancelled', async () => {
    const plan = await app.make({ basis: 'completion' });
    const { ticket_id: asked } = (await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/run`)).body;
    assert.equal(await app.look('2026-01-20T00:00:00Z'), 0, 'it is to be served with the one that is open');
    await app.move(asked, 'cancel', { reason: 'Not now' });
    assert.notEqual((await app.get(plan.id)).next_due_at, null);
    await app.look('2026-01-26T00:00:00Z');
    const { open_ticket_id: opened } = await app.get(plan.id);
    assert.ok(opened !== null && opened !== asked, 'the plan goes on');
  });

  test('a plan from completion that was paused for months is not late when it is resumed', async () => {
    const plan = await app.make({ basis: 'completion' });
    assert.equal(await app.look('2026-01-19T08:00:00Z'), 1);
    await app.resolve((await app.get(plan.id)).open_ticket_id);
    await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/pause`);
    await app.look('2026-04-15T12:00:00Z');
    const { body } = await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/resume`);
    assert.equal(body.next_due_at, '2026-04-20T07:00:00.000Z', 'at eight, in summer time');
    assert.equal(await app.look(), 0);
    assert.equal(await app.look('2026-04-20T08:00:00Z'), 1);
  });

  test('a changed lead of the factory and a changed shift move dues that nothing has been decided about', async () => {
    const late = await app.make({ lead_days: null, off_days: 'next' });
    const decided = await app.make({ lead_days: 5 });
    await app.look();
    const before = await app.ticketsOf(decided.id);
    assert.equal(before.length, 1);
    const setting = '/api/v1/settings/plans.lead_days';
    assert.equal((await app.as.ADMIN('PUT', setting, { value: 4 })).status, 200);
    assert.equal(await app.look(), 1, 'Thursday is four days before Monday');
    assert.equal((await app.ticketsOf(late.id)).length, 1);
    await app.as.ADMIN('DELETE', setting);

    const moved = await app.make({ off_days: 'next' });
    assert.equal(moved.next_due_at, '2026-01-19T08:00:00.000Z');
    const exception = { date: '2026-01-19', shifts: [] };
    const { body } = await app.as.SUPERVISOR('POST', '/api/v1/shift-exceptions', exception);
    await app.look();
    assert.equal((await app.get(moved.id)).next_due_at, '2026-01-20T08:00:00.000Z');
    assert.equal((await app.get(moved.id)).version, 1, 'in nobody’s way');
    assert.ok((await app.newEvents()).some(({ type }) => type === 'plan.rescheduled'));
    assert.equal(
      (await app.get(late.id)).next_due_at,
      '2026-01-26T08:00:00.000Z',
      'what is decided does not come again',
    );
    const back = await app.as.SUPERVISOR('DELETE', `/api/v1/shift-exceptions/${body.id}`);
    assert.ok(back.status < 300, JSON.stringify(back.body));
    await app.look();
    assert.equal((await app.get(moved.id)).next_due_at, '2026-01-19T08:00:00.000Z');
    assert.deepEqual(await app.ticketsOf(decided.id), before);
  });

  test('a plan that its shifts leave without a due comes back with them', async () => {
    const plan = await app.make({ off_days: 'skip', rule: 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20260119' });
    assert.equal(plan.next_due_at, '2026-01-19T08:00:00.000Z');
    const { body } = await app.as.SUPERVISOR('POST', '/api/v1/shift-exceptions', { date: '2026-01-19', shifts: [] });
    await app.look();
    assert.equal((await app.get(plan.id)).next_due_at, null);
    await app.as.SUPERVISOR('DELETE', `/api/v1/shift-exceptions/${body.id}`);
    await app.look();
    assert.equal((await app.get(plan.id)).next_due_at, '2026-01-19T08:00:00.000Z');
    assert.equal(await app.look('2026-01-19T08:00:00Z'), 1);
  });

  test('of changed dues none is lost with the rule that it came from, and none decided comes again', async () => {
    const touch = (value: number) => app.as.ADMIN('PUT', '/api/v1/settings/plans.tolerance_percent', { value });
    for (const off_days of ['keep', 'previous', 'next', 'skip']) {
      await app.begin();
      const plan = await app.make({ rule: 'FREQ=WEEKLY;BYDAY=FR', off_days });
      assert.equal(await app.look('2026-01-16T09:00:00Z'), 1);
      await app.resolve((await app.get(plan.id)).open_ticket_id);
      const monthly = { rule: 'FREQ=MONTHLY;BYMONTHDAY=1' };
      const { body } = await app.as.SUPERVISOR('PATCH', `${plans}/${plan.id}`, monthly);
      await touch(11);
      await app.look();
      assert.equal((await app.get(plan.id)).next_due_at, body.next_due_at, off_days);
      await touch(10);
    }
    await app.begin();
    // Sunday is moved to Friday, which is served already
    const early = {
      rule: 'FREQ=WEEKLY;BYDAY=FR,SU',
      off_days: 'previous',
      working_days: [1, 2, 3, 4, 5],
      lead_days: 3,
    };
    const plan = await app.make(early);
    assert.equal(await app.look(), 1);
    await app.resolve((await app.get(plan.id)).open_ticket_id);
    await touch(11);
    assert.equal(await app.look(), 0);
    assert.equal((await app.duesOf(plan.id)).length, 1);
    await touch(10);
  });

  test('those who look at once after a change tell of each move once', async () => {
    const plan = await app.make({ off_days: 'next' });
    await app.look();
    await app.newEvents();
    const { body } = await app.as.SUPERVISOR('POST', '/api/v1/shift-exceptions', { date: '2026-01-19', shifts: [] });
    const { services } = app;
    const others = Array.from({ length: 3 }, () =>
      createPlanEvaluation({ ...services, tickets: services.maintenance.tickets }),
    );
    await Promise.all([...others.map((one) => one.openDueTickets()), app.look()]);
    const told = (await app.newEvents()).filter(({ type }) => type === 'plan.rescheduled');
    assert.equal(told.filter(({ data }) => data.plan_id === plan.id).length, 1);
    await app.as.SUPERVISOR('DELETE', `/api/v1/shift-exceptions/${body.id}`);
    await app.look();
  });

  test('from completion too a due follows the shifts', async () => {
    const plan = await app.make({ basis: 'completion', off_days: 'next' });
    assert.equal(await app.look('2026-01-19T08:00:00Z'), 1);
    await app.resolve((await app.get(plan.id)).open_ticket_id);
    assert.equal((await app.get(plan.id)).next_due_at, '2026-01-26T08:00:00.000Z');
    const { body } = await app.as.SUPERVISOR('POST', '/api/v1/shift-exceptions', { date: '2026-01-26', shifts: [] });
    await app.look();
    assert.equal((await app.get(plan.id)).next_due_at, '2026-01-27T08:00:00.000Z');
    await app.as.SUPERVISOR('DELETE', `/api/v1/shift-exceptions/${body.id}`);
    await app.look();
    assert.equal((await app.get(plan.id)).next_due_at, '2026-01-26T08:00:00.000Z');
  });

  test('a lead that is changed while the settings are being read is the one that counts', async () => {
    const plan = await app.make({ lead_days: null });
    await app.look();
    const { services } = app;
    const change = (value: number) => app.as.ADMIN('PUT', '/api/v1/settings/plans.lead_days', { value });
    let changes = 0;
    // the first reading is overtaken
    const valuesOf: typeof services.settings.valuesOf = async (definitions) => {
      const values = await services.settings.valuesOf(definitions);
      if ('lead' in definitions && changes++ === 0) await change(1);
      return values;
    };
    await change(2);
    const settings = { ...services.settings, valuesOf };
    const evaluation = createPlanEvaluation({ ...services, settings, tickets: services.maintenance.tickets });
    await evaluation.openDueTickets();
    await evaluation.openDueTickets();
    assert.equal(await app.look('2026-01-17T00:00:00Z'), 0, 'two days before');
    assert.equal(await app.look('2026-01-18T00:00:00Z'), 1, 'one day before');
    assert.notEqual((await app.get(plan.id)).open_ticket_id, null);
    await app.as.ADMIN('DELETE', '/api/v1/settings/plans.lead_days');
  });

  test('no plan becomes active that would never be due, whether it is resumed or changed with its ticket open', async () => {
    const ended = { rule: 'FREQ=DAILY;UNTIL=20260114' };
    const open = await app.make();
    await app.as.SUPERVISOR('POST', `${plans}/${open.id}/run`);
    const changed = await app.as.SUPERVISOR('PATCH', `${plans}/${open.id}`, ended);
    assert.equal(outcomeOf(changed), '422 validation-failed');
    assert.equal((await app.get(open.id)).rule, weekly.rule);
    const paused = await app.make();
    await app.as.SUPERVISOR('POST', `${plans}/${paused.id}/pause`);
    assert.equal((await app.as.SUPERVISOR('PATCH', `${plans}/${paused.id}`, ended)).status, 200);
    const resumed = await app.as.SUPERVISOR('POST', `${plans}/${paused.id}/resume`);
    assert.equal(outcomeOf(resumed), '409 plan-move-refused');
    assert.match(resumed.body.detail, /has no date after now/);
    assert.equal((await app.get(paused.id)).status, 'paused');
    const nobody = { rule: 'FREQ=WEEKLY;BYDAY=MO', off_days: 'skip', working_days: [2] };
    const refused = await app.as.SUPERVISOR('POST', plans, { ...weekly, ...nobody });
    assert.match(refused.body.detail, /no date after now that is a working day.*off_days/);
  });

  test('the schedule shows the next dues and when their tickets open', async () => {
    const plan = await app.make({ lead_days: 2, off_days: 'next', working_days: [2, 3] });
    const { body } = await app.as.VIEWER('GET', `${plans}/${plan.id}/schedule?count=3`);
    assert.deepEqual(body, {
      plan_id: plan.id,
      meter: null,
      items: [
        { due_at: '2026-01-20T08:00:00.000Z', opens_at: '2026-01-18T00:00:00.000Z' },
        { due_at: '2026-01-27T08:00:00.000Z', opens_at: '2026-01-25T00:00:00.000Z' },
        { due_at: '2026-02-03T08:00:00.000Z', opens_at: '2026-02-01T00:00:00.000Z' },
      ],
    });
    await app.as.SUPERVISOR('POST', `${plans}/${plan.id}/pause`);
    assert.deepEqual((await app.as.VIEWER('GET', `${plans}/${plan.id}/schedule`)).body.items, []);
    const ended = await app.make({ rule: 'FREQ=DAILY;UNTIL=20260117' });
    assert.equal((await app.as.VIEWER('GET', `${plans}/${ended.id}/schedule`)).body.items.length, 2);
    assert.equal(outcomeOf(await app.as.VIEWER('GET', `${plans}/999999/schedule`)), '404 plan-not-found');
  });

  test('days without a shift of the machine are no working days where the plan says nothing else', async () => {
    const daily = await app.make({ rule: 'FREQ=DAILY', off_days: 'skip' });
    const exception = { date: '2026-01-17', shifts: [] };
    assert.equal((await app.as.SUPERVISOR('POST', '/api/v1/shift-exceptions', exception)).status, 201);
    const { items } = (await app.as.VIEWER('GET', `${plans}/${daily.id}/schedule?count=3`)).body;
    assert.deepEqual(
      items.map(({ due_at: dueAt }: { due_at: string }) => dueAt.slice(0, 10)),
      ['2026-01-16', '2026-01-18', '2026-01-19'],
    );
  });

  test('a plan that cannot be served is in nobody’s way', async () => {
    const broken = await app.make({ title: 'Broken' });
    const good = await app.make({ title: 'Good' });
    await app.tables.updateTable('maintenance_plans').set({ dues_count: -1 }).where('id', '=', broken.id).execute();
    await app.tables
      .insertInto('plan_dues')
      .values({
        plan_id: broken.id,
        number: 0,
        machine_id: mill1,
        cause: 'due',
        state: 'missed',
        due_at: 0,
        latest_at: 0,
        times: 1,
        ticket_id: null,
        reason: null,
        decided_at: 0,
        done_at: null,
        meter_base_at: null,
        meter_carry: null,
        due_meter: null,
        latest_meter: null,
        done_meter: null,
      })
      .execute();
    assert.equal(await app.look('2026-01-19T08:00:00Z'), 1);
    assert.deepEqual([(await app.ticketsOf(broken.id)).length, (await app.ticketsOf(good.id)).length], [0, 1]);
    assert.ok(app.lines.some((line) => line.includes(`Plan ${broken.id} could not be served`)));
  });

  test('the clock may jump: what has been decided is not decided again', async () => {
    const plan = await app.make();
    await app.look('2026-01-19T08:00:00Z');
    app.clock.advance(-30 * DAY_MS);
    assert.equal(await app.look(), 0);
    app.clock.advance(30 * DAY_MS + HOUR_MS);
    assert.equal(await app.look(), 0);
    assert.equal((await app.ticketsOf(plan.id)).length, 1);
  });
});
