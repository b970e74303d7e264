/** What changes stock, over HTTP: what is answered, booked, told, refused and repeated. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf } from '../../support/http-client.ts';
import { type InventoryApp, startInventoryApp } from './inventory-app.ts';

onEachEngine('movements of stock', (under) => {
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

  const ledgerOf = async (id: number) =>
    (await app.send('GET', `/api/v1/inventory/movements?component_id=${id}`)).body.items;

  test('a delivery comes in with its note, its event and its audit entry', async () => {
    const id = await app.component();
    await app.news();
    await app.audits();
    const { status, body } = await app.book(id, 'receive', {
      location_id: store,
      quantity: 12,
      reference: 'DN-1',
      reason: ' yearly order ',
      occurred_at: '2026-01-15T09:00:00+01:00',
    });
    assert.equal(status, 200);
    const [{ id: movementId, component_name: name, ...movement }] = body.items;
    assert.deepEqual(movement, {
      component_id: id,
      location_id: store,
      location_name: 'Main store',
      kind: 'receive',
      quantity: 12,
      on_hand_after: 12,
      unit_cost: null,
      ticket_id: null,
      group_id: null,
      reason: 'yearly order',
      reference: 'DN-1',
      actor: { kind: 'user', id: movement.actor.id, name: 'storekeeper@factory.example' },
      occurred_at: '2026-01-15T08:00:00.000Z',
      recorded_at: '2026-01-15T12:00:00.000Z',
    });
    assert.deepEqual(await ledgerOf(id), body.items);
    assert.equal((await app.read(id)).current_stock, 12);
    assert.deepEqual(await app.news(), [
      {
        type: 'stock.received',
        subject: `components/${id}`,
        data: {
          movement_id: movementId,
          kind: 'receive',
          component_id: id,
          component_name: name,
          location_id: store,
          location_name: 'Main store',
          quantity: 12,
          on_hand: 12,
          ticket_id: null,
          reason: 'yearly order',
          reference: 'DN-1',
        },
      },
    ]);
    assert.deepEqual(await app.audits(), [
      {
        action: 'stock.received',
        entity: `component ${id}`,
        before: null,
        after: { movementId, locationId: store, quantity: 12, onHand: 12, reference: 'DN-1' },
        reason: 'yearly order',
      },
    ]);
  });

  test('a delivery with its cost moves the cost of a unit to the average, and that is a change of the component', async () => {
    const id = await app.component(3, store, { unit_cost: 10 });
    await app.news();
    const { body } = await app.book(id, 'receive', { location_id: store, quantity: 1, unit_cost: 14 });
    assert.equal(body.items[0].unit_cost, 14);
    const component = await app.read(id);
    assert.equal(component.unit_cost, 11);
    assert.equal(component.version, 2);
    assert.deepEqual(
      (await app.news()).map(({ type, data }) => [type, data.changed]),
      [
        ['component.changed', ['unit_cost']],
        ['stock.received', undefined],
      ],
    );
    await app.book(id, 'receive', { location_id: van, quantity: 4 });
    assert.equal((await app.read(id)).unit_cost, 11, 'nothing said, nothing changed');
  });

  test('an average cost is answered with four decimals, of the component and of its movements', async () => {
    // (2 × 10 + 1 × 11) / 3 = 10.3333…
    const id = await app.component(2, store, { unit_cost: 10 });
    await app.book(id, 'receive', { location_id: store, quantity: 1, unit_cost: 11 });
    assert.equal((await app.read(id)).unit_cost, 10.3333);
    const { body: issued } = await app.book(id, 'issue', { location_id: store, quantity: 3, reason: 'Used' });
    assert.equal(issued.items[0].unit_cost, 10.3333);
  });

  test('what is taken goes from where most is free when no location is named, and from several when none has enough', async () => {
    const id = await app.component(3, store);
    await app.book(id, 'receive', { location_id: van, quantity: 5 });
    const one = await app.book(id, 'issue', { quantity: 4 });
    assert.deepEqual(
      one.body.items.map((movement: any) => [movement.location_id, movement.quantity, movement.on_hand_after]),
      [[van, -4, 1]],
    );
    await app.news();
    const both = await app.book(id, 'issue', { quantity: 4, ticket_id: 7 });
    assert.deepEqual(
      both.body.items.map((movement: any) => [movement.location_id, movement.quantity, movement.ticket_id]),
      [
        [store, -3, 7],
        [van, -1, 7],
      ],
    );
    assert.deepEqual(
      (await app.news()).map(({ type, data }) => [type, data.quantity, data.on_hand, data.ticket_id]),
      [
        ['stock.issued', -3, 0, 7],
        ['stock.issued', -1, 0, 7],
      ],
    );
    assert.equal((await app.read(id)).current_stock, 0);
  });

  test('of equal locations the one with the lower number is taken from', async () => {
    const id = await app.component(2, van);
    await app.book(id, 'receive', { location_id: store, quantity: 2 });
    assert.equal((await app.book(id, 'issue', { quantity: 1 })).body.items[0].location_id, store);
  });

  test('more than there is is refused in words that the old front end knows, and nothing is changed', async () => {
    const id = await app.component(2, store);
    await app.book(id, 'receive', { location_id: van, quantity: 1 });
    await app.news();
    await app.audits();
    const { status, body } = await app.book(id, 'issue', { quantity: 4 });
    assert.equal(status, 409);
    assert.equal(body.code, 'stock-insufficient');
    assert.match(
      body.detail,
      /^Not enough components in stock: 4 pcs of 'Component \d+' asked for, 3 free \(Main store: 2, Van: 1\)\.$/,
    );
    assert.equal(body.available, 3);
    assert.deepEqual(body.locations, [
      { location_id: store, location_name: 'Main store', available: 2 },
      { location_id: van, location_name: 'Van', available: 1 },
    ]);
    assert.equal(outcomeOf(await app.book(id, 'issue', { quantity: 2, location_id: van })), '409 stock-insufficient');
    assert.equal((await app.read(id)).current_stock, 3);
    assert.equal((await ledgerOf(id)).length, 2);
    assert.deepEqual([await app.news(), await app.audits()], [[], []]);
  });

  test('what comes back from a ticket goes where it was taken, no more than was taken, at what it has cost', async () => {
    const id = await app.component(3, store, { unit_cost: 10 });
    await app.book(id, 'issue', { quantity: 1, ticket_id: 21 });
    await app.book(id, 'receive', { location_id: van, quantity: 10, unit_cost: 34 });
    assert.equal((await app.read(id)).unit_cost, 30);
    await app.book(id, 'issue', { quantity: 1, ticket_id: 21, location_id: van });
    const parts = () => app.started.services.inventory.quantitiesOfTickets([21, 22]);
    assert.deepEqual(
      (await parts()).get(21)?.map(({ componentId, quantity, cost, onHand }) => [componentId, quantity, cost, onHand]),
      [[id, 2, 40, 11]],
    );
    assert.equal((await parts()).has(22), false);
    const exceeding = await app.book(id, 'return', { quantity: 3, ticket_id: 21 });
    assert.equal(outcomeOf(exceeding), '409 return-exceeds-issued');
    assert.match(exceeding.body.detail, /^Ticket 21 has 2 pcs of 'Component \d+'; 3 cannot come back from it\.$/);
    await app.news();
    const back = await app.book(id, 'return', { quantity: 2, ticket_id: 21 });
    assert.deepEqual(
      back.body.items.map((movement: any) => [
        movement.kind,
        movement.location_id,
        movement.quantity,
        movement.unit_cost,
      ]),
      [['return', van, 2, 20]],
    );
    assert.deepEqual(
      (await app.news()).map(({ type, data }) => [type, data.quantity, data.ticket_id]),
      [['stock.returned', 2, 21]],
    );
    assert.equal((await parts()).size, 0, 'a ticket that has brought everything back has nothing');
    assert.equal(outcomeOf(await app.book(id, 'return', { quantity: 1, ticket_id: 21 })), '409 return-exceeds-issued');
  });

  test('what comes back without a ticket needs a location', async () => {
    const id = await app.component(1, store);
    const nowhere = await app.book(id, 'return', { quantity: 1 });
    assert.equal(outcomeOf(nowhere), '422 validation-failed');
    assert.match(nowhere.body.detail, /needs a location_id/);
    assert.equal((await app.book(id, 'return', { quantity: 1, location_id: van })).status, 200);
    assert.equal((await app.read(id)).current_stock, 2);
  });

  test('stock is corrected to what was counted or by a difference, with a reason; what is so already is no movement', async () => {
    const id = await app.component(5, store);
    await app.news();
    const counted = await app.book(id, 'adjust', { location_id: store, counted: 7, reason: ' Found two ' });
    assert.deepEqual([counted.body.items[0].quantity, counted.body.items[0].on_hand_after], [2, 7]);
    const lost = await app.book(id, 'adjust', { location_id: store, difference: -3, reason: 'Broken' });
    assert.deepEqual([lost.body.items[0].quantity, lost.body.items[0].on_hand_after], [-3, 4]);
    assert.deepEqual(
      (await app.news()).map(({ type, data }) => [type, data.quantity, data.reason]),
      [
        ['stock.adjusted', 2, 'Found two'],
        ['stock.adjusted', -3, 'Broken'],
      ],
    );
    const same = await app.book(id, 'adjust', { location_id: store, counted: 4, reason: 'Counted' });
    assert.deepEqual([same.status, same.body, await app.news()], [200, { items: [] }, []]);
    const elsewhere = await app.book(id, 'adjust', { location_id: van, counted: 1, reason: 'Was in the van' });
    assert.equal(elsewhere.body.items[0].on_hand_after, 1);
    assert.equal((await app.read(id)).current_stock, 5);
  });

  test('an adjustment below nothing, without a reason, or with both or neither figure is refused', async () => {
    const id = await app.component(5, store);
    const outcome = async (body: object) =>
      outcomeOf(await app.book(id, 'adjust', { location_id: store, reason: 'x', ...body }));
    assert.equal(await outcome({ difference: -6 }), '409 stock-insufficient');
    assert.equal(await outcome({ difference: 0 }), '422 validation-failed');
    assert.equal(await outcome({}), '422 validation-failed');
    assert.equal(await outcome({ counted: 1, difference: 1 }), '422 validation-failed');
    assert.equal(await outcome({ counted: 1, reason: '' }), '422 validation-failed');
    assert.equal(await outcome({ counted: 1, reason: '  ' }), '422 validation-failed');
    assert.equal(await outcome({ counted: -1 }), '422 validation-failed');
    assert.equal(await outcome({ counted: 1, occurred_at: '2026-01-15T12:06:00Z' }), '422 validation-failed');
    assert.equal((await app.read(id)).current_stock, 5);
  });

  test('a shelf holds a thousand million at most, however they are counted', async () => {
    const id = await app.component();
    const adjust = (body: object) => app.book(id, 'adjust', { location_id: store, reason: 'x', ...body });
    assert.equal((await adjust({ counted: 1_000_000_000 })).status, 200);
    assert.equal(outcomeOf(await adjust({ difference: 1 })), '422 validation-failed');
    assert.equal((await adjust({ counted: 0 })).status, 200);
  });

  test('a transfer is two movements of one group and one event, and the total stays', async () => {
    const id = await app.component(5, store);
    await app.news();
    await app.audits();
    const { body } = await app.book(id, 'transfer', { from_location_id: store, to_location_id: van, quantity: 2 });
    const [out, into] = body.items;
    assert.deepEqual(
      [out, into].map(({ kind, location_id: at, quantity, on_hand_after: after }: any) => [kind, at, quantity, after]),
      [
        ['transfer', store, -2, 3],
        ['transfer', van, 2, 2],
      ],
    );
    assert.equal(out.group_id, into.group_id);
    assert.ok(out.group_id);
    const [event, ...others] = await app.news();
    assert.equal(others.length, 0);
    assert.deepEqual(
      [event?.type, event?.data.quantity, event?.data.from.on_hand, event?.data.to.on_hand],
      ['stock.transferred', 2, 3, 2],
    );
    assert.deepEqual(
      (await app.audits()).map(({ action }) => action),
      ['stock.transferred'],
    );
    assert.equal((await app.read(id)).current_stock, 5);
    const refused = async (more: object) =>
      outcomeOf(await app.book(id, 'transfer', { from_location_id: store, to_location_id: van, quantity: 1, ...more }));
    assert.equal(await refused({ quantity: 4 }), '409 stock-insufficient');
    assert.equal(await refused({ to_location_id: store }), '422 validation-failed');
    assert.equal(await refused({ to_location_id: 999 }), '404 location-not-found');
    assert.equal(await refused({ from_location_id: 999 }), '404 location-not-found');
  });

  test('what is not there, or not a movement at all, is refused with its code, and nothing is changed', async () => {
    const id = await app.component(5, store);
    await app.news();
    const outcome = async (verb: string, body: object, component = id) =>
      outcomeOf(await app.book(component, verb, body));
    for (const [verb, body] of Object.entries({
      receive: { location_id: store, quantity: 1 },
      issue: { quantity: 1 },
      return: { location_id: store, quantity: 1 },
      adjust: { location_id: store, counted: 1, reason: 'x' },
      transfer: { from_location_id: store, to_location_id: van, quantity: 1 },
      reserve: { ticket_id: 1, quantity: 1 },
      release: { ticket_id: 1, quantity: 1 },
    })) {
      assert.equal(await outcome(verb, body, 999), '404 component-not-found', verb);
      if (!('quantity' in body)) continue;
      for (const quantity of [0, -5, 1.5, 1_000_001, '1']) {
        assert.equal(await outcome(verb, { ...body, quantity }), '422 validation-failed', `${verb} of ${quantity}`);
      }
      assert.equal(await outcome(verb, { ...body, colour: 'red' }), '422 validation-failed', verb);
    }
    const early = { from_location_id: store, to_location_id: van, quantity: 1, occurred_at: '2026-01-15T12:06:00Z' };
    assert.equal(await outcome('transfer', early), '422 validation-failed');
    for (const verb of ['receive', 'issue', 'return']) {
      assert.equal(await outcome(verb, { location_id: 999, quantity: 1 }), '404 location-not-found', verb);
      const future = { location_id: store, quantity: 1, occurred_at: '2026-01-15T12:06:00Z' };
      assert.equal(await outcome(verb, future), '422 validation-failed', verb);
    }
    const leap = { location_id: store, quantity: 1, occurred_at: '2016-12-31T23:59:60Z' };
    assert.equal(await outcome('receive', leap), '422 validation-failed');
    assert.deepEqual([(await app.read(id)).current_stock, await app.news()], [5, []]);
  });

  test('nothing comes in of a component that is out of use; what is left can go', async () => {
    const id = await app.component(5, store);
    await app.book(id, 'issue', { quantity: 1, ticket_id: 1 });
    await app.send('POST', `/api/v1/inventory/components/${id}/retire`);
    const outcome = async (verb: string, body: object) => outcomeOf(await app.book(id, verb, body));
    assert.equal(await outcome('receive', { location_id: store, quantity: 1 }), '409 component-retired');
    assert.equal(await outcome('reserve', { ticket_id: 1, quantity: 1 }), '409 component-retired');
    assert.equal(await outcome('issue', { quantity: 1 }), '200');
    assert.equal(await outcome('return', { quantity: 1, ticket_id: 1 }), '200');
    assert.equal(await outcome('adjust', { location_id: store, counted: 3, reason: 'x' }), '200');
    assert.equal(await outcome('transfer', { from_location_id: store, to_location_id: van, quantity: 3 }), '200');
  });

  test('nothing comes into a location that is out of use; what is left can go', async () => {
    const old = await app.location();
    const id = await app.component(5, old);
    await app.send('POST', `/api/v1/inventory/locations/${old}/retire`);
    const outcome = async (verb: string, body: object) => outcomeOf(await app.book(id, verb, body));
    assert.equal(await outcome('receive', { location_id: old, quantity: 1 }), '409 location-retired');
    assert.equal(await outcome('return', { location_id: old, quantity: 1 }), '409 location-retired');
    assert.equal(await outcome('issue', { quantity: 1 }), '200');
    assert.equal(await outcome('transfer', { from_location_id: old, to_location_id: van, quantity: 2 }), '200');
    const back = { from_location_id: van, to_location_id: old, quantity: 1 };
    assert.equal(await outcome('transfer', back), '409 location-retired');
  });

  test('a step that is sent again with its key is done once and answered alike; with something else it is refused', async () => {
    const id = await app.component(9, store);
    await app.news();
    const steps: [string, object][] = [
      ['receive', { location_id: store, quantity: 1 }],
      ['issue', { quantity: 1, ticket_id: 5 }],
      ['return', { quantity: 1, ticket_id: 5 }],
      ['adjust', { location_id: store, difference: 1, reason: 'x' }],
      ['transfer', { from_location_id: store, to_location_id: van, quantity: 1 }],
      ['reserve', { ticket_id: 5, quantity: 1 }],
      ['release', { ticket_id: 5, quantity: 1 }],
    ];
    for (const [verb, body] of steps) {
      const first = await app.book(id, verb, body, `key-${verb}`);
      assert.equal(first.status, 200, verb);
      const stock = (await app.read(id)).current_stock;
      await app.news();
      const again = await app.book(id, verb, body, `key-${verb}`);
      assert.deepEqual([again.status, again.body], [200, first.body], verb);
      assert.deepEqual([(await app.read(id)).current_stock, await app.news()], [stock, []], verb);
      const other = await app.book(
        id,
        verb,
        { ...body, quantity: 2, ...('reason' in body ? { difference: 2 } : {}) },
        `key-${verb}`,
      );
      assert.equal(outcomeOf(other), verb === 'adjust' ? '422 validation-failed' : '422 idempotency-key-reused', verb);
    }
    assert.equal(outcomeOf(await app.book(id, 'issue', { quantity: 1 }, 'key-receive')), '422 idempotency-key-reused');
  });

  test('a ticket that is done takes and reserves nothing, lets go of what it has, and brings back what nobody used', async () => {
    const { tickets } = app.started.services.maintenance;
    const id = await app.component(5, store);
    await app.book(id, 'issue', { quantity: 1, ticket_id: 40 });
    await app.book(id, 'reserve', { quantity: 2, ticket_id: 40 });
    await tickets.cancelTicket(systemActor('test'), 40, 'Duplicate');
    assert.equal((await app.read(id)).reserved, 0);
    await app.news();
    for (const verb of ['issue', 'reserve']) {
      const refused = await app.book(id, verb, { quantity: 1, ticket_id: 40 });
      assert.equal(outcomeOf(refused), '409 ticket-move-refused', verb);
      assert.match(refused.body.detail, /Ticket 40 is Cancelled, so it cannot be given parts/);
    }
    assert.equal(
      outcomeOf(await app.book(id, 'release', { quantity: 1, ticket_id: 40 })),
      '409 reservation-insufficient',
    );
    for (const verb of ['issue', 'return', 'reserve', 'release']) {
      assert.equal(
        outcomeOf(await app.book(id, verb, { quantity: 1, ticket_id: 9_999 })),
        '404 ticket-not-found',
        verb,
      );
    }
    assert.deepEqual(await app.news(), []);
    assert.equal((await app.book(id, 'return', { quantity: 1, ticket_id: 40 })).status, 200);
    assert.deepEqual(
      (await app.news()).map(({ type }) => type),
      ['stock.returned'],
    );
    assert.equal((await app.read(id)).current_stock, 5);
    assert.equal((await app.book(id, 'issue', { quantity: 1, ticket_id: 5 })).status, 200);
    await app.balance();
  });

  test('the ledger is read by component, location, ticket, kind, person and time, the latest first, without loss or repeat', async () => {
    const id = await app.component(50, store);
    const day = (hour: number) => `2026-01-10T0${hour}:00:00Z`;
    for (let hour = 1; hour <= 5; hour++) {
      await app.book(id, 'issue', { quantity: hour, ticket_id: 31, occurred_at: day(hour) });
    }
    await app.book(id, 'receive', { location_id: van, quantity: 1, occurred_at: day(3) });
    const list = async (query: string) => {
      const { status, body } = await app.send('GET', `/api/v1/inventory/movements?component_id=${id}&${query}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    };
    const quantities = async (query: string) => (await list(query)).items.map((movement: any) => movement.quantity);
    assert.deepEqual(await quantities(''), [50, -5, -4, 1, -3, -2, -1]);
    assert.deepEqual(await quantities('kind=issue'), [-5, -4, -3, -2, -1]);
    assert.deepEqual(await quantities(`location_id=${van}`), [1]);
    assert.deepEqual(await quantities('ticket_id=31&limit=2'), [-5, -4]);
    assert.deepEqual(await quantities(`start_time=${day(2)}&end_time=${day(4)}`), [1, -3, -2]);
    const [{ actor }] = (await list('limit=1')).items;
    for (const who of [actor.id, actor.name]) {
      assert.equal((await quantities(`actor=${encodeURIComponent(who)}`)).length, 7, who);
    }
    assert.deepEqual(await quantities('actor=nobody'), []);
    const paged: number[] = [];
    let cursor = '';
    for (;;) {
      const page = await list(`limit=2${cursor}`);
      paged.push(...page.items.map((movement: any) => movement.quantity));
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    assert.deepEqual(paged, [50, -5, -4, 1, -3, -2, -1]);
    assert.equal(outcomeOf(await app.send('GET', '/api/v1/inventory/movements?cursor=x')), '422 cursor-invalid');
    assert.equal(outcomeOf(await app.send('GET', '/api/v1/inventory/movements?kind=theft')), '422 validation-failed');
  });

  test('a range that ends before it begins is refused, on screen and as a file', async () => {
    const turned = 'start_time=2026-01-15T12:00:00Z&end_time=2026-01-15T11:00:00Z';
    for (const list of ['movements', 'movements.csv']) {
      assert.equal(outcomeOf(await app.send('GET', `/api/v1/inventory/${list}?${turned}`)), '422 range-invalid', list);
    }
  });

  test('an OPERATOR takes nothing, a TECHNICIAN takes and brings back, and only who keeps the store does the rest', async () => {
    const id = await app.component(5, store);
    const as = async (role: 'OPERATOR' | 'TECHNICIAN', verb: string, body: object) => {
      const send = clientOf(app.started.app, await app.started.signIn(role));
      return outcomeOf(await send('POST', `/api/v1/inventory/components/${id}/${verb}`, body));
    };
    assert.equal(await as('OPERATOR', 'issue', { quantity: 1 }), '403 forbidden');
    assert.equal(await as('TECHNICIAN', 'receive', { location_id: store, quantity: 1 }), '403 forbidden');
    assert.equal((await app.read(id)).current_stock, 5);
    assert.equal(await as('TECHNICIAN', 'issue', { quantity: 1, ticket_id: 5 }), '200');
    assert.equal((await app.read(id)).current_stock, 4);
    assert.equal(await as('TECHNICIAN', 'return', { quantity: 1, ticket_id: 5 }), '200');
  });

  test('every figure agrees with every other one', () => app.balance());
});
