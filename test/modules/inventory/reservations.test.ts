/** What is set aside for tickets: nobody else takes it, and what is not there any more is let go. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { type InventoryApp, startInventoryApp } from './inventory-app.ts';

onEachEngine('reservations', (under) => {
  let app: InventoryApp;
  let store: number;
  let van: number;
  before(async () => {
    app = await startInventoryApp(under);
    store = await app.location('Main store');
    van = await app.location('Van');
  });
  beforeEach(async () => {
    await app.news();
    await app.audits();
  });

  const openOf = async (id: number) =>
    (await app.send('GET', `/api/v1/inventory/reservations?component_id=${id}`)).body.items.map((one: any) => [
      one.ticket_id,
      one.location_id,
      one.quantity,
    ]);

  test('what is reserved is not free to others, and the ticket takes it first', async () => {
    const id = await app.component(5, store);
    await app.news();
    await app.audits();
    const reserved = await app.book(id, 'reserve', { ticket_id: 7, quantity: 4 });
    assert.deepEqual(reserved.body.items, [
      { component_id: id, location_id: store, location_name: 'Main store', ticket_id: 7, quantity: 4, open: 4 },
    ]);
    const component = await app.read(id);
    assert.deepEqual([component.current_stock, component.reserved, component.available], [5, 4, 1]);
    const [event] = await app.news();
    assert.deepEqual([event?.type, event?.data.ticket_id, event?.data.open], ['stock.reserved', 7, 4]);
    assert.deepEqual(
      (await app.audits()).map(({ action }) => action),
      ['stock.reserved'],
    );
    const others = await app.book(id, 'issue', { quantity: 2, ticket_id: 8 });
    assert.equal(outcomeOf(others), '409 stock-insufficient');
    assert.match(others.body.detail, /1 free \(Main store: 1\)\. 4 are reserved for tickets\.$/);
    assert.equal(outcomeOf(await app.book(id, 'issue', { quantity: 2 })), '409 stock-insufficient');
    const moved = { from_location_id: store, to_location_id: van, quantity: 2 };
    assert.equal(outcomeOf(await app.book(id, 'transfer', moved)), '409 stock-insufficient');
    assert.equal(outcomeOf(await app.book(id, 'reserve', { ticket_id: 8, quantity: 2 })), '409 stock-insufficient');
    const taken = await app.book(id, 'issue', { quantity: 3, ticket_id: 7 });
    assert.equal(taken.status, 200);
    assert.deepEqual(await openOf(id), [[7, store, 1]]);
    const rest = await app.book(id, 'issue', { quantity: 2, ticket_id: 7 });
    assert.equal(rest.status, 200, 'what is reserved and what is free');
    assert.deepEqual(await openOf(id), []);
    assert.deepEqual(
      (await app.news()).map(({ data }) => data.from_reserved),
      [3, 1],
    );
    assert.equal((await app.read(id)).current_stock, 0);
  });

  test('it is taken where it is reserved, even where more is free elsewhere', async () => {
    const id = await app.component(2, store);
    await app.book(id, 'receive', { location_id: van, quantity: 50 });
    await app.book(id, 'reserve', { ticket_id: 9, quantity: 2, location_id: store });
    const { body } = await app.book(id, 'issue', { quantity: 3, ticket_id: 9 });
    assert.deepEqual(
      body.items.map((movement: any) => [movement.location_id, movement.quantity]),
      [
        [store, -2],
        [van, -1],
      ],
    );
  });

  test('a reservation without a location goes where most is free, and grows with the next one', async () => {
    const id = await app.component(3, store);
    await app.book(id, 'receive', { location_id: van, quantity: 4 });
    const first = await app.book(id, 'reserve', { ticket_id: 5, quantity: 6 });
    assert.deepEqual(
      first.body.items.map((part: any) => [part.location_id, part.quantity, part.open]),
      [
        [store, 2, 2],
        [van, 4, 4],
      ],
    );
    const second = await app.book(id, 'reserve', { ticket_id: 5, quantity: 1 });
    assert.deepEqual(
      second.body.items.map((part: any) => [part.location_id, part.quantity, part.open]),
      [[store, 1, 3]],
    );
    assert.deepEqual(await openOf(id), [
      [5, store, 3],
      [5, van, 4],
    ]);
  });

  test('what is let go is free again; more than is reserved is refused', async () => {
    const id = await app.component(5, store);
    await app.book(id, 'reserve', { ticket_id: 5, quantity: 4 });
    await app.news();
    const released = await app.book(id, 'release', { ticket_id: 5, quantity: 1 });
    assert.deepEqual(
      released.body.items.map((part: any) => [part.quantity, part.open]),
      [[1, 3]],
    );
    const [event] = await app.news();
    assert.deepEqual([event?.type, event?.data.because, event?.data.open], ['stock.released', 'asked', 3]);
    const more = await app.book(id, 'release', { ticket_id: 5, quantity: 4 });
    assert.equal(outcomeOf(more), '409 reservation-insufficient');
    assert.match(
      more.body.detail,
      /^3 pcs of 'Component \d+' are reserved for ticket 5 there, 4 cannot be released\.$/,
    );
    assert.equal(
      outcomeOf(await app.book(id, 'release', { ticket_id: 6, quantity: 1 })),
      '409 reservation-insufficient',
    );
    assert.equal((await app.book(id, 'release', { ticket_id: 5, quantity: 3 })).status, 200);
    assert.equal((await app.read(id)).available, 5);
    assert.deepEqual(await openOf(id), []);
  });

  test('a ticket that needs nothing more lets go of everything', async () => {
    const { inventory, store: transactions } = app.started.services;
    const one = await app.component(5, store);
    const two = await app.component(5, van);
    await app.book(one, 'reserve', { ticket_id: 77, quantity: 2 });
    await app.book(two, 'reserve', { ticket_id: 77, quantity: 3 });
    await app.book(two, 'reserve', { ticket_id: 78, quantity: 1 });
    await app.news();
    const actor = systemActor('test');
    const let_go = await transactions.transact(actor, (tx) => inventory.releaseTicketWithin(tx, 77));
    assert.deepEqual(
      let_go.map(({ componentId, quantity, open }) => [componentId, quantity, open]),
      [
        [one, 2, 0],
        [two, 3, 0],
      ],
    );
    assert.deepEqual(
      (await app.news()).map(({ type }) => type),
      ['stock.released', 'stock.released'],
    );
    assert.deepEqual(await openOf(two), [[78, van, 1]]);
    assert.deepEqual(await transactions.transact(actor, (tx) => inventory.releaseTicketWithin(tx, 77)), []);
  });

  test('where fewer are found than were reserved, the newest reservations are let go and that is told', async () => {
    const id = await app.component(6, store);
    for (const ticket of [1, 2, 3]) await app.book(id, 'reserve', { ticket_id: ticket, quantity: 2 });
    await app.news();
    const { status } = await app.book(id, 'adjust', { location_id: store, counted: 3, reason: 'Counted' });
    assert.equal(status, 200);
    assert.deepEqual(await openOf(id), [
      [1, store, 2],
      [2, store, 1],
    ]);
    assert.deepEqual(
      (await app.news()).map(({ type, data }) => [type, data.ticket_id, data.quantity, data.because]),
      [
        ['stock.released', 3, 2, 'shortage'],
        ['stock.released', 2, 1, 'shortage'],
        ['stock.adjusted', null, -3, undefined],
      ],
    );
    const component = await app.read(id);
    assert.deepEqual([component.current_stock, component.reserved], [3, 3]);
  });

  test('the list is read by ticket and location, and paged', async () => {
    const id = await app.component(9, store);
    await app.book(id, 'receive', { location_id: van, quantity: 9 });
    for (const ticket of [201, 202]) {
      for (const place of [store, van]) {
        await app.book(id, 'reserve', { ticket_id: ticket, location_id: place, quantity: 1 });
      }
    }
    const list = async (query: string) => (await app.send('GET', `/api/v1/inventory/reservations?${query}`)).body;
    assert.equal((await list('ticket_id=201')).items.length, 2);
    assert.equal((await list(`ticket_id=201&location_id=${van}`)).items.length, 1);
    const first = await list(`component_id=${id}&limit=3`);
    const second = await list(`component_id=${id}&limit=3&cursor=${first.next_cursor}`);
    assert.deepEqual([first.items.length, second.items.length, second.next_cursor], [3, 1, null]);
    assert.equal(first.items[0].actor.name, 'storekeeper@factory.example');
  });

  test('every figure agrees with every other one', () => app.balance());
});
