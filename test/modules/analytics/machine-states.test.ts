/** What machines do is told when it changes: once, by one process of all, across restarts, and not because of silence alone. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { MINUTE_MS, SECOND_MS } from '../../../src/kernel/clock.ts';
import { createStateWatcher, type StateWatcher } from '../../../src/modules/analytics/index.ts';
import type { AnalyticsTables } from '../../../src/modules/analytics/tables.ts';
import type { ScheduleTables } from '../../../src/platform/schedule/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import { type ProductionApp, startProductionApp } from '../production/production-app.ts';

const actor = systemActor('test');
const noon = Date.parse('2026-01-15T12:00:00Z');

onEachEngine('what machines do', (under) => {
  let app: ProductionApp;
  let mill: string;
  let watcher: StateWatcher;

  /** Another process on the same database, or this one started anew. */
  const knownUntil = new Map<string, number>();
  const process = () =>
    createStateWatcher({
      ...app.services,
      tickets: app.services.maintenance.tickets,
      knownUntil: async () => knownUntil,
    });
  const restart = async () => {
    await watcher.stop();
    watcher = process();
  };

  before(async () => {
    app = await startProductionApp(under);
    await app.services.settings.changeSetting(actor, 'machine_states.grace_seconds', 60);
    watcher = process();
  });
  beforeEach(async () => {
    app.clock.set(noon);
    mill = await app.machine();
    await restart();
    await watcher.look();
    await app.newEvents();
  });

  /** Status and the one before, of each event about the machine since it was asked last. */
  async function told(machineId = mill) {
    const events = (await app.newEvents()).filter(({ type }) => type === 'machine.status-changed');
    return events
      .filter(({ subject }) => subject === `machines/${machineId}`)
      .map(({ data }) => [data['status'], data['previous_status']]);
  }
  const cut = (atMs: number) =>
    app.services.production.recordCuts(actor, [{ machineId: mill, occurredAt: atMs, count: 1 }]);
  const period = (fromMs: number, endMs: number | null, reasonText: string | null = null) =>
    app.services.timeline.recordPeriods(
      actor,
      [
        {
          id: `${mill} ${fromMs}`,
          machineId: mill,
          startMs: fromMs,
          endMs,
          classification: reasonText === null ? 'UPTIME' : 'DOWNTIME',
          productivity: null,
          reasonText,
        },
      ],
      { kind: 'csv', name: 'test' },
    );
  const kept = async (machineId = mill) =>
    app.services.store
      .access<AnalyticsTables>()
      .selectFrom('machine_states')
      .selectAll()
      .where('machine_id', '=', machineId)
      .executeTakeFirst();
  async function floorSays() {
    const { machines } = await app.services.floor.currentFloor();
    return machines.find(({ machine }) => machine.id === mill)?.state;
  }
  async function passGrace() {
    for (let step = 0; step <= 60; step += 10) {
      app.clock.advance(10 * SECOND_MS);
      await watcher.look();
    }
  }

  test('a change is told once, with what it was before, and is kept as the floor shows it', async () => {
    await period(noon - 5 * MINUTE_MS, null, 'Coil jam');
    await watcher.look();
    await watcher.look();
    const [event, ...others] = (await app.newEvents()).filter(({ type }) => type === 'machine.status-changed');
    assert.deepEqual(others, []);
    assert.deepEqual(event?.data, {
      machine_id: mill,
      name: `Mill ${mill.slice(5)}`,
      criticality: null,
      status: 'down_unplanned',
      previous_status: null,
      since: '2026-01-15T11:55:00.000Z',
      previous_since: null,
      reason: 'Coil jam',
    });
    await period(noon - 5 * MINUTE_MS, null, 'Blade broken');
    await watcher.look();
    assert.deepEqual(await told(), [], 'a reason that is known better is no other status');
    const { status, since, reason } = (await kept()) ?? {};
    assert.deepEqual({ status, sinceMs: since, reason }, await floorSays());
    await period(noon - 5 * MINUTE_MS, noon - MINUTE_MS, 'Blade broken');
    await period(noon - MINUTE_MS, null);
    await watcher.look();
    assert.deepEqual(await told(), [['running', 'down_unplanned']]);
  });

  test('a stop whose reason becomes known goes on, until an edit says that something else was in between', async () => {
    const status = (atMs: number, reasonText: string | null, endMs: number | null = null) =>
      period(atMs, endMs, reasonText);
    await status(noon - 40 * MINUTE_MS, '');
    await watcher.look();
    await status(noon - 40 * MINUTE_MS, '', noon - 5 * MINUTE_MS);
    await status(noon - 5 * MINUTE_MS, 'Coil jam');
    await watcher.look();
    const since = async () => [(await kept())?.since, (await floorSays())?.sinceMs];
    assert.deepEqual(await since(), [noon - 40 * MINUTE_MS, noon - 40 * MINUTE_MS]);
    assert.deepEqual([(await kept())?.reason, (await floorSays())?.reason], ['Coil jam', 'Coil jam']);
    await status(noon - 40 * MINUTE_MS, '', noon - 30 * MINUTE_MS);
    await status(noon - 30 * MINUTE_MS, null, noon - 5 * MINUTE_MS);
    app.clock.advance(MINUTE_MS);
    await watcher.look();
    assert.deepEqual(await since(), [noon - 5 * MINUTE_MS, noon - 5 * MINUTE_MS]);
    await status(noon - 5 * MINUTE_MS, 'Coil jam', noon);
    await status(noon, null);
    await watcher.look();
    const last = (await app.newEvents()).findLast(({ type }) => type === 'machine.status-changed');
    assert.equal(last?.data['previous_since'], '2026-01-15T11:55:00.000Z');
  });

  test('a stop for which nobody gave a reason has none, whatever the catalogue calls that', async () => {
    await period(noon - 5 * MINUTE_MS, null, '');
    await watcher.look();
    const [event] = (await app.newEvents()).filter(({ type }) => type === 'machine.status-changed');
    assert.deepEqual([event?.data['status'], event?.data['reason']], ['down_unplanned', null]);
    assert.equal((await floorSays())?.reason, null);
  });

  test('a restart repeats nothing and loses nothing; silence is believed after the grace, what is reported at once', async () => {
    await cut(noon - SECOND_MS);
    await watcher.look();
    assert.deepEqual(await told(), [['running', null]]);
    assert.equal((await floorSays())?.sinceMs, noon - SECOND_MS, 'cuts alone do not say it, whoever saw it does');
    await restart();
    await watcher.look();
    assert.deepEqual(await told(), [], 'nothing has changed');
    await watcher.stop();
    app.clock.set(noon + 20 * MINUTE_MS);
    watcher = process();
    await watcher.look();
    assert.deepEqual(await told(), [], 'cuts of the time in which nobody received may still come');
    await cut(noon + 15 * MINUTE_MS);
    await passGrace();
    assert.deepEqual(await told(), [], 'and one has come');
    await restart();
    await period(noon + 18 * MINUTE_MS, null, 'Coil jam');
    await watcher.look();
    assert.deepEqual(await told(), [['down_unplanned', 'running']]);
    await period(noon + 18 * MINUTE_MS, noon + 19 * MINUTE_MS, 'Coil jam');
    app.clock.set(noon + 40 * MINUTE_MS);
    await watcher.look();
    assert.deepEqual(await told(), [], 'a process that stood still does not believe in silence either');
    await passGrace();
    assert.deepEqual(await told(), [['idle', 'down_unplanned']]);
  });

  test('an open period is believed for as long as its source is heard of', async () => {
    await period(noon - 30 * MINUTE_MS, null);
    knownUntil.set(mill, noon);
    await watcher.look();
    assert.deepEqual(await told(), [['running', null]]);
    for (let minute = 0; minute < 9; minute++) {
      app.clock.advance(MINUTE_MS);
      await watcher.look();
    }
    assert.deepEqual(await told(), []);
    app.clock.advance(MINUTE_MS);
    await watcher.stop();
    watcher = process();
    await watcher.look();
    assert.deepEqual(await told(), [], 'after a start it may still be asked');
    await passGrace();
    assert.deepEqual(await told(), [['no_data', 'running']]);
    knownUntil.set(mill, app.clock.now());
    await watcher.look();
    assert.deepEqual(await told(), [['running', 'no_data']]);
    knownUntil.delete(mill);
  });

  test('of two processes one tells; where both look for a moment, one of them does', async () => {
    const other = process();
    await cut(noon);
    await other.look();
    assert.deepEqual(await told(), []);
    // the first one believes that it leads for some seconds more
    const leases = app.services.store.access<ScheduleTables>();
    await leases.deleteFrom('job_leases').where('job', '=', 'machine-states').execute();
    await Promise.all([other.look(), watcher.look()]);
    assert.deepEqual(await told(), [['running', null]]);
    await other.stop();
  });

  test('nothing that others remember of machines is forgotten because of it', async () => {
    const { heads } = app.services;
    await cut(noon);
    const before = (await heads.current()).get('machine');
    await watcher.look();
    assert.deepEqual(await told(), [['running', null]]);
    assert.equal((await heads.current()).get('machine'), before);
    const { items } = (await app.as.VIEWER('GET', '/api/v1/events?types=com.milldash.machine.*')).body;
    assert.equal(items.at(-1).type, 'com.milldash.machine.status-changed');
  });

  test('a machine that is taken out of use is not watched any more', async () => {
    await passGrace();
    assert.equal((await kept())?.status, 'no_data');
    await app.services.machines.setMachineRetired(actor, mill, true);
    await watcher.look();
    assert.equal(await kept(), undefined);
    assert.deepEqual(await told(), []);
  });
});
