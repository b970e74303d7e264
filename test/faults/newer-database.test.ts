/** A database that a newer MillDash has changed: nothing starts on it, and nothing is written to it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDatabase } from '../../src/platform/database/index.ts';
import { addressOf, onEachEngine } from '../support/engines.ts';
import { newFolder, runMilldash } from '../support/milldash-process.ts';

onEachEngine('a database newer than the code', (under) => {
  test('stops every command with one message that names the step and says what to do', async () => {
    const url = await under.createDatabaseUrl();
    await changeByNewerVersion(url);
    const folder = newFolder();
    const file = join(folder, 'empty.csv');
    writeFileSync(file, 'id,machine_id\n');
    const commands = [['serve'], ['load', file], ['report'], ['migrate']];
    const outcomes = await Promise.all(
      commands.map((args) => runMilldash(args, { folder, env: { DATABASE_URL: url, DATA_DIR: folder, PORT: '0' } })),
    );
    for (const [at, { exitCode, stdout, stderr }] of outcomes.entries()) {
      const command = commands[at]?.[0];
      assert.equal(exitCode, 1, command);
      const said = stdout + stderr;
      assert.match(said, /changed by a newer MillDash \(it has 9999-of-the-future, which this version does not know\)/);
      assert.match(said, /Start the newer version, or restore a backup/);
      assert.doesNotMatch(said, /Listening on/);
      assert.doesNotMatch(stderr, /\n\s+at /, `${command} shows no stack`);
    }
  });
});

async function changeByNewerVersion(url: string): Promise<void> {
  const database = await openDatabase({ address: addressOf(url) });
  try {
    const step = { name: '9999-of-the-future', timestamp: '2100-01-01T00:00:00.000Z' };
    await database.kysely.insertInto('schema_migrations').values(step).execute();
  } finally {
    await database.close();
  }
}
