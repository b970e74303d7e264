import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changesOf, typedOver } from './edited.ts';

describe('what is typed over what is stored', () => {
  test('only fields that hold something else are changes', () => {
    assert.deepEqual(changesOf({ name: 'a', scopes: ['x'] }, { name: 'b', scopes: ['x'] }), { name: 'b' });
  });

  test('a list is changed by what is in it', () => {
    assert.deepEqual(changesOf({ scopes: ['x'] }, { scopes: ['x', 'y'] }), { scopes: ['x', 'y'] });
  });

  test('what somebody else changed is taken over where nothing was typed', () => {
    const before = { name: 'old', note: '' };
    const typed = { name: 'mine', note: '' };
    assert.deepEqual(typedOver(before, typed, { name: 'theirs', note: 'theirs' }), { name: 'mine', note: 'theirs' });
  });
});
