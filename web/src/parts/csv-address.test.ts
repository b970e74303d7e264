import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvAddress } from './csv-address.ts';

test('a file has the filters of its list, each of several by itself, and no order', () => {
  const query = { text: 'a&b', low: true, status: ['Open', 'On Hold'], shift: undefined, sort: 'name', order: 'desc' };
  assert.equal(csvAddress('/x.csv', query), '/x.csv?text=a%26b&low=true&status=Open&status=On+Hold');
  assert.equal(csvAddress('/x.csv', {}), '/x.csv');
});
