import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { costsIn } from '../../../src/modules/maintenance/reports/cost-facts.queries.ts';
import { insertMissingTickets } from '../../../src/modules/maintenance/tickets/tickets.repository.ts';
import type { Ticket } from '../../../src/modules/maintenance/tickets/tickets.types.ts';
import { onEachEngine } from '../../support/engines.ts';
import { storeInventedTickets } from './invented-tickets.ts';
import { type MaintenanceApp, startMaintenanceApp } from './maintenance-app.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const address = '/api/v1/reports/maintenance/reliability';

onEachEngine('what the report on reliability takes for a failure', (under) => {
  let app: MaintenanceApp;

  before(async () => {
    app = await startMaintenanceApp(under);
  });

  const at = (ms: number) => new Date(ms).toISOString();
  const ask = async (query: string) => {
    const { status, body } = await app.as.VIEWER('GET', `${address}?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  test('lasts as the stop that a ticket is about did, counts a stop once however many tickets and periods it has, and planned ones not at all', async () => {
    const { clock, as, services } = app;
    const machine = 'mill-stops';
    await services.machines.createMachine(systemActor('test'), { id: machine, name: 'Mill of stops' });
    clock.advance(HOUR_MS);
    const from = clock.now();
    const period = (
      id: string,
      minute: number,
      minutes: number | null,
      reasonText: string,
      classification = 'DOWNTIME',
    ) => ({
      id,
      machineId: machine,
      startMs: from + minute * 60_000,
      endMs: minutes === null ? null : from + (minute + minutes) * 60_000,
      classification: classification as 'DOWNTIME' | 'UPTIME' | 'OFFLINE',
      productivity: 'unproductive' as const,
      reasonText,
    });
    const periods = [
      // one stop of 100 minutes, split where a shift began and where 30 s were lost
      period('split-1', 0, 30, 'Hydraulic Issue'),
      period('split-2', 30, 39.5, 'hydraulic issue '),
      period('split-3', 70, 30, 'Hydraulic issue'),
      period('run-a', 100, 100, 'No Reason Required', 'UPTIME'),
      // another one, a minute before a third of the same reason: two stops
      period('near-1', 200, 20, 'Hydraulic issue'),
      period('near-2', 221, 9, 'Hydraulic issue'),
      period('coil', 230, 20, 'Coil Change'),
      period('alone', 250, 20, 'No Operator'),
      period('off', 270, 30, 'Not On Shift', 'OFFLINE'),
      period('lasting', 300, null, 'Electrical'),
    ];
    await services.timeline.recordPeriods(systemActor('test'), periods, { kind: 'csv', name: 'test.csv' });
    const { items } = (await as.ADMIN('GET', '/api/v1/reasons?limit=1000')).body;
    for (const [name, group] of Object.entries({ 'Coil Change': 'planned', 'No Operator': 'operator' })) {
      const { id, version } = items.find((reason: { name: string }) => reason.name === name);
      const put = await as.ADMIN('PATCH', `/api/v1/reasons/${id}`, { group, version });
      assert.equal(put.status, 200, JSON.stringify(put.body));
    }
    clock.set(from + 400 * 60_000);
    const since = `start_time=${at(from)}&machine_ids=${machine}`;
    const about = async (fourjaw_downtime_id: string, more: object = {}) => {
      const { id } = await app.open({ machine_id: machine, fourjaw_downtime_id, ...more });
      clock.advance(60_000);
      return id;
    };
    const told = async () => {
      const { faults, failures, mttr, repeats } = await ask(since);
      return [faults, failures, mttr.mean_seconds, mttr.longest_seconds, mttr.n, mttr.open, repeats.repeated];
    };
    const first = await about('split-2');
    assert.deepEqual(
      await told(),
      [1, 1, 6_000, 6_000, 1, 0, 0],
      'from the beginning of split-1 to the end of split-3',
    );
    await as.TECHNICIAN('POST', `/api/v1/tickets/${first}/resolve`, { remedy: 'New seal' });
    await about('split-2');
    await about('split-1', { incident_category: 'Electrical' });
    await about('split-3');
    assert.deepEqual(await told(), [4, 1, 6_000, 6_000, 1, 0, 0]);
    assert.equal((await ask(since)).first_time_fix.percent, 100, 'more tickets of a stop are no return');

    await about('near-1', { incident_category: 'Tooling' });
    await about('near-2', { incident_category: 'Tooling' });
    // (6,000 + 1,200 + 540) / 3
    assert.deepEqual(await told(), [6, 3, 2_580, 6_000, 3, 0, 1]);
    for (const id of ['coil', 'alone', 'off', 'run-a']) await about(id, { incident_category: 'Software' });
    const [faults, failures] = await told();
    assert.deepEqual([faults, failures], [10, 3], 'planned, unattended, off and running are no failures');
    const lasting = await about('lasting', { incident_category: 'Other' });
    assert.deepEqual((await told()).slice(1, 6), [4, 2_580, 6_000, 3, 1]);
    const { resolved_time: resolved } = (
      await as.TECHNICIAN('POST', `/api/v1/tickets/${lasting}/resolve`, { remedy: 'New cable' })
    ).body;
    // until it was resolved, for want of an end of the stop
    const lastedSeconds = (Date.parse(resolved) - from) / 1_000 - 300 * 60;
    assert.deepEqual((await told()).slice(1, 6), [
      4,
      (7_740 + lastedSeconds) / 4,
      Math.max(6_000, lastedSeconds),
      4,
      0,
    ]);
    const { mtbf } = await ask(since);
    // the machine ran for 100 minutes
    assert.deepEqual(mtbf, { mean_seconds: 1_500, run_seconds: 6_000, n: 4 });
    assert.equal(
      (await ask(`${since}&group_by=category`)).groups.reduce(
        (sum: number, group: { failures: number }) => sum + group.failures,
        0,
      ),
      4,
    );
  });

  test('of a machine that somebody says stood lasts as its stop did, unless somebody says since or until when', async () => {
    const { clock, as, services } = app;
    const machine = 'mill-said';
    await services.machines.createMachine(systemActor('test'), { id: machine, name: 'Mill that stood' });
    const from = clock.now();
    const periods = ['before', 'after'].map((id, nth) => ({
      id: `said-${id}`,
      machineId: machine,
      startMs: from + nth * HOUR_MS,
      endMs: from + (nth + 1) * HOUR_MS,
      classification: 'DOWNTIME' as const,
      productivity: 'unproductive' as const,
      reasonText: 'Hydraulic',
    }));
    await services.timeline.recordPeriods(systemActor('test'), periods, { kind: 'csv', name: 'test.csv' });
    clock.set(from + 5 * HOUR_MS);
    const about = { machine_id: machine, fourjaw_downtime_id: 'said-after' };
    const solved = { remedy: 'New seal' };
    const timesOf = ({ down_from, restored_at }: { readonly down_from: string; readonly restored_at: string }) => [
      Date.parse(down_from) - from,
      Date.parse(restored_at) - from,
    ];
    const measured = await app.open({ ...about, machine_down: true });
    clock.advance(HOUR_MS);
    const resolved = await as.TECHNICIAN('POST', `/api/v1/tickets/${measured.id}/resolve`, solved);
    assert.deepEqual(timesOf(resolved.body), [0, 2 * HOUR_MS]);
    const { mttr, failures } = await ask(`start_time=${at(from)}&machine_ids=${machine}`);
    assert.deepEqual([failures, mttr.mean_seconds], [1, 7_200]);
    const reason = { reason: 'Leaks again' };
    assert.equal((await as.SUPERVISOR('POST', `/api/v1/tickets/${measured.id}/reopen`, reason)).body.restored_at, null);
    const again = await as.TECHNICIAN('POST', `/api/v1/tickets/${measured.id}/resolve`, solved);
    assert.equal(Date.parse(again.body.restored_at), clock.now(), 'it stood again since');

    const later = await app.open(about);
    const changed = await as.TECHNICIAN('PATCH', `/api/v1/tickets/${later.id}`, { machine_down: true });
    assert.equal(Date.parse(changed.body.down_from), from);
    const old = await as.TECHNICIAN('PUT', `/api/v1/tickets/${later.id}?status=Resolved`);
    assert.equal(old.status, 200, JSON.stringify(old.body));
    assert.deepEqual(timesOf((await as.VIEWER('GET', `/api/v1/tickets/${later.id}`)).body), [0, 2 * HOUR_MS]);

    const since = await app.open({ ...about, machine_down: true, down_from: at(from + 3 * HOUR_MS) });
    const ended = await as.TECHNICIAN('POST', `/api/v1/tickets/${since.id}/resolve`, solved);
    assert.deepEqual(timesOf(ended.body), [3 * HOUR_MS, 6 * HOUR_MS], 'the stop was over by then');
  });

  test('of a machine that stood ends as its stop did also after a way back, as long as nobody had said that it ran', async () => {
    const { clock, as, services } = app;
    const machine = 'mill-back';
    await services.machines.createMachine(systemActor('test'), { id: machine, name: 'Mill that came back' });
    const from = clock.now();
    const stop = {
      id: 'back',
      machineId: machine,
      startMs: from,
      endMs: from + HOUR_MS,
      classification: 'DOWNTIME' as const,
      productivity: 'unproductive' as const,
      reasonText: 'Hydraulic',
    };
    await services.timeline.recordPeriods(systemActor('test'), [stop], { kind: 'csv', name: 'test.csv' });
    clock.set(from + 2 * HOUR_MS);
    const old = (status: string) => ['PUT', `?status=${status}`, undefined] as const;
    const post = (move: string, body?: object) => ['POST', `/${move}`, body] as const;
    const reopen = post('reopen', { reason: 'x' });
    const ways = {
      'In Progress → Open': [post('start'), old('Open')],
      'cancelled and reopened': [post('cancel', { reason: 'x' }), reopen],
      'resolved and reopened': [post('resolve', { remedy: 'x' }), reopen],
      'closed by the old front end': [old('Closed'), old('In Progress')],
      'mended, then cancelled': [old('Resolved'), reopen, post('cancel', { reason: 'x' }), reopen],
    };
    const ended: Record<string, [hours: number, reopened: number]> = {};
    for (const [way, steps] of Object.entries(ways)) {
      const { id } = await app.open({ machine_id: machine, fourjaw_downtime_id: stop.id, machine_down: true });
      for (const [method, path, body] of steps) {
        const { status } = await as.SUPERVISOR(method, `/api/v1/tickets/${id}${path}`, body);
        assert.equal(status, 200, `${way} ${path}`);
      }
      const { body } = await as.TECHNICIAN('POST', `/api/v1/tickets/${id}/resolve`, { remedy: 'New seal' });
      ended[way] = [(Date.parse(body.restored_at) - from) / HOUR_MS, body.reopened_count];
    }
    const text = `external_id,machine_id,description,status,logged_time,resolved_time,machine_down,fourjaw_downtime_id
back,${machine},Leaked,Resolved,${at(from)},${at(from + HOUR_MS)},yes,${stop.id}\n`;
    const headers = { ...(await app.signIn('SUPERVISOR')), 'content-type': 'text/csv' };
    await app.app.inject({ method: 'POST', url: '/api/v1/tickets/import', headers, payload: text });
    const [{ id }] = (await as.VIEWER('GET', '/api/v1/tickets/search?text=leaked')).body.items;
    await as.SUPERVISOR('POST', `/api/v1/tickets/${id}/reopen`, { reason: 'x' });
    const { body: again } = await as.TECHNICIAN('POST', `/api/v1/tickets/${id}/resolve`, { remedy: 'New seal' });
    ended['imported as resolved'] = [(Date.parse(again.restored_at) - from) / HOUR_MS, again.reopened_count];
    assert.deepEqual(ended, {
      'In Progress → Open': [1, 1],
      'cancelled and reopened': [1, 1],
      'resolved and reopened': [2, 1],
      'closed by the old front end': [2, 1],
      'mended, then cancelled': [2, 2],
      'imported as resolved': [2, 1],
    });
  });

  test('of a machine that somebody says stood in a planned or unattended stop lasts as the ticket says: that stop is none', async () => {
    const { clock, as, services } = app;
    const machine = 'mill-meant';
    await services.machines.createMachine(systemActor('test'), { id: machine, name: 'Mill that was meant to stand' });
    const from = clock.now();
    for (const [nth, group] of ['planned', 'operator'].entries()) {
      const period = {
        id: `meant-${group}`,
        machineId: machine,
        startMs: from + nth * 4 * HOUR_MS,
        endMs: from + (nth * 4 + 2) * HOUR_MS,
        classification: 'DOWNTIME' as const,
        productivity: 'unproductive' as const,
        reasonText: `Meant ${group}`,
      };
      await services.timeline.recordPeriods(systemActor('test'), [period], { kind: 'csv', name: 'test.csv' });
      const [{ id, version }] = (await as.VIEWER('GET', `/api/v1/reasons?text=Meant ${group}`)).body.items;
      assert.equal((await as.ADMIN('PATCH', `/api/v1/reasons/${id}`, { group, version })).status, 200);
      const about = { machine_id: machine, fourjaw_downtime_id: period.id };
      clock.set(period.startMs + HOUR_MS);
      const opened = await app.open({ ...about, machine_down: true });
      const later = await app.open(about);
      const changed = await as.TECHNICIAN('PATCH', `/api/v1/tickets/${later.id}`, { machine_down: true });
      clock.set(period.startMs + 3 * HOUR_MS);
      const solved = await as.TECHNICIAN('POST', `/api/v1/tickets/${opened.id}/resolve`, { remedy: 'New seal' });
      const [logged, restored] = [at(period.startMs + HOUR_MS), at(period.startMs + 3 * HOUR_MS)];
      assert.deepEqual([opened.down_from, changed.body.down_from, solved.body.restored_at], [logged, logged, restored]);
    }
    clock.advance(1_000);
    const { failures, mttr } = await ask(`start_time=${at(from)}&machine_ids=${machine}`);
    assert.deepEqual([failures, mttr.mean_seconds], [2, 7_200]);
  });

  test('the first instant of the range is in it and the last is not, also where pieces of the reading meet', async () => {
    const machine = 'mill-bounds';
    await app.services.machines.createMachine(systemActor('test'), { id: machine, name: 'Mill of bounds' });
    const [invented] = await storeInventedTickets(app, 1, 99);
    const begin = app.clock.now() - 300 * DAY_MS;
    // 700 in one millisecond, 700 in the next and 700 in the third: pieces of a thousand end among them
    const tickets = Array.from({ length: 2_100 }, (_, nth): Omit<Ticket, 'id'> => {
      const { id: _id, ...any } = invented as Ticket;
      return {
        ...any,
        machineId: machine,
        externalId: `bound-${nth}`,
        loggedAt: begin + Math.floor(nth / 700),
        acknowledgedAt: null,
        status: 'Open',
        holdReason: null,
        resolvedAt: null,
        closedAt: null,
        cancelledAt: null,
        machineDown: false,
        downFrom: null,
        restoredAt: null,
        periodId: null,
        source: 'person',
        labourMinutes: 1,
      };
    });
    for (let from = 0; from < tickets.length; from += 500) {
      await insertMissingTickets(app.tables, tickets.slice(from, from + 500));
    }
    const counted = async (fromMs: number, toMs: number) => {
      const range = `start_time=${at(fromMs)}&end_time=${at(toMs)}&machine_ids=${machine}`;
      const costs = await app.as.VIEWER('GET', `/api/v1/reports/maintenance/costs?${range}`);
      return [(await ask(range)).faults, costs.body.tickets, costs.body.labour_minutes];
    };
    assert.deepEqual(await counted(begin, begin + 3), [2_100, 2_100, 2_100]);
    assert.deepEqual(await counted(begin, begin + 1), [700, 700, 700]);
    assert.deepEqual(await counted(begin + 1, begin + 2), [700, 700, 700]);
    assert.deepEqual(await counted(begin + 2, begin + 3), [700, 700, 700]);
    assert.deepEqual(await counted(begin - 1, begin), [0, 0, 0]);
    assert.deepEqual(await counted(begin + 3, begin + 4), [0, 0, 0]);
    const { body } = await app.as.VIEWER(
      'GET',
      `/api/v1/reports/maintenance/ticket-costs?start_time=${at(begin)}&end_time=${at(begin + 3)}&machine_ids=${machine}&limit=100`,
    );
    const numbers = await app.tables.selectFrom('tickets').select('id').where('machine_id', '=', machine).execute();
    const greatest = numbers.map(({ id }) => id).sort((a, b) => b - a);
    assert.equal(body.count, 2_100);
    assert.deepEqual(
      body.items.map((item: Record<string, number>) => item['ticket_id']),
      greatest.slice(0, 100),
      'all cost the same',
    );
    const costs: number[] = [];
    const pieces = costsIn(app.tables, app.services.store.engine, {}, { fromMs: begin, toMs: begin + 1 });
    for await (const piece of pieces) costs.push(piece.length);
    assert.deepEqual(costs, [700], 'nothing behind the range is read');
  });
});
