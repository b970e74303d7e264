import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import type { Role } from '../../../src/kernel/access.ts';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { type MaintenanceApp, startMaintenanceApp } from './maintenance-app.ts';

onEachEngine('parts on tickets', (under) => {
  let app: MaintenanceApp;
  let names = 0;
  let shelf = 0;
  let van = 0;
  before(async () => {
    app = await startMaintenanceApp(under);
    const location = async (name: string) =>
      (await app.as.STOREKEEPER('POST', '/api/v1/inventory/locations', { name })).body.id;
    [shelf, van] = [await location('Shelf'), await location('Van')];
  });
  beforeEach(async () => {
    await app.newEvents();
    await app.newAudit();
  });

  async function component(stock: number, more: object = {}): Promise<number> {
    const made = await app.as.STOREKEEPER('POST', '/api/v1/inventory/components', {
      component_name: `Bearing ${++names}`,
      stock_code: `B-${names}`,
      current_stock: stock,
      location_id: shelf,
      unit_cost: 12.5,
      ...more,
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return made.body.id;
  }
  const stockOf = async (id: number) => (await app.as.VIEWER('GET', `/api/v1/inventory/components/${id}`)).body;
  const ticketOf = async (id: number) => (await app.as.VIEWER('GET', `/api/v1/tickets/${id}`)).body;
  const send = (verb: string, ticket: number, body: object, role: Role = 'TECHNICIAN', key?: string) =>
    app.as[role](
      'POST',
      `/api/v1/tickets/${ticket}/${verb}`,
      body,
      key === undefined ? {} : { 'idempotency-key': key },
    );
  const take = (ticket: number, body: object, role?: Role, key?: string) => send('parts', ticket, body, role, key);
  const bring = (ticket: number, body: object, role?: Role, key?: string) =>
    send('parts/return', ticket, body, role, key);
  const shown = (ticket: { components_used: { quantity_used: number; component: { id: number } }[] }) =>
    ticket.components_used.map((used) => [used.component.id, used.quantity_used]);

  test('parts are taken from stock, shown and costed on the ticket, and brought back', async () => {
    const id = await component(10);
    const ticket = await app.open();
    await app.newEvents();
    await app.newAudit();
    app.clock.advance(1_000);
    const taken = await take(ticket.id, { component_id: id, quantity: 4 });
    assert.equal(taken.status, 200, JSON.stringify(taken.body));
    assert.deepEqual(taken.body.components_used, [
      {
        quantity_used: 4,
        component: { id, component_name: `Bearing ${names}`, stock_code: `B-${names}`, current_stock: 6 },
      },
    ]);
    assert.equal(taken.body.parts_cost, 50);
    assert.equal(taken.body.version, 1, 'whoever changes the ticket is not in the way');
    assert.equal(taken.body.updated_at, new Date(app.clock.now()).toISOString());
    assert.deepEqual(await ticketOf(ticket.id), taken.body);
    assert.deepEqual((await app.as.VIEWER('GET', '/api/v1/tickets/search?limit=1')).body.items[0], taken.body);
    const told = { component_id: id, component_name: `Bearing ${names}`, quantity: 4, quantity_used: 4 };
    const events = await app.newEvents();
    assert.deepEqual(events.map(({ type }) => type).sort(), ['stock.issued', 'ticket.part-used']);
    const event = events.find(({ type }) => type === 'ticket.part-used');
    assert.deepEqual({ ...event?.data, ...told, ticket_id: ticket.id }, event?.data);
    const audit = (await app.newAudit()).find(({ action }) => action === 'ticket.part-used');
    assert.deepEqual(audit?.after, { part: told });
    const [change] = (await app.as.VIEWER('GET', `/api/v1/tickets/${ticket.id}/history`)).body.items;
    assert.deepEqual([change.verb, change.changes.part.after], ['part-used', told]);

    const back = await bring(ticket.id, { component_id: id, quantity: 1 });
    assert.deepEqual([shown(back.body), back.body.parts_cost, (await stockOf(id)).current_stock], [[[id, 3]], 37.5, 7]);
    assert.ok((await app.newEvents()).some(({ type }) => type === 'ticket.part-returned'));
    const rest = await bring(ticket.id, { component_id: id, quantity: 3, location_id: van });
    assert.deepEqual([rest.body.components_used, rest.body.parts_cost], [[], 0]);
    assert.equal(outcomeOf(await bring(ticket.id, { component_id: id, quantity: 1 })), '409 return-exceeds-issued');
  });

  test('the cost is what the parts cost when they were taken; a part of unknown cost costs nothing', async () => {
    const id = await component(10, { unit_cost: 0.1 });
    const unknown = await component(5, { unit_cost: null });
    const { id: ticket } = await app.open();
    await take(ticket, { component_id: id, quantity: 3 });
    await app.as.STOREKEEPER('PATCH', `/api/v1/inventory/components/${id}`, { unit_cost: 100 });
    const { body } = await take(ticket, { component_id: unknown, quantity: 1 });
    assert.equal(body.parts_cost, 0.3);
    assert.deepEqual(shown(body), [
      [id, 3],
      [unknown, 1],
    ]);
  });

  test('what the store books for a ticket is on the ticket as well', async () => {
    const id = await component(10);
    const { id: ticket } = await app.open();
    await app.newEvents();
    const url = `/api/v1/inventory/components/${id}`;
    await app.as.STOREKEEPER('POST', `${url}/issue`, { quantity: 2, ticket_id: ticket });
    assert.equal((await ticketOf(ticket)).parts_cost, 25);
    await app.as.STOREKEEPER('POST', `${url}/return`, { quantity: 1, ticket_id: ticket });
    const { parts_cost: cost, components_used: used } = await ticketOf(ticket);
    assert.deepEqual([cost, used[0].quantity_used], [12.5, 1]);
    const types = (await app.newEvents()).map(({ type }) => type).filter((type) => type.startsWith('ticket.'));
    assert.deepEqual(types, ['ticket.part-used', 'ticket.part-returned']);
  });

  test('a step that is refused changes neither stock nor ticket', async () => {
    const id = await component(2);
    const { id: ticket } = await app.open();
    await app.newEvents();
    await app.newAudit();
    const before = await ticketOf(ticket);
    const short = await take(ticket, { component_id: id, quantity: 3 });
    assert.equal(outcomeOf(short), '409 stock-insufficient');
    assert.match(short.body.detail, /^Not enough components in stock/);
    assert.equal(
      outcomeOf(await take(ticket, { component_id: id, quantity: 1, location_id: van })),
      '409 stock-insufficient',
    );
    assert.equal(outcomeOf(await take(ticket, { component_id: 999_999, quantity: 1 })), '404 component-not-found');
    assert.equal(
      outcomeOf(await take(ticket, { component_id: id, quantity: 1, location_id: 999 })),
      '404 location-not-found',
    );
    assert.equal(outcomeOf(await take(999_999, { component_id: id, quantity: 1 })), '404 ticket-not-found');
    assert.equal(outcomeOf(await bring(999_999, { component_id: id, quantity: 1 })), '404 ticket-not-found');
    assert.equal(outcomeOf(await bring(ticket, { component_id: id, quantity: 1 })), '409 return-exceeds-issued');
    for (const body of [
      {},
      { component_id: id },
      { component_id: id, quantity: 0 },
      { component_id: id, quantity: -5 },
      { component_id: id, quantity: 1.5 },
      { component_id: id, quantity: 1, colour: 'red' },
    ]) {
      assert.equal(outcomeOf(await take(ticket, body)), '422 validation-failed', JSON.stringify(body));
    }
    for (const role of ['OPERATOR', 'VIEWER'] as const) {
      assert.equal(outcomeOf(await take(ticket, { component_id: id, quantity: 1 }, role)), '403 forbidden');
      assert.equal(outcomeOf(await bring(ticket, { component_id: id, quantity: 1 }, role)), '403 forbidden');
    }
    assert.deepEqual(await ticketOf(ticket), before);
    assert.equal((await stockOf(id)).current_stock, 2);
    assert.deepEqual(await app.newEvents(), []);
    assert.deepEqual(await app.newAudit(), []);
  });

  test('a closed or cancelled ticket takes nothing, and gives back what nobody used; a resolved one still takes', async () => {
    const id = await component(10);
    const { id: ticket } = await app.open();
    await send('resolve', ticket, { remedy: 'x' });
    assert.equal((await take(ticket, { component_id: id, quantity: 2 })).status, 200);
    await send('close', ticket, {});
    const closed = await take(ticket, { component_id: id, quantity: 1 });
    assert.equal(outcomeOf(closed), '409 ticket-move-refused');
    assert.match(closed.body.detail, /is Closed, so it cannot be given parts. Allowed: reopen/);
    const back = await bring(ticket, { component_id: id, quantity: 1 });
    assert.deepEqual([back.body.status, shown(back.body), back.body.parts_cost], ['Closed', [[id, 1]], 12.5]);
    const { id: other } = await app.open();
    await take(other, { component_id: id, quantity: 3 });
    await send('cancel', other, { reason: 'x' });
    assert.equal(outcomeOf(await take(other, { component_id: id, quantity: 1 })), '409 ticket-move-refused');
    assert.equal(outcomeOf(await bring(other, { component_id: id, quantity: 4 })), '409 return-exceeds-issued');
    const cancelled = await bring(other, { component_id: id, quantity: 3 });
    assert.deepEqual(
      [cancelled.body.status, cancelled.body.components_used, cancelled.body.parts_cost, cancelled.body.reopened_count],
      ['Cancelled', [], 0, 0],
    );
    assert.equal((await stockOf(id)).current_stock, 9);
  });

  test('what is reserved is taken first, and let go when the ticket is done', async () => {
    const id = await component(5);
    const { id: ticket } = await app.open();
    const url = `/api/v1/inventory/components/${id}`;
    await app.as.TECHNICIAN('POST', `${url}/reserve`, { quantity: 4, ticket_id: ticket });
    const { id: other } = await app.open();
    assert.equal(outcomeOf(await take(other, { component_id: id, quantity: 2 })), '409 stock-insufficient');
    await take(ticket, { component_id: id, quantity: 1 });
    assert.equal((await stockOf(id)).reserved, 3);
    for (const [done, body] of [
      ['resolve', { remedy: 'x' }],
      ['cancel', { reason: 'x' }],
    ] as const) {
      const { id: short } = await app.open();
      await app.as.TECHNICIAN('POST', `${url}/reserve`, { quantity: 1, ticket_id: short });
      assert.equal((await stockOf(id)).reserved, 4);
      await send(done, short, body);
      assert.equal((await stockOf(id)).reserved, 3, done);
      assert.equal(
        outcomeOf(await app.as.TECHNICIAN('POST', `${url}/reserve`, { quantity: 1, ticket_id: short })),
        '409 ticket-move-refused',
      );
    }
    await app.as.TECHNICIAN('PUT', `/api/v1/tickets/${ticket}?status=Resolved`);
    assert.equal((await stockOf(id)).reserved, 0, 'the old way, too');
  });

  test('of many who take the last parts for their tickets each gets some or a refusal, and the books agree', async () => {
    const id = await component(20);
    const tickets = await Promise.all([app.open(), app.open(), app.open()]);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) => take(tickets[at % 3].id, { component_id: id, quantity: 1 })),
    );
    const outcomes = answers.map(outcomeOf);
    assert.equal(outcomes.filter((outcome) => outcome === '200').length, 20);
    assert.equal(outcomes.filter((outcome) => outcome === '409 stock-insufficient').length, 20);
    const after = await Promise.all(tickets.map(({ id: ticket }) => ticketOf(ticket)));
    const used = after.flatMap((ticket) => shown(ticket).map(([, quantity]) => quantity ?? 0));
    assert.equal(
      used.reduce((sum, quantity) => sum + quantity, 0),
      20,
    );
    assert.equal(
      after.reduce((sum, ticket) => sum + ticket.parts_cost, 0),
      250,
    );
    assert.equal((await stockOf(id)).current_stock, 0);

    const [{ id: first }] = tickets;
    const has = after[0].components_used[0]?.quantity_used ?? 0;
    const backs = await Promise.all(
      Array.from({ length: has + 5 }, () => bring(first, { component_id: id, quantity: 1 })),
    );
    assert.equal(backs.filter(({ status }) => status === 200).length, has, 'no more than it has');
    assert.deepEqual((await ticketOf(first)).components_used, []);
  });

  test('a part is taken once however often its request comes, and closing waits for who takes', async () => {
    const id = await component(10);
    const { id: ticket } = await app.open();
    const once = { component_id: id, quantity: 2 };
    const answers = await Promise.all(Array.from({ length: 10 }, () => take(ticket, once, 'TECHNICIAN', 'key-1')));
    assert.deepEqual(new Set(answers.map(outcomeOf)), new Set(['200']));
    assert.equal((await stockOf(id)).current_stock, 8);
    assert.equal(
      outcomeOf(await take(ticket, { ...once, quantity: 3 }, 'TECHNICIAN', 'key-1')),
      '422 idempotency-key-reused',
    );
    const raced = await Promise.all([
      take(ticket, once),
      send('cancel', ticket, { reason: 'x' }, 'SUPERVISOR'),
      take(ticket, once),
      app.as.STOREKEEPER('POST', `/api/v1/inventory/components/${id}/issue`, { quantity: 1, ticket_id: ticket }),
    ]);
    assert.ok(raced.every((answer) => ['200', '409 ticket-move-refused'].includes(outcomeOf(answer))));
    const { parts_cost: cost, components_used: used } = await ticketOf(ticket);
    assert.equal(cost, used[0].quantity_used * 12.5);
    assert.equal((await stockOf(id)).current_stock, 10 - used[0].quantity_used);
  });

  test('sixty who take one of a hundred by the old address leave forty', async () => {
    const id = await component(100);
    const { id: ticket } = await app.open();
    const answers = await Promise.all(
      Array.from({ length: 60 }, () =>
        app.as.TECHNICIAN('POST', `/api/v1/tickets/${ticket}/components?component_id=${id}&quantity_used=1`),
      ),
    );
    assert.deepEqual(new Set(answers.map(outcomeOf)), new Set(['200']));
    assert.equal((await stockOf(id)).current_stock, 40);
    assert.deepEqual(shown(await ticketOf(ticket)), [[id, 60]]);
  });
});
