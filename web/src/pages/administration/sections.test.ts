import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openSections } from './sections.ts';

describe('pages of the administration', () => {
  test('who may nothing sees no group', () => {
    assert.deepEqual(
      openSections(() => false),
      [],
    );
  });

  test('a supervisor sees what belongs to the factory, and no accounts', () => {
    const held = new Set(['settings:read', 'reasons:manage', 'machines:read']);
    const names = openSections((permission) => held.has(permission)).flatMap((each) => each.names);
    assert.deepEqual(
      names.filter((name) => ['users', 'api-keys', 'reasons', 'settings'].includes(name)),
      ['reasons', 'settings'],
    );
  });
});
