import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import {
  isAllowedMove,
  type MoveName,
  moveNames,
  moves,
  type TicketStatus,
} from '../../../src/modules/maintenance/tickets/tickets.rules.ts';
import { onEachEngine } from '../../support/engines.ts';
import { type Answer, outcomeOf } from '../../support/http-client.ts';
import { tries } from '../../support/tries.ts';
import { type MaintenanceApp, startMaintenanceApp } from './maintenance-app.ts';

const HOUR_MS = 3_600_000;

onEachEngine('moves of tickets', (under) => {
  let app: MaintenanceApp;
  before(async () => {
    app = await startMaintenanceApp(under);
  });
  beforeEach(async () => {
    await app.newEvents();
    await app.newAudit();
  });
  const iso = (ms: number) => new Date(ms).toISOString();
  const bodies: Readonly<Record<MoveName, object>> = {
    assign: { assignee_id: null, team: 'Night' },
    start: {},
    hold: { reason: 'parts', note: 'Seal kit' },
    resolve: { remedy: 'Seal replaced', failure_code: 'HYD-03', failure_cause: 'Worn out' },
    close: {},
    reopen: { reason: 'Leaks again' },
    cancel: { reason: 'Duplicate' },
  };
  const move = (
    id: number,
    name: string,
    body: object = bodies[name as MoveName],
    role: 'SUPERVISOR' | 'TECHNICIAN' = 'SUPERVISOR',
  ) => app.as[role]('POST', `/api/v1/tickets/${id}/${name}`, body);

  test('a ticket goes its way: each step answers, is dated, and leaves event, audit and history', async () => {
    const { clock, ids } = app;
    const { id, logged_time: logged } = await app.open({ machine_down: true });
    await app.newEvents();
    await app.newAudit();
    const at: string[] = [];
    const go = async (name: string, body?: object): Promise<Answer['body']> => {
      clock.advance(60_000);
      at.push(iso(clock.now()));
      const { status, body: answer } = await move(id, name, body);
      assert.equal(status, 200, JSON.stringify(answer));
      return answer;
    };
    const assigned = await go('assign', { assignee_id: ids.TECHNICIAN, team: 'Hydraulics' });
    assert.deepEqual(assigned.assignee, { id: ids.TECHNICIAN, name: 'Test TECHNICIAN' });
    assert.deepEqual([assigned.status, assigned.team, assigned.acknowledged_at], ['Open', 'Hydraulics', at[0]]);
    const started = await go('start');
    assert.deepEqual([started.status, started.started_at, started.acknowledged_at], ['In Progress', at[1], at[0]]);
    assert.deepEqual(started.allowed_moves, ['assign', 'hold', 'resolve', 'cancel']);
    const held = await go('hold');
    assert.deepEqual([held.status, held.hold_reason, held.hold_note], ['On Hold', 'parts', 'Seal kit']);
    const again = await go('start');
    assert.deepEqual(
      [again.status, again.hold_reason, again.hold_note, again.started_at],
      ['In Progress', null, null, at[1]],
    );
    const resolved = await go('resolve');
    assert.deepEqual(
      [resolved.status, resolved.resolved_time, resolved.remedy, resolved.failure_code, resolved.failure_cause],
      ['Resolved', at[4], 'Seal replaced', 'HYD-03', 'Worn out'],
    );
    assert.deepEqual([resolved.down_from, resolved.restored_at], [logged, at[4]], 'the machine runs again');
    const closed = await go('close');
    assert.deepEqual([closed.status, closed.resolved_time, closed.closed_at], ['Closed', at[4], at[5]]);
    const reopened = await go('reopen');
    assert.deepEqual(
      [reopened.status, reopened.reopened_count, reopened.resolved_time, reopened.closed_at, reopened.remedy],
      ['Open', 1, null, null, 'Seal replaced'],
    );
    assert.equal(reopened.due_at, iso(clock.now() + 72 * HOUR_MS), 'a due date that nobody chose begins anew');
    const cancelled = await go('cancel');
    assert.deepEqual([cancelled.status, cancelled.cancelled_at, cancelled.version], ['Cancelled', at[7], 9]);

    const verbs = ['assigned', 'started', 'held', 'started', 'resolved', 'closed', 'reopened', 'cancelled'];
    const events = await app.newEvents();
    assert.deepEqual(
      events.map(({ type, data }) => [type, data['old_status'], data['status'], data['version']]),
      [
        ['ticket.assigned', 'Open', 'Open', 2],
        ['ticket.started', 'Open', 'In Progress', 3],
        ['ticket.held', 'In Progress', 'On Hold', 4],
        ['ticket.started', 'On Hold', 'In Progress', 5],
        ['ticket.resolved', 'In Progress', 'Resolved', 6],
        ['ticket.closed', 'Resolved', 'Closed', 7],
        ['ticket.reopened', 'Closed', 'Open', 8],
        ['ticket.cancelled', 'Open', 'Cancelled', 9],
      ],
    );
    assert.ok(events.every(({ data }) => data['ticket_id'] === id && data['machine_id'] === 'mill-1'));
    assert.deepEqual(
      app.lines.flatMap((line) => new RegExp(`Ticket ${id} (\\w+) by 'supervisor@`).exec(line)?.[1] ?? []),
      verbs,
      'the log tells the same story',
    );
    const audit = await app.newAudit();
    assert.deepEqual(
      audit.map(({ action }) => action),
      verbs.map((verb) => `ticket.${verb}`),
    );
    assert.deepEqual(
      audit.map(({ reason }) => reason),
      [null, null, 'Seal kit', null, null, null, 'Leaks again', 'Duplicate'],
    );
    assert.deepEqual(audit[1]?.after, { status: 'In Progress' });
    const history = (await app.as.VIEWER('GET', `/api/v1/tickets/${id}/history`)).body.items;
    assert.deepEqual(history.map(({ verb }: { verb: string }) => verb).reverse(), ['opened', ...verbs]);
    assert.deepEqual(history[0].author, { id: ids.SUPERVISOR, name: 'Test SUPERVISOR' });
    assert.deepEqual(history[3].changes.status, { before: 'In Progress', after: 'Resolved' });
  });

  test('a fault that stopped its machine does so again when its ticket is reopened, unless somebody says that it runs', async () => {
    const times = ({ status, machine_down, down_from, restored_at }: any) => [
      status,
      machine_down,
      down_from,
      restored_at,
    ];
    const { id, logged_time: logged } = await app.open({ machine_down: true });
    const step = async (name: string, body?: object) => {
      app.clock.advance(HOUR_MS);
      const answer = await move(id, name, body);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return answer.body;
    };
    const backlog = async () => (await app.as.VIEWER('GET', '/api/v1/reports/maintenance/backlog')).body.machine_down;
    await step('resolve');
    const running = await backlog();
    const reopened = await step('reopen');
    assert.deepEqual(times(reopened), ['Open', true, logged, null]);
    assert.equal(await backlog(), running + 1, 'a machine that is down');
    const { changes } = (await app.as.VIEWER('GET', `/api/v1/tickets/${id}/history`)).body.items[0];
    assert.deepEqual(changes.restored_at, { before: iso(app.clock.now() - HOUR_MS), after: null });
    const again = await step('resolve');
    assert.deepEqual(times(again), ['Resolved', true, logged, iso(app.clock.now())], 'until it ran for good');

    const runsFrom = again.restored_at;
    assert.deepEqual(times(await step('reopen', { reason: 'Squeaks', restored_at: runsFrom })), [
      'Open',
      true,
      logged,
      runsFrom,
    ]);
    assert.equal(await backlog(), running);
    assert.deepEqual(times(await step('resolve')), ['Resolved', true, logged, runsFrom], 'it has run since');
    const refused = await move(id, 'reopen', { reason: 'x', restored_at: iso(app.clock.now() + HOUR_MS) });
    assert.equal(outcomeOf(refused), '422 validation-failed');

    const old = async (status: string) => {
      app.clock.advance(HOUR_MS);
      return (await app.as.TECHNICIAN('PUT', `/api/v1/tickets/${id}?status=${status}`)).body;
    };
    assert.deepEqual(times(await old('Closed')), ['Closed', true, logged, runsFrom]);
    assert.deepEqual(times(await old('Resolved')), ['Resolved', true, logged, runsFrom], 'still done');
    assert.deepEqual(times(await old('In+Progress')), ['In Progress', true, logged, null], 'the old way, too');
    await app.as.TECHNICIAN('PATCH', `/api/v1/tickets/${id}`, { restored_at: runsFrom });
    assert.deepEqual(
      times(await old('Open')),
      ['Open', true, logged, runsFrom],
      'it was not done: what was said stays',
    );
    const harmless = await app.open();
    await move(harmless.id, 'resolve');
    assert.deepEqual(times((await move(harmless.id, 'reopen')).body), ['Open', false, null, null]);
    await app.newAudit();
    await app.newEvents();
  });

  test('a move that is not allowed is refused with how the ticket stands and what is allowed, and changes nothing', async () => {
    const ways: Readonly<Record<TicketStatus, readonly MoveName[]>> = {
      Open: [],
      'In Progress': ['start'],
      'On Hold': ['start', 'hold'],
      Resolved: ['resolve'],
      Closed: ['resolve', 'close'],
      Cancelled: ['cancel'],
    };
    for (const [status, way] of Object.entries(ways) as [TicketStatus, readonly MoveName[]][]) {
      const { id } = await app.open();
      for (const name of way) await move(id, name);
      const stored = (await app.as.VIEWER('GET', `/api/v1/tickets/${id}`)).body;
      assert.equal(stored.status, status);
      await app.newEvents();
      await app.newAudit();
      for (const name of moveNames) {
        if (isAllowedMove(name, status)) continue;
        const { body, ...answer } = await move(id, name);
        assert.equal(outcomeOf({ body, ...answer }), '409 ticket-move-refused', `${name} from ${status}`);
        assert.match(body.detail, new RegExp(`Ticket ${id} is ${status}, so it cannot be ${moves[name].happened}`));
        assert.ok(body.detail.endsWith(`Allowed: ${stored.allowed_moves.join(', ')}.`), body.detail);
        assert.deepEqual(body.current, { status, version: stored.version, allowed_moves: stored.allowed_moves });
      }
      assert.deepEqual((await app.as.VIEWER('GET', `/api/v1/tickets/${id}`)).body, stored);
      assert.deepEqual(await app.newEvents(), []);
      assert.deepEqual(await app.newAudit(), []);
    }
  });

  test('of people who resolve a ticket at once one wins, and the others are told that it is resolved', async () => {
    const { id } = await app.open();
    await app.newEvents();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        move(id, 'resolve', { remedy: `Remedy ${at}` }, at % 2 ? 'TECHNICIAN' : 'SUPERVISOR'),
      ),
    );
    const winners = outcomes.filter(({ status }) => status === 200);
    assert.equal(winners.length, 1);
    for (const loser of outcomes.filter(({ status }) => status !== 200)) {
      assert.equal(outcomeOf(loser), '409 ticket-move-refused');
      assert.deepEqual(loser.body.current, { status: 'Resolved', version: 2, allowed_moves: ['close', 'reopen'] });
    }
    const { body } = await app.as.VIEWER('GET', `/api/v1/tickets/${id}`);
    assert.equal(body.remedy, winners[0]?.body.remedy);
    assert.equal((await app.newEvents()).length, 1);
  });

  test('a version that somebody has overtaken is refused, by body and by header', async () => {
    const { id } = await app.open();
    const url = `/api/v1/tickets/${id}/start`;
    assert.equal((await move(id, 'assign', { assignee_id: null, team: 'A', version: 1 })).status, 200);
    const late = await app.as.TECHNICIAN('POST', url, { version: 1 });
    assert.equal(outcomeOf(late), '409 version-conflict');
    assert.equal(late.body.current.status, 'Open');
    assert.equal(
      outcomeOf(await app.as.TECHNICIAN('POST', url, undefined, { 'if-match': '"1"' })),
      '409 version-conflict',
    );
    assert.equal((await app.as.TECHNICIAN('POST', url, undefined, { 'if-match': '"2"' })).status, 200);
  });

  test('people take tickets and leave their own; giving them to others is for those who manage', async () => {
    const { as, ids } = app;
    const { id } = await app.open();
    const url = `/api/v1/tickets/${id}/assign`;
    const assign = (role: 'SUPERVISOR' | 'TECHNICIAN', assignee: number | null) =>
      as[role]('POST', url, { assignee_id: assignee });
    assert.equal(outcomeOf(await assign('TECHNICIAN', ids.SUPERVISOR)), '403 forbidden');
    assert.equal((await assign('TECHNICIAN', ids.TECHNICIAN)).body.assignee.id, ids.TECHNICIAN);
    assert.equal((await assign('TECHNICIAN', ids.TECHNICIAN)).body.version, 2, 'what is so already is no step');
    assert.equal((await assign('TECHNICIAN', null)).body.assignee, null);
    assert.equal((await assign('SUPERVISOR', ids.SUPERVISOR)).body.assignee.id, ids.SUPERVISOR);
    assert.equal(outcomeOf(await assign('TECHNICIAN', null)), '403 forbidden', 'not theirs to leave');
    assert.equal((await assign('TECHNICIAN', ids.TECHNICIAN)).status, 200, 'taken over');
    assert.equal(outcomeOf(await assign('SUPERVISOR', 999_999)), '404 user-not-found');
    const operator = await assign('SUPERVISOR', ids.OPERATOR);
    assert.equal(outcomeOf(operator), '422 validation-failed');
    assert.match(operator.body.detail, /Test OPERATOR cannot work on tickets: has the role OPERATOR/);
    const events = await app.newEvents();
    assert.deepEqual(
      events.slice(1).map(({ data }) => [data['old_assignee_id'], data['assignee_id']]),
      [
        [null, ids.TECHNICIAN],
        [ids.TECHNICIAN, null],
        [null, ids.SUPERVISOR],
        [ids.SUPERVISOR, ids.TECHNICIAN],
      ],
    );
  });

  test('nobody is given a ticket whose account cannot be used', async () => {
    const { as, services } = app;
    const gone = await services.users.createUser(
      { kind: 'system', id: 't', name: 't', role: null, permissions: new Set() },
      {
        email: 'gone@factory.example',
        firstName: 'Gone',
        lastName: 'Person',
        role: 'TECHNICIAN',
        password: 'a long enough password 77',
      },
    );
    await as.ADMIN('POST', `/api/v1/users/${gone.id}/disable`);
    const { id } = await app.open();
    const refused = await move(id, 'assign', { assignee_id: gone.id });
    assert.equal(outcomeOf(refused), '422 validation-failed');
    assert.match(refused.body.detail, /account that cannot be used/);
  });

  test('moves are for those who work on tickets', async () => {
    const { as } = app;
    const { id } = await app.open();
    for (const name of moveNames) {
      for (const role of ['OPERATOR', 'STOREKEEPER', 'VIEWER'] as const) {
        const answer = await as[role]('POST', `/api/v1/tickets/${id}/${name}`, bodies[name]);
        assert.equal(outcomeOf(answer), '403 forbidden', `${role} ${name}`);
      }
    }
    assert.equal((await as.VIEWER('GET', `/api/v1/tickets/${id}`)).body.version, 1);
  });

  test('a move without what it needs, or of a ticket that is not there, is refused', async () => {
    const { id } = await app.open({ machine_down: true });
    await move(id, 'start');
    for (const [name, body] of [
      ['assign', {}],
      ['hold', {}],
      ['hold', { reason: 'lunch' }],
      ['resolve', {}],
      ['resolve', { remedy: ' ' }],
      ['resolve', { remedy: 'x', restored_at: iso(app.clock.now() - HOUR_MS) }],
      ['resolve', { remedy: 'x', restored_at: iso(app.clock.now() + HOUR_MS) }],
      ['cancel', {}],
      ['cancel', { reason: ' ' }],
      ['start', { reason: 'x' }],
    ] as const) {
      assert.equal(outcomeOf(await move(id, name, body)), '422 validation-failed', `${name} ${JSON.stringify(body)}`);
    }
    for (const name of moveNames) assert.equal(outcomeOf(await move(999_999, name)), '404 ticket-not-found', name);
    const { id: running } = await app.open();
    const restored = await move(running, 'resolve', { remedy: 'x', restored_at: iso(app.clock.now()) });
    assert.match(restored.body.detail, /set machine_down/);
  });

  test('whatever is tried in whatever order, answers and stored state follow the table of moves', async () => {
    const attempt = fc.constantFrom(...moveNames);
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 8 }), async (names) => {
        let ticket = await app.open();
        for (const name of names) {
          app.clock.advance(1_000);
          const team = `Team ${app.clock.now()}`;
          const { status, body } = await move(
            ticket.id,
            name,
            name === 'assign' ? { assignee_id: null, team } : bodies[name],
          );
          const allowed = isAllowedMove(name, ticket.status);
          assert.equal(status, allowed ? 200 : 409);
          if (!allowed) continue;
          assert.equal(body.status, moves[name].to ?? ticket.status);
          assert.equal(body.version, ticket.version + 1);
          assert.equal(body.reopened_count, ticket.reopened_count + (name === 'reopen' ? 1 : 0));
          ticket = body;
        }
        assert.deepEqual((await app.as.VIEWER('GET', `/api/v1/tickets/${ticket.id}`)).body, ticket);
        const history = (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket.id}/history`)).body.items;
        assert.equal(history.length, ticket.version, 'every change is a step of the history');
      }),
      { numRuns: tries(15) },
    );
  });
});
