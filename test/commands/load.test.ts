/** `milldash load` as a person starts it: output, exit codes, signals and death. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import Papa from 'papaparse';
import { LoadProgressLine } from '../../src/commands/load-progress.ts';
import { openDatabase } from '../../src/platform/database/index.ts';
import { columns, listPeriods, listTotals, row, rows } from '../modules/ingestion/ingestion-fixture.ts';
import { addressOf, type EngineUnderTest, onEachEngine } from '../support/engines.ts';
import { newFolder, runMilldash, startMilldash } from '../support/milldash-process.ts';

async function newPlace({ createDatabaseUrl }: EngineUnderTest) {
  const folder = newFolder();
  const url = await createDatabaseUrl();
  const env = { DATABASE_URL: url, DATA_DIR: folder };
  return {
    url,
    write(name: string, lines: readonly string[], header = columns): string {
      const path = join(folder, name);
      writeFileSync(path, [header, ...lines].join('\n'));
      return path;
    },
    path: (name: string) => join(folder, name),
    load: (...args: string[]) => runMilldash(['load', ...args], { folder, env }),
    start: (...args: string[]) => startMilldash(['load', ...args], { folder, env }),
  };
}

async function readDatabase(url: string): Promise<{ periods: unknown[]; totals: unknown[] }> {
  const database = await openDatabase({ address: addressOf(url) });
  try {
    return { periods: await listPeriods(database), totals: await listTotals(database) };
  } finally {
    await database.close();
  }
}

/** Waits until the database holds this many periods. */
async function untilRecorded(url: string, wanted: number): Promise<void> {
  const database = await openDatabase({ address: addressOf(url) });
  try {
    for (const deadline = performance.now() + 30_000; performance.now() < deadline; await setTimeout(5)) {
      const { count } = await database.kysely
        .selectFrom('status_periods')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      if (Number(count) >= wanted) return;
    }
    assert.fail('nothing was recorded in time');
  } finally {
    await database.close();
  }
}

