import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import type { Database } from '../../../src/platform/database/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import type { FourJawRequest } from '../../support/fourjaw-server.ts';
import { type ConnectedFactory, connectFactory, periodsOf } from './fourjaw-fixture.ts';

const tester = systemActor('test');

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

  test('keeps why FourJaw fails while it is left alone, also when that is over, and warns of nothing twice', async () => {
    const { fourjaw, server, ids, timing, lines } = await open(2);
    const [machine] = ids as [string];
    timing.advance(DAY_MS);
    await fourjaw.poll();
    timing.advance(HOUR_MS);
    server.fault = () => 'status-500';
    const failedMs = timing.wallMs();
    const why = async () => {
      const { state, machines } = await fourjaw.readStatus();
      const own = machines.find(({ machine_id }) => machine_id === machine);
      return [state.last_error, state.assets_error, own?.last_error, state.last_error_at, own?.last_error_at];
    };
    // the first poll opens the breaker, the others ask for nothing
    for (let poll = 0; poll < 3; poll++) {
      const { failure } = (await fourjaw.poll()) ?? {};
      assert.match(failure?.message ?? '', /500/);
    }
    const said = 'FourJaw answered with 500';
    assert.deepEqual(await why(), [said, said, said, failedMs, failedMs]);
    timing.advance(1_000);
    await fourjaw.poll();
    assert.deepEqual(await why(), [said, said, said, failedMs, failedMs], 'nothing was asked');
    server.fault = () => undefined;
    timing.advance(HOUR_MS);
    await fourjaw.poll();
    assert.deepEqual(await why(), [said, null, null, failedMs, null]);
    const warned = lines().filter(({ level }) => level >= 40);
    assert.deepEqual(
      warned.map(({ msg }) => msg),
      [
        'FourJaw’s list of assets could not be read',
        `FourJaw fails again and again and is left alone for a while: ${said}`,
        `The connection to FourJaw does not work: ${said}`,
      ],
    );
    assert.ok(warned.every((line) => JSON.stringify(line).includes(said)));
  });

  test('keeps no stop of its own as what FourJaw said', async () => {
    const { fourjaw, server, ids } = await open(1);
    const [machine] = ids as [string];
    server.fault = ({ path }) => {
      if (path.endsWith('/status-periods')) void fourjaw.close();
      return undefined;
    };
    const before = (await fourjaw.readStatus()).state.last_error;
    assert.equal((await fourjaw.poll())?.failure?.kind, 'stopped');
    const { state, machines } = await fourjaw.readStatus();
    assert.equal(state.last_error, before);
    assert.equal(machines.find(({ machine_id }) => machine_id === machine)?.last_error ?? null, null);
  });

  test('takes over no period of another source by its id, counts the row, and takes the others', async () => {
    const { fourjaw, server, ids, machines, timeline, clock, storedOf } = await open(1);
    const [machine] = ids as [string];
    await machines.ensureMachines(tester, [{ id: machine, name: machine }]);
    const own = {
      id: `status:${machine}:1`,
      machineId: machine,
      startMs: clock.now() - 2 * HOUR_MS,
      endMs: clock.now() - HOUR_MS,
      classification: 'UPTIME' as const,
      productivity: 'productive' as const,
      reasonText: null,
    };
    await timeline.recordPeriods(tester, [own], { kind: 'mqtt', name: 'plc' });
    server.periods = server.periods.map((period, at) => (at === 1 ? { ...period, id: own.id } : period));
    assert.equal((await fourjaw.poll())?.inserted, 5);
    const kept = (await storedOf(machine)).find(({ id }) => id === own.id);
    assert.deepEqual([kept?.source, kept?.revision, kept?.started_at], ['mqtt:plc', 1, own.startMs]);
    const status = (await fourjaw.readStatus()).machines.find(({ machine_id }) => machine_id === machine);
    assert.equal(status?.refused_rows, 1);
    assert.match(status?.last_refusal ?? '', /id is not one of FourJaw’s/);
  });

  test('takes texts with characters that no database keeps, or counts their rows, and goes on', async () => {
    const { fourjaw, server, ids, clock, storedOf } = await open(1);
    const [machine] = ids as [string];
    const odd = ['a\u0000b', 'half \ud83d', '\udc00', 'a\u0007b', '\ufeffname'];
    server.periods = server.periods.map((period, at) => ({ ...period, downtime_reason_name: odd[at] ?? 'Break' }));
    server.periods = [
      ...server.periods,
      { ...(server.periods[0] as (typeof server.periods)[0]), id: 'x\u0000y', classification: 'B\u0000N' },
    ];
    assert.equal((await fourjaw.poll())?.failure, null);
    const { machines: all } = await fourjaw.readStatus();
    assert.equal(all.find(({ machine_id }) => machine_id === machine)?.fetched_to, clock.now());
    assert.ok((await storedOf(machine)).length >= 3);
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
