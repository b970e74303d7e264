import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { newFolder, runMilldash } from '../support/milldash-process.ts';

describe('a wrong configuration', () => {
  for (const command of ['serve', 'migrate', 'report']) {
    test(`stops ${command} with one message, without a stack and without a trace on disk`, async () => {
      const folder = newFolder();
      const env = { PORT: 'eighty', FACTORY_TIMEZONE: 'Europe/Lodnon', ADMIN_PASSWORD: 'hunter2' };
      const { exitCode, stdout, stderr } = await runMilldash([command], { env, folder });
      assert.equal(exitCode, 2);
      assert.equal(stdout, '');
      assert.equal(
        stderr,
        [
          'The configuration is wrong in 3 places:',
          "  - PORT is 'eighty'; allowed: a whole number from 0 to 65535.",
          "  - FACTORY_TIMEZONE is 'Europe/Lodnon'; allowed: an IANA time zone that this Node knows, for example Europe/London or America/Chicago.",
          '  - ADMIN_EMAIL is unset although ADMIN_PASSWORD is set; allowed: both or neither.',
          '',
        ].join('\n'),
      );
      assert.ok(!existsSync(join(folder, 'data')));
    });
  }

  test('shows the stack to those who debug', async () => {
    const { stderr } = await runMilldash(['migrate'], { env: { PORT: 'eighty', LOG_LEVEL: 'debug' } });
    assert.match(stderr, /ConfigurationError: The configuration is wrong: PORT is 'eighty'[\s\S]*\n {4}at /);
  });
});

describe('.env of the working folder', () => {
  test('is read, and the real environment wins over it', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, '.env'), 'DATABASE_URL=sqlite:from-file.db\nPORT=eighty\n');
    const { exitCode, stdout } = await runMilldash(['migrate'], { folder, env: { PORT: '0' } });
    assert.equal(exitCode, 0);
    assert.match(stdout, /^from-file\.db is up to date now\.$/m);
    assert.ok(existsSync(join(folder, 'from-file.db')));
  });

  test('can be wrong like the environment', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, '.env'), 'LOG_LEVEL=loud\n');
    const { exitCode, stderr } = await runMilldash(['migrate'], { folder });
    assert.equal(exitCode, 2);
    assert.match(stderr, /LOG_LEVEL is 'loud'; allowed: fatal, error/);
  });
});
