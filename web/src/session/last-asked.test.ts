import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLastAsked } from './last-asked.ts';

test('an answer counts until something else is asked, whichever comes first', () => {
  const ask = createLastAsked();
  const isFirstLast = ask();
  assert.ok(isFirstLast());
  const isSecondLast = ask();
  assert.deepEqual([isFirstLast(), isSecondLast()], [false, true]);
  assert.ok(createLastAsked()()(), 'others are asked elsewhere');
  assert.ok(isSecondLast());
});
