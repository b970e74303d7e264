/** The German screens say everything that the server refuses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodes } from '../../src/kernel/errors.ts';
import { de } from '../../web/src/i18n/de/index.ts';

test('every code of the catalogue has one German sentence, and none has that is not of it', () => {
  const { whole, partly } = de.problems;
  assert.deepEqual([...Object.keys(whole), ...Object.keys(partly)].sort(), [...errorCodes].sort());
});
