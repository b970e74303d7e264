import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf, emptyForm, formOf, typedOver } from './component-form.ts';

const bearing = formOf({
  component_name: 'Bearing 6204',
  stock_code: null,
  unit: 'pcs',
  category: 'Bearings',
  supplier: null,
  supplier_code: null,
  notes: null,
  unit_cost: 12.4,
  lead_time_days: 14,
});

test('only what was changed is sent, an emptied field as null', () => {
  assert.deepEqual(changesOf(bearing, { ...bearing, component_name: 'Bearing 6204 ' }), {});
  assert.deepEqual(changesOf(bearing, { ...bearing, category: '', unit_cost: '12,5', lead_time_days: ' 7 ' }), {
    category: null,
    unit_cost: 12.5,
    lead_time_days: 7,
  });
});

test('of a new one only what was typed is sent', () => {
  assert.deepEqual(changesOf(emptyForm, { ...emptyForm, component_name: 'Belt', lead_time_days: '0' }), {
    component_name: 'Belt',
    lead_time_days: 0,
  });
});

test('what is typed stays when somebody else was faster', () => {
  const typed = { ...bearing, category: 'Rolling' };
  const latest = { ...bearing, category: 'Wear parts', supplier: 'Northern Bearings' };
  assert.deepEqual(typedOver(bearing, typed, latest), { ...latest, category: 'Rolling' });
});
