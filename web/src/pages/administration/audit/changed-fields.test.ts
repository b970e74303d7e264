import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changedFields } from './changed-fields.ts';

describe('a change of the audit', () => {
  test('says what was and what is, and nothing of what stayed', () => {
    assert.deepEqual(changedFields({ name: 'a', rank: 1 }, { name: 'b', rank: 1 }), [
      { name: 'name', before: 'a', after: 'b' },
    ]);
  });

  test('what was made has no before, what went no after', () => {
    assert.deepEqual(changedFields(null, { part: { id: 8 } }), [
      { name: 'part', before: undefined, after: '{"id":8}' },
    ]);
    assert.deepEqual(changedFields({ name: 'a' }, null), [{ name: 'name', before: 'a', after: undefined }]);
  });

  test('a value without fields stands for itself', () => {
    assert.deepEqual(changedFields(60, 65), [{ name: '', before: '60', after: '65' }]);
  });
});
