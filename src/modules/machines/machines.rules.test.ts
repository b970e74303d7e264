import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineIdProblem } from './machines.rules.ts';

test('an id that a path, a comma list or a topic would split is refused with the reason', () => {
  for (const id of ['6809f67ffc54c40ff1b489cf', 'mill-4', 'Säge.7:a', 'x'.repeat(64)]) {
    assert.equal(machineIdProblem(id), undefined, id);
  }
  assert.equal(machineIdProblem(''), 'is empty');
  assert.match(machineIdProblem('mill\ud83c') ?? '', /half a character/);
  assert.equal(machineIdProblem('mill🏭'), undefined);
  assert.match(machineIdProblem('x'.repeat(65)) ?? '', /longer than 64/);
  for (const id of ['a b', 'a/b', 'a,b', 'a#', '+', 'a\nb', 'a%2f', 'a?b', 'a\\b', ' a']) {
    assert.match(machineIdProblem(id) ?? '', /contains/, JSON.stringify(id));
  }
});

test('an id that an address or a filter takes for something else is refused, whatever its case', () => {
  for (const id of ['.', '..', 'all', 'All', 'ALL']) {
    assert.match(machineIdProblem(id) ?? '', /^is '\.', '\.\.' or 'all', which mean something else/, id);
  }
  for (const id of ['...', '.a', 'a.', 'all-1', 'hall', 'alle']) assert.equal(machineIdProblem(id), undefined, id);
});
