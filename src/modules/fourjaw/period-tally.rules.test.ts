import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Outcome, PeriodTally } from './period-tally.rules.ts';

const none = { inserted: 0, updated: 0, unchanged: 0, refused: 0, future: 0 };
const windows: readonly (readonly [string, readonly Readonly<Record<string, Outcome>>[], Partial<typeof none>])[] = [
  ['periods of one window by what came of them', [{ a: 'inserted', b: 'unchanged' }], { inserted: 1, unchanged: 1 }],
  ['one that lies in three windows once', [{ a: 'inserted' }, { a: 'unchanged' }, { a: 'unchanged' }], { inserted: 1 }],
  ['one that was inserted and then changed as inserted', [{ a: 'inserted' }, { a: 'updated' }], { inserted: 1 }],
  ['one that was known and then changed as updated', [{ a: 'unchanged' }, { a: 'updated' }], { updated: 1 }],
  ['one that is refused twice once', [{ a: 'refused' }, { a: 'refused', b: 'inserted' }], { refused: 1, inserted: 1 }],
];

for (const [what, told, expected] of windows) {
  test(`counts ${what}`, () => {
    const tally = new PeriodTally();
    for (const window of told) tally.count(new Map(Object.entries(window)));
    assert.deepEqual(tally.total, { ...none, ...expected });
  });
}
