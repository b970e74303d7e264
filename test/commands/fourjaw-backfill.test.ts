/** `milldash fourjaw-backfill` as a person starts it: output, exit codes and signals. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { BackfillProgressLine } from '../../src/commands/backfill-progress.ts';
import { openDatabase } from '../../src/platform/database/index.ts';
import { MACHINE, OTHER, periodsOf } from '../modules/fourjaw/fourjaw-fixture.ts';
import { listPeriods } from '../modules/ingestion/ingestion-fixture.ts';
import { addressOf, onEachEngine } from '../support/engines.ts';
import { FOURJAW_KEY, type FourJawPeriod, type FourJawServer, startFourJaw } from '../support/fourjaw-server.ts';
import { newFolder, runMilldash, startMilldash } from '../support/milldash-process.ts';

const startMs = Date.parse('2025-05-05T05:00:00Z');
const range = ['--from', '2025-05-05', '--to', '2025-05-10'];

onEachEngine('milldash fourjaw-backfill', (under) => {
  let server: FourJawServer;
  before(async () => {
    server = await startFourJaw();
    server.periods = [MACHINE, OTHER].flatMap((id) => periodsOf(id, startMs, 50));
    server.assets = [
      { id: 'f0f0f0f0f0f0f0f0f0f0f0f0', display_name: 'Factory', level_name: 'Factory' },
      { id: MACHINE, display_name: 'Mill 1', parent_id: 'f0f0f0f0f0f0f0f0f0f0f0f0' },
      { id: OTHER, display_name: 'Mill 2', parent: { id: 'f0f0f0f0f0f0f0f0f0f0f0f0' } },
    ];
  });
  afterEach(() => {
    server.fault = () => undefined;
  });
  after(() => server.close());

  async function newPlace() {
    const [folder, url] = [newFolder(), await under.createDatabaseUrl()];
    const env = {
      DATABASE_URL: url,
      DATA_DIR: folder,
      FOURJAW_BASE_URL: server.baseUrl,
      FOURJAW_API_KEY: FOURJAW_KEY,
      FOURJAW_CONCURRENCY: '1',
    };
    const options = { folder, env };
    return {
      options,
      backfill: (...args: string[]) => runMilldash(['fourjaw-backfill', ...args], options),
      async stored(): Promise<number> {
        const database = await openDatabase({ address: addressOf(url) });
        try {
          return (await listPeriods(database)).length;
        } finally {
          await database.close();
        }
      },
    };
  }

  test('makes the machines, brings in the range, and a second time nothing is inserted', async () => {
    const { backfill, stored } = await newPlace();
    const first = await backfill(...range);
    assert.equal(first.exitCode, 0, first.stderr);
    assert.match(first.stdout, /^100 periods of 2 machines from 2025-05-05 00:00 to 2025-05-10 00:00: 100 inserted/);
    assert.equal(await stored(), 100);
    const again = await backfill(...range, '--json');
    assert.deepEqual([JSON.parse(again.stdout).inserted, JSON.parse(again.stdout).unchanged], [0, 100]);
    assert.ok(![first, again].some(({ stdout, stderr }) => `${stdout}${stderr}`.includes(FOURJAW_KEY)));
  });

  test('says one of one, what it sent again, and which period was refused', async () => {
    const { backfill } = await newPlace();
    const [first, ...others] = server.periods as [FourJawPeriod, ...FourJawPeriod[]];
    server.periods = [{ ...first, downtime_reason_name: 'x'.repeat(501) }, ...others];
    let faults = 1;
    server.fault = ({ path }) => (path.endsWith('/status-periods') && faults-- > 0 ? 'status-500' : undefined);
    const { exitCode, stdout } = await backfill(...range, '--machine', MACHINE);
    server.periods = [first, ...others];
    assert.equal(exitCode, 3);
    assert.match(stdout, /^49 periods of 1 machine from /);
    assert.match(stdout, /^FourJaw failed meanwhile: 1 request sent again$/m);
    const named = `Period '${first.id}' of machine '${MACHINE}', starting '${first.start_timestamp}'`;
    assert.ok(stdout.includes(`refused ${named}: The column downtime_reason_name is longer than 500`), stdout);
  });

  test('ends with 1 when FourJaw refuses the key, and says what to look at', async () => {
    const { backfill } = await newPlace();
    server.fault = () => ({ status: 403 });
    const { exitCode, stdout } = await backfill(...range, '--machine', MACHINE);
    assert.equal(exitCode, 1);
    assert.match(stdout, /FAILED {2}6809f67ffc54c40ff1b489cf: FourJaw answered with 403: check FOURJAW_API_KEY/);
    assert.match(stdout, /run the same command again/);
  });

  test('ends with 2 for a machine that nobody knows, and makes none', async () => {
    const { backfill, stored } = await newPlace();
    const { exitCode, stdout, stderr } = await backfill(...range, '--machine', MACHINE, 'ffffffffffffffffffffffff');
    assert.deepEqual([exitCode, stdout, await stored()], [2, '', 0]);
    assert.match(
      stderr,
      /knows of machine ffffffffffffffffffffffff\. FourJaw lists .*6809f67ffc54c40ff1b489cf \(Mill 1\)/,
    );
  });

  test('is ended by a signal and keeps what it has', async () => {
    const { options, stored } = await newPlace();
    const command = startMilldash(['fourjaw-backfill', ...range, '--machine', MACHINE, OTHER], options);
    server.fault = ({ query }) => {
      if (query.get('asset_ids') !== OTHER) return undefined;
      command.child.kill('SIGINT');
      return 'hang';
    };
    const { exitCode, stdout } = await command.finished;
    assert.equal(exitCode, 130);
    assert.match(stdout, /FAILED {2}6809f8df20e024b627b489eb: Stopped/);
    assert.equal(await stored(), 50);
  });
});

test('a back-fill without FourJaw in the configuration, or with a range that is none, is not tried', async () => {
  const off = await runMilldash(['fourjaw-backfill', ...range]);
  assert.equal(off.exitCode, 2);
  assert.match(off.stderr, /set FOURJAW_BASE_URL and FOURJAW_API_KEY/);
  const env = { FOURJAW_BASE_URL: 'http://127.0.0.1:9/', FOURJAW_API_KEY: 'key' };
  for (const args of [
    ['--from', 'yesterday'],
    ['--from', '2025-05-05', '--machine', '7'],
  ]) {
    const refused = await runMilldash(['fourjaw-backfill', ...args], { env });
    assert.equal(refused.exitCode, 2, args.join(' '));
  }
});

test('the progress of a back-fill is written over on a terminal', () => {
  let nowMs = 0;
  let text = '';
  const line = new BackfillProgressLine({ isTTY: true, columns: 80, write: (part) => (text += part) }, () => nowMs);
  line.show({ fetchedMs: 1, totalMs: 4, periods: 10, failures: 0, resent: 0 });
  assert.equal(text, '', 'not at once');
  nowMs = 1_000;
  line.show({ fetchedMs: 3, totalMs: 4, periods: 1_234, failures: 2, resent: 0 });
  line.clear();
  assert.equal(text, '\r\u001b[2K75 % · 1,234 periods · FourJaw failed 2 times and is asked again\r\u001b[2K');
});

test('the progress of a back-fill says one of one, and how many requests were sent again', () => {
  let nowMs = 0;
  let text = '';
  const line = new BackfillProgressLine({ write: (part) => (text += part) }, () => nowMs);
  for (const [periods, failures, resent] of [
    [1, 0, 1],
    [2, 1, 9],
  ] as const) {
    nowMs += 10_000;
    line.show({ fetchedMs: 1, totalMs: 4, periods, failures, resent });
  }
  assert.equal(
    text,
    '25 % · 1 period · 1 request sent again\n' +
      '25 % · 2 periods · FourJaw failed 1 time and is asked again · 9 requests sent again\n',
  );
});
