/** GET /api/v1/dashboard: what a floor screen is told, and that it can go on live from there without a gap. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, type Send } from '../../support/http-client.ts';
import { at, type SmallFactory, startSmallFactory } from '../../support/small-factory.ts';

const actor = systemActor('test');

onEachEngine('the floor screen', (under) => {
  let opened: SmallFactory;
  let read: SmallFactory['read'];
  let hall = 0;
  let works = 0;

  before(async () => {
    opened = await startSmallFactory(under);
    ({ read } = opened);
    const { machines, inventory } = opened.services;
    works = (await machines.createPlace(actor, { name: 'Works' })).id;
    hall = (await machines.createPlace(actor, { name: 'Hall', parentId: works })).id;
    await machines.changeMachine(actor, 'running', { placeId: hall, targetOee: 65, criticality: 'A' });
    await machines.changeMachine(actor, 'broken', { placeId: works });
    const store = await inventory.createLocation(actor, { name: 'Store' });
    const { id } = await inventory.createComponent(actor, { name: 'Blade' });
    await inventory.setStockLimits(actor, id, store.id, { minimum: 1, maximum: null });
  });

  const one = (answer: { machines: { machine_id: string }[] }, id: string): any =>
    answer.machines.find(({ machine_id: known }) => known === id);

  test('has of each machine what it does, since when and why, its shift, its day, its run and its tickets', async () => {
    const answer = await read('dashboard');
    assert.equal(answer.generated_at, '2026-01-15T12:00:00.000Z');
    const { active_run: run, ...running } = one(answer, 'running');
    const time = {
      window_seconds: 21_600,
      planned_seconds: 21_600,
      productive_uptime_seconds: 18_000,
      productive_downtime_seconds: 0,
      unproductive_downtime_seconds: 3_600,
      unclassified_downtime_seconds: 0,
      offline_seconds: 0,
      no_data_seconds: 0,
      availability: 83.3333,
      coverage: 100,
    };
    assert.deepEqual(running, {
      machine_id: 'running',
      machine_name: 'Running',
      places: [
        { id: hall, name: 'Hall', level: 'area' },
        { id: works, name: 'Works', level: 'site' },
      ],
      criticality: 'A',
      status: 'running',
      since: '2026-01-15T11:00:00.000Z',
      reason: null,
      active: true,
      shift: {
        code: 'DAY',
        start_time: '2026-01-15T06:00:00.000Z',
        end_time: '2026-01-15T18:00:00.000Z',
        production_day: '2026-01-15',
      },
      current_shift: time,
      today: time,
      oee: { oee: null, availability: 83.3333, partial_oee: 83.3333, performance: null, quality: null, target_oee: 65 },
      cuts_today: 50,
      cuts_per_hour: 25,
      last_cut: '2026-01-15T09:00:00.000Z',
      tickets: { open: 2, highest_priority: 'High', down_since: null },
      unanswered_stops: 0,
      help_calls: [],
    });
    assert.deepEqual(
      { ...run, id: typeof run.id, product_id: typeof run.product_id },
      {
        id: 'number',
        product_id: 'number',
        product_name: 'C-Purlin 200',
        product_code: null,
        start_time: '2026-01-15T12:00:00.000Z',
        elapsed_seconds: 0,
        cut_count: 0,
        target_quantity: null,
        produced_count: null,
        progress: null,
        started_by: run.started_by,
      },
    );
    const broken = one(answer, 'broken');
    assert.deepEqual(
      [broken.status, broken.since, broken.reason, broken.active_run, broken.tickets],
      [
        'down_unplanned',
        '2026-01-15T08:00:00.000Z',
        null,
        null,
        { open: 2, highest_priority: 'Critical', down_since: '2026-01-15T08:00:00.000Z' },
      ],
    );
    const settingUp = one(answer, 'setting-up');
    assert.deepEqual(
      [settingUp.status, settingUp.since, settingUp.reason],
      ['down_planned', '2026-01-15T07:00:00.000Z', 'Set Up'],
    );
    assert.deepEqual([one(answer, 'unheard').status, one(answer, 'unheard').since], ['no_data', null]);
    assert.equal(one(answer, 'gone'), undefined, 'it is not in use any more');
  });

  test('adds up the machines, and counts what the whole factory has to do', async () => {
    const { totals, factory } = await read('dashboard');
    assert.deepEqual(factory, { tickets_open: 4, tickets_overdue: 0, help_calls: 0, low_stock: 1 });
    const { today, current_shift: shift, oee, ...rest } = totals;
    assert.deepEqual(rest, {
      machines: 4,
      active: 2,
      by_status: { running: 1, idle: 0, down_planned: 1, down_unplanned: 1, off_shift: 0, offline: 0, no_data: 1 },
      active_runs: 1,
      cuts_today: 57,
      unanswered_stops: 0,
    });
    assert.deepEqual(today, shift, 'the first shift of the day');
    assert.equal(today.window_seconds, 4 * 21_600);
    assert.equal(today.planned_seconds, 21_600 + 21_300);
    assert.equal(today.no_data_seconds, 2 * 21_600 + 300);
    assert.equal(today.availability, 50.3497);
    assert.deepEqual([oee.oee, oee.partial_oee, oee.performance, oee.quality], [null, 50.3497, null, null]);
  });

  test('has the OEE of the whole factory and of a place as the OEE of just these machines is answered', async () => {
    const product = await opened.supervisor('POST', '/api/v1/products', {
      product_name: 'Z-Purlin 150',
      ideal_cycle_seconds: 360,
    });
    for (const [machineId, until, total, scrap] of [
      ['running', '10:00', 50, 5],
      ['setting-up', '11:55', 7, 1],
      // it has no counter
      ['broken', '11:00', 40, 0],
    ] as const) {
      const { status, body } = await opened.supervisor('POST', '/api/v1/runs/record', {
        machine_id: machineId,
        product_id: product.body.id,
        start_time: '2026-01-15T06:00:00Z',
        end_time: `2026-01-15T${until}:00Z`,
        total_count: total,
        scrap_count: scrap,
        reason: 'forgotten',
      });
      assert.equal(status, 201, JSON.stringify(body));
    }
    const answered = async (ids: readonly string[]) => {
      const range = 'start_time=2026-01-15T06:00:00Z&end_time=2026-01-15T12:00:00Z';
      const {
        start_time: _from,
        end_time: _to,
        cut_off_at: _cut,
        ...figures
      } = await read(`analytics/oee?${range}&machine_ids=${ids.join()}`);
      return figures;
    };
    const whole = await read('dashboard');
    assert.deepEqual(whole.totals.oee, await answered(['running', 'setting-up', 'broken', 'unheard']));
    const { oee, availability, performance, quality, basis, warnings } = whole.totals.oee;
    assert.deepEqual(
      [oee, availability, performance, quality, warnings],
      [53.8482, 50.3497, 114, 93.8144, ['performance-above-100', 'runs-without-cuts']],
    );
    assert.deepEqual(basis.quality, { runs: 3, produced_count: 97, scrap_count: 6 });
    assert.equal(one(whole, 'setting-up').oee.performance, 70);
    const place = await read(`dashboard?place_id=${hall}`);
    assert.deepEqual(place.totals.oee, await answered(['running']));
  });

  test('says which machines need somebody', async () => {
    assert.deepEqual((await read('dashboard')).attention, ['broken']);
    assert.deepEqual((await read(`dashboard?place_id=${hall}`)).attention, []);
  });

  test('shows a site, an area, or one inside the other, and refuses a place that is not there', async () => {
    const ids = (answer: { machines: { machine_id: string }[] }) => answer.machines.map((row) => row.machine_id);
    const all = await read(`dashboard?place_id=${works}`);
    assert.deepEqual(ids(all), ['broken', 'running']);
    assert.deepEqual([all.totals.machines, all.totals.cuts_today, all.factory.tickets_open], [2, 50, 4]);
    assert.deepEqual(ids(await read(`dashboard?place_id=${hall}`)), ['running']);
    const { status, body } = await opened.viewer('GET', '/api/v1/dashboard?place_id=999');
    assert.deepEqual([status, body.code], [404, 'place-not-found']);
  });

  test('is 304 for who has it, and says from where to read on: nothing that comes later is missed', async () => {
    const { body: shown, headers } = await opened.viewer('GET', '/api/v1/dashboard');
    const again = await opened.viewer('GET', '/api/v1/dashboard', undefined, {
      'if-none-match': String(headers['etag']),
    });
    assert.equal(again.status, 304);
    await opened.services.production.recordCuts(actor, [{ machineId: 'broken', occurredAt: at('11:59'), count: 9 }]);
    const { items } = await read(`events?after=${shown.after}`);
    assert.deepEqual(
      items.map(({ type, subject }: { type: string; subject: string }) => `${type} ${subject}`),
      ['com.milldash.cuts.recorded machines/broken'],
    );
    const next = await opened.viewer('GET', '/api/v1/dashboard', undefined, {
      'if-none-match': String(headers['etag']),
    });
    assert.equal(next.status, 200);
    assert.deepEqual(
      [one(next.body, 'broken').status, one(next.body, 'broken').cuts_today, one(next.body, 'broken').active],
      ['running', 9, true],
      'it cuts after somebody said that it is down',
    );
  });

  test('knows the night shift and the day of which it is a part, and time that comes with the clock alone', async () => {
    opened.clock.set('2026-01-16T01:00:00Z');
    const answer = await read('dashboard');
    const { shift, current_shift: now, today } = one(answer, 'running');
    assert.deepEqual([shift.code, shift.production_day], ['NIGHT', '2026-01-15']);
    assert.deepEqual([now.window_seconds, now.productive_uptime_seconds], [25_200, 25_200]);
    assert.deepEqual([today.window_seconds, today.unproductive_downtime_seconds], [68_400, 3_600]);
    assert.ok(answer.factory.tickets_overdue > 0, 'due dates have passed');
  });
});

onEachEngine('the floor screen of an empty factory', (under) => {
  let send: Send;
  let opened: Awaited<ReturnType<typeof startTestApp>>;
  before(async () => {
    opened = await startTestApp(under);
    send = clientOf(opened.app, await opened.signIn('OPERATOR'));
  });

  test('is an answer, too', async () => {
    const { status, body } = await send('GET', '/api/v1/dashboard');
    assert.equal(status, 200);
    assert.deepEqual(body.machines, []);
    assert.deepEqual(body.factory, { tickets_open: 0, tickets_overdue: 0, help_calls: 0, low_stock: 0 });
    assert.equal(body.totals.today.availability, null);
  });

  test('is read once for all who ask in the same second, and anew when something has changed', async () => {
    const { floor, machines } = opened.services;
    const [first, second] = await Promise.all([floor.currentFloor(), floor.currentFloor()]);
    assert.equal(first, second);
    await machines.createMachine(actor, { id: 'new', name: 'New' });
    const changed = await floor.currentFloor();
    assert.deepEqual(
      changed.machines.map(({ machine }) => machine.id),
      ['new'],
    );
    opened.clock.advance(999);
    assert.equal(await floor.currentFloor(), changed);
    opened.clock.advance(1);
    assert.notEqual(await floor.currentFloor(), changed);
  });
});
