import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

const preload = new URL('../support/without-async-hooks.ts', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'milldash-planted-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a planted test file as `npm test` runs ours. */
function run(body: string) {
  const file = join(folder, 'planted.test.mjs');
  writeFileSync(file, `import { test } from 'node:test';\n${body}`);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', preload, '--test', file], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  return { status, output: stdout + stderr };
}

const turn = 'await new Promise((resolve) => setTimeout(resolve, 20));';

describe('Errors that no test has caught', () => {
  for (const [what, error] of [
    ['an error that is thrown in a timer', "setTimeout(() => { throw new Error('planted') }, 1);"],
    ['a rejection that nobody waits for', "void Promise.reject(new Error('planted'));"],
    ['a rejection without an error', "void Promise.reject('planted');"],
  ] as const) {
    test(`${what} fails the file of its test, and says where it was`, () => {
      const { status, output } = run(`test('planted', async () => { ${error} ${turn} });`);
      assert.equal(status, 1, output);
      assert.match(output, error.includes('Error') ? /Error: planted\s+at .*planted\.test\.mjs:2/ : /planted/);
    });

    test(`${what} fails the file even before its first test`, () => {
      const { status, output } = run(`${error} ${turn} test('right', () => {});`);
      assert.equal(status, 1, output);
    });
  }

  test('no promise is followed by a hook, and a file without errors passes', () => {
    const { status, output } = run(`import { executionAsyncId } from 'node:async_hooks';
      import assert from 'node:assert/strict';
      test('right', async () => { await Promise.resolve(); assert.equal(executionAsyncId(), 0); });`);
    assert.equal(status, 0, output);
  });
});