onEachEngine('milldash load', (under) => {
  test('prints what each machine got and ends with 0; a second time nothing is inserted', async () => {
    const { write, load } = await newPlace(under);
    const path = write('may.csv', [...rows(0, 3), row(3, { machine_id: 'mill-2', name: 'Mill 2' })]);
    const first = await load(path);
    assert.equal(first.exitCode, 0, first.stderr);
    assert.match(first.stdout, /^4 rows: 4 inserted, 0 updated, 0 unchanged, 0 refused \(.* rows\/s\)/);
    assert.match(first.stdout, /Mill 1 +3 +3 +0 +0 +0 +0 +2025-05-05 01:00 +2025-05-05 01:30/);
    assert.match(first.stdout, /Mill 2 +1 +1/);
    const second = await load(path);
    assert.equal(second.exitCode, 0);
    assert.match(second.stdout, /0 inserted, 0 updated, 4 unchanged/);
  });

  test('ends with 3 when rows were refused, names them, and writes all of them to --rejects', async () => {
    const { write, load, path } = await newPlace(under);
    const file = write('bad.csv', [row(0), ...Array.from({ length: 30 }, (_, at) => row(at, { id: '' })), '=1+1']);
    const finished = await load('--rejects', path('rejects.csv'), file);
    assert.equal(finished.exitCode, 3, finished.stderr);
    assert.match(finished.stdout, /32 rows: 1 inserted, .* 31 refused/);
    assert.match(
      finished.stdout,
      /refused 1 × wrong-column-count\nrefused 30 × missing-id\n {2}bad\.csv:3 {2}The id is empty/,
    );
    assert.match(finished.stdout, /… and 11 more/);
    const written = Papa.parse<string[]>(readFileSync(path('rejects.csv'), 'utf8').trimEnd()).data;
    assert.deepEqual(written[0], ['file', 'line', 'column', 'reason', 'message', 'value']);
    assert.equal(written.length, 32);
    assert.deepEqual([written[31]?.[1], written[31]?.[5]], ['33', "'=1+1"]);
  });

  test('leaves its files and their folder as they are, refused rows or not', async () => {
    const { write, load } = await newPlace(under);
    const files = [write('good.csv', rows(0, 3)), write('bad.csv', [row(4), 'x,y'])];
    const shown = () => files.map((file) => [readFileSync(file, 'utf8'), statSync(file).mtimeMs]);
    const before = shown();
    // its own database and data folder stand elsewhere
    const beside = dirname(files[0] as string);
    const names = readdirSync(beside).filter((name) => name.endsWith('.csv'));
    for (const time of [1, 2]) assert.equal((await load(...files)).exitCode, 3, `load ${time}`);
    assert.deepEqual(shown(), before);
    assert.deepEqual(
      readdirSync(beside).filter((name) => name.includes('.csv')),
      names,
    );
  });

  test('as a dry run with --json prints one JSON document and stores nothing', async () => {
    const { write, load, url } = await newPlace(under);
    const finished = await load('--dry-run', '--json', write('may.csv', rows(0, 2)));
    assert.equal(finished.exitCode, 0, finished.stderr);
    const summary = JSON.parse(finished.stdout);
    assert.deepEqual([summary.dry_run, summary.rows, summary.inserted, summary.files[0].name], [true, 2, 2, 'may.csv']);
    assert.deepEqual(await readDatabase(url), { periods: [], totals: [] });
  });

  test('as a dry run refuses a database of an older version, and leaves it so', async () => {
    const { write, load, url } = await newPlace(under);
    const database = await openDatabase({ address: addressOf(url) });
    const last = await database.kysely.selectFrom('schema_migrations').select('name').orderBy('name', 'desc').execute();
    const name = String(last[0]?.['name']);
    await database.kysely.deleteFrom('schema_migrations').where('name', '=', name).execute();
    const finished = await load('--dry-run', write('may.csv', rows(0, 2)));
    assert.equal(finished.exitCode, 1);
    assert.match(
      finished.stderr,
      /lacks 1 of the steps of this version, and a dry run changes nothing: run "milldash migrate"/,
    );
    const left = await database.kysely
      .selectFrom('schema_migrations')
      .select('name')
      .where('name', '=', name)
      .execute();
    assert.deepEqual(left, []);
    await database.close();
  });

  test('ends with 1 when a file is not one of status periods, and loads the others', async () => {
    const { write, load, url } = await newPlace(under);
    const finished = await load(write('other.csv', ['1,2'], 'a,b'), write('good.csv', [row(0)]));
    assert.equal(finished.exitCode, 1);
    assert.match(finished.stdout, /FAILED {2}other\.csv: 'other\.csv' lacks the columns id, machine_id/);
    assert.equal((await readDatabase(url)).periods.length, 1);
  });

  test('tries nothing when a file is not there, or --rejects would write over one', async () => {
    const { write, load, url } = await newPlace(under);
    const good = write('good.csv', [row(0)]);
    const missing = await load(good, 'nowhere.csv');
    assert.equal(missing.exitCode, 2);
    assert.match(missing.stderr, /'nowhere\.csv' cannot be opened: there is no such file\.\nNothing was loaded\./);
    const over = await load('--rejects', good, good);
    assert.equal(over.exitCode, 2);
    assert.match(readFileSync(good, 'utf8'), /^name,id,/);
    assert.deepEqual((await readDatabase(url)).periods, []);
  });

  test('killed between two batches and started again ends where an undisturbed load ends', async () => {
    const whole = await newPlace(under);
    const lines = rows(0, 12_000);
    assert.equal((await whole.load(whole.write('large.csv', lines))).exitCode, 0);

    const { write, start, load, url } = await newPlace(under);
    const path = write('large.csv', lines);
    const { child, finished } = start(path);
    await untilRecorded(url, 500);
    child.kill('SIGKILL');
    assert.equal((await finished).signal, 'SIGKILL');
    const killed = (await readDatabase(url)).periods.length;
    assert.ok(killed % 500 === 0 && killed < 12_000, `${killed} periods`);

    const again = await load(path);
    assert.equal(again.exitCode, 0);
    assert.match(again.stdout, new RegExp(`${(12_000 - killed).toLocaleString('en-GB')} inserted, 0 updated`));
    assert.deepEqual(await readDatabase(url), await readDatabase(whole.url));
  });

  test('stops on Ctrl-C after the batch that is being recorded, says so, and ends with 130', async () => {
    const { write, start, url } = await newPlace(under);
    const { child, finished } = start(write('large.csv', rows(0, 12_000)));
    await untilRecorded(url, 500);
    child.kill('SIGINT');
    await once(child, 'exit');
    const { exitCode, stdout, stderr } = await finished;
    assert.equal(exitCode, 130, stderr);
    assert.match(stderr, /Stopping after this batch/);
    assert.match(stdout, /Not everything was read\. What was recorded stays/);
    assert.equal((await readDatabase(url)).periods.length % 500, 0);
  });
});

