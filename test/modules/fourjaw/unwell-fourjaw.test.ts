import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import type { Database } from '../../../src/platform/database/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import type { FourJawRequest } from '../../support/fourjaw-server.ts';
import { type ConnectedFactory, connectFactory, periodsOf } from './fourjaw-fixture.ts';

onEachEngine('a FourJaw of which a part is unwell', (under) => {
  const opened: ConnectedFactory[] = [];
  let database: Database;
  let made = 0;
  before(async () => {
    ({ database } = await under.createDatabase());
  });
  afterEach(async () => {
    for (const factory of opened.splice(0)) await factory.close();
  });

  /** On machines that no other test has, an hour of six periods each. */
  async function open(count: number) {
    const ids = Array.from({ length: count }, () => (++made).toString(16).padStart(24, '0'));
    const factory = await connectFactory(database, { assetIds: ids, concurrency: 1 });
    opened.push(factory);
    const nowMs = factory.clock.now();
    factory.server.periods = ids
      .flatMap((id) => periodsOf(id, nowMs - HOUR_MS, 6))
      .map((period, at) => ({ ...period, id: `${period.machine_id.slice(-8)}${at.toString(16).padStart(16, '0')}` }));
    return { ...factory, ids, storedOf: (id: string) => storedOf(database, id) };
  }

  const asks = ({ query }: FourJawRequest, ids: readonly string[]) => ids.includes(query.get('asset_ids') ?? '');

  test('fetches the well machines with each poll, however many others fail every time', async () => {
    const { fourjaw, server, ids, timing } = await open(4);
    const [bad, worse, ...well] = ids as [string, string, ...string[]];
    server.fault = (request) => (asks(request, [bad, worse]) ? 'status-500' : undefined);
    // the first poll learns who fails
    for (let poll = 0; poll < 3; poll++) {
      await fourjaw.poll();
      timing.advance(5 * MINUTE_MS);
    }
    for (let poll = 0; poll < 3; poll++) {
      assert.equal((await fourjaw.poll())?.fetched, well.length);
      timing.advance(5 * MINUTE_MS);
    }
    server.fault = () => undefined;
    assert.equal((await fourjaw.poll())?.fetched, ids.length, 'who was ill is asked again');
  });

  test('fetches every machine while its list of assets fails', async () => {
    const { fourjaw, server, ids, timing } = await open(2);
    server.fault = ({ path }) => (path.endsWith('/assets') ? 'status-500' : undefined);
    await fourjaw.poll();
    for (let poll = 0; poll < 3; poll++) {
      timing.advance(HOUR_MS);
      assert.deepEqual([(await fourjaw.poll())?.fetched, (await fourjaw.readStatus()).connection], [ids.length, 'ok']);
    }
  });
});

function storedOf({ kysely }: Database, machineId: string) {
  return kysely
    .selectFrom('status_periods')
    .selectAll()
    .where('machine_id', '=', machineId)
    .orderBy('started_at')
    .execute();
}
