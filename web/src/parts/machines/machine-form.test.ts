import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, formOf } from './machine-form.ts';

test('what is not known is typed as nothing, and a new machine begins with nothing', () => {
  const form = formOf({
    name: 'Mill 1',
    place_id: 3,
    criticality: 'A',
    hourly_cost: 80,
    target_oee: null,
    micro_stop_seconds: 60,
    manufacturer: 'Voestalpine',
    model: null,
    serial_number: null,
    notes: null,
  });
  assert.deepEqual([form.place_id, form.hourly_cost, form.target_oee, form.model], ['3', '80', '', '']);
  assert.ok(Object.values(formOf(undefined)).every((text) => text === ''));
});

test('an emptied field becomes null, but for the name, which the server refuses', () => {
  const emptied = { manufacturer: '', hourly_cost: ' ', place_id: '', name: '' };
  assert.deepEqual(bodyOf(emptied), { name: '', manufacturer: null, hourly_cost: null, place_id: null });
  assert.deepEqual(bodyOf({ name: ' Mill 2 ' }), { name: 'Mill 2' });
});

test('a number may be typed with a decimal comma', () => {
  assert.deepEqual(bodyOf({ hourly_cost: '92,5', place_id: '7' }), { hourly_cost: 92.5, place_id: 7 });
});

test('what is no number is sent as it is, to be refused, and does not empty the field', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(bodyOf({ hourly_cost: '1.200,50' }))), { hourly_cost: '1.200,50' });
});
