import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { findTickets } from '../../../src/modules/maintenance/tickets/tickets.repository.ts';
import type { Ticket } from '../../../src/modules/maintenance/tickets/tickets.types.ts';
import { onEachEngine } from '../../support/engines.ts';
import { storeInventedTickets } from './invented-tickets.ts';
import { type MaintenanceApp, mill1, mill2, startMaintenanceApp, stop1 } from './maintenance-app.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const address = '/api/v1/reports/maintenance';

onEachEngine('the reports on costs', (under) => {
  let app: MaintenanceApp;
  let tickets: readonly Ticket[] = [];
  let stop = { startMs: 0, endMs: 0 };

  before(async () => {
    app = await startMaintenanceApp(under);
    stop = { startMs: app.clock.now() - HOUR_MS, endMs: app.clock.now() - HOUR_MS / 6 };
    await app.services.machines.changeMachine(systemActor('test'), mill1, { hourlyCost: 120 });
  });

  const ask = async (query: string) => {
    const { status, body } = await app.as.VIEWER('GET', `${address}/${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const since = () => `start_time=${new Date(app.clock.now() - 400 * DAY_MS).toISOString()}`;

  test('without tickets no ticket costs anything, and what labour costs nobody has said', async () => {
    const {
      labour_hourly_cost,
      labour_cost,
      parts_cost,
      downtime_cost,
      cost_per_ticket,
      tickets: n,
    } = await ask('costs');
    assert.deepEqual(
      [labour_hourly_cost, labour_cost, parts_cost, downtime_cost, cost_per_ticket, n],
      [null, null, 0, null, null, 0],
    );
  });

  test('a stop costs what the machine costs an hour, in shifts, until it runs again; labour by the setting', async () => {
    const { clock, as } = app;
    const start = clock.now();
    const { id } = await app.open({ machine_down: true });
    await as.TECHNICIAN('POST', `/api/v1/tickets/${id}/labour`, { duration_minutes: 90 });
    clock.advance(2 * HOUR_MS);
    const range = `start_time=${new Date(start).toISOString()}`;
    const running = await ask(`costs?${range}`);
    assert.deepEqual(
      [running.stops, running.down_seconds, running.downtime_cost, running.labour_minutes, running.labour_cost],
      [1, 7_200, 240, 90, null],
      'it stands until now',
    );
    await as.TECHNICIAN('POST', `/api/v1/tickets/${id}/resolve`, { remedy: 'New seal' });
    clock.advance(HOUR_MS);
    await as.ADMIN('PUT', '/api/v1/settings/reports.labour_hourly_cost', { value: 40 });
    await app.open({ machine_id: mill2, machine_down: true, down_from: new Date(clock.now() - HOUR_MS).toISOString() });
    const body = await ask(`costs?${range}&group_by=machine`);
    assert.deepEqual(
      [body.labour_hourly_cost, body.labour_cost, body.downtime_cost, body.stops_without_rate, body.total_cost],
      [40, 60, 240, 1, 300],
    );
    assert.equal(body.cost_per_ticket, 150);
    assert.deepEqual(
      body.groups.map(({ name, total_cost, downtime_cost }: Record<string, unknown>) => [
        name,
        total_cost,
        downtime_cost,
      ]),
      [
        ['Mill 1', 300, 240],
        ['Mill 2', 0, null],
      ],
    );
  });

  test('a ticket that is only about a stop costs what the stop did', async () => {
    const from = app.clock.now();
    const { id } = await app.open({ fourjaw_downtime_id: stop1 });
    app.clock.advance(1_000);
    const body = await ask(`costs?start_time=${new Date(from).toISOString()}`);
    // 50 minutes at 120 an hour
    assert.deepEqual([body.stops, body.down_seconds, body.downtime_cost], [1, 3_000, 100]);
    await app.as.SUPERVISOR('POST', `/api/v1/tickets/${id}/cancel`, { reason: 'It was nothing' });
    const { stops, downtime_cost } = await ask(`costs?start_time=${new Date(from).toISOString()}`);
    assert.deepEqual([stops, downtime_cost], [0, null]);
  });

  test('agrees with adding up each ticket by itself, whole, by group and ticket by ticket', async () => {
    const made = await storeInventedTickets(app, 1_500, 23);
    const stored = await app.tables.selectFrom('tickets').select('id').execute();
    tickets = await findTickets(
      app.tables,
      app.services.store.engine,
      stored.map(({ id }) => id),
    );
    assert.ok(tickets.length > made.length);
    const all = tickets.map((ticket) => costOf(ticket, app.clock.now(), stop));
    const inRange = all.filter(({ ticket }) => (ticket.downFrom ?? ticket.loggedAt) < app.clock.now());
    assert.deepEqual(figuresOf(await ask(`costs?${since()}`)), added(inRange));
    for (const [grouping, keyOf] of Object.entries(keys)) {
      const { groups } = await ask(`costs?${since()}&group_by=${grouping}`);
      for (const group of groups) {
        const own = inRange.filter(({ ticket }) => keyOf(ticket) === (group.key?.toLowerCase() ?? null));
        assert.deepEqual(figuresOf(group), added(own), `${grouping} ${group.key}`);
      }
    }
    const { count, items } = await ask(`ticket-costs?${since()}&limit=50`);
    assert.equal(count, inRange.length);
    const dearest = inRange.toSorted((a, b) => b.total - a.total || b.ticket.id - a.ticket.id).slice(0, 50);
    assert.deepEqual(
      items.map((item: Record<string, number>) => [item['ticket_id'], item['total_cost']]),
      dearest.map(({ ticket, total }) => [ticket.id, rounded(total)]),
    );
  });

  test('both go out as CSV, of tickets all that there are', async () => {
    const file = async (path: string) => {
      const { body, headers } = await app.app.inject({
        url: `${address}/${path}`,
        headers: await app.signIn('VIEWER'),
      });
      assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
      return body.trim().split('\r\n');
    };
    const { count } = await ask(`ticket-costs?${since()}`);
    assert.equal((await file(`ticket-costs.csv?${since()}`)).length, count + 1);
    const { groups } = await ask(`costs?${since()}&group_by=cause`);
    const lines = await file(`costs.csv?${since()}&group_by=cause`);
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(',')[0]),
      groups.map(({ key }: { key: string | null }) => (key === '=cmd()' ? "'=cmd()" : (key ?? ''))),
    );
  });

  test('as CSV each ticket comes once, however its beginning is mended between two pieces', async () => {
    const nowMs = app.clock.now();
    const { reports } = app.services.maintenance;
    const range = { fromMs: nowMs - 400 * DAY_MS, toMs: nowMs };
    const { count } = await ask(`ticket-costs?${since()}`);
    const begins = async (id: number, downFrom: number) =>
      app.tables
        .updateTable('tickets')
        .set({ machine_down: 1, down_from: downFrom, restored_at: null })
        .where('id', '=', id)
        .execute();
    const seen: number[] = [];
    for await (const piece of await reports.listTicketCosts(range)) {
      if (seen.length === 0) {
        const ids = new Set(piece.map(({ ticket }) => ticket.id));
        const later = tickets.find((ticket) => !ids.has(ticket.id) && ticket.loggedAt > range.fromMs)?.id ?? 0;
        await begins(piece[0]?.ticket.id ?? 0, nowMs - 60_000);
        await begins(later, range.fromMs + 60_000);
      }
      seen.push(...piece.map(({ ticket }) => ticket.id));
    }
    assert.deepEqual([seen.length, new Set(seen).size], [count, count]);
  });
});

onEachEngine('the report on stops with and without a ticket', (under) => {
  let app: MaintenanceApp;
  let start = 0;
  const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();

  before(async () => {
    app = await startMaintenanceApp(under);
    const { services, clock } = app;
    start = clock.now() + HOUR_MS;
    const stop = (id: string, machineId: string, from: number, minutes: number, reasonText: string) => ({
      id,
      machineId,
      startMs: start + from * 60_000,
      endMs: start + (from + minutes) * 60_000,
      classification: 'DOWNTIME' as const,
      productivity: 'unproductive' as const,
      reasonText,
    });
    const periods = [
      stop('linked', mill1, 0, 60, 'Hydraulic'),
      stop('stood', mill1, 100, 40, 'Electrical'),
      stop('alone', mill1, 200, 30, 'Electrical'),
      stop('short', mill1, 300, 10, 'Electrical'),
      stop('other', mill2, 100, 45, 'Hydraulic'),
    ];
    await services.timeline.recordPeriods(systemActor('test'), periods, { kind: 'csv', name: 'test.csv' });
    clock.set(start + 400 * 60_000);
    await app.open({ fourjaw_downtime_id: 'linked' });
    const { id } = await app.open({ machine_down: true, down_from: at(90) });
    await app.as.TECHNICIAN('PATCH', `/api/v1/tickets/${id}`, { restored_at: at(110) });
    const cancelled = await app.open({ fourjaw_downtime_id: 'alone' });
    await app.as.SUPERVISOR('POST', `/api/v1/tickets/${cancelled.id}/cancel`, { reason: 'Wrong stop' });
    clock.advance(1_000);
  });

  const ask = async (query: string) => {
    const { status, body } = await app.as.VIEWER('GET', `${address}/${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  test('splits long stops into those that somebody wrote about and those that nobody did', async () => {
    const body = await ask(`stops?start_time=${at(0)}&group_by=machine`);
    const { stops, seconds, with_ticket, with_ticket_seconds, without_ticket, without_ticket_seconds } = body;
    assert.deepEqual(
      [stops, seconds, with_ticket, with_ticket_seconds, without_ticket, without_ticket_seconds, body.covered_percent],
      [4, 10_500, 2, 6_000, 2, 4_500, 57.14],
    );
    assert.deepEqual(
      body.groups.map((group: Record<string, unknown>) => [group['name'], group['stops'], group['covered_percent']]),
      [
        ['Mill 2', 1, 0],
        ['Mill 1', 3, 76.92],
      ],
    );
    const byReason = await ask(`stops?start_time=${at(0)}&group_by=reason&threshold_seconds=60`);
    assert.deepEqual(
      byReason.groups.map((group: Record<string, unknown>) => [group['name'], group['stops'], group['without_ticket']]),
      [
        ['Hydraulic', 2, 1],
        ['Electrical', 3, 2],
      ],
    );
  });

  test('counts what of a stop lies in the range, and says null where nothing does', async () => {
    const cut = await ask(`stops?start_time=${at(30)}&end_time=${at(60)}`);
    assert.deepEqual([cut.stops, cut.seconds, cut.covered_percent], [1, 1_800, 100]);
    const none = await ask('stops?start_time=2025-01-01T00:00:00Z&end_time=2025-01-02T00:00:00Z');
    assert.deepEqual([none.stops, none.seconds, none.covered_percent], [0, 0, null]);
  });

  test('lists the stops that lack one, the longest first, also as CSV', async () => {
    const path = `stops-without-ticket?start_time=${at(0)}`;
    const { count, items } = await ask(`${path}&limit=1`);
    assert.equal(count, 2);
    assert.deepEqual(items, [
      {
        fourjaw_downtime_id: 'other',
        machine_id: mill2,
        machine_name: 'Mill 2',
        reason: 'Hydraulic',
        reason_group: items[0].reason_group,
        start_time: at(100),
        end_time: at(145),
        seconds: 2_700,
      },
    ]);
    const url = `${address}/stops-without-ticket.csv?start_time=${at(0)}`;
    const { body } = await app.app.inject({ url, headers: await app.signIn('VIEWER') });
    assert.deepEqual(
      body
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[0]),
      ['other', 'alone'],
    );
    const others = await ask(`stops?start_time=${at(0)}&reason_groups=planned`);
    assert.equal(others.stops, 0);
  });

  test('finds the ticket of a stop that began before the range, though it was written and done before, too', async () => {
    const { services, clock, as } = app;
    const begin = clock.now() + HOUR_MS;
    const minute = (minutes: number) => new Date(begin + minutes * 60_000).toISOString();
    const stop = (id: string, machineId: string) => ({
      id,
      machineId,
      startMs: begin,
      endMs: begin + HOUR_MS,
      classification: 'DOWNTIME' as const,
      productivity: 'unproductive' as const,
      reasonText: 'Hydraulic',
    });
    clock.set(begin + 20 * 60_000);
    await app.open({ machine_id: mill1 });
    const { id } = await app.open({ machine_id: mill2, machine_down: true, down_from: minute(5) });
    await as.TECHNICIAN('PATCH', `/api/v1/tickets/${id}`, { restored_at: minute(15) });
    clock.set(begin + 2 * HOUR_MS);
    const periods = [stop('reported', mill1), stop('restored', mill2)];
    await services.timeline.recordPeriods(systemActor('test'), periods, { kind: 'csv', name: 'test.csv' });
    for (const startTime of [minute(0), minute(30)]) {
      const { stops, with_ticket } = await ask(`stops?start_time=${startTime}`);
      assert.deepEqual([stops, with_ticket], [2, 2], startTime);
    }
  });

  test('finds the ticket of a stop however late it is written, and of a stop that was split for all of it', async () => {
    const DAYS_BACK = 300;
    const begin = start - DAYS_BACK * DAY_MS;
    const minute = (minutes: number) => new Date(begin + minutes * 60_000).toISOString();
    const stop = (id: string, from: number, minutes: number) => ({
      id,
      machineId: mill2,
      startMs: begin + from * 60_000,
      endMs: begin + (from + minutes) * 60_000,
      classification: 'DOWNTIME' as const,
      productivity: 'unproductive' as const,
      reasonText: 'Hydraulic',
    });
    // a stop of an hour, one of two hours that was split after five minutes and after an hour, and one of thirty minutes
    const old = [
      stop('old-late', 0, 60),
      stop('old-split-1', 100, 5),
      stop('old-split-2', 105, 60),
      stop('old-split-3', 165, 55),
      stop('old-alone', 300, 30),
    ];
    await app.services.timeline.recordPeriods(systemActor('test'), old, { kind: 'csv', name: 'test.csv' });
    const range = `start_time=${minute(0)}&end_time=${minute(600)}`;
    const told = async () => {
      const { stops, seconds, with_ticket, with_ticket_seconds } = await ask(`stops?${range}`);
      return [stops, seconds, with_ticket, with_ticket_seconds];
    };
    assert.deepEqual(await told(), [4, 12_300, 0, 0]);
    // more tickets than are read at once lie between the range and those that are about its stops
    await storeInventedTickets(app, 1_500, 5);
    assert.deepEqual(await told(), [4, 12_300, 0, 0]);
    await app.open({ machine_id: mill2, fourjaw_downtime_id: 'old-late' });
    assert.deepEqual(await told(), [4, 12_300, 1, 3_600]);
    await app.open({ machine_id: mill2, fourjaw_downtime_id: 'old-split-1' });
    assert.deepEqual(await told(), [4, 12_300, 3, 10_500]);
    const { items } = await ask(`stops-without-ticket?${range}`);
    assert.deepEqual(
      items.map((item: Record<string, unknown>) => item['fourjaw_downtime_id']),
      ['old-alone'],
    );
    // a stop that goes on behind the range may have got its ticket there
    const half = `start_time=${minute(300)}&end_time=${minute(318)}`;
    assert.equal((await ask(`stops?${half}`)).with_ticket, 0);
    const { id } = await app.open({ machine_id: mill2, machine_down: true, down_from: minute(320) });
    await app.as.TECHNICIAN('PATCH', `/api/v1/tickets/${id}`, { restored_at: minute(330) });
    const { stops, with_ticket, with_ticket_seconds } = await ask(`stops?${half}`);
    assert.deepEqual([stops, with_ticket, with_ticket_seconds], [1, 1, 1_080]);
  });
});

const keys: Readonly<Record<string, (ticket: Ticket) => string | null>> = {
  machine: ({ machineId }) => machineId,
  cause: ({ failureCode }) => failureCode?.toLowerCase() ?? null,
  priority: ({ priority }) => priority.toLowerCase(),
};

interface Cost {
  readonly ticket: Ticket;
  readonly downMs: number | null;
  readonly downtime: number | null;
  readonly total: number;
}

/**
 * Two shifts fill every day, so all time is in shifts; labour costs 40 an hour, and only mill-1 costs anything.
 * @param stop the only one that tickets are about, of mill-1
 */
function costOf(ticket: Ticket, nowMs: number, stop: { readonly startMs: number; readonly endMs: number }): Cost {
  const { downFrom, restoredAt, resolvedAt, status, machineId, periodId, labourMinutes, partsCost } = ticket;
  const about = machineId === mill1 && periodId === stop1 ? stop : undefined;
  const startMs = status === 'Cancelled' ? null : (downFrom ?? about?.startMs ?? null);
  const stopEndMs = startMs !== null && about !== undefined && about.endMs >= startMs ? about.endMs : null;
  const downMs = startMs === null ? null : Math.max(0, (restoredAt ?? stopEndMs ?? resolvedAt ?? nowMs) - startMs);
  const downtime = downMs === null || machineId !== mill1 ? null : (downMs / HOUR_MS) * 120;
  return { ticket, downMs, downtime, total: (labourMinutes / 60) * 40 + partsCost + (downtime ?? 0) };
}

function added(costs: readonly Cost[]) {
  const sum = (of: (cost: Cost) => number) => costs.reduce((total, cost) => total + of(cost), 0);
  const known = costs.filter(({ downtime }) => downtime !== null);
  return {
    tickets: costs.length,
    labour: rounded(sum(({ ticket }) => (ticket.labourMinutes / 60) * 40)),
    parts: rounded(sum(({ ticket }) => ticket.partsCost)),
    stops: costs.filter(({ downMs }) => downMs !== null).length,
    seconds: sum(({ downMs }) => downMs ?? 0) / 1_000,
    downtime: known.length === 0 ? null : rounded(sum(({ downtime }) => downtime ?? 0)),
    without: costs.filter(({ downMs, downtime }) => downMs !== null && downtime === null).length,
    total: rounded(sum(({ total }) => total)),
  };
}

function figuresOf(body: Record<string, any>) {
  return {
    tickets: body['tickets'],
    labour: body['labour_cost'],
    parts: body['parts_cost'],
    stops: body['stops'],
    seconds: body['down_seconds'],
    downtime: body['downtime_cost'],
    without: body['stops_without_rate'],
    total: body['total_cost'],
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
