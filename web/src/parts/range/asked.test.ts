import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changed } from './asked.ts';

interface Search {
  readonly machine?: string;
  readonly shift?: string;
}

test('a change leaves what it does not name, and takes back what it says nothing of', () => {
  const search: Search = { machine: 'm1', shift: 'DAY' };
  assert.deepEqual(changed(search, { shift: 'NIGHT' }), { machine: 'm1', shift: 'NIGHT' });
  assert.deepEqual(changed(search, { machine: undefined }), { shift: 'DAY' });
});
