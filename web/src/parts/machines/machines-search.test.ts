import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machinesSearch } from './machines-search.ts';

test('one machine or several are named, each once and in order, so that the same choice is the same address', () => {
  assert.deepEqual(machinesSearch({ machine: 'mill-1' }), { machine: ['mill-1'] });
  assert.deepEqual(machinesSearch({ machine: ['b', 'a', 'b'] }), { machine: ['a', 'b'] });
  // an address has no texts that look like numbers
  assert.deepEqual(machinesSearch({ machine: 17 }), { machine: ['17'] });
});

test('what names no machine is all of them', () => {
  for (const machine of [undefined, [], {}, [null]]) assert.deepEqual(machinesSearch({ machine }), {});
});
