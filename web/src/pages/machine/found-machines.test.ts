import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foundMachines } from './found-machines.ts';

const machines = [
  { machine_id: 'a1', machine_name: 'Säge 1', places: [{ name: 'Halle Süd' }] },
  { machine_id: 'b2', machine_name: 'Mill 2', places: [{ name: 'Halle Nord' }] },
];
const names = (text: string) => foundMachines(machines, text).map((machine) => machine.machine_name);

test('each word is looked for in name, id and places, whatever its case and accents', () => {
  assert.deepEqual(names('halle'), ['Säge 1', 'Mill 2']);
  assert.deepEqual(names('SAGE sud'), ['Säge 1']);
  assert.deepEqual(names('b2'), ['Mill 2']);
  assert.deepEqual(names('mill süd'), []);
});

test('without a word all are found', () => {
  assert.deepEqual(names('  '), ['Säge 1', 'Mill 2']);
});
