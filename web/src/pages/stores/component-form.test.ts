import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf, emptyForm, formOf, wrongNumbers } from './component-form.ts';

const data = {
  component_name: 'Bearing 6204',
  stock_code: null,
  unit: 'pcs',
  category: 'Bearings',
  supplier: null,
  supplier_code: null,
  notes: null,
  unit_cost: 1234.5,
  lead_time_days: 14,
};
const german = 'de-DE';
const bearing = formOf(data, german);

test('only what was changed is sent, an emptied field as null', () => {
  assert.deepEqual(changesOf(bearing, { ...bearing, component_name: 'Bearing 6204 ' }, german), {});
  assert.deepEqual(
    changesOf(bearing, { ...bearing, category: '', unit_cost: '2.012,5', lead_time_days: ' 7 ' }, german),
    {
      category: null,
      unit_cost: 2012.5,
      lead_time_days: 7,
    },
  );
});

test('numbers stand there as they are typed, and what is none is told instead of sent', () => {
  assert.equal(bearing.unit_cost, '1234,5');
  assert.deepEqual(wrongNumbers(bearing, german), new Set());
  const typed = { ...bearing, unit_cost: '12,4 €', lead_time_days: '1,5' };
  assert.deepEqual(wrongNumbers(typed, german), new Set(['unit_cost', 'lead_time_days']));
});

test('of a new one only what was typed is sent', () => {
  assert.deepEqual(changesOf(emptyForm, { ...emptyForm, component_name: 'Belt', lead_time_days: '0' }, german), {
    component_name: 'Belt',
    lead_time_days: 0,
  });
});