describe('the progress of a load', () => {
  function watch(isTTY: boolean) {
    let nowMs = 0;
    const written: string[] = [];
    const output = { isTTY, columns: 200, write: (text: string) => void written.push(text) };
    const line = new LoadProgressLine(output, 1_000_000, () => nowMs);
    return {
      written,
      line,
      at(ms: number, progress: Partial<Parameters<LoadProgressLine['show']>[0]>) {
        nowMs = ms;
        line.show({ file: 'may.csv', bytes: 0, rows: 0, refused: 0, ...progress });
      },
    };
  }

  test('is one line with share, rows, rate and time left, written over on a terminal', () => {
    const { at, written, line } = watch(true);
    at(50, { bytes: 1_000, rows: 5 });
    at(2_000, { bytes: 250_000, rows: 20_000, refused: 3 });
    line.clear();
    assert.deepEqual(written, [
      `\r\u001b[2K${'█'.repeat(6)}${'░'.repeat(18)} 25 % · 20,000 rows · 3 refused · 10,000 rows/s · 6 s left · may.csv`,
      '\r\u001b[2K',
    ]);
  });

  test('adds up over files and names the one that is read', () => {
    const { at, written } = watch(true);
    at(1_000, { bytes: 400_000, rows: 10 });
    at(2_000, { bytes: 100_000, rows: 5, file: 'june.csv' });
    assert.match(written[1] ?? '', /50 % · 15 rows · 8 rows\/s · 2 s left · june\.csv/);
  });

  test('is a plain line every ten seconds where there is no terminal', () => {
    const { at, written } = watch(false);
    for (let second = 1; second <= 25; second++) at(second * 1_000, { bytes: second * 10_000, rows: second });
    assert.equal(written.length, 2);
    assert.match(written[0] ?? '', /^10 % · 10 rows · 1 rows\/s · 1 min 30 s left · may\.csv\n$/);
  });

  test('lets no file name move the cursor', () => {
    const { at, written } = watch(true);
    at(1_000, { file: '\u001b[2Jx' });
    assert.ok(!written[0]?.slice(5).includes('\u001b'));
  });
});

describe('milldash load --dry-run where there is nothing yet', () => {
  for (const { title, env } of [
    { title: 'no data folder', env: {} },
    { title: 'an empty file as database', env: { DATABASE_URL: 'empty.db' } },
  ]) {
    test(`with ${title} says the same as a load would, and leaves nothing behind`, async () => {
      const folder = newFolder();
      writeFileSync(join(folder, 'empty.db'), '');
      writeFileSync(join(folder, 'may.csv'), [columns, ...rows(0, 3), row(4, { id: '' })].join('\n'));
      const finished = await runMilldash(['load', '--dry-run', 'may.csv'], { folder, env });
      assert.equal(finished.exitCode, 3, finished.stderr);
      assert.match(finished.stdout, /4 rows: 3 inserted, 0 updated, 0 unchanged, 1 refused/);
      assert.deepEqual(readdirSync(folder).sort(), ['empty.db', 'may.csv']);
      assert.equal(readFileSync(join(folder, 'empty.db'), 'utf8'), '');
    });
  }
});
