/** What a back-fill says of itself, and what it asks for. */
import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import type { DomainError } from '../../../src/kernel/errors.ts';
import type { Database } from '../../../src/platform/database/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import type { FourJawPeriod } from '../../support/fourjaw-server.ts';
import { type ConnectedFactory, connectFactory, periodsOf } from './fourjaw-fixture.ts';

const tester = systemActor('test');

onEachEngine('a back-fill from FourJaw', (under) => {
  const opened: ConnectedFactory[] = [];
  let database: Database;
  let made = 0;
  before(async () => {
    ({ database } = await under.createDatabase());
  });
  afterEach(async () => {
    for (const factory of opened.splice(0)) await factory.close();
  });

  const newId = () => (++made).toString(16).padStart(24, '0');
  /** Of a machine that no other test has, twelve days of periods that lie across the edges of windows. */
  async function open(changes: Parameters<typeof connectFactory>[1] = {}) {
    const machine = newId();
    // known by the configuration
    const factory = await connectFactory(database, { assetIds: [machine], ...changes });
    opened.push(factory);
    const toMs = factory.clock.now() - DAY_MS;
    const fromMs = toMs - 12 * DAY_MS;
    factory.server.periods = periodsOf(machine, fromMs - 5 * MINUTE_MS, 12 * 144);
    return { ...factory, machine, range: { fromMs, toMs } };
  }

  test('refuses a machine that nobody knows before it fetches anything, says which there are, and makes none', async () => {
    const { fourjaw, server, machine, machines, range } = await open();
    const [listed, unknown] = [newId(), newId()];
    server.assets = [{ id: listed, display_name: 'Mill 7' }];
    await assert.rejects(fourjaw.backfill({ ...range, machineIds: [machine, unknown] }), (error: DomainError) => {
      assert.equal(error.code, 'unknown-machine');
      assert.ok(
        error.message.includes(`knows of machine ${unknown}. FourJaw lists ${listed} (Mill 7).`),
        error.message,
      );
      return true;
    });
    assert.deepEqual(
      server.requests.map(({ path }) => path.split('/').at(-1)),
      ['assets'],
    );
    for (const id of [machine, unknown]) assert.equal(await machines.findMachine(id), undefined);
  });

  test('takes a machine that FourJaw lists, and makes it with the first period of it', async () => {
    const { fourjaw, server, machines, range } = await open();
    const [listed, idle] = [newId(), newId()];
    server.assets = [listed, idle].map((id) => ({ id }));
    server.periods = periodsOf(listed, range.fromMs, 3);
    const summary = await fourjaw.backfill({ ...range, machineIds: [listed, idle] });
    assert.deepEqual([summary.complete, summary.inserted], [true, 3]);
    assert.equal((await machines.findMachine(listed))?.id, listed);
    assert.equal(await machines.findMachine(idle), undefined, 'nothing was found of it');
  });

  test('takes a machine here that FourJaw does not list any more, and asks for no list', async () => {
    const { fourjaw, server, machines, range } = await open({ assetIds: undefined });
    const former = newId();
    await machines.ensureMachines(tester, [{ id: former, name: 'The old mill' }]);
    await machines.setMachineRetired(tester, former, true);
    server.periods = periodsOf(former, range.fromMs, 3);
    const summary = await fourjaw.backfill({ ...range, machineIds: [former] });
    assert.deepEqual([summary.complete, summary.inserted], [true, 3]);
    assert.ok(server.requests.every(({ path }) => path.endsWith('/status-periods')));
  });

  test('tries a machine that only a list could tell of which cannot be read, and says where nothing is found', async () => {
    const { fourjaw, server, machines, range } = await open();
    const [found, lost] = [newId(), newId()];
    server.fault = ({ path }) => (path.endsWith('/assets') ? { status: 404 } : undefined);
    server.periods = periodsOf(found, range.fromMs, 3);
    const { complete, inserted, failed } = await fourjaw.backfill({ ...range, machineIds: [found, lost] });
    assert.deepEqual([complete, inserted, failed.map(({ machineId }) => machineId)], [false, 3, [lost]]);
    assert.match(failed[0]?.message ?? '', /tells of no periods.*FourJaw answered with 404/);
    assert.equal(await machines.findMachine(lost), undefined);
  });

  test('counts each period once, though one that lies across the edge of a window comes with both', async () => {
    const { fourjaw, server, range } = await open();
    const told: number[] = [];
    const summary = await fourjaw.backfill({ ...range, onProgress: ({ periods }) => void told.push(periods) });
    const windows = server.requests.filter(({ path }) => path.endsWith('/status-periods')).length;
    assert.ok(windows > 2, 'there are edges');
    const { inserted, updated, unchanged } = summary;
    assert.deepEqual([inserted, updated, unchanged, told.at(-1)], [server.periods.length, 0, 0, server.periods.length]);
    const again = await fourjaw.backfill(range);
    assert.deepEqual([again.inserted, again.updated, again.unchanged], [0, 0, server.periods.length]);
  });

  test('counts one that is refused once, and says which it is', async () => {
    const { fourjaw, server, machine, range } = await open();
    const atEdge = (period: FourJawPeriod) =>
      Date.parse(period.start_timestamp) === range.fromMs + 2 * DAY_MS - 5 * MINUTE_MS;
    server.periods = server.periods.map((period) =>
      atEdge(period) ? { ...period, classification: 'BANANA' } : period,
    );
    const { refused, refusals } = await fourjaw.backfill(range);
    assert.equal(refused, 1);
    const [first] = refusals;
    assert.match(first?.message ?? '', new RegExp(`^Period '[0-9a-f]{24}' of machine '${machine}', starting '20`));
  });

  test('counts the requests that were sent again, also those that a later try has mended', async () => {
    const { fourjaw, server, range } = await open();
    let faults = 0;
    server.fault = ({ path }) => (path.endsWith('/status-periods') && ++faults % 2 === 1 ? 'status-500' : undefined);
    const told: number[] = [];
    const summary = await fourjaw.backfill({ ...range, onProgress: ({ resent }) => void told.push(resent) });
    const failed = Math.ceil(faults / 2);
    assert.deepEqual([summary.complete, summary.resent, told.at(-1)], [true, failed, failed]);
  });
});
