/** The password of the database stays out of everything that a command prints, wherever in DATABASE_URL it stands. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openDatabase } from '../../src/platform/database/index.ts';
import { addressOf } from '../support/engines.ts';
import { newFolder, runMilldash, startMilldash } from '../support/milldash-process.ts';

const PASSWORD = 's3cretpw';
const LEAK = /s3cret|cretpw/;

/** Nobody listens on port 1: what connects is told so at once, and tries again. */
const accepted = [
  `postgres://u:pa@${PASSWORD}@127.0.0.1:1/db`,
  `postgres://:${PASSWORD}@127.0.0.1:1/db`,
  `postgres://u@127.0.0.1:1/db?sslpassword=${PASSWORD}`,
  `postgres://u@127.0.0.1:1/db?password=${PASSWORD}`,
  `POSTGRES://u:${PASSWORD}@127.0.0.1:1/db`,
];
const refused = [
  `postgres://milldash:${PASSWORD}/milldash`,
  `postgres:/milldash:${PASSWORD}@db/x`,
  `postgress://milldash:${PASSWORD}@db/x`,
  `milldash:${PASSWORD}@db/x`,
];

describe('the password of the database', () => {
  for (const url of accepted) {
    test(`is in no output: ${url.replace(PASSWORD, '…')}`, async () => {
      const folder = newFolder();
      const env = { DATABASE_URL: url, PORT: '0' };
      const doctor = runMilldash(['doctor', '--json'], { folder, env });
      for (const command of ['serve', 'migrate']) {
        const waiting = startMilldash([command], { folder, env });
        const output = command === 'serve' ? waiting.child.stdout : waiting.child.stderr;
        for await (const text of output.iterator({ destroyOnReturn: false })) if (/trying again/i.test(text)) break;
        waiting.child.kill('SIGKILL');
        const { stdout, stderr } = await waiting.finished;
        assert.doesNotMatch(stdout + stderr, LEAK, command);
      }
      const { exitCode, stdout, stderr } = await doctor;
      assert.equal(exitCode, 1);
      assert.match(stdout, /DATABASE_URL is postgres:\/\/[^ ]*127\.0\.0\.1:1\/db/);
      assert.doesNotMatch(stdout + stderr, LEAK);
      await assert.rejects(openDatabase({ address: addressOf(url), patienceMs: 0 }), (error: Error) => {
        assert.doesNotMatch(error.message, LEAK);
        return true;
      });
    });
  }

  for (const url of refused) {
    test(`is in no refusal, and no file is made instead: ${url.replace(PASSWORD, '…')}`, async () => {
      for (const command of ['serve', 'migrate', 'doctor']) {
        const folder = newFolder();
        const { exitCode, stdout, stderr } = await runMilldash([command], { folder, env: { DATABASE_URL: url } });
        assert.equal(exitCode, command === 'doctor' ? 1 : 2);
        assert.match(stdout + stderr, /DATABASE_URL is '(postgress?:\/\/)?\[hidden\]'; allowed: sqlite:<path>/);
        assert.doesNotMatch(stdout + stderr, LEAK);
        assert.ok(!existsSync(join(folder, 'data')));
      }
    });
  }
});
