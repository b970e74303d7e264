import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { foundReasons } from './found-reasons.ts';
import type { Reason } from './reason.ts';

const reason = (id: number, name: string, group: Reason['group'], ...texts: string[]): Reason => ({
  id,
  name,
  group,
  named_by_person: false,
  aliases: texts.map((text, at) => ({ id: id * 10 + at, text })),
  version: 1,
  created_at: '2026-11-26T00:00:00Z',
  updated_at: '2026-11-26T00:00:00Z',
});
const reasons = [
  reason(1, 'Break', 'planned'),
  reason(2, 'Coil change', 'other', 'CHG COIL'),
  reason(3, 'Jam', 'other'),
];
const names = (text: string, group?: string) =>
  foundReasons(reasons, text, group).map((each) => [each.group, ...each.reasons.map(({ name }) => name)]);

describe('looking through reasons', () => {
  test('they stand by group, and empty groups not at all', () => {
    assert.deepEqual(names(''), [
      ['planned', 'Break'],
      ['other', 'Coil change', 'Jam'],
    ]);
  });

  test('one is found by its name and by what sources call it, whatever the case', () => {
    assert.deepEqual(names('chg c'), [['other', 'Coil change']]);
    assert.deepEqual(names('jAm'), [['other', 'Jam']]);
  });

  test('one group alone', () => assert.deepEqual(names('', 'planned'), [['planned', 'Break']]));
});
