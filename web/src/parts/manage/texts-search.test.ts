import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { textsSearch } from './texts-search.ts';

describe('filters in an address', () => {
  const search = textsSearch('text', 'role');

  test('those that there are are taken, as texts', () => {
    assert.deepEqual(search({ text: 12, role: 'ADMIN' }), { text: '12', role: 'ADMIN' });
  });

  test('others, empty ones and what is no text are left out', () => {
    assert.deepEqual(search({ text: '', role: ['ADMIN'], other: 'x' }), {});
  });
});
