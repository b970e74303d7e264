/** Counting a location: all lines or none, a movement where it differs, one event. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { type InventoryApp, startInventoryApp } from './inventory-app.ts';

onEachEngine('a stocktake', (under) => {
  let app: InventoryApp;
  let store: number;
  before(async () => {
    app = await startInventoryApp(under);
    store = await app.location('Main store');
  });
  beforeEach(async () => {
    await app.news();
    await app.audits();
  });

  const count = (lines: readonly (readonly [id: number, counted: number])[], more = {}, key?: string) =>
    app.send(
      'POST',
      '/api/v1/inventory/stocktakes',
      { location_id: store, counts: lines.map(([id, counted]) => ({ component_id: id, counted })), ...more },
      key === undefined ? {} : { 'idempotency-key': key },
    );

  test('books the differences of one location as one group, with one event and one audit entry', async () => {
    const [same, less, more, none, left] = [
      await app.component(5, store),
      await app.component(5, store),
      await app.component(5, store),
      await app.component(),
      await app.component(5, store),
    ];
    const elsewhere = await app.location();
    await app.book(more, 'receive', { location_id: elsewhere, quantity: 3 });
    await app.news();
    await app.audits();
    const { status, body } = await count(
      [
        [same, 5],
        [less, 2],
        [more, 6],
        [none, 1],
      ],
      { reason: 'Year end', reference: 'Sheet 4' },
    );
    assert.equal(status, 200);
    assert.deepEqual([body.location_name, body.counted], ['Main store', 4]);
    assert.deepEqual(
      body.differences.map((movement: any) => [
        movement.component_id,
        movement.kind,
        movement.quantity,
        movement.on_hand_after,
        movement.group_id,
        movement.reason,
        movement.reference,
      ]),
      [
        [less, 'stocktake', -3, 2, body.group_id, 'Year end', 'Sheet 4'],
        [more, 'stocktake', 1, 6, body.group_id, 'Year end', 'Sheet 4'],
        [none, 'stocktake', 1, 1, body.group_id, 'Year end', 'Sheet 4'],
      ],
    );
    const [event, ...others] = await app.news();
    assert.deepEqual([event?.type, event?.subject, others.length], ['stock.counted', `locations/${store}`, 0]);
    assert.deepEqual(event?.data.differences, [
      { component_id: less, quantity: -3, on_hand: 2 },
      { component_id: more, quantity: 1, on_hand: 6 },
      { component_id: none, quantity: 1, on_hand: 1 },
    ]);
    assert.deepEqual(await app.audits(), [
      {
        action: 'stock.counted',
        entity: `location ${store}`,
        before: null,
        after: { groupId: body.group_id, counted: 4, differences: 3, reference: 'Sheet 4' },
        reason: 'Year end',
      },
    ]);
    assert.deepEqual(
      [(await app.read(left)).current_stock, (await app.read(more)).current_stock],
      [5, 9],
      'what was not counted, and what is elsewhere, is left',
    );
  });

  test('that finds everything as it should be is told, and books nothing', async () => {
    const id = await app.component(5, store);
    await app.news();
    const { body } = await count([[id, 5]]);
    assert.deepEqual([body.counted, body.differences], [1, []]);
    assert.deepEqual(
      (await app.news()).map(({ type, data }) => [type, data.counted]),
      [['stock.counted', 1]],
    );
  });

  test('with a line that cannot be, books none of them', async () => {
    const id = await app.component(5, store);
    await app.news();
    const unknown = await count([
      [id, 1],
      [999, 1],
    ]);
    assert.equal(outcomeOf(unknown), '404 component-not-found');
    assert.match(unknown.body.detail, /999/);
    const twice = await count([
      [id, 1],
      [id, 2],
    ]);
    assert.equal(outcomeOf(twice), '422 validation-failed');
    assert.equal(outcomeOf(await count([])), '422 validation-failed');
    assert.equal(outcomeOf(await count([[id, -1]])), '422 validation-failed');
    assert.equal(outcomeOf(await count([[id, 1]], { location_id: 999 })), '404 location-not-found');
    const early = { occurred_at: '2026-01-15T12:06:00Z' };
    assert.equal(outcomeOf(await count([[id, 1]], early)), '422 validation-failed', 'it has not been counted yet');
    const many = Array.from({ length: 1_001 }, (_, at) => [at + 1, 1] as const);
    assert.equal(outcomeOf(await count(many)), '422 validation-failed');
    assert.deepEqual([(await app.read(id)).current_stock, await app.news()], [5, []]);
  });

  test('lets go of reservations that what was found cannot keep, and tells what is low', async () => {
    const [one, two] = [await app.component(5, store), await app.component(5, store)];
    await app.send('PUT', `/api/v1/inventory/components/${one}/levels/${store}`, { minimum: 4, maximum: null });
    for (const id of [one, two]) await app.book(id, 'reserve', { ticket_id: 5, quantity: 4 });
    await app.news();
    await count([
      [one, 1],
      [two, 4],
    ]);
    assert.deepEqual(
      (await app.news()).map(({ type, data }) => [type, data.quantity, data.open]),
      [
        ['stock.released', 3, 1],
        ['stock.counted', undefined, undefined],
        ['stock.low', undefined, undefined],
      ],
    );
    const figures = async (id: number) => {
      const { current_stock: stock, reserved } = await app.read(id);
      return [stock, reserved];
    };
    assert.deepEqual(
      [await figures(one), await figures(two)],
      [
        [1, 1],
        [4, 4],
      ],
    );
  });

  test('that is sent again with its key is booked once', async () => {
    const id = await app.component(5, store);
    const first = await count([[id, 3]], {}, 'sheet-9');
    await app.book(id, 'issue', { quantity: 1 });
    const again = await count([[id, 3]], {}, 'sheet-9');
    assert.deepEqual([again.status, again.body], [200, first.body]);
    assert.equal((await app.read(id)).current_stock, 2);
  });

  test('every figure agrees with every other one', () => app.balance());
});
