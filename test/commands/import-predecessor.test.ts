/** `milldash import-predecessor` as a person starts it: output, exit codes, and death in the middle. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import Papa from 'papaparse';
import { openDatabase } from '../../src/platform/database/index.ts';
import { addressOf, type EngineUnderTest, onEachEngine } from '../support/engines.ts';
import { newFolder, runMilldash, startMilldash } from '../support/milldash-process.ts';
import { MILL_1, oddRows, writePredecessorFile } from '../support/predecessor-file.ts';

const passwordHash = `$2b$12$${'.'.repeat(53)}`;

async function newPlace({ createDatabaseUrl }: EngineUnderTest) {
  const folder = newFolder();
  const url = await createDatabaseUrl();
  const env = { DATABASE_URL: url, DATA_DIR: folder };
  return {
    url,
    path: (name: string) => join(folder, name),
    run: (...args: string[]) => runMilldash(['import-predecessor', ...args], { folder, env }),
    start: (...args: string[]) => startMilldash(['import-predecessor', ...args], { folder, env }),
  };
}

async function count(url: string, table: string): Promise<number> {
  const database = await openDatabase({ address: addressOf(url) });
  try {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(database.kysely);
    return Number(rows[0]?.n);
  } finally {
    await database.close();
  }
}

onEachEngine('milldash import-predecessor', (under) => {
  test('says what it would do, does it with --apply, and lists every finding in --report', async () => {
    const { url, path, run } = await newPlace(under);
    writePredecessorFile(path('mill_dash.db'), { passwordHash });
    const dry = await run(path('mill_dash.db'), '--report', path('report.csv'));
    assert.equal(dry.exitCode, 3, dry.stderr);
    assert.match(
      dry.stdout,
      /^Dry run, nothing was written: \d+ rows: \d+ taken, \d+ taken with changes, 0 taken before/,
    );
    assert.match(dry.stdout, /^maintenance_tickets +10 +3 +5 +0 +0 +2$/m);
    assert.match(dry.stdout, /^doubtful 1 × users\.role is an administrator.* \(1\)$/m);
    assert.match(dry.stdout, /with --apply/);
    assert.equal(await count(url, 'tickets'), 0);
    const { data } = Papa.parse<Record<string, string>>(readFileSync(path('report.csv'), 'utf8'), {
      header: true,
      skipEmptyLines: true,
    });
    const [status] = data.filter((line) => line['table'] === 'maintenance_tickets' && line['column'] === 'status');
    assert.deepEqual([status?.['id'], status?.['was'], status?.['now']], ['4', 'Banana', 'Open']);
    assert.ok(
      !readFileSync(path('report.csv'), 'utf8').includes('plain text'),
      'what may be a password is told nowhere',
    );

    const done = await run('--apply', '--employee-role', 'technician', path('mill_dash.db'), '--json');
    assert.equal(done.exitCode, 3, done.stderr);
    const summary = JSON.parse(done.stdout) as { applied: boolean; total: { refused: number; unchanged: number } };
    assert.deepEqual([summary.applied, summary.total.unchanged], [true, 0]);
    assert.equal(await count(url, 'tickets'), 8);
    const again = await run('--apply', path('mill_dash.db'));
    assert.match(again.stdout, / 0 taken, 0 taken with changes, \d+ taken before/);
  });

  test('tries nothing with a file or an option that cannot be', async () => {
    const { path, run } = await newPlace(under);
    writePredecessorFile(path('mill_dash.db'), { passwordHash });
    for (const [args, why] of [
      [[path('missing.db')], /is not there\. Nothing was done/],
      [[path('mill_dash.db'), path('no-folder')], /is no folder/],
      [[path('mill_dash.db'), '--report', path('mill_dash.db')], /is one of the files/],
      [[path('mill_dash.db'), '--employee-role', 'ADMIN'], /cannot become ADMIN/],
    ] as const) {
      const refused = await run(...args);
      assert.equal(refused.exitCode, 2, refused.stderr);
      assert.match(refused.stderr, why);
    }
  });

  test('goes on where it was after being killed, and loses and doubles nothing', async () => {
    const { url, path, start, run } = await newPlace(under);
    const cuts = Array.from({ length: 20_000 }, (_, at) => {
      const second = new Date(Date.UTC(2025, 5, 2) + at * 1_000).toISOString().replace('T', ' ').slice(0, 19);
      return [at + 1, MILL_1, second, 1];
    });
    writePredecessorFile(path('mill_dash.db'), { passwordHash, rows: { ...oddRows, cut_events: cuts } });
    const { child, finished: ended } = start('--apply', path('mill_dash.db'));
    for (const deadline = performance.now() + 60_000; (await count(url, 'cut_events')) === 0; await setTimeout(2)) {
      assert.ok(performance.now() < deadline, 'nothing was recorded in time');
    }
    child.kill('SIGKILL');
    assert.equal((await ended).signal, 'SIGKILL');
    const recorded = await count(url, 'cut_events');
    assert.ok(recorded < cuts.length, `${recorded} were recorded before it could be killed`);
    const finished = await run('--apply', path('mill_dash.db'), '--json');
    assert.equal(finished.exitCode, 3, finished.stderr);
    const { tables } = JSON.parse(finished.stdout) as { tables: { table: string; unchanged: number; taken: number }[] };
    const ofCuts = tables.find(({ table }) => table === 'cut_events');
    assert.deepEqual([ofCuts?.unchanged, ofCuts?.taken], [recorded, cuts.length - recorded]);
    assert.equal(await count(url, 'cut_events'), cuts.length);
    assert.equal(await count(url, 'tickets'), 8);
  });
});
