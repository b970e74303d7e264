import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { type MaintenanceApp, mill1, mill2, startMaintenanceApp, stop1 } from './maintenance-app.ts';

const HOUR_MS = 3_600_000;

onEachEngine('tickets', (under) => {
  let app: MaintenanceApp;
  before(async () => {
    app = await startMaintenanceApp(under);
  });
  beforeEach(async () => {
    await app.newEvents();
    await app.newAudit();
  });
  const iso = (ms: number) => new Date(ms).toISOString();

  test('a machine and a description make a ticket: the rest follows from the settings', async () => {
    const { as, ids, clock } = app;
    const opened = await as.OPERATOR('POST', '/api/v1/tickets', {
      machine_id: mill1,
      description: ' Oil \n everywhere ',
    });
    assert.equal(opened.status, 201);
    const { id } = opened.body;
    assert.equal(opened.headers['location'], `/api/v1/tickets/${id}`);
    const now = iso(clock.now());
    assert.deepEqual(opened.body, {
      id,
      machine_id: mill1,
      machine_name: 'Mill 1',
      incident_category: 'Other',
      description: 'Oil \n everywhere',
      priority: 'Medium',
      fourjaw_downtime_id: null,
      logged_time: now,
      resolved_time: null,
      status: 'Open',
      work_notes: [],
      images: [],
      components_used: [],
      due_at: iso(clock.now() + 72 * HOUR_MS),
      overdue: false,
      assignee: null,
      team: null,
      hold_reason: null,
      hold_note: null,
      failure_code: null,
      failure_cause: null,
      remedy: null,
      machine_down: false,
      down_from: null,
      restored_at: null,
      proposed_restored_at: null,
      acknowledged_at: null,
      started_at: null,
      closed_at: null,
      cancelled_at: null,
      reopened_count: 0,
      reported_by: { id: ids.OPERATOR, name: 'Test OPERATOR' },
      source: 'person',
      plan_id: null,
      follows_ticket_id: null,
      external_id: null,
      allowed_moves: ['assign', 'start', 'resolve', 'cancel'],
      labour_minutes: 0,
      parts_cost: 0,
      version: 1,
      updated_at: now,
    });
    assert.deepEqual((await as.VIEWER('GET', `/api/v1/tickets/${id}`)).body, opened.body);
    const [event, ...others] = await app.newEvents();
    assert.deepEqual(others, []);
    assert.deepEqual(event, {
      type: 'ticket.opened',
      subject: `tickets/${id}`,
      data: {
        ticket_id: id,
        machine_id: mill1,
        incident_category: 'Other',
        priority: 'Medium',
        status: 'Open',
        old_status: null,
        assignee_id: null,
        team: null,
        due_at: iso(clock.now() + 72 * HOUR_MS),
        machine_down: false,
        reopened_count: 0,
        version: 1,
        description: 'Oil \n everywhere',
        fourjaw_downtime_id: null,
        logged_time: now,
        reported_by: 'Test OPERATOR',
        source: 'person',
      },
    });
    const told = {
      machine_id: mill1,
      status: 'Open',
      incident_category: 'Other',
      description: 'Oil \n everywhere',
      priority: 'Medium',
      due_at: iso(clock.now() + 72 * HOUR_MS),
    };
    assert.deepEqual(await app.newAudit(), [
      { action: 'ticket.opened', entity: `ticket ${id}`, before: null, after: told, reason: null },
    ]);
    const { items } = (await as.VIEWER('GET', `/api/v1/tickets/${id}/history`)).body;
    assert.deepEqual(items, [
      {
        id: items[0].id,
        verb: 'opened',
        changes: Object.fromEntries(Object.entries(told).map(([name, after]) => [name, { before: null, after }])),
        reason: null,
        author: { id: ids.OPERATOR, name: 'Test OPERATOR' },
        changed_at: now,
      },
    ]);
  });

  test('what is given is kept: category in any case, priority, period of the machine, due date, down from', async () => {
    const { clock } = app;
    const due = iso(clock.now() + HOUR_MS);
    const down = iso(clock.now() - HOUR_MS);
    const ticket = await app.open({
      incident_category: ' hydraulic',
      priority: 'Critical',
      fourjaw_downtime_id: stop1,
      due_at: due,
      team: ' Hydraulics ',
      machine_down: true,
      down_from: down,
    });
    assert.equal(ticket.incident_category, 'Hydraulic');
    assert.equal(ticket.fourjaw_downtime_id, stop1);
    assert.deepEqual(
      [ticket.due_at, ticket.team, ticket.machine_down, ticket.down_from],
      [due, 'Hydraulics', true, down],
    );
    const follower = await app.open({ follows_ticket_id: ticket.id, incident_category: null, machine_down: true });
    assert.equal(follower.follows_ticket_id, ticket.id);
    assert.equal(follower.down_from, follower.logged_time);
    assert.equal((await app.open({ due_at: null })).due_at, null);
  });

  test('a category, machine, priority or period that is not there is refused with what is allowed, and leaves nothing', async () => {
    const { as } = app;
    const send = (body: object) =>
      as.OPERATOR('POST', '/api/v1/tickets', { machine_id: mill1, description: 'x', ...body });
    const category = await send({ incident_category: 'Banana' });
    assert.equal(outcomeOf(category), '422 unknown-category');
    assert.match(
      category.body.detail,
      /Banana.*Allowed: Mechanical, Electrical, Tooling, Hydraulic, Software, Other\./,
    );
    const machine = await send({ machine_id: 'nosuch' });
    assert.equal(outcomeOf(machine), '422 unknown-machine');
    assert.deepEqual(machine.body.allowed, [mill1, mill2]);
    const priority = await send({ priority: 'Banana' });
    assert.equal(outcomeOf(priority), '422 validation-failed');
    assert.match(priority.body.detail, /Low, Medium, High, Critical/);
    const ofAnother = await send({ machine_id: mill2, fourjaw_downtime_id: stop1 });
    assert.equal(outcomeOf(ofAnother), '404 period-not-found');
    assert.match(ofAnother.body.detail, /Machine 'mill-2' has no status period 'stop-1'/);
    assert.equal(outcomeOf(await send({ fourjaw_downtime_id: 'nosuch' })), '404 period-not-found');
    assert.equal(outcomeOf(await send({ follows_ticket_id: 999_999 })), '404 ticket-not-found');
    for (const body of [
      { description: ' \n ' },
      { description: '' },
      { description: 'x'.repeat(4_001) },
      { status: 'Open' },
      { down_from: iso(app.clock.now()) },
      { machine_down: true, down_from: iso(app.clock.now() + HOUR_MS) },
      { due_at: 'tomorrow' },
      { due_at: '2016-12-31T23:59:60Z' },
    ]) {
      assert.equal(outcomeOf(await send(body)), '422 validation-failed', JSON.stringify(body));
    }
    assert.deepEqual(await app.newEvents(), []);
    assert.deepEqual(await app.newAudit(), []);
  });

  test('twenty parallel repeats of one request make one ticket, and each gets it', async () => {
    const { as } = app;
    const body = { machine_id: mill1, description: 'Only once' };
    const headers = { 'idempotency-key': 'phone-1' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => as.OPERATOR('POST', '/api/v1/tickets', body, headers)),
    );
    assert.deepEqual(new Set(answers.map(outcomeOf)), new Set(['201']));
    assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1);
    assert.equal((await app.newEvents()).length, 1);
    const other = await as.OPERATOR('POST', '/api/v1/tickets', { ...body, priority: 'High' }, headers);
    assert.equal(outcomeOf(other), '422 idempotency-key-reused');
    assert.equal(
      (await as.SUPERVISOR('POST', '/api/v1/tickets', body, headers)).status,
      201,
      'keys are of their sender',
    );
  });

  test('a change writes what it names, counts, and tells of exactly that', async () => {
    const { as, clock } = app;
    const { id } = await app.open({ priority: 'Low' });
    await app.newEvents();
    await app.newAudit();
    clock.advance(HOUR_MS);
    const url = `/api/v1/tickets/${id}`;
    const changed = await as.TECHNICIAN('PATCH', url, {
      priority: 'High',
      team: 'Night',
      failure_code: ' ',
      version: 1,
    });
    assert.equal(changed.status, 200);
    assert.deepEqual([changed.body.priority, changed.body.team, changed.body.version], ['High', 'Night', 2]);
    const due = iso(Date.parse(changed.body.logged_time) + 24 * HOUR_MS);
    assert.equal(changed.body.due_at, due, 'the due date follows the priority');
    assert.equal(changed.body.updated_at, iso(clock.now()));
    const [event] = await app.newEvents();
    assert.equal(event?.type, 'ticket.changed');
    assert.deepEqual([event?.data['status'], event?.data['old_status'], event?.data['version']], ['Open', 'Open', 2]);
    const [audit] = await app.newAudit();
    assert.deepEqual(audit?.after, { priority: 'High', due_at: due, team: 'Night' });
    const history = (await as.VIEWER('GET', `${url}/history?limit=1`)).body;
    assert.deepEqual(history.items[0].changes.priority, { before: 'Low', after: 'High' });
    assert.ok(history.next_cursor);
    const first = await as.VIEWER('GET', `${url}/history?limit=1&cursor=${history.next_cursor}`);
    assert.equal(first.body.items[0].verb, 'opened');

    const same = await as.TECHNICIAN('PATCH', url, { priority: 'High', team: 'Night' });
    assert.equal(same.body.version, 2);
    assert.deepEqual(await app.newEvents(), []);

    const chosen = await as.TECHNICIAN('PATCH', url, { due_at: null });
    assert.equal(chosen.body.due_at, null);
    assert.equal((await as.TECHNICIAN('PATCH', url, { priority: 'Low' })).body.due_at, null, 'chosen stays chosen');
  });

  test('times of a stop need a stop, and stand in their order', async () => {
    const { as, clock } = app;
    const { id } = await app.open();
    const url = `/api/v1/tickets/${id}`;
    const [earlier, later] = [iso(clock.now() - HOUR_MS), iso(clock.now())];
    const patch = (body: object) => as.TECHNICIAN('PATCH', url, body);
    assert.equal(outcomeOf(await patch({ restored_at: later })), '422 validation-failed');
    assert.equal(
      outcomeOf(await patch({ machine_down: true, down_from: later, restored_at: earlier })),
      '422 validation-failed',
    );
    const down = await patch({
      machine_down: true,
      down_from: earlier,
      restored_at: later,
      fourjaw_downtime_id: stop1,
    });
    assert.deepEqual([down.body.down_from, down.body.restored_at], [earlier, later]);
    const up = await patch({ machine_down: false });
    assert.deepEqual([up.body.machine_down, up.body.down_from, up.body.restored_at], [false, null, null]);
    assert.equal((await patch({ fourjaw_downtime_id: '' })).body.fourjaw_downtime_id, null);
    assert.equal(outcomeOf(await patch({ fourjaw_downtime_id: 'nosuch' })), '404 period-not-found');
    assert.equal(outcomeOf(await patch({ incident_category: 'Banana' })), '422 unknown-category');
  });

  test('a change of an older version is refused with how the ticket stands, by header and by body; of two at once one wins', async () => {
    const { as } = app;
    const { id } = await app.open();
    const url = `/api/v1/tickets/${id}`;
    const outcomes = await Promise.all([
      as.TECHNICIAN('PATCH', url, { team: 'A', version: 1 }),
      as.SUPERVISOR('PATCH', url, { team: 'B' }, { 'if-match': '"1"' }),
    ]);
    assert.deepEqual(outcomes.map(outcomeOf).sort(), ['200', '409 version-conflict']);
    const { body } = await as.SUPERVISOR('PATCH', url, { team: 'C', version: 1 });
    assert.equal(body.current_version, 2);
    assert.deepEqual(body.current, {
      status: 'Open',
      version: 2,
      allowed_moves: ['assign', 'start', 'resolve', 'cancel'],
    });
    assert.equal((await as.SUPERVISOR('PATCH', url, { team: 'C' }, { 'if-match': '*' })).status, 200);
  });

  test('whoever reported a ticket mends its description while it is Open, and nothing else', async () => {
    const { as } = app;
    const { id } = await app.open();
    const url = `/api/v1/tickets/${id}`;
    assert.equal((await as.OPERATOR('PATCH', url, { description: 'Water under the coiler' })).status, 200);
    assert.equal(outcomeOf(await as.OPERATOR('PATCH', url, { priority: 'High' })), '403 forbidden');
    assert.equal(outcomeOf(await as.STOREKEEPER('PATCH', url, { description: 'x' })), '403 forbidden');
    assert.equal(outcomeOf(await as.VIEWER('PATCH', url, { description: 'x' })), '403 forbidden');
    await as.TECHNICIAN('POST', `${url}/start`);
    assert.equal(outcomeOf(await as.OPERATOR('PATCH', url, { description: 'x' })), '403 forbidden');
    const { body } = await as.VIEWER('GET', url);
    assert.deepEqual([body.description, body.priority], ['Water under the coiler', 'Medium']);
    assert.equal(
      outcomeOf(await as.VIEWER('POST', '/api/v1/tickets', { machine_id: mill1, description: 'x' })),
      '403 forbidden',
    );
  });

  test('categories, the default one and due hours are the factory’s to set', async () => {
    const { as, clock } = app;
    const set = (key: string, value: unknown) => as.ADMIN('PUT', `/api/v1/settings/${key}`, { value });
    assert.equal((await set('tickets.categories', ['Saws', 'Rolls'])).status, 200);
    assert.equal((await app.open()).incident_category, 'Saws', 'the first where the default is not in the list');
    await set('tickets.default_category', 'rolls');
    assert.equal((await app.open()).incident_category, 'Rolls');
    await set('tickets.due_hours', { Low: 10, Medium: 1.5, High: 1, Critical: 0.5 });
    assert.equal((await app.open()).due_at, iso(clock.now() + 1.5 * HOUR_MS));
    for (const key of ['tickets.categories', 'tickets.default_category', 'tickets.due_hours']) {
      assert.equal((await as.ADMIN('DELETE', `/api/v1/settings/${key}`)).status, 200);
    }
    assert.equal(outcomeOf(await set('tickets.categories', [])), '422 validation-failed');
    assert.equal(outcomeOf(await set('tickets.due_hours', { Low: 1 })), '422 validation-failed');
  });

  test('a ticket is overdue from the instant after its due date until it is done', async () => {
    const { as, clock } = app;
    const { id } = await app.open({ priority: 'Critical' });
    const url = `/api/v1/tickets/${id}`;
    const first = await as.VIEWER('GET', url);
    const again = await as.VIEWER('GET', url, undefined, { 'if-none-match': String(first.headers['etag']) });
    assert.equal(again.status, 304);
    clock.advance(4 * HOUR_MS + 1);
    const late = await as.VIEWER('GET', url, undefined, { 'if-none-match': String(first.headers['etag']) });
    assert.deepEqual([late.status, late.body.overdue], [200, true]);
    await as.TECHNICIAN('POST', `${url}/resolve`, { remedy: 'Done' });
    assert.equal((await as.VIEWER('GET', url)).body.overdue, false);
  });

  test('polls of a ticket and of a list are answered with 304 until a ticket, a name, a stock or a due date changes', async () => {
    const { as, clock } = app;
    const { id } = await app.open({ priority: 'Critical' });
    const urls = [
      `/api/v1/tickets/${id}`,
      '/api/v1/tickets/search?limit=3',
      `/api/v1/tickets/search?overdue=true&limit=3`,
    ];
    const tags = new Map<string, string>();
    const poll = async () => {
      const statuses: number[] = [];
      for (const url of urls) {
        const known = tags.get(url);
        const answer = await as.VIEWER('GET', url, undefined, known === undefined ? {} : { 'if-none-match': known });
        tags.set(url, String(answer.headers['etag']));
        statuses.push(answer.status);
      }
      return statuses;
    };
    assert.deepEqual(await poll(), [200, 200, 200]);
    assert.deepEqual(await poll(), [304, 304, 304]);
    clock.advance(60_000);
    assert.deepEqual(await poll(), [304, 304, 304], 'time alone changes nothing');
    await as.ADMIN('PATCH', `/api/v1/machines/${mill1}`, { name: 'Mill One' });
    assert.deepEqual(await poll(), [200, 200, 200]);
    assert.equal((await as.VIEWER('GET', `/api/v1/tickets/${id}`)).body.machine_name, 'Mill One');
    await as.ADMIN('PATCH', `/api/v1/machines/${mill1}`, { name: 'Mill 1' });
    await poll();
    clock.advance(4 * HOUR_MS);
    assert.deepEqual(await poll(), [200, 200, 200], 'it has become overdue');
    assert.deepEqual(await poll(), [304, 304, 304]);
    const late = (await as.VIEWER('GET', urls[2] ?? '')).body.items;
    assert.ok(late.some((ticket: { id: number; overdue: boolean }) => ticket.id === id && ticket.overdue));
    clock.advance(-4 * HOUR_MS);
    assert.equal((await as.VIEWER('GET', `/api/v1/tickets/${id}`)).body.overdue, false, 'a clock that was set back');
    await as.TECHNICIAN('POST', `/api/v1/tickets/${id}/resolve`, { remedy: 'x' });
    assert.deepEqual(await poll(), [200, 200, 200]);
  });

  test('a note is in the name of who writes it, whatever the client says, and is part of the ticket', async () => {
    const { as, ids, clock } = app;
    const { id } = await app.open();
    await app.newEvents();
    await app.newAudit();
    clock.advance(1_000);
    const url = `/api/v1/tickets/${id}`;
    const written = await as.OPERATOR('POST', `${url}/notes`, { note: ' Bearing runs hot ', author: 'Somebody Else' });
    assert.equal(written.status, 200);
    const note = {
      id: written.body.id,
      note: 'Bearing runs hot',
      author: 'Test OPERATOR',
      created_at: iso(clock.now()),
    };
    assert.deepEqual(written.body, note);
    const ticket = (await as.VIEWER('GET', url)).body;
    assert.deepEqual(ticket.work_notes, [note]);
    assert.deepEqual([ticket.version, ticket.updated_at], [1, iso(clock.now())]);
    const [event] = await app.newEvents();
    assert.deepEqual(
      [event?.type, event?.data['note_id'], event?.data['ticket_id']],
      ['ticket.note-added', note.id, id],
    );
    assert.deepEqual((await app.newAudit())[0]?.after, { note: 'Bearing runs hot' });
    const [change] = (await as.VIEWER('GET', `${url}/history`)).body.items;
    assert.deepEqual([change.verb, change.author.id], ['note-added', ids.OPERATOR]);

    const key = { 'idempotency-key': 'note-1' };
    const twice = await Promise.all([1, 2].map(() => as.TECHNICIAN('POST', `${url}/notes`, { note: 'Twice' }, key)));
    assert.equal(twice[0]?.body.id, twice[1]?.body.id);
    const page = (await as.VIEWER('GET', `${url}/notes?limit=1`)).body;
    assert.equal(page.items[0].note, 'Twice');
    const older = (await as.VIEWER('GET', `${url}/notes?limit=1&cursor=${page.next_cursor}`)).body;
    assert.deepEqual([older.items[0].id, older.next_cursor], [note.id, null]);

    assert.equal(outcomeOf(await as.VIEWER('POST', `${url}/notes`, { note: 'x' })), '403 forbidden');
    assert.equal(outcomeOf(await as.OPERATOR('POST', `${url}/notes`, { note: '  ' })), '422 validation-failed');
    assert.equal(
      outcomeOf(await as.OPERATOR('POST', '/api/v1/tickets/999999/notes', { note: 'x' })),
      '404 ticket-not-found',
    );
  });

  test('a ticket has a thousand notes at most', async () => {
    const { as, tables } = app;
    const { id } = await app.open();
    await tables.updateTable('tickets').set({ notes_count: 999 }).where('id', '=', id).execute();
    const write = () => as.OPERATOR('POST', `/api/v1/tickets/${id}/notes`, { note: 'One more' });
    const outcomes = await Promise.all([write(), write(), write()]);
    assert.deepEqual(outcomes.map(outcomeOf).sort(), ['200', '409 limit-reached', '409 limit-reached']);
  });

  test('a ticket that is not there is answered as such everywhere', async () => {
    const { as } = app;
    for (const path of ['', '/notes', '/history']) {
      const answer = await as.ADMIN('GET', `/api/v1/tickets/999999${path}`);
      assert.equal(outcomeOf(answer), '404 ticket-not-found', path);
      assert.match(answer.body.detail, /^Ticket not found/);
    }
    assert.equal(outcomeOf(await as.ADMIN('PATCH', '/api/v1/tickets/999999', { team: 'x' })), '404 ticket-not-found');
    assert.equal(outcomeOf(await as.ADMIN('GET', '/api/v1/tickets/nosuch')), '422 validation-failed');
  });
});
