import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reasonAfterTold } from './explained-reasons.rules.ts';

const explained = (reason_text: string | null, told_reason: string | null) => ({
  reason_text,
  told_reason,
  explained_in: 2,
});

describe('What a person said of a stop, when the source tells of it again', () => {
  const kept: readonly [why: string, toldThen: string | null, told: string | null][] = [
    ['the source says nothing still', null, null],
    ['the source says nothing any more', 'Break', ''],
    ['the source asks for a reason', '', 'No Reason Provided'],
    ['the source says that none is required', '', 'No Reason Required'],
    ['the source says what it said when the person spoke', 'Break', ' break '],
    ['the source says what the person said', null, 'COIL CHANGE'],
  ];
  for (const [why, toldThen, told] of kept) {
    test(`stays: ${why}`, () => {
      const after = reasonAfterTold(explained('Coil change', toldThen), told, toldThen);
      assert.deepEqual(after, { text: 'Coil change', told, explainedIn: 2 });
    });
  }

  test('gives way to a reason that the source did not have when the person spoke', () => {
    const after = reasonAfterTold(explained('Coil change', 'Break'), 'Hydraulic', 'Break');
    assert.deepEqual(after, { text: 'Hydraulic', told: null, explainedIn: null });
  });

  test('is nothing where nobody has said anything: the last load wins', () => {
    const before = { reason_text: 'Break', told_reason: null, explained_in: null };
    assert.deepEqual(reasonAfterTold(before, null, null), { text: null, told: null, explainedIn: null });
    assert.deepEqual(reasonAfterTold(undefined, 'Break', null), { text: 'Break', told: null, explainedIn: null });
  });
});
