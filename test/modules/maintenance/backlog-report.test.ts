import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { pendingTickets } from '../../../src/modules/maintenance/reports/backlog.queries.ts';
import { findTickets } from '../../../src/modules/maintenance/tickets/tickets.repository.ts';
import { pendingStatuses } from '../../../src/modules/maintenance/tickets/tickets.rules.ts';
import type { Ticket } from '../../../src/modules/maintenance/tickets/tickets.types.ts';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { storeInventedTickets } from './invented-tickets.ts';
import { type MaintenanceApp, mill1, mill2, startMaintenanceApp } from './maintenance-app.ts';

const DAY_MS = 86_400_000;
const address = '/api/v1/reports/maintenance/backlog';

onEachEngine('the report on the backlog', (under) => {
  let app: MaintenanceApp;
  let tickets: readonly Ticket[];

  before(async () => {
    app = await startMaintenanceApp(under);
    const made = await storeInventedTickets(app, 2_600, 11);
    const ids = made.map(({ id }) => id);
    // as they are stored
    tickets = await findTickets(app.tables, app.services.store.engine, ids);
  });

  const ask = async (query: string, path = '') => {
    const { status, body } = await app.as.VIEWER('GET', `${address}${path}?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  test('says nothing of a machine that has no ticket', async () => {
    await app.services.machines.createMachine(systemActor('test'), {
      id: 'mill-3',
      name: 'Mill 3',
    });
    const { tickets: count, mean_age_seconds: age, oldest_logged_time: oldest } = await ask('machine_ids=mill-3');
    assert.deepEqual([count, age, oldest], [0, null, null]);
  });

  test('counts what is not done by how it stands, how urgent, old and late it is, whole and by group', async () => {
    assert.deepEqual(figuresOf(await ask('')), plainly(tickets, app.clock.now()));
    for (const [grouping, keyOf] of Object.entries(keys)) {
      const { groups, ...whole } = await ask(`group_by=${grouping}`);
      assert.deepEqual(figuresOf(whole), plainly(tickets, app.clock.now()));
      assert.ok(groups.length > 1);
      for (const group of groups) {
        const own = tickets.filter((ticket) => keyOf(ticket) === (group.key?.toLowerCase() ?? null));
        assert.deepEqual(figuresOf(group), plainly(own, app.clock.now()), `${grouping} ${group.key}`);
      }
    }
    const own = tickets.filter(({ machineId }) => machineId === mill2);
    assert.deepEqual(figuresOf(await ask(`machine_ids=${mill2}`)), plainly(own, app.clock.now()));
  });

  test('the trend says what came, what went and what waited, and its parts join without a gap', async () => {
    const nowMs = app.clock.now();
    for (const interval of ['day', 'week', 'month']) {
      const start = new Date(nowMs - 150 * DAY_MS - 5_000).toISOString();
      for (const filter of ['', `&machine_ids=${mill1}`]) {
        const {
          items,
          start_time: from,
          end_time: to,
        } = await ask(`start_time=${start}&interval=${interval}${filter}`, '-trend');
        const own = tickets.filter(({ machineId }) => filter === '' || machineId === mill1);
        const edges = [from, ...items.map((item: { end_time: string }) => item.end_time)];
        assert.deepEqual(
          items.map((item: { start_time: string }) => item.start_time),
          edges.slice(0, -1),
        );
        assert.equal(edges.at(-1), to);
        assert.deepEqual(
          items.map(({ opened, finished, waiting }: Record<string, number>) => [opened, finished, waiting]),
          items.map((item: { start_time: string; end_time: string }) =>
            countsIn(own, Date.parse(item.start_time), Date.parse(item.end_time)),
          ),
        );
      }
    }
  });

  test('both go out as CSV', async () => {
    const file = async (path: string) => {
      const { body, headers } = await app.app.inject({ url: `${address}${path}`, headers: await app.signIn('VIEWER') });
      assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
      return body.trim().split('\r\n');
    };
    const { groups } = await ask('group_by=machine');
    const lines = await file('.csv?group_by=machine');
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(',').slice(0, 4)),
      groups.map(({ key, name, tickets: count, overdue }: Record<string, number>) => [
        key,
        name,
        `${count}`,
        `${overdue}`,
      ]),
    );
    const { items } = await ask('', '-trend');
    assert.equal((await file('-trend.csv')).length, items.length + 1);
  });

  test('refuses more parts than an answer holds, and what it does not know', async () => {
    const refused = async (query: string) => outcomeOf(await app.as.VIEWER('GET', `${address}${query}`));
    assert.equal(await refused('-trend?start_time=2020-01-01T00:00:00Z&interval=day'), '422 range-too-long');
    assert.equal(await refused('?machine_ids=nosuch'), '422 unknown-machine');
  });

  test('a ticket that goes to another status while they are read, on or back, is in it once', async () => {
    const step = async (id: number, method: 'POST' | 'PUT', path: string, body?: object) => {
      assert.equal((await app.as.TECHNICIAN(method, `/api/v1/tickets/${id}${path}`, body)).status, 200, path);
    };
    const steps = {
      Open: (id: number) => step(id, 'POST', '/start'),
      'On Hold': (id: number) => step(id, 'POST', '/start'),
      'In Progress': (id: number) =>
        id % 2 === 0 ? step(id, 'PUT', '?status=Open') : step(id, 'POST', '/hold', { reason: 'parts' }),
    };
    const waiting = tickets.filter(({ status }) => pendingStatuses.includes(status)).map(({ id }) => id);
    const seen: number[] = [];
    let pieces = 0;
    for await (const piece of pendingTickets(app.tables, app.services.store.engine, {})) {
      seen.push(...piece.map(({ id }) => id));
      if (pieces++ > 0) continue;
      for (const [status, move] of Object.entries(steps)) {
        const ids = tickets.filter((ticket) => ticket.status === status).map(({ id }) => id);
        // the first are read already, the last not yet
        for (const id of [...ids.slice(0, 2), ...ids.slice(-4)]) await move(id);
      }
    }
    assert.ok(pieces > 1, 'read in pieces');
    assert.deepEqual(
      seen.toSorted((a, b) => a - b),
      waiting.toSorted((a, b) => a - b),
    );
  });
});

onEachEngine('the backlog in weeks and the planned ratio', (under) => {
  let app: MaintenanceApp;

  before(async () => {
    app = await startMaintenanceApp(under);
  });

  const ask = async (report: string) => {
    const { status, body } = await app.as.VIEWER('GET', `/api/v1/reports/maintenance/${report}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const work = async () => {
    const { estimated_hours, estimated_n, weeks, weekly_capacity_hours, tickets } = await ask('backlog');
    return [tickets, estimated_hours, estimated_n, weeks, weekly_capacity_hours];
  };
  const set = async (key: string, value: number | null) => {
    const { status, body } = await app.as.ADMIN('PUT', `/api/v1/settings/reports.${key}`, { value });
    assert.equal(status, 200, JSON.stringify(body));
  };
  const planned = async (minutes?: number) => {
    const plan = {
      machine_id: mill1,
      title: `Takes ${minutes}`,
      trigger: 'calendar',
      rule: 'FREQ=YEARLY',
      begins_on: '2026-01-01',
      ...(minutes === undefined ? {} : { estimated_minutes: minutes }),
    };
    const made = await app.as.SUPERVISOR('POST', '/api/v1/plans', plan);
    const run = await app.as.SUPERVISOR('POST', `/api/v1/plans/${made.body.id}/run`);
    assert.ok(run.status < 300, JSON.stringify(run.body));
    const { body } = await app.as.VIEWER('GET', `/api/v1/plans/${made.body.id}`);
    return body.open_ticket_id as number;
  };

  test('is null while nobody has said what can be worked, and takes what plans say, else what a ticket usually takes', async () => {
    assert.deepEqual(await work(), [0, 0, 0, null, null]);
    await set('weekly_capacity_hours', 40);
    assert.deepEqual(await work(), [0, 0, 0, null, 40], 'of nothing it is not 0');
    await planned(150);
    await planned();
    const { id } = await app.open();
    assert.deepEqual(await work(), [3, 2.5, 1, 0.06, 40]);
    await set('ticket_estimate_minutes', 1_050);
    // 2.5 + 2 × 17.5 = 37.5 hours of 40
    assert.deepEqual(await work(), [3, 37.5, 3, 0.94, 40]);
    const { groups } = await ask('backlog?group_by=category');
    assert.equal(
      groups.reduce((sum: number, group: { estimated_hours: number }) => sum + group.estimated_hours, 0),
      37.5,
    );
    await app.as.TECHNICIAN('POST', `/api/v1/tickets/${id}/resolve`, { remedy: 'Cleaned' });
    assert.deepEqual(await work(), [2, 20, 2, 0.5, 40]);
  });

  test('the planned ratio is the share of labour on tickets of plans, and null without labour', async () => {
    app.clock.advance(1_000);
    const ratio = async () => {
      const { planned_percent, planned_labour_minutes, labour_minutes, planned_n } = await ask('costs');
      return [planned_percent, planned_labour_minutes, labour_minutes, planned_n];
    };
    assert.deepEqual(await ratio(), [null, 0, 0, 0]);
    const labour = async (ticket: number, duration_minutes: number) =>
      assert.equal(
        (await app.as.TECHNICIAN('POST', `/api/v1/tickets/${ticket}/labour`, { duration_minutes })).status,
        201,
      );
    const fault = (await app.open()).id;
    await labour(await planned(10), 30);
    await labour(fault, 40);
    await labour(fault, 20);
    app.clock.advance(1_000);
    assert.deepEqual(await ratio(), [33.33, 30, 90, 2]);
  });
});

const keys: Readonly<Record<string, (ticket: Ticket) => string | null>> = {
  machine: ({ machineId }) => machineId,
  category: ({ category }) => category.toLowerCase(),
  cause: ({ failureCode }) => failureCode?.toLowerCase() ?? null,
  priority: ({ priority }) => priority.toLowerCase(),
  team: ({ team }) => team?.toLowerCase() ?? null,
};

function plainly(all: readonly Ticket[], nowMs: number) {
  const waiting = all.filter(({ status }) => pendingStatuses.includes(status));
  const ages = waiting.map(({ loggedAt }) => nowMs - loggedAt);
  const count = (passes: (ticket: Ticket) => boolean) => waiting.filter(passes).length;
  const aged = (fromDays: number, toDays: number) =>
    ages.filter((age) => age >= fromDays * DAY_MS && age < toDays * DAY_MS).length;
  return {
    tickets: waiting.length,
    overdue: count(({ dueAt }) => dueAt !== null && dueAt < nowMs),
    unassigned: count(({ assigneeId }) => assigneeId === null),
    machine_down: count(({ machineDown, restoredAt }) => machineDown && restoredAt === null),
    mean: ages.length === 0 ? null : Math.round(ages.reduce((sum, age) => sum + age, 0) / ages.length) / 1_000,
    oldest: ages.length === 0 ? null : new Date(nowMs - Math.max(...ages)).toISOString(),
    open: count(({ status }) => status === 'Open'),
    critical: count(({ priority }) => priority === 'Critical'),
    ages: [aged(0, 1), aged(1, 7), aged(7, 30), aged(30, 90), aged(90, 10_000)],
    parts: count(({ holdReason }) => holdReason === 'parts'),
  };
}

function figuresOf(body: Record<string, any>) {
  const { by_status: status, by_priority: priority, by_age: age, by_hold_reason: hold } = body;
  return {
    tickets: body['tickets'],
    overdue: body['overdue'],
    unassigned: body['unassigned'],
    machine_down: body['machine_down'],
    mean: body['mean_age_seconds'],
    oldest: body['oldest_logged_time'],
    open: status.Open,
    critical: priority.Critical,
    ages: [age.under_1_day, age['1_to_7_days'], age['7_to_30_days'], age['30_to_90_days'], age.over_90_days],
    parts: hold.parts,
  };
}

function countsIn(
  all: readonly Ticket[],
  fromMs: number,
  toMs: number,
): [opened: number, finished: number, waiting: number] {
  const end = ({ resolvedAt, cancelledAt }: Ticket) => resolvedAt ?? cancelledAt ?? Number.POSITIVE_INFINITY;
  const within = (instant: number) => instant >= fromMs && instant < toMs;
  return [
    all.filter(({ loggedAt }) => within(loggedAt)).length,
    all.filter((ticket) => within(end(ticket))).length,
    all.filter((ticket) => ticket.loggedAt < toMs && end(ticket) >= toMs).length,
  ];
}
