/** ADMIN_EMAIL and ADMIN_PASSWORD: refused before anything is made, and said to be ignored where they are. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { newFolder, runMilldash } from '../support/milldash-process.ts';
import { administrator, serveMilldash } from '../support/serving.ts';

describe('the first administrator of the environment', () => {
  for (const [variable, env, why] of [
    ['ADMIN_PASSWORD', { ADMIN_EMAIL: 'ada@mill.example', ADMIN_PASSWORD: 'hunter2' }, /has 7 characters/],
    ['ADMIN_PASSWORD', { ADMIN_EMAIL: 'ada@mill.example', ADMIN_PASSWORD: 'administrator' }, /has 13 characters/],
    ['ADMIN_PASSWORD', { ADMIN_EMAIL: 'ada@mill.example', ADMIN_PASSWORD: 'administrator-first' }, /easy to guess/],
    ['ADMIN_EMAIL', { ADMIN_EMAIL: 'ada,b@mill.example', ADMIN_PASSWORD: administrator.password }, /not an e-mail/],
  ] as const) {
    test(`stops the start by ${variable}'s name before a database is made (${why.source})`, async () => {
      const folder = newFolder();
      const { exitCode, stdout, stderr } = await runMilldash(['serve'], { folder, env: { PORT: '0', ...env } });
      assert.equal(exitCode, 2);
      assert.match(stderr, new RegExp(`^The configuration is wrong: ${variable} is not acceptable: `));
      assert.match(stderr, why);
      assert.ok(!(stdout + stderr).includes(env.ADMIN_PASSWORD));
      assert.ok(!existsSync(join(folder, 'data/milldash.db')));
    });
  }

  test('is said to be ignored once there are accounts', async () => {
    const folder = newFolder();
    const first = await (await serveMilldash({ folder })).stop();
    assert.doesNotMatch(first.stdout, /ADMIN_PASSWORD are ignored/);
    const second = await (await serveMilldash({ folder })).stop();
    assert.match(second.stdout, /ADMIN_EMAIL and ADMIN_PASSWORD are ignored/);
  });
});
