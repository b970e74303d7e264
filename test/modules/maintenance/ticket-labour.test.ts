import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import type { Role } from '../../../src/kernel/access.ts';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { type MaintenanceApp, startMaintenanceApp } from './maintenance-app.ts';

onEachEngine('labour on tickets', (under) => {
  let app: MaintenanceApp;
  before(async () => {
    app = await startMaintenanceApp(under);
  });
  beforeEach(async () => {
    await app.newEvents();
    await app.newAudit();
  });
  const add = (ticket: number, body: object, role: Role = 'TECHNICIAN', key?: string) =>
    app.as[role]('POST', `/api/v1/tickets/${ticket}/labour`, body, key === undefined ? {} : { 'idempotency-key': key });
  const remove = (ticket: number, id: number, role: Role = 'TECHNICIAN') =>
    app.as[role]('DELETE', `/api/v1/tickets/${ticket}/labour/${id}`);
  const minutesOf = async (ticket: number) =>
    (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}`)).body.labour_minutes;

  test('time is added, told, listed, summed on the ticket, and taken off again', async () => {
    const { ids, clock } = app;
    const { id: ticket } = await app.open();
    await app.newEvents();
    await app.newAudit();
    const startedAt = new Date(clock.now() - 3_600_000).toISOString();
    const added = await add(ticket, { duration_minutes: 45, started_at: startedAt, note: ' Seal kit fitted ' });
    assert.equal(added.status, 201, JSON.stringify(added.body));
    const { id } = added.body;
    assert.deepEqual(added.body, {
      id,
      user: { id: ids.TECHNICIAN, name: 'Test TECHNICIAN' },
      started_at: startedAt,
      duration_minutes: 45,
      note: 'Seal kit fitted',
      recorded_by: 'Test TECHNICIAN',
      recorded_at: new Date(clock.now()).toISOString(),
    });
    const told = { labour_id: id, user_id: ids.TECHNICIAN, started_at: startedAt, duration_minutes: 45 };
    const [event] = await app.newEvents();
    assert.equal(event?.type, 'ticket.labour-added');
    assert.deepEqual({ ...event?.data, ...told }, event?.data);
    assert.deepEqual((await app.newAudit())[0]?.after, { labour: { ...told, note: 'Seal kit fitted' } });
    assert.equal((await add(ticket, { duration_minutes: 15 })).status, 201);
    const view = (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}`)).body;
    assert.deepEqual([view.labour_minutes, view.version], [60, 1]);
    const page = (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}/labour?limit=1`)).body;
    assert.equal(page.items[0].duration_minutes, 15);
    const next = await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}/labour?limit=1&cursor=${page.next_cursor}`);
    assert.deepEqual(next.body, { items: [added.body], next_cursor: null });

    await app.newEvents();
    assert.equal((await remove(ticket, id)).status, 204);
    assert.equal(await minutesOf(ticket), 15);
    assert.equal((await app.newEvents())[0]?.type, 'ticket.labour-removed');
    assert.equal(outcomeOf(await remove(ticket, id)), '404 labour-not-found');
    const history = (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}/history`)).body.items;
    assert.deepEqual(history[0].changes.labour, { before: { ...told, note: 'Seal kit fitted' }, after: null });
  });

  test('time of others is for those who manage, and so is taking it off', async () => {
    const { ids } = app;
    const { id: ticket } = await app.open();
    const refused = await add(ticket, { duration_minutes: 5, user_id: ids.SUPERVISOR });
    assert.equal(outcomeOf(refused), '403 forbidden');
    const given = await add(ticket, { duration_minutes: 5, user_id: ids.TECHNICIAN }, 'SUPERVISOR');
    assert.deepEqual([given.body.user.id, given.body.recorded_by], [ids.TECHNICIAN, 'Test SUPERVISOR']);
    const own = await add(ticket, { duration_minutes: 5 }, 'SUPERVISOR');
    assert.equal(outcomeOf(await remove(ticket, own.body.id)), '403 forbidden');
    assert.equal((await remove(ticket, given.body.id)).status, 204, 'it is theirs');
    assert.equal((await remove(ticket, own.body.id, 'ADMIN')).status, 204);
    for (const role of ['OPERATOR', 'STOREKEEPER', 'VIEWER'] as const) {
      assert.equal(outcomeOf(await add(ticket, { duration_minutes: 5 }, role)), '403 forbidden');
      assert.equal(outcomeOf(await remove(ticket, 1, role)), '403 forbidden');
    }
    assert.equal(await minutesOf(ticket), 0);
  });

  test('what cannot be is refused, and leaves nothing', async () => {
    const { id: ticket } = await app.open();
    const { id: other } = await app.open();
    const { id: elsewhere } = (await add(other, { duration_minutes: 5 })).body;
    await app.newEvents();
    const future = new Date(app.clock.now() + 3_600_000).toISOString();
    for (const body of [
      {},
      { duration_minutes: 0 },
      { duration_minutes: -5 },
      { duration_minutes: 1.5 },
      { duration_minutes: 10_081 },
      { duration_minutes: 5, started_at: future },
      { duration_minutes: 90, started_at: new Date(app.clock.now() - 3_600_000).toISOString() },
      { duration_minutes: 5, started_at: 'yesterday' },
      { duration_minutes: 5, colour: 'red' },
    ]) {
      assert.equal(outcomeOf(await add(ticket, body)), '422 validation-failed', JSON.stringify(body));
    }
    const early = await add(ticket, { duration_minutes: 5, started_at: future });
    assert.equal(early.body.detail, 'started_at must not be in the future.');
    const anHourAgo = new Date(app.clock.now() - 3_600_000).toISOString();
    const long = await add(ticket, { duration_minutes: 90, started_at: anHourAgo });
    const detail = 'The end, duration_minutes after started_at, must not be in the future.';
    assert.deepEqual(long.body.errors, [{ path: 'body.duration_minutes', message: detail }]);
    assert.equal(
      outcomeOf(await add(ticket, { duration_minutes: 5, user_id: 999_999 }, 'ADMIN')),
      '404 user-not-found',
    );
    assert.equal(outcomeOf(await add(999_999, { duration_minutes: 5 })), '404 ticket-not-found');
    assert.equal(outcomeOf(await remove(999_999, 1)), '404 ticket-not-found');
    assert.equal(outcomeOf(await remove(ticket, elsewhere)), '404 labour-not-found');
    assert.equal(outcomeOf(await app.as.VIEWER('GET', '/api/v1/tickets/999999/labour')), '404 ticket-not-found');
    assert.deepEqual(await app.newEvents(), []);
    const { body } = await app.as.ADMIN('POST', '/api/v1/api-keys', {
      name: 'robot',
      scopes: ['tickets:work', 'tickets:manage'],
    });
    const asProgram = { authorization: `Bearer ${body.key}` };
    const url = `/api/v1/tickets/${ticket}/labour`;
    const nobody = await app.as.ADMIN('POST', url, { duration_minutes: 5 }, asProgram);
    assert.equal(outcomeOf(nobody), '422 validation-failed');
    assert.match(nobody.body.detail, /must name a user_id/);
    const named = await app.as.ADMIN('POST', url, { duration_minutes: 5, user_id: app.ids.TECHNICIAN }, asProgram);
    assert.equal(named.body.recorded_by, 'robot');
  });

  test('entries that come at once are all in the sum, and one that is sent again is there once', async () => {
    const { id: ticket } = await app.open();
    await Promise.all(Array.from({ length: 12 }, () => add(ticket, { duration_minutes: 10 })));
    assert.equal(await minutesOf(ticket), 120);
    const repeated = await Promise.all(
      Array.from({ length: 5 }, () => add(ticket, { duration_minutes: 7 }, 'TECHNICIAN', 'labour-1')),
    );
    assert.equal(new Set(repeated.map(({ body }) => body.id)).size, 1);
    assert.equal(await minutesOf(ticket), 127);
    const { items } = (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket}/labour`)).body;
    assert.equal(items.length, 13);
    await Promise.all(items.map(({ id }: { id: number }) => remove(ticket, id)));
    assert.equal(await minutesOf(ticket), 0);
  });

  test('those who can be given a ticket are listed by name, without those whose accounts cannot be used', async () => {
    const { as } = app;
    const names = async () =>
      (await as.OPERATOR('GET', '/api/v1/tickets/assignees')).body.items.map(({ name }: { name: string }) => name);
    assert.deepEqual(await names(), ['Test ADMIN', 'Test SUPERVISOR', 'Test TECHNICIAN']);
    await as.ADMIN('POST', `/api/v1/users/${app.ids.SUPERVISOR}/disable`);
    assert.deepEqual(await names(), ['Test ADMIN', 'Test TECHNICIAN']);
    await as.ADMIN('POST', `/api/v1/users/${app.ids.SUPERVISOR}/enable`);
  });
});
