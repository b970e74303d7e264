/** The spare parts of machines, what the stock is worth, and what labels say. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf } from '../../support/http-client.ts';
import { type InventoryApp, startInventoryApp } from './inventory-app.ts';

onEachEngine('spare parts of a machine', (under) => {
  let app: InventoryApp;
  before(async () => {
    app = await startInventoryApp(under);
    const { machines } = app.started.services;
    await machines.createMachine(systemActor('test'), { id: 'mill:1', name: 'Mill 1', serialNumber: 'S-7' });
    await machines.createMachine(systemActor('test'), { id: 'mill-2', name: 'Mill 2' });
  });
  beforeEach(async () => {
    await app.news();
    await app.audits();
  });

  const list = '/api/v1/machines/mill:1/components';

  test('are put, changed and taken off, each told once, and listed with what is on hand', async () => {
    const store = await app.location();
    const id = await app.component(5, store, { component_name: 'Bearing', stock_code: 'B-1' });
    await app.book(id, 'reserve', { ticket_id: 1, quantity: 2 });
    await app.news();
    await app.audits();
    const put = await app.send('PUT', `${list}/${id}`, { recommended_quantity: 4, note: ' left side ' });
    assert.deepEqual(
      [put.status, put.body],
      [
        200,
        {
          machine_id: 'mill:1',
          component_id: id,
          component_name: 'Bearing',
          stock_code: 'B-1',
          unit: 'pcs',
          recommended_quantity: 4,
          note: 'left side',
          current_stock: 5,
          reserved: 2,
          available: 3,
          low: false,
          retired: false,
        },
      ],
    );
    assert.deepEqual((await app.send('GET', list)).body, { items: [put.body], next_cursor: null });
    assert.deepEqual((await app.read(id)).machine_ids, ['mill:1']);
    const again = await app.send('PUT', `${list}/${id}`, { recommended_quantity: 4, note: 'left side' });
    assert.deepEqual(again.body, put.body);
    assert.equal((await app.send('PUT', `${list}/${id}`, {})).body.recommended_quantity, null);
    assert.equal((await app.send('DELETE', `${list}/${id}`)).status, 204);
    assert.equal(outcomeOf(await app.send('DELETE', `${list}/${id}`)), '404 component-not-found');
    assert.deepEqual((await app.send('GET', list)).body.items, []);
    assert.deepEqual(
      (await app.news()).map(({ type, subject, data }) => [type, subject, data.recommended_quantity]),
      [
        ['spare-part.set', `machines/mill:1/components/${id}`, 4],
        ['spare-part.set', `machines/mill:1/components/${id}`, null],
        ['spare-part.removed', `machines/mill:1/components/${id}`, undefined],
      ],
    );
    assert.deepEqual(
      (await app.audits()).map(({ action, entity }) => [action, entity]),
      ['set', 'set', 'removed'].map((step) => [`spare-part.${step}`, 'machine mill:1']),
    );
  });

  test('that many set at once each follow from the one before, and none is set once the component is out of use', async () => {
    const store = await app.location();
    const id = await app.component(1, store);
    const set = (quantity: number) => app.send('PUT', `${list}/${id}`, { recommended_quantity: quantity });
    const all = await Promise.all(Array.from({ length: 12 }, (_, at) => set(at + 1)));
    assert.ok(all.every(({ status }) => status === 200));
    await app.news();
    const entries = await app.audits();
    const quantities = entries.map(({ before, after }) => [
      before?.['recommendedQuantity'],
      after?.['recommendedQuantity'],
    ]);
    for (const [at, [before]] of quantities.entries()) assert.equal(before, quantities[at - 1]?.[1]);

    const [retired, ...late] = await Promise.all([
      app.send('POST', `/api/v1/inventory/components/${id}/retire`),
      ...Array.from({ length: 12 }, (_, at) => set(at + 101)),
    ]);
    assert.equal(retired.status, 200);
    for (const answer of late) assert.ok(['200', '409 component-retired'].includes(outcomeOf(answer)));
    const told = (await app.news()).map(({ type }) => type);
    assert.ok(told.includes('component.retired'));
    assert.deepEqual(told.slice(told.indexOf('component.retired') + 1), [], 'nothing was set afterwards');
    assert.equal((await app.send('DELETE', `${list}/${id}`)).status, 204);
  });

  test('are paged by name, for each machine apart', async () => {
    const names = ['Alpha', 'Beta', 'Gamma'];
    for (const component_name of names) {
      await app.send('PUT', `${list}/${await app.component(0, undefined, { component_name })}`, {});
    }
    const page = (await app.send('GET', `${list}?limit=2`)).body;
    const rest = (await app.send('GET', `${list}?limit=2&cursor=${page.next_cursor}`)).body;
    assert.deepEqual(
      [...page.items, ...rest.items].map((part: any) => part.component_name),
      names,
    );
    assert.equal(rest.next_cursor, null);
    assert.deepEqual((await app.send('GET', '/api/v1/machines/mill-2/components')).body.items, []);
  });

  test('of what is not there or out of use are refused, and nobody but who keeps the store changes them', async () => {
    const id = await app.component();
    const put = async (machine: string, component: number, body: object = {}) =>
      outcomeOf(await app.send('PUT', `/api/v1/machines/${machine}/components/${component}`, body));
    assert.equal(await put('nosuch', id), '404 machine-not-found');
    assert.equal(await put('mill-2', 999), '404 component-not-found');
    assert.equal(await put('mill-2', id, { recommended_quantity: 0 }), '422 validation-failed');
    assert.equal(outcomeOf(await app.send('GET', '/api/v1/machines/nosuch/components')), '404 machine-not-found');
    assert.equal(outcomeOf(await app.send('GET', `${list}?cursor=x`)), '422 cursor-invalid');
    const technician = clientOf(app.started.app, await app.started.signIn('TECHNICIAN'));
    const url = `/api/v1/machines/mill-2/components/${id}`;
    assert.equal(outcomeOf(await technician('PUT', url, {})), '403 forbidden');
    assert.equal(outcomeOf(await technician('DELETE', url)), '403 forbidden');
    await app.send('POST', `/api/v1/inventory/components/${id}/retire`);
    assert.equal(await put('mill-2', id), '409 component-retired');
    assert.deepEqual((await app.send('GET', '/api/v1/machines/mill-2/components')).body.items, []);
  });

  test('the label of a machine, and that of a component, hold a name and no address', async () => {
    const store = await app.location('Shelf 9');
    const empty = await app.location('Emptied');
    const id = await app.component(2, store, { component_name: 'Belt', stock_code: 'BE-1', supplier_code: 'X/9' });
    await app.book(id, 'receive', { location_id: empty, quantity: 1 });
    await app.book(id, 'issue', { location_id: empty, quantity: 1 });
    assert.deepEqual((await app.send('GET', `/api/v1/inventory/components/${id}/label`)).body, {
      qr_text: `milldash:component:${id}`,
      path: `/api/v1/inventory/components/${id}`,
      component_id: id,
      component_name: 'Belt',
      stock_code: 'BE-1',
      unit: 'pcs',
      supplier_code: 'X/9',
      locations: ['Shelf 9'],
    });
    assert.deepEqual((await app.send('GET', '/api/v1/machines/mill%3A1/label')).body, {
      qr_text: 'milldash:machine:mill%3A1',
      path: '/api/v1/machines/mill%3A1',
      machine_id: 'mill:1',
      name: 'Mill 1',
      place_path: null,
      serial_number: 'S-7',
    });
    assert.equal(outcomeOf(await app.send('GET', '/api/v1/inventory/components/999/label')), '404 component-not-found');
    assert.equal(outcomeOf(await app.send('GET', '/api/v1/machines/nosuch/label')), '404 machine-not-found');
  });
});

onEachEngine('the value of the stock', (under) => {
  test('is what is on hand at its cost, by location and by category; what has no cost is counted apart', async () => {
    const app = await startInventoryApp(under);
    const value = async () => (await app.send('GET', '/api/v1/inventory/value')).body;
    assert.deepEqual(await value(), {
      currency: 'GBP',
      total: { value: 0, components: 0 },
      by_location: [],
      by_category: [],
      without_cost: { components: 0 },
    });
    const store = await app.location('Store');
    const van = await app.location('Van');
    const bearing = await app.component(3, store, { unit_cost: 10.335, category: 'Bearings' });
    await app.book(bearing, 'receive', { location_id: van, quantity: 1 });
    await app.component(2, store, { unit_cost: 100, category: 'BEARINGS' });
    await app.component(7, van, { unit_cost: 1 });
    await app.component(9, van, { category: 'Belts' });
    await app.component(0, undefined, { unit_cost: 5 });
    assert.deepEqual(await value(), {
      currency: 'GBP',
      total: { value: 248.34, components: 3 },
      by_location: [
        { location_id: store, location_name: 'Store', value: 231.01, components: 2 },
        { location_id: van, location_name: 'Van', value: 17.34, components: 2 },
      ],
      by_category: [
        { category: 'BEARINGS', value: 241.34, components: 2 },
        { category: null, value: 7, components: 1 },
      ],
      without_cost: { components: 1 },
    });
  });
});
