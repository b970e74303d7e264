/** The bundle's text, which V8 keeps while the program runs. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { program } from '../support/milldash-process.ts';

test('the bundle is ASCII: with one other character V8 would keep two bytes of each', async () => {
  const bytes = await readFile(join(program, 'dist/milldash.js'));
  assert.equal(
    bytes.findIndex((byte) => byte > 127),
    -1,
  );
});
