import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { migrationSteps } from '../../src/migrations/index.ts';
import { openDatabase } from '../../src/platform/database/index.ts';
import { addressOf, onEachEngine } from '../support/engines.ts';
import { newFolder, runMilldash } from '../support/milldash-process.ts';

const steps = Object.keys(migrationSteps);

describe('milldash migrate', () => {
  test('prints the steps that it applies, once', async () => {
    const folder = newFolder();
    const first = await runMilldash(['migrate'], { folder });
    assert.equal(first.exitCode, 0);
    assert.deepEqual(first.stdout.match(/(?<=^applied ).*$/gm), steps);
    const second = await runMilldash(['migrate'], { folder });
    assert.equal(second.exitCode, 0);
    assert.match(second.stdout, /^.*milldash\.db is up to date\.\n$/);
  });

  test('--status on a new installation says that everything is missing, and makes nothing', async () => {
    const folder = newFolder();
    const { exitCode, stdout } = await runMilldash(['migrate', '--status'], { folder });
    assert.equal(exitCode, 1);
    assert.deepEqual(stdout.match(/(?<=^missing ).*$/gm), steps);
    assert.ok(!existsSync(join(folder, 'data')));
  });

  test('--status leaves an empty file as it is', async () => {
    const file = join(newFolder(), 'empty.db');
    writeFileSync(file, '');
    const { exitCode, stdout } = await runMilldash(['migrate', '--status'], { env: { DATABASE_URL: file } });
    assert.equal(exitCode, 1);
    assert.deepEqual(stdout.match(/(?<=^missing ).*$/gm), steps);
    assert.equal(statSync(file).size, 0);
  });
});

onEachEngine('milldash migrate on a database that is there', ({ createDatabaseUrl }) => {
  test('--status says what is applied', async () => {
    const { exitCode, stdout } = await runMilldash(['migrate', '--status'], {
      env: { DATABASE_URL: await createDatabaseUrl() },
    });
    assert.equal(exitCode, 0);
    assert.deepEqual(stdout.match(/(?<=^applied ).*$/gm), steps);
  });

  test('refuses one that a newer version has changed', async () => {
    const url = await createDatabaseUrl();
    const database = await openDatabase({ address: addressOf(url) });
    await database.kysely
      .insertInto('schema_migrations')
      .values({ name: '9999-from-the-future', timestamp: '2030-01-01' })
      .execute();
    await database.close();
    for (const command of [
      ['migrate'],
      ['migrate', '--status'],
      ['create-user', '--email', 'a@b.example', '--first-name', 'A', '--last-name', 'B', '--password-stdin'],
    ]) {
      const { exitCode, stderr } = await runMilldash(command, {
        env: { DATABASE_URL: url },
        stdin: 'kiwi lantern orbit 88',
      });
      assert.equal(exitCode, 1);
      assert.match(stderr, /^The database was changed by a newer MillDash \(it has 9999-from-the-future/);
      assert.doesNotMatch(stderr, /\n {4}at /);
    }
  });
});
