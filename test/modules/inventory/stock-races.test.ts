/** Many at once at one shelf: nothing is taken twice, nothing is lost, nobody waits for ever. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { onEachEngine } from '../../support/engines.ts';
import { type Answer, outcomeOf } from '../../support/http-client.ts';
import { sideBySide } from '../../support/side-by-side.ts';
import { type InventoryApp, startInventoryApp } from './inventory-app.ts';

onEachEngine('many at one shelf', (under) => {
  let app: InventoryApp;
  let store: number;
  let van: number;
  before(async () => {
    app = await startInventoryApp(under);
    store = await app.location('Main store');
    van = await app.location('Van');
  });

  function countOutcomes(answers: readonly Answer[]): Record<string, number> {
    const counted: Record<string, number> = {};
    for (const outcome of answers.map(outcomeOf)) counted[outcome] = (counted[outcome] ?? 0) + 1;
    return counted;
  }

  async function outcomes(calls: readonly Promise<Answer>[]): Promise<Record<string, number>> {
    return countOutcomes(await Promise.all(calls));
  }

  test('of 200 who take one of 100 exactly 100 get it, and the ledger says the same', async () => {
    const id = await app.component(100, store);
    const calls = Array.from({ length: 200 }, () => () => app.book(id, 'issue', { quantity: 1 }));
    assert.deepEqual(countOutcomes(await sideBySide(calls)), { '200': 100, '409 stock-insufficient': 100 });
    const { current_stock: stock, levels } = await app.read(id);
    assert.deepEqual([stock, levels[0].on_hand], [0, 0]);
    const issues = [];
    for (let cursor = ''; ; ) {
      const query = `component_id=${id}&kind=issue&limit=40${cursor}`;
      const { body } = await app.send('GET', `/api/v1/inventory/movements?${query}`);
      issues.push(...body.items);
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    assert.equal(issues.length, 100);
    assert.deepEqual(
      issues.map((movement: any) => movement.on_hand_after).toSorted((a: number, b: number) => b - a),
      Array.from({ length: 100 }, (_, at) => 99 - at),
      'each found what the one before had left',
    );
    await app.balance();
  });

  test('of those who name no location none is refused while there is any anywhere', async () => {
    const id = await app.component(20, store);
    await app.book(id, 'receive', { location_id: van, quantity: 20 });
    const calls = Array.from({ length: 25 }, (_, at) => app.book(id, 'issue', { quantity: 2, ticket_id: at + 1 }));
    assert.deepEqual(await outcomes(calls), { '200': 20, '409 stock-insufficient': 5 });
    await app.balance();
  });

  test('transfers back and forth, of several components, neither deadlock nor lose a piece', async () => {
    const ids = [await app.component(30, store), await app.component(30, store)];
    for (const id of ids)
      await app.book(id, 'transfer', { from_location_id: store, to_location_id: van, quantity: 15 });
    const calls = Array.from({ length: 120 }, (_, at) => {
      const [from, to] = at % 2 === 0 ? [store, van] : [van, store];
      return app.book(ids[at % 3 === 0 ? 0 : 1] as number, 'transfer', {
        from_location_id: from,
        to_location_id: to,
        quantity: (at % 4) + 1,
      });
    });
    const counted = await outcomes(calls);
    assert.deepEqual(
      Object.keys(counted).filter((outcome) => !['200', '409 stock-insufficient'].includes(outcome)),
      [],
    );
    for (const id of ids) assert.equal((await app.read(id)).current_stock, 30);
    await app.balance();
  });

  test('transactions that take several components in opposite orders, locked first, all get them', async () => {
    const { inventory, store: transactions } = app.started.services;
    const ids = [await app.component(40, store), await app.component(40, store)] as const;
    const work = Array.from({ length: 12 }, (_, at) =>
      transactions.transact(systemActor(`ticket ${at}`), async (tx) => {
        const order = at % 2 === 0 ? ids : ids.toReversed();
        await inventory.lockComponentsWithin(tx, order);
        for (const componentId of order) {
          await inventory.issueWithin(tx, { componentId, quantity: 1, ticketId: at + 1 });
        }
      }),
    );
    await Promise.all(work);
    for (const id of ids) assert.equal((await app.read(id)).current_stock, 28);
    const missing = transactions.transact(systemActor('test'), (tx) =>
      inventory.lockComponentsWithin(tx, [ids[0], 999]),
    );
    await assert.rejects(missing, { code: 'component-not-found' });
    await app.balance();
  });

  test('two who count one location at once, and those who take meanwhile, leave books that agree', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => app.component(10, store)));
    const counts = (counted: number, order: readonly number[]) =>
      app.send('POST', '/api/v1/inventory/stocktakes', {
        location_id: store,
        counts: order.map((id) => ({ component_id: id, counted })),
      });
    const calls = [
      counts(5, ids),
      ...ids.map((id) => app.book(id, 'issue', { quantity: 1 })),
      counts(7, ids.toReversed()),
      ...ids.map((id) => app.book(id, 'reserve', { ticket_id: 3, quantity: 2 })),
    ];
    assert.deepEqual(await outcomes(calls), { '200': 14 });
    await app.balance();
  });

  test('a component that is retired while deliveries come gets none of those that are booked after it', async () => {
    const id = await app.component(1, store);
    const receive = () => app.book(id, 'receive', { location_id: store, quantity: 1 });
    const [retired, ...received] = await Promise.all([
      app.send('POST', `/api/v1/inventory/components/${id}/retire`),
      ...Array.from({ length: 10 }, receive),
    ]);
    assert.equal(retired.status, 200);
    const booked = received.filter(({ status }) => status === 200).length;
    assert.equal((await app.read(id)).current_stock, 1 + booked);
    assert.equal(outcomeOf(await receive()), '409 component-retired');
  });

  test('a note and a delivery at its cost that come at once both hold: who names no version changes what is there', async () => {
    const id = await app.component(1, store, { unit_cost: 10 });
    const calls = Array.from({ length: 8 }, (_, at) =>
      at % 2 === 0
        ? app.book(id, 'receive', { location_id: store, quantity: 1, unit_cost: 10 + at })
        : app.send('PATCH', `/api/v1/inventory/components/${id}`, { notes: `note ${at}` }),
    );
    assert.deepEqual(await outcomes(calls), { '200': 8 });
    const { current_stock: stock, unit_cost: cost } = await app.read(id);
    assert.equal(stock, 5);
    assert.equal(Math.round(cost * 1_000_000), Math.round(((10 + 10 + 12 + 14 + 16) / 5) * 1_000_000));
  });

  test('the first location is made once, however many need it first', async () => {
    const fresh = await startInventoryApp(under);
    const calls = Array.from({ length: 8 }, (_, at) =>
      fresh.send('POST', '/api/v1/inventory/components', { component_name: `Part ${at}`, current_stock: 1 }),
    );
    assert.deepEqual(await outcomes(calls), { '201': 8 });
    const { body } = await fresh.send('GET', '/api/v1/inventory/locations');
    assert.deepEqual(
      body.items.map((location: any) => location.name),
      ['Main store'],
    );
  });
});
