import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCode } from './codes.ts';

test('what is printed on a label is read back', () => {
  assert.deepEqual(readCode('milldash:component:17'), { kind: 'component', id: 17 });
  assert.deepEqual(readCode('milldash:machine:mill%201%3Aa%2F%C3%A4'), { kind: 'machine', id: 'mill 1:a/ä' });
});

test('a scanner set to the keys of another country is understood', () => {
  assert.deepEqual(readCode('milldashÖcomponentÖ5\n'), { kind: 'component', id: 5 });
  assert.deepEqual(readCode('MILLDASH;COMPONENT;5'), { kind: 'component', id: 5 });
});

test('everything else is a text to look for', () => {
  for (const text of ['BRG-6204', 'milldash:component:', 'milldash:component:x', 'milldash:machine:%']) {
    assert.deepEqual(readCode(` ${text} `), { kind: 'other', text });
  }
});

test('a label that was scanned into a field which held something is still the label', () => {
  assert.deepEqual(readCode('bearmilldash:component:5'), { kind: 'component', id: 5 });
  assert.deepEqual(readCode('milldash:component:5milldash:component:7'), { kind: 'component', id: 7 });
});
