import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineOfLabel } from './machine-label.ts';

test('a label names its machine, whatever its id is', () => {
  assert.equal(machineOfLabel('milldash:machine:6809f67f'), '6809f67f');
  assert.equal(machineOfLabel(' MILLDASH:machine:Mill%202%2Fa\n'), 'Mill 2/a');
});

test('what is no label of a machine names none', () => {
  for (const text of ['Mill 2', 'milldash:component:7', 'milldash:machine:', 'milldash:machine:%', '']) {
    assert.equal(machineOfLabel(text), undefined, text);
  }
});
