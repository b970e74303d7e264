import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeFormat } from '../../format/format.ts';
import { groupName } from './group-names.ts';

test('groups of time have the names that people give them', () => {
  const format = makeFormat('en-GB', 'America/New_York');
  const name = (key: string) => groupName(key, format, (number, year) => `week ${number} of ${year}`);
  assert.equal(name('2026-11-26'), 'Thu 26 Nov');
  assert.equal(name('2026-W08'), 'week 8 of 2026');
  assert.equal(name('2026-11'), 'Nov 2026');
  assert.equal(name('2026-11-26T13:00-05:00'), '26 Nov, 13:00');
});
