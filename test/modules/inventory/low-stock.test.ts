/** What is low: told once when it falls below the minimum, again only after it had been enough. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { type InventoryApp, startInventoryApp } from './inventory-app.ts';

onEachEngine('low stock', (under) => {
  let app: InventoryApp;
  let store: number;
  let van: number;
  before(async () => {
    app = await startInventoryApp(under);
    store = await app.location('Main store');
    van = await app.location('Van');
  });

  const setLimits = (id: number, location: number, minimum: number | null, maximum: number | null = null) =>
    app.send('PUT', `/api/v1/inventory/components/${id}/levels/${location}`, { minimum, maximum });
  const lows = async () =>
    (await app.news()).filter(({ type }) => type === 'stock.low').map(({ data }) => [data.on_hand, data.minimum]);
  const lowList = async (query = '') => (await app.send('GET', `/api/v1/inventory/low-stock?${query}`)).body.items;

  test('is told once when it falls below the minimum, and again after it had been enough', async () => {
    const id = await app.component(6, store);
    assert.equal((await setLimits(id, store, 5)).status, 200);
    await app.book(id, 'issue', { quantity: 1 });
    assert.deepEqual(await lows(), [], 'at the minimum is enough');
    await app.book(id, 'issue', { quantity: 2 });
    assert.deepEqual(await lows(), [[3, 5]]);
    await app.book(id, 'issue', { quantity: 1 });
    await app.book(id, 'receive', { location_id: store, quantity: 2 });
    assert.deepEqual(await lows(), [], 'lower, and nearly enough, is the same shortage');
    await app.book(id, 'receive', { location_id: store, quantity: 1 });
    await app.book(id, 'adjust', { location_id: store, counted: 0, reason: 'Lost' });
    assert.deepEqual(await lows(), [[0, 5]]);
  });

  test('is told when the minimum is raised above what is there, and when it is set on an empty shelf', async () => {
    const id = await app.component(6, store);
    await app.news();
    await app.audits();
    await setLimits(id, store, 6, 20);
    assert.deepEqual(
      (await app.news()).map(({ type, data }) => [type, data.minimum, data.maximum]),
      [['stock.limits-set', 6, 20]],
    );
    assert.deepEqual(
      (await app.audits()).map(({ action }) => action),
      ['stock.limits-set'],
    );
    await setLimits(id, store, 7, 20);
    assert.deepEqual(await lows(), [[6, 7]]);
    await setLimits(id, store, 8, 20);
    assert.deepEqual(await lows(), [], 'raised while low');
    await setLimits(id, store, 8, 20);
    assert.deepEqual(await app.news(), [], 'the same limits are no change');
    await setLimits(id, van, 1);
    assert.deepEqual(await lows(), [[0, 1]]);
    await setLimits(id, van, null);
    assert.deepEqual(await lows(), []);
    assert.equal((await app.read(id)).levels.find((level: any) => level.location_id === van).minimum, null);
  });

  test('goes by each location, and a transfer can make one low and the other enough', async () => {
    const id = await app.component(4, store);
    await setLimits(id, store, 3);
    await setLimits(id, van, 2);
    await app.news();
    await app.book(id, 'transfer', { from_location_id: store, to_location_id: van, quantity: 2 });
    const told = (await app.news()).map(({ type, data }) => [type, data.location_id]);
    assert.deepEqual(told, [
      ['stock.transferred', undefined],
      ['stock.low', store],
    ]);
  });

  test('many who take at once make it low once', async () => {
    const id = await app.component(20, store);
    await setLimits(id, store, 10);
    await app.news();
    await Promise.all(Array.from({ length: 20 }, () => app.book(id, 'issue', { quantity: 1 })));
    assert.deepEqual(await lows(), [[9, 10]]);
  });

  test('is listed with what is missing, by name, until it is enough or out of use', async () => {
    const id = await app.component(3, store, {
      component_name: 'Aa first of all',
      stock_code: 'AA-1',
      supplier: 'Northern',
      lead_time_days: 14,
    });
    const second = await app.component(1, van, { component_name: 'Aa second' });
    await setLimits(id, store, 5, 9);
    await setLimits(second, van, 2);
    await app.book(id, 'reserve', { ticket_id: 1, quantity: 2 });
    const [first] = await lowList();
    assert.deepEqual(first, {
      component_id: id,
      component_name: 'Aa first of all',
      stock_code: 'AA-1',
      unit: 'pcs',
      location_id: store,
      location_name: 'Main store',
      on_hand: 3,
      reserved: 2,
      available: 1,
      minimum: 5,
      maximum: 9,
      shortage: 2,
      supplier: 'Northern',
      lead_time_days: 14,
    });
    const names = async (query: string) =>
      (await lowList(query)).map((low: any) => low.component_name).filter((name: string) => name.startsWith('Aa'));
    assert.deepEqual(await names(`location_id=${van}`), ['Aa second']);
    const page = (await app.send('GET', '/api/v1/inventory/low-stock?limit=1')).body;
    assert.deepEqual(await names(`limit=1&cursor=${page.next_cursor}`), ['Aa second']);
    assert.equal((await app.read(id)).low, true);
    await app.send('POST', `/api/v1/inventory/components/${id}/retire`);
    assert.deepEqual(await names(''), ['Aa second']);
    await app.news();
    await app.book(id, 'issue', { quantity: 1 });
    assert.deepEqual(await lows(), [], 'what is out of use is not missed');
    await app.send('POST', `/api/v1/inventory/components/${id}/reinstate`);
    assert.deepEqual(await lows(), [[2, 5]]);
    await app.book(second, 'receive', { location_id: van, quantity: 1 });
    assert.deepEqual(await names(''), ['Aa first of all']);
  });

  test('limits that contradict each other, or of what is not there or out of use, are refused', async () => {
    const id = await app.component(1, store);
    assert.equal(outcomeOf(await setLimits(id, store, 5, 4)), '422 validation-failed');
    assert.equal(outcomeOf(await setLimits(id, store, -1)), '422 validation-failed');
    assert.equal(outcomeOf(await setLimits(999, store, 1)), '404 component-not-found');
    assert.equal(outcomeOf(await setLimits(id, 999, 1)), '404 location-not-found');
    const old = await app.location();
    await app.send('POST', `/api/v1/inventory/locations/${old}/retire`);
    assert.equal(outcomeOf(await setLimits(id, old, 1)), '409 location-retired');
    await app.send('POST', `/api/v1/inventory/components/${id}/retire`);
    assert.equal(outcomeOf(await setLimits(id, store, 1)), '409 component-retired');
    assert.equal(outcomeOf(await app.send('GET', '/api/v1/inventory/low-stock?cursor=x')), '422 cursor-invalid');
    assert.equal((await app.read(id)).levels[0].minimum, null);
  });
});
