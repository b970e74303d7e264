import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { type ConnectedFactory, connectFactory, MACHINE, OTHER, periodsOf } from './fourjaw-fixture.ts';

const person = systemActor('test');
const id = (number: number) => number.toString(16).padStart(24, '0');

onEachEngine('assets that FourJaw writes in capitals', (under) => {
  test('are those that the configuration names in small letters: one machine each, fetched as FourJaw writes it', async (t) => {
    const { database } = await under.createDatabase();
    const factory = await connectFactory(database, { assetIds: [MACHINE, OTHER] });
    t.after(() => factory.close());
    const { fourjaw, server, machines, clock } = factory;
    const written = MACHINE.toUpperCase();
    server.assets = [{ id: written, display_name: 'Mill 1', level_name: 'Machine' }];
    server.periods = periodsOf(written, clock.now() - HOUR_MS, 3);
    const outcome = await fourjaw.poll();
    assert.deepEqual([outcome?.machines, outcome?.fetched, outcome?.inserted], [2, 2, 3]);
    assert.deepEqual((await machines.listAllMachines()).map(({ id: own }) => own).sort(), [written, OTHER].sort());
    assert.ok((await fourjaw.listKnownUntil()).has(written));
    server.requests.splice(0);
    await fourjaw.backfill({ fromMs: clock.now() - HOUR_MS, toMs: clock.now(), machineIds: [MACHINE] });
    const asked = new Set(server.requests.map(({ query }) => query.get('asset_ids')));
    assert.deepEqual([...asked], [written]);
  });
});

onEachEngine('the assets of FourJaw', (under) => {
  let factory: ConnectedFactory;
  before(async () => {
    const { database } = await under.createDatabase();
    factory = await connectFactory(database, { assetIds: undefined });
    factory.server.assets = [
      { id: id(1), display_name: 'Mills Ltd', level_name: 'Organisation' },
      { id: id(2), display_name: ' North ', level_name: 'Factory', parent_id: id(1) },
      { id: id(3), display_name: 'Rolling', level_name: 'Area', parent: { id: id(2) } },
      { id: MACHINE, display_name: 'Mill 1', level_name: 'Machine', parent_id: id(3) },
      { id: OTHER, name: 'Mill 2', level_name: 'Machine', parent_id: id(3), children: [] },
    ];
  });
  after(() => factory.close());

  async function machinesNow() {
    const places = new Map((await factory.machines.listPlaces()).map((place) => [place.id, place]));
    return (await factory.machines.listAllMachines()).map(({ name, placeId, retiredAt }) => {
      const place = placeId === null ? undefined : places.get(placeId);
      const above = place?.parentId == null ? undefined : places.get(place.parentId);
      return [name, above?.name, place?.name, retiredAt !== null];
    });
  }

  test('become machines with name and place at the first poll, and their periods come with it', async () => {
    const { fourjaw, server, clock } = factory;
    server.periods = [MACHINE, OTHER].flatMap((machineId) => periodsOf(machineId, clock.now() - HOUR_MS, 3));
    const outcome = await fourjaw.poll();
    assert.deepEqual([outcome?.machines, outcome?.inserted], [2, 6]);
    assert.deepEqual(await machinesNow(), [
      ['Mill 1', 'North', 'Rolling', false],
      ['Mill 2', 'North', 'Rolling', false],
    ]);
  });

  test('change nothing that people have said of a machine, and bring nothing back that is out of use', async () => {
    const { fourjaw, machines, server, timing } = factory;
    await machines.changeMachine(person, MACHINE, { name: 'The old one', placeId: null });
    await machines.setMachineRetired(person, OTHER, true);
    server.requests.splice(0);
    timing.advance(HOUR_MS);
    const outcome = await fourjaw.poll();
    assert.equal(outcome?.machines, 1);
    assert.ok(server.requests.every(({ query }) => query.get('asset_ids') !== OTHER));
    assert.deepEqual(await machinesNow(), [
      ['Mill 2', 'North', 'Rolling', true],
      ['The old one', undefined, undefined, false],
    ]);
  });

  test('give their name to a machine that has none but its id', async () => {
    const { fourjaw, machines, server, timing } = factory;
    await machines.ensureMachines(person, [{ id: id(9), name: id(9) }]);
    server.assets = [...server.assets, { id: id(9), display_name: 'Mill 9' }];
    timing.advance(HOUR_MS);
    await fourjaw.poll();
    assert.equal((await machines.getMachine(id(9))).name, 'Mill 9');
  });

  test('are read hourly; a list that cannot be read is told and keeps no machine from being fetched', async () => {
    const { fourjaw, server, timing } = factory;
    const lists = () => server.requests.filter(({ path }) => path.endsWith('/assets')).length;
    server.requests.splice(0);
    timing.advance(HOUR_MS / 2);
    await fourjaw.poll();
    assert.equal(lists(), 0);
    timing.advance(HOUR_MS / 2);
    server.fault = ({ path }) => (path.endsWith('/assets') ? { status: 404 } : undefined);
    const outcome = await fourjaw.poll();
    assert.deepEqual([lists(), outcome?.fetched, outcome?.failure], [1, 2, null]);
    const { state, connection } = await fourjaw.readStatus();
    assert.match(state.assets_error ?? '', /404/);
    assert.equal(connection, 'ok');
  });
});
