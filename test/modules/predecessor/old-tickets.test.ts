/** The old front end's ways with tickets, beyond what it sends: every direction of a status, and lists that are too long. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { oldStatuses } from '../../../src/modules/maintenance/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { type MaintenanceApp, mill1, startMaintenanceApp, stop1 } from '../maintenance/maintenance-app.ts';

onEachEngine("the old front end's tickets", (under) => {
  let app: MaintenanceApp;
  before(async () => {
    app = await startMaintenanceApp(under);
  });
  beforeEach(async () => void (await app.newEvents()));
  const set = (id: number, status: string, role: 'TECHNICIAN' | 'OPERATOR' = 'TECHNICIAN') =>
    app.as[role]('PUT', `/api/v1/tickets/${id}?status=${status}`);

  test('the list is empty before there is any ticket', async () => {
    assert.deepEqual((await app.as.VIEWER('GET', '/api/v1/tickets')).body, []);
  });

  test('goes from any status to any other, dated and told; a way back counts as a reopening', async () => {
    for (const from of oldStatuses) {
      for (const to of oldStatuses) {
        const { id } = await app.open();
        const start = (await set(id, from.replace(' ', '+'))).body;
        app.clock.advance(1_000);
        await app.newEvents();
        const { status, body } = await set(id, to.replace(' ', '%20'));
        assert.equal(status, 200);
        assert.equal(body.status, to);
        const now = new Date(app.clock.now()).toISOString();
        const back = oldStatuses.indexOf(to) < oldStatuses.indexOf(from);
        assert.equal(body.reopened_count, back ? 1 : 0, `${from} → ${to}`);
        const done = to === 'Resolved' || to === 'Closed';
        const kept = to === 'Closed' || from === to ? start.resolved_time : null;
        assert.equal(body.resolved_time, done ? (kept ?? now) : null, `${from} → ${to}`);
        assert.equal(body.closed_at === null, to !== 'Closed');
        const events = await app.newEvents();
        if (from === to) {
          assert.deepEqual(events, []);
          assert.equal(body.version, start.version);
          continue;
        }
        assert.deepEqual(
          events.map(({ data }) => [data['old_status'], data['status']]),
          [[from, to]],
        );
        const verbs = { Open: 'reopened', 'In Progress': 'started', Resolved: 'resolved', Closed: 'closed' };
        assert.equal(events[0]?.type, `ticket.${back ? 'reopened' : verbs[to]}`);
      }
    }
  });

  test('takes a ticket out of hold and cancellation, too', async () => {
    const { id } = await app.open();
    await set(id, 'In+Progress');
    await app.as.TECHNICIAN('POST', `/api/v1/tickets/${id}/hold`, { reason: 'vendor' });
    const going = (await set(id, 'in progress')).body;
    assert.deepEqual([going.status, going.hold_reason, going.reopened_count], ['In Progress', null, 0]);
    await app.as.TECHNICIAN('POST', `/api/v1/tickets/${id}/cancel`, { reason: 'Duplicate' });
    const again = (await set(id, 'In+Progress')).body;
    assert.deepEqual([again.status, again.cancelled_at, again.reopened_count], ['In Progress', null, 1]);
  });

  test('refuses a status that it does not have, and those who do not work on tickets', async () => {
    const { id } = await app.open();
    const banana = await set(id, 'Banana');
    assert.equal(outcomeOf(banana), '422 unknown-status');
    assert.equal(banana.body.detail, "Unknown status 'Banana'. Allowed: Open, In Progress, Resolved, Closed.");
    assert.equal(outcomeOf(await set(id, 'On+Hold')), '422 unknown-status', 'which says no reason');
    assert.equal(outcomeOf(await app.as.TECHNICIAN('PUT', `/api/v1/tickets/${id}`)), '422 validation-failed');
    assert.equal(outcomeOf(await set(id, 'Resolved', 'OPERATOR')), '403 forbidden');
    assert.equal(outcomeOf(await set(999_999, 'Resolved')), '404 ticket-not-found');
    assert.equal((await app.as.VIEWER('GET', `/api/v1/tickets/${id}`)).body.version, 1);
  });

  test('of two who set the status of a ticket at once both are heard, one after the other', async () => {
    const { id } = await app.open();
    await app.newEvents();
    const outcomes = await Promise.all([set(id, 'Resolved'), set(id, 'Resolved'), set(id, 'In+Progress')]);
    assert.ok(outcomes.every(({ status }) => status === 200));
    const told = (await app.newEvents()).map(({ data }) => [data['old_status'], data['status']]);
    for (const [at, [from]] of told.entries()) assert.equal(from, at === 0 ? 'Open' : told[at - 1]?.[1]);
  });

  test('a list that is cut says so: first all that are not closed, then the newest', async () => {
    const { as } = app;
    for (const { id } of (await as.VIEWER('GET', '/api/v1/tickets')).body) await set(id, 'Closed');
    app.clock.advance(60_000);
    const oldOpen = await app.open({ description: 'old but open' });
    app.clock.advance(60_000);
    const newClosed = await app.open({ description: 'new but closed' });
    await set(newClosed.id, 'Closed');
    const all = await as.VIEWER('GET', '/api/v1/tickets?status=all');
    assert.equal(all.headers['x-total-count'], String(all.body.length));
    assert.equal(all.headers['x-result-truncated'], undefined);
    assert.deepEqual([all.body[0].id, all.body[1].id], [newClosed.id, oldOpen.id]);

    const key = '/api/v1/settings/old_front_end.tickets_max';
    const limitTo = (value: number) => as.ADMIN('PUT', key, { value });
    assert.equal((await limitTo(2)).status, 200);
    const ids = async (query = '') => {
      const { body, headers } = await as.VIEWER('GET', `/api/v1/tickets${query}`);
      return [body.map(({ id }: { id: number }) => id), headers['x-result-truncated'], headers['x-total-count']];
    };
    const total = String(all.body.length);
    assert.deepEqual(await ids(), [[newClosed.id, oldOpen.id], 'true', total]);
    assert.deepEqual(await ids(), [[newClosed.id, oldOpen.id], 'true', total], 'from memory, with its headers');
    assert.deepEqual(await ids('?skip=1&limit=5'), [[oldOpen.id], 'true', total]);
    await limitTo(1);
    assert.deepEqual(await ids(), [[oldOpen.id], 'true', total], 'what is open first');
    assert.deepEqual(await ids('?status=closed'), [[newClosed.id], 'true', String(all.body.length - 1)]);
    assert.deepEqual(await ids('?status=open'), [[oldOpen.id], undefined, '1']);
    await as.ADMIN('DELETE', key);
    assert.deepEqual(await ids('?skip=1&limit=1'), [[oldOpen.id], undefined, total]);
    assert.equal(outcomeOf(await as.VIEWER('GET', '/api/v1/tickets?status=Banana')), '422 unknown-status');
    for (const query of ['skip=-1', 'limit=0', 'limit=100001']) {
      assert.equal(outcomeOf(await as.VIEWER('GET', `/api/v1/tickets?${query}`)), '422 validation-failed', query);
    }
  });

  test('a long list comes whole and in order', async () => {
    const { tables } = app;
    const { id: _id, ...template } = await tables.selectFrom('tickets').selectAll().limit(1).executeTakeFirstOrThrow();
    const rows = Array.from({ length: 600 }, (_, at) => ({ ...template, logged_at: at, external_id: `many-${at}` }));
    await tables.insertInto('tickets').values(rows).execute();
    // no event has told of these
    await app.open();
    const { body, headers } = await app.as.VIEWER('GET', '/api/v1/tickets?status=all');
    assert.equal(String(body.length), headers['x-total-count']);
    assert.ok(body.length > 600);
    const times = body.map((ticket: { logged_time: string }) => ticket.logged_time);
    assert.deepEqual(times, times.toSorted().reverse());
    await tables.deleteFrom('tickets').where('external_id', 'like', 'many-%').execute();
  });

  test('polls are answered with 304 until a ticket changes', async () => {
    const { as } = app;
    const first = await as.VIEWER('GET', '/api/v1/tickets?status=all');
    const poll = () =>
      as.VIEWER('GET', '/api/v1/tickets?status=all', undefined, { 'if-none-match': String(first.headers['etag']) });
    assert.equal((await poll()).status, 304);
    await app.open();
    assert.equal((await poll()).status, 200);
  });

  test('a period shows the latest ticket about it, in the old data and in the timeline', async () => {
    const { as } = app;
    const older = await app.open({ fourjaw_downtime_id: stop1, incident_category: 'Electrical' });
    const range = 'start_time=2026-01-15T00:00:00Z&end_time=2026-01-16T00:00:00Z';
    const shown = async () => {
      const old = (await as.VIEWER('GET', `/api/v1/dashboard/analytical-data-optimized?${range}`)).body.records;
      const { items } = (await as.VIEWER('GET', `/api/v1/analytics/timeline?${range}`)).body;
      return [old[0].id, old[0].maintenance_ticket_id, old[0].incident_category, items[0].maintenance_ticket_id];
    };
    assert.deepEqual(await shown(), [stop1, older.id, 'Electrical', older.id]);
    const newer = await app.open({ fourjaw_downtime_id: stop1, incident_category: 'Hydraulic' });
    assert.deepEqual(await shown(), [stop1, newer.id, 'Hydraulic', newer.id]);
    await as.TECHNICIAN('PATCH', `/api/v1/tickets/${newer.id}`, { fourjaw_downtime_id: null });
    assert.deepEqual(await shown(), [stop1, older.id, 'Electrical', older.id]);
    assert.deepEqual(await app.services.maintenance.tickets.ticketsOfPeriods([]), new Map());
  });

  test('tickets are counted by machine, status and priority, as of now', async () => {
    const { tickets } = app.services.maintenance;
    const count = async () => {
      const rows = await tickets.countTickets();
      const found = rows.find((row) => row.machineId === mill1 && row.status === 'Open' && row.priority === 'Critical');
      return found?.count ?? 0;
    };
    const before = await count();
    const { id } = await app.open({ priority: 'Critical' });
    assert.equal(await count(), before + 1);
    await set(id, 'Resolved');
    assert.equal(await count(), before);
    const rows = await tickets.countTickets();
    const total = (await app.as.VIEWER('GET', '/api/v1/tickets')).headers['x-total-count'];
    assert.equal(
      rows.reduce((sum, row) => sum + row.count, 0),
      Number(total),
    );
  });
});
