import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf, formOf, type MachineData } from './machine-form.ts';

const machine: MachineData = {
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
};

test('only what was changed is sent', () => {
  assert.deepEqual(changesOf(machine, formOf(machine)), {});
  assert.deepEqual(changesOf(machine, { ...formOf(machine), name: ' Mill 2 ' }), { name: 'Mill 2' });
});

test('an emptied field becomes null, but for the name, which the server refuses', () => {
  const emptied = { ...formOf(machine), manufacturer: '', hourly_cost: ' ', place_id: '', name: '' };
  assert.deepEqual(changesOf(machine, emptied), { name: '', manufacturer: null, hourly_cost: null, place_id: null });
});

test('a number may be typed with a decimal comma', () => {
  assert.deepEqual(changesOf(machine, { ...formOf(machine), hourly_cost: '92,5', place_id: '7' }), {
    hourly_cost: 92.5,
    place_id: 7,
  });
});

test('what is no number is sent as it is, to be refused, and does not empty the field', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(changesOf(machine, { ...formOf(machine), hourly_cost: '1.200,50' }))), {
    hourly_cost: '1.200,50',
  });
});
