import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { systemActor } from '../../../src/kernel/access.ts';
import { DomainError } from '../../../src/kernel/errors.ts';
import { createMachines } from '../../../src/modules/machines/index.ts';
import { createStore, type OutboxTables } from '../../../src/platform/outbox/index.ts';
import { TestClock } from '../../support/clock.ts';
import { onEachEngine } from '../../support/engines.ts';

const actor = systemActor('test');

onEachEngine('machines', ({ createDatabase }) => {
  async function open() {
    const { database } = await createDatabase();
    const clock = new TestClock();
    const store = createStore(database, clock);
    const machines = createMachines({ store, clock, log: pino({ level: 'silent' }) });
    const outbox = store.access<OutboxTables>();
    return {
      store,
      clock,
      machines,
      eventTypes: async () =>
        (await outbox.selectFrom('events').select('type').orderBy('sequence').execute()).map((event) =>
          event.type.slice('com.milldash.'.length),
        ),
      audit: () => outbox.selectFrom('audit_entries').selectAll().orderBy('id').execute(),
    };
  }

  async function refusal(work: Promise<unknown>): Promise<DomainError> {
    const error = await work.then(
      () => assert.fail('was not refused'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof DomainError, String(error));
    return error;
  }

  test('a machine is kept as given, with an event and an audit entry', async () => {
    const { machines, clock, eventTypes, audit } = await open();
    const site = await machines.createPlace(actor, { name: 'Leeds' });
    const machine = await machines.createMachine(actor, {
      id: '6809f67ffc54c40ff1b489cf',
      name: '  Mill  1 ',
      placeId: site.id,
      criticality: 'A',
      hourlyCost: 120.5,
      targetOee: 85,
      microStopMs: 120_000,
      manufacturer: ' ',
    });
    assert.deepEqual(machine, {
      id: '6809f67ffc54c40ff1b489cf',
      name: 'Mill 1',
      placeId: site.id,
      criticality: 'A',
      hourlyCost: 120.5,
      targetOee: 85,
      microStopMs: 120_000,
      manufacturer: null,
      model: null,
      serialNumber: null,
      notes: null,
      version: 1,
      createdAt: clock.now(),
      updatedAt: clock.now(),
      retiredAt: null,
    });
    assert.deepEqual(await machines.getMachine(machine.id), machine);
    assert.deepEqual(await eventTypes(), ['place.created', 'machine.created']);
    const [, entry] = await audit();
    assert.equal(entry?.action, 'machine.created');
    assert.deepEqual(JSON.parse(entry?.after ?? ''), {
      name: 'Mill 1',
      placeId: site.id,
      criticality: 'A',
      hourlyCost: 120.5,
      targetOee: 85,
      microStopMs: 120_000,
    });
  });

  test('a machine without an id of its own is given one', async () => {
    const { machines } = await open();
    const machine = await machines.createMachine(actor, { name: 'Mill 1' });
    assert.match(machine.id, /^[0-9a-f-]{36}$/);
  });

  test('an id that is taken, a place that is not there, an unfit id and an empty name are refused, and leave nothing', async () => {
    const { machines, eventTypes, audit } = await open();
    await machines.createMachine(actor, { id: 'm1', name: 'Mill 1' });
    assert.equal((await refusal(machines.createMachine(actor, { id: 'm1', name: 'Other' }))).code, 'machine-exists');
    assert.equal((await refusal(machines.createMachine(actor, { name: 'X', placeId: 99 }))).code, 'place-not-found');
    assert.equal((await refusal(machines.createMachine(actor, { id: 'a/b', name: 'X' }))).code, 'validation-failed');
    assert.equal((await refusal(machines.createMachine(actor, { name: ' \t ' }))).code, 'validation-failed');
    assert.equal((await refusal(machines.getMachine('m2'))).code, 'machine-not-found');
    assert.equal((await machines.listAllMachines()).length, 1);
    assert.equal((await eventTypes()).length, 1);
    assert.equal((await audit()).length, 1);
  });

  test('a change writes what is given, leaves the rest, and says before and after', async () => {
    const { machines, eventTypes, audit } = await open();
    await machines.createMachine(actor, { id: 'm1', name: 'Mill 1', criticality: 'B', notes: 'old' });
    const changed = await machines.changeMachine(actor, 'm1', { name: 'Mill One', notes: null }, 1);
    assert.equal(changed.version, 2);
    assert.equal(changed.criticality, 'B');
    assert.equal(changed.notes, null);
    const entry = (await audit()).at(-1);
    assert.deepEqual(JSON.parse(entry?.before ?? ''), { name: 'Mill 1', notes: 'old' });
    assert.deepEqual(JSON.parse(entry?.after ?? ''), { name: 'Mill One', notes: null });
    assert.deepEqual(await eventTypes(), ['machine.created', 'machine.changed']);

    const repeated = await machines.changeMachine(actor, 'm1', { name: 'Mill One' }, 2);
    assert.equal(repeated.version, 2);
    assert.equal((await eventTypes()).length, 2, 'what is so already is no event');
  });

  test('a change of an older version is refused with the current one; of two at once one wins', async () => {
    const { machines } = await open();
    await machines.createMachine(actor, { id: 'm1', name: 'Mill 1' });
    const outcomes = await Promise.allSettled([
      machines.changeMachine(actor, 'm1', { name: 'A' }, 1),
      machines.changeMachine(actor, 'm1', { name: 'B' }, 1),
    ]);
    assert.deepEqual(outcomes.map((outcome) => outcome.status).sort(), ['fulfilled', 'rejected']);
    const conflict = await refusal(machines.changeMachine(actor, 'm1', { name: 'C' }, 1));
    assert.equal(conflict.code, 'version-conflict');
    assert.equal(conflict.members['current_version'], 2);
    assert.equal((await refusal(machines.changeMachine(actor, 'mx', { name: 'C' }))).code, 'machine-not-found');
    assert.equal((await refusal(machines.changeMachine(actor, 'm1', { placeId: 9 }))).code, 'place-not-found');
  });

  test('a machine is retired once and reinstated once, and its record stays', async () => {
    const { machines, clock, eventTypes } = await open();
    await machines.createMachine(actor, { id: 'm1', name: 'Mill 1' });
    const retired = await machines.setMachineRetired(actor, 'm1', true, 'sold');
    assert.equal(retired.retiredAt, clock.now());
    clock.advance(1_000);
    assert.deepEqual(await machines.setMachineRetired(actor, 'm1', true), retired);
    assert.equal((await machines.listMachines({ retired: false })).items.length, 0);
    assert.equal((await machines.setMachineRetired(actor, 'm1', false)).retiredAt, null);
    assert.deepEqual(await eventTypes(), ['machine.created', 'machine.retired', 'machine.reinstated']);
    assert.equal((await refusal(machines.setMachineRetired(actor, 'mx', true))).code, 'machine-not-found');
  });

  test('machines of loaded data are made once with the name in the data, however many loads run at once', async () => {
    const { machines, eventTypes, audit } = await open();
    await machines.createMachine(actor, { id: 'm1', name: 'Named by a person' });
    const seen = [
      { id: 'm2', name: 'Mill 2 ' },
      { id: 'm1', name: 'Mill 1' },
      { id: 'm3', name: '' },
    ];
    const made = await Promise.all([
      machines.ensureMachines(actor, seen),
      machines.ensureMachines(actor, [...seen].reverse()),
    ]);
    assert.deepEqual(made.flat().sort(), ['m2', 'm3']);
    const names = (await machines.listAllMachines()).map((machine) => machine.name);
    assert.deepEqual(names, ['m3', 'Mill 2', 'Named by a person']);
    assert.equal((await eventTypes()).length, 3);
    assert.equal((await audit()).length, 3);
    assert.deepEqual(await machines.ensureMachines(actor, seen), []);
    const unfit = await refusal(
      machines.ensureMachines(actor, [
        { id: 'm9', name: '' },
        { id: 'a b', name: '' },
      ]),
    );
    assert.equal(unfit.code, 'validation-failed');
    assert.equal(await machines.findMachine('m9'), undefined);
  });

  test('the list pages by name without loss or repeat, and filters by text, place, criticality and retirement', async () => {
    const { machines } = await open();
    const site = await machines.createPlace(actor, { name: 'Leeds' });
    const area = await machines.createPlace(actor, { name: 'Rolling', parentId: site.id });
    const line = await machines.createPlace(actor, { name: 'Line 1', parentId: area.id });
    const other = await machines.createPlace(actor, { name: 'York' });
    await machines.createMachine(actor, { id: 'm1', name: 'mill', placeId: line.id, criticality: 'A' });
    await machines.createMachine(actor, { id: 'm2', name: 'Mill', placeId: area.id });
    await machines.createMachine(actor, { id: 'm3', name: 'Press 50%', placeId: site.id, manufacturer: 'Säge AG' });
    await machines.createMachine(actor, { id: 'm4', name: 'Cutter', placeId: other.id });
    await machines.setMachineRetired(actor, 'm4', true);

    const first = await machines.listMachines({ limit: 2 });
    assert.deepEqual(
      first.items.map(({ id }) => id),
      ['m4', 'm1'],
    );
    assert.ok(first.nextCursor);
    const second = await machines.listMachines({ limit: 2, cursor: first.nextCursor });
    assert.deepEqual(
      second.items.map(({ id }) => id),
      ['m2', 'm3'],
    );
    assert.equal(second.nextCursor, null);
    assert.equal((await refusal(machines.listMachines({ cursor: 'nonsense' }))).code, 'cursor-invalid');

    const found = async (filter: Parameters<typeof machines.listMachines>[0]) =>
      (await machines.listMachines(filter)).items.map(({ id }) => id);
    assert.deepEqual(await found({ text: 'SÄGE' }), ['m3']);
    assert.deepEqual(await found({ text: '%' }), ['m3']);
    assert.deepEqual(await found({ text: '_' }), []);
    assert.deepEqual(await found({ placeId: site.id }), ['m1', 'm2', 'm3']);
    assert.deepEqual(await found({ placeId: area.id }), ['m1', 'm2']);
    assert.deepEqual(await found({ placeId: line.id }), ['m1']);
    assert.deepEqual(await found({ criticality: 'A' }), ['m1']);
    assert.deepEqual(await found({ retired: true }), ['m4']);
    assert.deepEqual(await found({ retired: false, placeId: other.id }), []);
  });

  test('asked-for machines come by name, and an unknown one is refused with those that there are', async () => {
    const { machines } = await open();
    assert.match((await refusal(machines.requireMachines(['mx']))).message, /none yet/);
    await machines.createMachine(actor, { id: 'm1', name: 'B' });
    await machines.createMachine(actor, { id: 'm2', name: 'A' });
    assert.deepEqual(
      (await machines.requireMachines()).map(({ id }) => id),
      ['m2', 'm1'],
    );
    assert.deepEqual(
      (await machines.requireMachines(['m1', 'm1'])).map(({ id }) => id),
      ['m1'],
    );
    assert.deepEqual(await machines.requireMachines([]), []);
    const error = await refusal(machines.requireMachines(['m1', 'mx']));
    assert.equal(error.code, 'unknown-machine');
    assert.deepEqual(error.members, { unknown: ['mx'], allowed: ['m2', 'm1'] });
  });

  test('what depends on the place of a machine is told inside the transaction, and can stop it', async () => {
    const { machines } = await open();
    const site = await machines.createPlace(actor, { name: 'Leeds' });
    await machines.createMachine(actor, { id: 'm1', name: 'Mill' });
    const told: string[][] = [];
    machines.onPlacementChangedWithin(async (_tx, ids) => {
      told.push([...ids]);
      if (told.length > 1) throw new Error('planned');
    });
    await machines.changeMachine(actor, 'm1', { name: 'Mill 1' });
    assert.equal(told.length, 0);
    await machines.changeMachine(actor, 'm1', { placeId: site.id });
    assert.deepEqual(told, [['m1']]);
    await assert.rejects(machines.changeMachine(actor, 'm1', { placeId: null }), /planned/);
    assert.equal((await machines.getMachine('m1')).placeId, site.id);
  });
});

onEachEngine('places', ({ createDatabase }) => {
  async function open() {
    const { database } = await createDatabase();
    const clock = new TestClock();
    const store = createStore(database, clock);
    return { database, machines: createMachines({ store, clock, log: pino({ level: 'silent' }) }) };
  }
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof DomainError ? error.code : error),
    );

  test('a site has areas, an area has lines, and a line has nothing inside it', async () => {
    const { machines } = await open();
    const site = await machines.createPlace(actor, { name: 'Leeds' });
    const area = await machines.createPlace(actor, { name: 'Rolling', parentId: site.id });
    const line = await machines.createPlace(actor, { name: 'Line 1', parentId: area.id });
    assert.deepEqual([site.level, area.level, line.level], ['site', 'area', 'line']);
    assert.equal(await code(machines.createPlace(actor, { name: 'Deeper', parentId: line.id })), 'validation-failed');
    assert.equal(await code(machines.createPlace(actor, { name: 'Lost', parentId: 99 })), 'place-not-found');
    assert.deepEqual(
      (await machines.listPlaces()).map(({ name }) => name),
      ['Leeds', 'Rolling', 'Line 1'],
    );
  });

  test('the depth of the hierarchy is kept by the database itself', async () => {
    const { machines, database } = await open();
    const site = await machines.createPlace(actor, { name: 'Leeds' });
    const row = { name: 'X', name_key: 'x', version: 1, created_at: 0, updated_at: 0, parent_key: site.id };
    const insert = (values: Record<string, unknown>) => database.kysely.insertInto('places').values(values).execute();
    await assert.rejects(insert({ ...row, level: 'line', parent_id: site.id, parent_level: 'area' }));
    await assert.rejects(insert({ ...row, level: 'line', parent_id: site.id, parent_level: 'site' }));
  });

  test('a name is unique among its siblings without regard to case, and only there', async () => {
    const { machines } = await open();
    const leeds = await machines.createPlace(actor, { name: 'Leeds' });
    const york = await machines.createPlace(actor, { name: 'York' });
    assert.equal(await code(machines.createPlace(actor, { name: ' leeds ' })), 'name-taken');
    await machines.createPlace(actor, { name: 'Rolling', parentId: leeds.id });
    await machines.createPlace(actor, { name: 'Rolling', parentId: york.id });
    assert.equal(await code(machines.renamePlace(actor, york.id, 'LEEDS')), 'name-taken');
    const renamed = await machines.renamePlace(actor, york.id, 'Hull', 1);
    assert.equal(renamed.version, 2);
    assert.equal(await code(machines.renamePlace(actor, york.id, 'Selby', 1)), 'version-conflict');
    assert.equal(await code(machines.renamePlace(actor, 99, 'Selby')), 'place-not-found');
    assert.equal((await machines.renamePlace(actor, york.id, 'Hull')).version, 2);
  });

  test('only an empty place can be removed', async () => {
    const { machines } = await open();
    const site = await machines.createPlace(actor, { name: 'Leeds' });
    const area = await machines.createPlace(actor, { name: 'Rolling', parentId: site.id });
    await machines.createMachine(actor, { id: 'm1', name: 'Mill', placeId: area.id });
    assert.equal(await code(machines.removePlace(actor, site.id)), 'in-use');
    assert.equal(await code(machines.removePlace(actor, area.id)), 'in-use');
    await machines.changeMachine(actor, 'm1', { placeId: null });
    await machines.removePlace(actor, area.id);
    await machines.removePlace(actor, site.id);
    assert.equal(await code(machines.removePlace(actor, site.id)), 'place-not-found');
    assert.deepEqual(await machines.listPlaces(), []);
  });
});
