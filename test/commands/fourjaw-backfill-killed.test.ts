/** A back-fill that is killed in the middle and started again comes to what one comes to that nobody disturbed. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { openDatabase } from '../../src/platform/database/index.ts';
import { MACHINE, OTHER, periodsOf } from '../modules/fourjaw/fourjaw-fixture.ts';
import { listTotals } from '../modules/ingestion/ingestion-fixture.ts';
import { addressOf, onEachEngine } from '../support/engines.ts';
import { FOURJAW_KEY, type FourJawServer, startFourJaw } from '../support/fourjaw-server.ts';
import { newFolder, startMilldash } from '../support/milldash-process.ts';

const startMs = Date.parse('2025-05-05T05:00:00Z');
/** Full windows: the range comes in parts. */
const PAGE = 10;
const KILLS = 4;

onEachEngine('milldash fourjaw-backfill, killed', (under) => {
  let server: FourJawServer;
  before(async () => {
    server = await startFourJaw();
    server.periods = [MACHINE, OTHER].flatMap((id) => periodsOf(id, startMs, 60));
    server.assets = [MACHINE, OTHER].map((id) => ({ id, display_name: `Mill ${id.slice(-2)}` }));
  });
  afterEach(() => {
    server.fault = () => undefined;
  });
  after(() => server.close());

  /** @param killedAt before which requests for periods the process is killed, one process after the other */
  async function fill(killedAt: readonly number[]) {
    const [folder, url] = [newFolder(), await under.createDatabaseUrl()];
    const env = {
      DATABASE_URL: url,
      DATA_DIR: folder,
      FOURJAW_BASE_URL: server.baseUrl,
      FOURJAW_API_KEY: FOURJAW_KEY,
      FOURJAW_PAGE_SIZE: String(PAGE),
    };
    const run = (killAt?: number) => {
      const range = ['--from', '2025-05-05', '--to', '2025-05-10', '--machine', MACHINE, OTHER];
      const command = startMilldash(['fourjaw-backfill', ...range], { folder, env });
      let asked = 0;
      server.fault = ({ path }) => {
        if (path.endsWith('/status-periods') && ++asked === killAt) command.child.kill('SIGKILL');
        return undefined;
      };
      return command.finished;
    };
    for (const killAt of killedAt) assert.equal((await run(killAt)).signal, 'SIGKILL');
    const { exitCode, stderr } = await run();
    assert.equal(exitCode, 0, stderr);
    const database = await openDatabase({ address: addressOf(url) });
    try {
      const { kysely } = database;
      return {
        periods: await kysely
          .selectFrom('status_periods')
          .select(['id', 'machine_id', 'started_at', 'ended_at', 'classification', 'reason_text', 'revision'])
          .orderBy('id')
          .execute(),
        machines: await kysely.selectFrom('machines').select(['id', 'name']).orderBy('id').execute(),
        totals: await listTotals(database),
      };
    } finally {
      await database.close();
    }
  }

  test('stores the same periods, machines and totals as one that ran to its end', async () => {
    const calm = await fill([]);
    assert.equal(calm.periods.length, 120);
    const killed = await fill(Array.from({ length: KILLS }, (_, at) => 2 + 3 * at));
    assert.deepEqual(killed, calm);
  });
});
