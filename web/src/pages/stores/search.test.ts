import assert from 'node:assert/strict';
import { test } from 'node:test';
import { componentQuery, findSearch, labelSearch, movementQuery, movementSearch } from './search.ts';

test('an address keeps what can be asked for, and nothing else', () => {
  const search = { text: 6204, location: '2', low: true, retired: 'yes', sort: 'on_hand', order: 'desc', page: 3 };
  assert.deepEqual(findSearch(search), { text: '6204', location: 2, low: true, sort: 'on_hand', order: 'desc' });
  assert.deepEqual(findSearch({ text: ' ', location: 0, low: false, sort: 'price', order: 'desc' }), {});
  assert.deepEqual(movementSearch({ kind: 'theft', from: '2026-02-30', component: '17', movement: 4 }), {
    component: 17,
    movement: 4,
  });
  assert.deepEqual(labelSearch({ components: [3, 'x', 5], machines: [] }), { components: [3, 5] });
});

test('what is out of use is asked for only where somebody wants it', () => {
  assert.deepEqual(componentQuery({ text: 'belt' }), { text: 'belt', retired: false });
  assert.deepEqual(componentQuery({ low: true, retired: true }), { low: true });
});

test('days of movements begin at midnight of the factory, and the last one is among them', () => {
  const query = movementQuery({ from: '2026-11-25', to: '2026-11-25', person: '7', movement: 9 }, 'Europe/Berlin');
  assert.deepEqual(query, {
    actor: '7',
    start_time: '2026-11-24T23:00:00.000Z',
    end_time: '2026-11-25T23:00:00.000Z',
  });
});
