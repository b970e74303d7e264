/** A DATABASE_URL that names something else than a database: refused at once, and left as it is. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { openDatabase } from '../../src/platform/database/index.ts';
import { newFolder, runMilldash } from '../support/milldash-process.ts';

const notes = 'Notes of the night shift: the coil of mill 3 was changed twice, and nobody wrote down why.\n';

describe('a DATABASE_URL that names no SQLite database', () => {
  for (const { title, make, said } of [
    {
      title: 'another file',
      said: /which is not a SQLite database\. Nothing was changed\. Name a SQLite database, or a file that is not there yet/,
      make: (path: string) => writeFileSync(path, notes, { mode: 0o644 }),
    },
    {
      title: 'a folder',
      said: /which is a folder\. Nothing was changed\. Name a SQLite database/,
      make: (path: string) => mkdirSync(path, { mode: 0o755 }),
    },
    { title: 'a damaged database', said: /which is damaged\. .* restore a backup/, make: makeDamaged },
  ]) {
    test(`but ${title} stops the start at the first try, with one message, and leaves it as it was`, async () => {
      const folder = newFolder();
      const path = join(folder, 'factory.db');
      make(path);
      const before = lookAt(path);
      let retries = 0;
      const opening = openDatabase({ address: { engine: 'sqlite', file: path }, onRetry: () => retries++ });
      await assert.rejects(opening, { name: 'DatabaseFileUnusable', message: said });
      assert.equal(retries, 0);
      assert.deepEqual(lookAt(path), before);
      assert.deepEqual(readdirSync(folder), ['factory.db']);

      const env = { DATABASE_URL: path, DATA_DIR: join(folder, 'data'), PORT: '0' };
      const { exitCode, stdout, stderr } = await runMilldash(['serve'], { folder, env });
      assert.equal(exitCode, 1);
      assert.match(stdout + stderr, said);
      assert.doesNotMatch(stdout + stderr, /Trying again|Start the database/);
      assert.deepEqual(lookAt(path), before);
    });
  }

  test('but a path where nothing can be made stops it, too', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'notes'), notes);
    for (const path of ['notes/factory.db', 'notes/deeper/factory.db']) {
      const opening = openDatabase({ address: { engine: 'sqlite', file: join(folder, path) } });
      await assert.rejects(opening, { message: /which cannot be made \(.+\)\. .* Let this user write there/ });
    }
  });

  test('is told by doctor, which leaves it as it was, too', async () => {
    const folder = newFolder();
    const path = join(folder, 'factory.db');
    writeFileSync(path, notes, { mode: 0o644 });
    const before = lookAt(path);
    const { exitCode, stdout } = await runMilldash(['doctor'], { folder, env: { DATABASE_URL: path } });
    assert.equal(exitCode, 1);
    assert.match(stdout, /which is not a SQLite database/);
    assert.deepEqual(lookAt(path), before);
  });
});

/** A header that is right, and nothing right behind it. */
function makeDamaged(path: string): void {
  const database = new DatabaseSync(path);
  database.exec('create table parts (id integer primary key)');
  database.close();
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xff, 100, 4_096));
  chmodSync(path, 0o644);
}

function lookAt(path: string): unknown {
  const stats = statSync(path);
  return [stats.mode, stats.isFile() ? readFileSync(path, 'latin1') : readdirSync(path)];
}
