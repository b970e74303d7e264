/** The old dashboard's cards on a small factory whose figures can be reckoned in the head. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, type Send } from '../../support/http-client.ts';
import { at, type SmallFactory, startSmallFactory } from '../../support/small-factory.ts';

const actor = systemActor('test');

onEachEngine('the cards of the old dashboard', (under) => {
  let opened: SmallFactory;
  let read: SmallFactory['read'];
  let send: Send;

  before(async () => {
    opened = await startSmallFactory(under);
    ({ read, viewer: send } = opened);
  });

  test('show each machine with its state, its share of the day, its cuts and its tickets', async () => {
    const rows = await read('dashboard/machine-summary');
    const nothing = {
      is_active: false,
      utilization: 0,
      assumed: ['utilization'],
      last_activity: null,
      today_cuts: 0,
      today_events: 0,
      cut_frequency: 0,
    };
    const noTickets = { open_tickets: 0, total_tickets: 0 };
    const named = (machine_id: string, name: string) => ({ machine_id, name, machine_name: name });
    const tickets = (open: number, total: number) => ({ open_tickets: open, total_tickets: total });
    assert.deepEqual(rows, [
      { ...named('broken', 'Broken'), ...nothing, status: 'down', ...tickets(2, 3) },
      {
        ...named('running', 'Running'),
        status: 'running',
        // five of six hours
        utilization: 0.8333,
        assumed: [],
        last_activity: '2026-01-15T11:00:00.000Z',
        is_active: true,
        today_cuts: 50,
        today_events: 2,
        // 50 in two hours
        cut_frequency: 25,
        ...tickets(1, 2),
      },
      {
        ...named('setting-up', 'Setting up'),
        // its last report ended five minutes ago
        status: 'maintenance',
        // one hour of 5:55
        utilization: 0.169,
        assumed: [],
        last_activity: '2026-01-15T11:55:00.000Z',
        // it cut within ten minutes
        is_active: true,
        today_cuts: 7,
        today_events: 1,
        cut_frequency: 0,
        ...noTickets,
      },
      { ...named('unheard', 'Unheard'), ...nothing, status: 'warning', ...noTickets },
    ]);
  });

  test('show the factory: utilisation is a ratio of sums, not a share of machines that cut', async () => {
    const fleet = {
      total_machines: 4,
      active_machines: 2,
      today_total_cuts: 57,
      open_tickets: 3,
      high_priority_tickets: 2,
    };
    // 6 h of uptime in 11:55 planned
    assert.deepEqual(await read('dashboard/quick-stats'), {
      ...fleet,
      avg_utilization: 0.5035,
      machine_utilization: 50.3,
      assumed: [],
    });
    assert.deepEqual(await read('analytics/real-time-metrics'), {
      ...fleet,
      overall_utilization: 50.3,
      assumed: [],
      last_updated: '2026-01-15T12:00:00.000Z',
    });
  });

  test('count tickets of the factory and of each machine', async () => {
    const none = { total_tickets: 0, open_tickets: 0, high_priority_open: 0 };
    assert.deepEqual(await read('dashboard/maintenance-overview'), {
      overall_stats: { total_tickets: 5, open_tickets: 3, high_priority_open: 2, resolved_tickets: 1 },
      machine_breakdown: {
        broken: { total_tickets: 3, open_tickets: 2, high_priority_open: 2 },
        gone: none,
        running: { total_tickets: 2, open_tickets: 1, high_priority_open: 0 },
        'setting-up': none,
        unheard: none,
      },
    });
    const one = await read('dashboard/maintenance-overview?machine_ids[]=running');
    assert.deepEqual(one.overall_stats, {
      total_tickets: 2,
      open_tickets: 1,
      high_priority_open: 0,
      resolved_tickets: 0,
    });
    assert.deepEqual(Object.keys(one.machine_breakdown), ['running']);
  });

  test('show what is made and how much was cut', async () => {
    const { machines, ...totals } = await read('dashboard/production-metrics');
    assert.deepEqual(totals, { total_cuts: 57, active_runs: 1, last_updated: '2026-01-15T12:00:00.000Z' });
    const running = machines.find(({ machine_id: id }: { machine_id: string }) => id === 'running');
    assert.deepEqual(
      { ...running, run_id: typeof running.run_id },
      {
        machine_id: 'running',
        machine_name: 'Running',
        total_cuts: 50,
        cut_frequency: 25,
        last_cut: '2026-01-15T09:00:00.000Z',
        run_id: 'number',
        product_name: 'C-Purlin 200',
        run_start_time: '2026-01-15T12:00:00.000Z',
        run_cuts: 0,
      },
    );
    assert.deepEqual(
      machines.map(({ run_id: id }: { run_id: number | null }) => id === null),
      [true, false, true, true],
    );
  });

  test('filter by machines however they are written, retired ones too, and refuse unknown ones', async () => {
    const ids = async (query: string) =>
      (await read(`dashboard/machine-summary?${query}`)).map((row: { machine_id: string }) => row.machine_id);
    assert.deepEqual(await ids('machine_ids[]=running&machine_ids[]=broken'), ['broken', 'running']);
    assert.deepEqual(await ids('machine_ids=running,gone'), ['gone', 'running']);
    assert.equal((await ids('machine_ids[]=All')).length, 4);
    for (const path of ['machine-summary', 'maintenance-overview', 'production-metrics']) {
      const { status, body } = await send('GET', `/api/v1/dashboard/${path}?machine_ids[]=nosuch`);
      assert.deepEqual([status, body.code], [422, 'unknown-machine'], path);
      assert.match(body.detail, /Allowed: .*running/);
    }
  });

  test('are told at once of what changes, and tick with the clock', async () => {
    const { production } = opened.services;
    await production.recordCuts(actor, [{ machineId: 'unheard', occurredAt: at('12:00:00.900'), count: 3 }]);
    const now = await read('dashboard/quick-stats');
    assert.deepEqual([now.active_machines, now.today_total_cuts], [3, 60], 'a cut of this very second counts');
    opened.clock.set(at('12:10:01'));
    const later = await read('dashboard/quick-stats');
    assert.deepEqual([later.active_machines, later.today_total_cuts], [1, 60], 'ten minutes later only one runs');
    const rows = await read('dashboard/machine-summary');
    const statusOf = (id: string) => rows.find((row: { machine_id: string }) => row.machine_id === id).status;
    assert.deepEqual(['running', 'setting-up', 'broken', 'unheard'].map(statusOf), ['running', 'idle', 'down', 'idle']);
    assert.equal(rows[1].utilization, Math.round((18_601 / 22_201) * 10_000) / 10_000);
  });

  test('belong to the production day: the night after midnight is still of it, and 06:00 begins the next', async () => {
    opened.clock.set('2026-01-16T05:59:59Z');
    assert.equal((await read('dashboard/quick-stats')).today_total_cuts, 60);
    const night = await read('dashboard/machine-summary');
    // open since 11:00, after four hours of the morning
    assert.equal(night[1].utilization, Math.round((82_799 / 86_399) * 10_000) / 10_000);
    opened.clock.set('2026-01-16T06:00:00Z');
    const next = await read('dashboard/quick-stats');
    assert.deepEqual([next.today_total_cuts, next.avg_utilization, next.active_machines], [0, 0, 1]);
    assert.deepEqual(next.assumed, ['avg_utilization', 'machine_utilization'], 'nothing was planned yet');
  });
});

onEachEngine('the cards of the old dashboard of an empty factory', (under) => {
  test('are zeros and empty lists', async () => {
    const { app, signIn } = await startTestApp(under);
    const send = clientOf(app, await signIn('OPERATOR'));
    const read = async (path: string) => {
      const { status, body } = await send('GET', `/api/v1/${path}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    };
    assert.deepEqual(await read('dashboard/machine-summary'), []);
    assert.deepEqual(await read('dashboard/quick-stats'), {
      total_machines: 0,
      active_machines: 0,
      today_total_cuts: 0,
      open_tickets: 0,
      high_priority_tickets: 0,
      avg_utilization: 0,
      machine_utilization: 0,
      assumed: ['avg_utilization', 'machine_utilization'],
    });
    assert.deepEqual((await read('dashboard/maintenance-overview')).machine_breakdown, {});
    assert.deepEqual((await read('dashboard/production-metrics')).machines, []);
    assert.equal((await read('analytics/real-time-metrics')).overall_utilization, 0);
  });
});
