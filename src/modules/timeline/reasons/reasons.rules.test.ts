import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyCharacter } from '../../../../test/support/any-character.ts';
import { compareByCodePoint, initialGroup, leastVariants, normaliseReason, tidyReason } from './reasons.rules.ts';

test('texts that differ in case, width and white space are one reason', () => {
  assert.equal(normaliseReason('Cutoff Tool issue '), normaliseReason('cutoff  tool\tissue'));
  assert.equal(normaliseReason('Ｃoil Change'), 'coil change');
  assert.notEqual(normaliseReason('Lunrication Issue'), normaliseReason('Lubrication Issue'));
});

test('nothing, white space and nan are no reason', () => {
  for (const text of ['', '  ', 'nan', 'NaN ', '\u0000']) assert.equal(normaliseReason(text), '', JSON.stringify(text));
});

test('micro-stops and time off shift are known by their names, the rest waits for a person', () => {
  assert.equal(initialGroup('no reason required'), 'micro');
  assert.equal(initialGroup('idle'), 'micro');
  assert.equal(initialGroup('not on shift'), 'planned');
  assert.equal(initialGroup('coil change'), 'other');
});

test('normalising is idempotent, and tidying does not change what a text compares as', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      assert.equal(normaliseReason(normaliseReason(text)), normaliseReason(text));
      assert.equal(normaliseReason(tidyReason(text)), normaliseReason(text));
    }),
  );
});

test('the least variant does not depend on the order of the texts', () => {
  const texts = fc.array(fc.constantFrom('Coil Change', 'coil change ', 'COIL change', 'Break', 'break', 'nan', ''));
  fc.assert(
    fc.property(texts, (some) => {
      assert.deepEqual(
        new Map([...leastVariants([...some].reverse())].sort()),
        new Map([...leastVariants(some)].sort()),
      );
    }),
  );
  assert.deepEqual([...leastVariants(['coil change', 'Coil Change '])], [['coil change', 'Coil Change']]);
});

test('texts are ordered by code point, not by UTF-16 unit', () => {
  assert.ok(compareByCodePoint('\u{ff5e}', '\u{1f600}') < 0);
  assert.ok('\u{ff5e}' > '\u{1f600}');
  assert.ok(compareByCodePoint('a', 'ab') < 0);
});
