import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isShut, openSections } from './sections.ts';

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

  test('a page is shut to who may not open it, whatever stands behind its name, and no other address is', () => {
    const can = (permission: string) => permission === 'settings:read';
    assert.equal(isShut('/admin/users', can), true);
    assert.equal(isShut('/admin/users/7', can), true);
    assert.equal(isShut('/admin/settings', can), false);
    assert.equal(isShut('/admin/no-such-page', can), false);
  });
});
