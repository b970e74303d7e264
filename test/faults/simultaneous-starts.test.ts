/** Processes that start together on a database that is not there yet: all of them serve, and it is made once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { migrationSteps } from '../../src/migrations/index.ts';
import { openDatabase } from '../../src/platform/database/index.ts';
import { addressOf, onEachEngine } from '../support/engines.ts';
import { newFolder, startMilldash } from '../support/milldash-process.ts';
import { administrator } from '../support/serving.ts';

const ROUNDS = 3;

onEachEngine('two processes that start together on an empty database', (under) => {
  /** DATABASE_URL of nothing yet. */
  async function emptyDatabase(folder: string): Promise<string> {
    if (under.engine === 'sqlite') return `sqlite:${folder}/data/milldash.db`;
    const url = await under.createDatabaseUrl();
    const database = await openDatabase({ address: addressOf(url) });
    await sql`drop schema public cascade`.execute(database.kysely);
    await sql`create schema public`.execute(database.kysely);
    await database.close();
    return url;
  }

  for (let round = 1; round <= ROUNDS; round++) {
    test(`both serve, and each step is applied once (${round} of ${ROUNDS})`, async () => {
      const folder = newFolder();
      const DATABASE_URL = await emptyDatabase(folder);
      const env = {
        DATABASE_URL,
        DATA_DIR: `${folder}/data`,
        PORT: '0',
        ADMIN_EMAIL: administrator.email,
        ADMIN_PASSWORD: administrator.password,
      };
      const both = [startMilldash(['serve'], { folder, env }), startMilldash(['serve'], { folder, env })];
      await Promise.all(both.map((each) => each.untilPrinted(/Listening on http/)));
      for (const each of both) each.child.kill('SIGTERM');
      let printed = '';
      for (const each of both) {
        const { exitCode, stdout } = await each.finished;
        assert.equal(exitCode, 0);
        printed += stdout;
      }
      const applied = [...printed.matchAll(/Migration '([^']+)' applied/g)].map(([, name]) => name);
      assert.deepEqual(applied.toSorted(), Object.keys(migrationSteps));
      const database = await openDatabase({ address: addressOf(DATABASE_URL) });
      const users = await database.kysely.selectFrom('users').selectAll().execute();
      assert.equal(users.length, 1);
      const calendars = await database.kysely.selectFrom('shift_calendars').selectAll().execute();
      assert.equal(calendars.length, 1);
      await database.close();
    });
  }
});
