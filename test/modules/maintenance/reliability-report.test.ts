import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { toTicket } from '../../../src/modules/maintenance/tickets/tickets.repository.ts';
import type { Ticket } from '../../../src/modules/maintenance/tickets/tickets.types.ts';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { storeInventedTickets } from './invented-tickets.ts';
import { type MaintenanceApp, mill1, mill2, startMaintenanceApp, stop1 } from './maintenance-app.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const address = '/api/v1/reports/maintenance/reliability';

onEachEngine('the report on reliability', (under) => {
  let app: MaintenanceApp;
  let start = 0;

  before(async () => {
    app = await startMaintenanceApp(under);
    start = app.clock.now();
    measured.startMs = start - HOUR_MS;
    measured.endMs = start - HOUR_MS / 6;
  });

  const at = (ms: number) => new Date(ms).toISOString();
  const ask = async (query: string) => {
    const { status, body } = await app.as.VIEWER('GET', `${address}?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  test('says null and n = 0 where there is nothing, and names the machines all the same', async () => {
    const body = await ask('start_time=2025-01-01T00:00:00Z&end_time=2025-02-01T00:00:00Z&group_by=machine');
    const nothing = {
      faults: 0,
      failures: 0,
      mttr: { mean_seconds: null, longest_seconds: null, n: 0, open: 0 },
      mtta: { mean_seconds: null, n: 0, open: 0 },
      mtbf: { mean_seconds: null, run_seconds: 0, n: 0 },
      first_time_fix: { percent: null, n: 0, fixed_first_time: 0, provisional: 0 },
      repeats: { percent: null, n: 0, repeated: 0 },
    };
    assert.deepEqual(body, {
      start_time: '2025-01-01T00:00:00.000Z',
      end_time: '2025-02-01T00:00:00.000Z',
      cut_off_at: null,
      repeat_days: 30,
      ...nothing,
      groups: [
        { key: mill1, name: 'Mill 1', ...nothing },
        { key: mill2, name: 'Mill 2', ...nothing },
      ],
    });
  });

  test('reckons a failure from its report to its restoration, and the time between failures from productive uptime', async () => {
    const { clock, as, services } = app;
    const uptime = { machineId: mill1, classification: 'UPTIME', productivity: 'productive', reasonText: '' } as const;
    const run = { ...uptime, id: 'run-1', startMs: start, endMs: start + 10 * HOUR_MS };
    await services.timeline.recordPeriods(systemActor('test'), [run], { kind: 'csv', name: 'test.csv' });
    clock.set(start + 10 * HOUR_MS);
    const down = { machine_down: true, down_from: at(clock.now() - HOUR_MS) };
    const { id } = await app.open({ ...down, incident_category: 'Hydraulic' });
    clock.advance(600_000);
    assert.equal((await as.TECHNICIAN('POST', `/api/v1/tickets/${id}/start`, {})).status, 200);
    clock.advance(3_000_000);
    const resolution = { remedy: 'New seal', failure_code: 'LEAK' };
    assert.equal((await as.TECHNICIAN('POST', `/api/v1/tickets/${id}/resolve`, resolution)).status, 200);
    clock.advance(HOUR_MS);
    await app.open({ incident_category: 'Electrical' });
    const duplicate = await app.open({ machine_down: true });
    await as.SUPERVISOR('POST', `/api/v1/tickets/${duplicate.id}/cancel`, { reason: 'Duplicate' });
    clock.advance(1_000);

    const body = await ask(`start_time=${at(start)}&group_by=cause`);
    assert.equal(body.end_time, at(clock.now()));
    assert.deepEqual([body.faults, body.failures], [2, 1], 'the cancelled one is no fault');
    assert.deepEqual(body.mttr, { mean_seconds: 7_200, longest_seconds: 7_200, n: 1, open: 0 });
    assert.deepEqual(body.mtta, { mean_seconds: 600, n: 1, open: 1 });
    assert.deepEqual(body.mtbf, { mean_seconds: 36_000, run_seconds: 36_000, n: 1 });
    assert.deepEqual(body.first_time_fix, { percent: 100, n: 1, fixed_first_time: 1, provisional: 1 });
    assert.deepEqual(
      body.groups.map(({ key, failures, mtbf }: Record<string, never>) => [key, failures, mtbf]),
      [
        ['LEAK', 1, { mean_seconds: 36_000, run_seconds: 36_000, n: 1 }],
        [null, 0, { mean_seconds: null, run_seconds: 36_000, n: 0 }],
      ],
    );
    const ofMachines = await ask(`start_time=${at(start)}&group_by=machine&machine_ids=${mill1}`);
    assert.deepEqual(
      ofMachines.groups.map(({ name, mtbf }: Record<string, never>) => [name, mtbf]),
      [['Mill 1', { mean_seconds: 36_000, run_seconds: 36_000, n: 1 }]],
    );
    const future = await ask(`start_time=${at(start)}&end_time=${at(clock.now() + DAY_MS)}`);
    assert.deepEqual([future.end_time, future.cut_off_at], [at(clock.now()), at(clock.now())]);
  });

  test('a reopened ticket was not fixed the first time', async () => {
    const { as, clock } = app;
    clock.advance(HOUR_MS);
    const from = clock.now();
    const { id } = await app.open({ incident_category: 'Tooling' });
    await as.TECHNICIAN('POST', `/api/v1/tickets/${id}/resolve`, { remedy: 'Cleaned' });
    clock.advance(1_000);
    assert.equal((await ask(`start_time=${at(from)}`)).first_time_fix.percent, 100);
    await as.TECHNICIAN('POST', `/api/v1/tickets/${id}/reopen`, { reason: 'It is back' });
    assert.deepEqual((await ask(`start_time=${at(from)}`)).first_time_fix.n, 0);
    await as.TECHNICIAN('POST', `/api/v1/tickets/${id}/resolve`, { remedy: 'Replaced' });
    const { first_time_fix: fix } = await ask(`start_time=${at(from)}`);
    assert.deepEqual(fix, { percent: 0, n: 1, fixed_first_time: 0, provisional: 0 });
  });

  test('agrees with a plain reckoning over thousands of tickets of every kind, whole and by group', async () => {
    await storeInventedTickets(app, 2_500, 7);
    // its own too: everything that is there
    const tickets = await allTickets();
    const nowMs = app.clock.now();
    const ranges = [
      [nowMs - 400 * DAY_MS, nowMs],
      [nowMs - 90 * DAY_MS, nowMs - 30 * DAY_MS],
      [nowMs - 100 * DAY_MS, nowMs - 100 * DAY_MS + 1],
    ] as const;
    for (const [fromMs, toMs] of ranges) {
      const range = `start_time=${at(fromMs)}&end_time=${at(toMs)}`;
      const expected = plainly(tickets, { fromMs, toMs, nowMs, of: () => true });
      assert.deepEqual(figuresOf(await ask(range)), expected);
      for (const [grouping, keyOf] of Object.entries(keys)) {
        const body = await ask(`${range}&group_by=${grouping}`);
        assert.deepEqual(figuresOf(body), expected);
        for (const group of body.groups) {
          const of = (ticket: Ticket) => keyOf(ticket) === (group.key?.toLowerCase() ?? null);
          assert.deepEqual(figuresOf(group), plainly(tickets, { fromMs, toMs, nowMs, of }), `${grouping} ${group.key}`);
        }
      }
      const of = ({ machineId }: Ticket) => machineId === mill2;
      assert.deepEqual(
        figuresOf(await ask(`${range}&machine_ids=${mill2}`)),
        plainly(tickets, { fromMs, toMs, nowMs, of }),
      );
    }
  });

  test('goes out as CSV with the same figures, and nothing in it that a spreadsheet would run', async () => {
    const range = `start_time=${at(app.clock.now() - 400 * DAY_MS)}`;
    const answer = await app.app.inject({
      url: `${address}.csv?${range}&group_by=cause`,
      headers: await app.signIn('VIEWER'),
    });
    assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8');
    const [header = '', ...lines] = answer.body.trim().split('\r\n');
    const { groups } = await ask(`${range}&group_by=cause`);
    const columns = header.split(',');
    const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, n) => [columns[n], cell])));
    assert.deepEqual(
      rows.map((row) => [row['key'], row['mttr_seconds'], row['mttr_n'], row['repeated']]),
      groups.map(({ key, mttr, repeats }: Record<string, any>) => [
        key === '=cmd()' ? "'=cmd()" : (key ?? ''),
        String(mttr.mean_seconds ?? ''),
        String(mttr.n),
        String(repeats.repeated),
      ]),
    );
    const whole = await app.app.inject({ url: `${address}.csv`, headers: await app.signIn('VIEWER') });
    assert.equal(whole.body.trim().split('\r\n').length, 2);
  });

  test('the days of a repeat are a setting', async () => {
    const set = await app.as.ADMIN('PUT', '/api/v1/settings/reports.repeat_days', { value: 2 });
    assert.equal(set.status, 200, JSON.stringify(set.body));
    const nowMs = app.clock.now();
    const [fromMs, toMs] = [nowMs - 90 * DAY_MS, nowMs];
    const body = await ask(`start_time=${at(fromMs)}`);
    assert.equal(body.repeat_days, 2);
    const all = await allTickets();
    assert.deepEqual(figuresOf(body), plainly(all, { fromMs, toMs, nowMs, of: () => true, days: 2 }));
  });

  test('refuses what cannot be answered, and says what can', async () => {
    const refused = async (query: string) => outcomeOf(await app.as.VIEWER('GET', `${address}?${query}`));
    assert.deepEqual(
      await refused('start_time=2026-01-02T00:00:00Z&end_time=2026-01-01T00:00:00Z'),
      '422 range-invalid',
    );
    assert.deepEqual(await refused('start_time=2001-01-01T00:00:00Z'), '422 range-too-long');
    assert.deepEqual(await refused('machine_ids=nosuch'), '422 unknown-machine');
    assert.deepEqual(await refused('start_time=yesterday'), '422 validation-failed');
    assert.deepEqual(await refused('group_by=colour'), '422 validation-failed');
  });

  async function allTickets(): Promise<Ticket[]> {
    return (await app.tables.selectFrom('tickets').selectAll().execute()).map(toTicket);
  }
});

const keys: Readonly<Record<string, (ticket: Ticket) => string | null>> = {
  machine: ({ machineId }) => machineId,
  category: ({ category }) => category.toLowerCase(),
  cause: ({ failureCode }) => failureCode?.toLowerCase() ?? null,
  priority: ({ priority }) => priority.toLowerCase(),
  team: ({ team }) => team?.toLowerCase() ?? null,
};

interface Question {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  readonly of: (ticket: Ticket) => boolean;
  readonly days?: number;
}

/** Of the only stop there is: of mill-1, unplanned; it ended ten minutes before the clock began. */
const measured = { startMs: 0, endMs: 0 };
const isAbout = ({ periodId, machineId }: Ticket) => periodId === stop1 && machineId === mill1;
const isFailure = (ticket: Ticket) => ticket.machineDown || isAbout(ticket);
const startOf = (ticket: Ticket) => ticket.downFrom ?? measured.startMs;
const measuredEnd = (ticket: Ticket) =>
  ticket.restoredAt ?? (isAbout(ticket) && measured.endMs >= startOf(ticket) ? measured.endMs : null);

function isOfSameFailure(one: Ticket, other: Ticket, areOfOneCause: boolean): boolean {
  if (one.machineId !== other.machineId) return false;
  if (isAbout(one) && isAbout(other) && one.restoredAt === null && other.restoredAt === null) return true;
  const apartMs = areOfOneCause ? 60_000 : 0;
  const until = (of: Ticket) => Math.max(startOf(of) + 1, measuredEnd(of) ?? 0);
  return startOf(one) < until(other) + apartMs && startOf(other) < until(one) + apartMs;
}

const toldOf = new WeakMap<readonly Ticket[], ReadonlySet<Ticket>>();

/** The tickets of failures that one before them tells of. @param faults in the order in which they began */
function toldBefore(all: readonly Ticket[], faults: readonly Ticket[], cause: (ticket: Ticket) => string) {
  let told = toldOf.get(all);
  if (told === undefined) {
    const failures = faults.filter(isFailure);
    const isTold = (one: Ticket, at: number) =>
      failures.slice(0, at).some((other) => isOfSameFailure(one, other, cause(one) === cause(other)));
    toldOf.set(all, (told = new Set(failures.filter(isTold))));
  }
  return told;
}

/** Each figure by its definition alone. */
function plainly(all: readonly Ticket[], { fromMs, toMs, nowMs, of, days = 30 }: Question) {
  const begin = (ticket: Ticket) => ticket.downFrom ?? ticket.loggedAt;
  const cause = ({ machineId, failureCode, category }: Ticket) =>
    JSON.stringify([machineId, failureCode?.toLowerCase() ?? { category }]);
  const faults = all
    .filter(({ source, status }) => source !== 'plan' && status !== 'Cancelled')
    .sort((a, b) => begin(a) - begin(b) || a.id - b.id);
  const alike = Map.groupBy(faults, cause);
  const mine = faults.filter((ticket) => begin(ticket) >= fromMs && begin(ticket) < toMs && of(ticket));
  const told = toldBefore(all, faults, cause);
  const isTold = (ticket: Ticket) => told.has(ticket);
  const failures = mine.filter((ticket) => isFailure(ticket) && !isTold(ticket));
  const restores = failures.flatMap((ticket) => {
    const restored = measuredEnd(ticket) ?? ticket.resolvedAt;
    return restored === null ? [] : [Math.max(0, restored - startOf(ticket))];
  });
  const responses = mine.flatMap(({ acknowledgedAt, loggedAt }) =>
    acknowledgedAt === null ? [] : [acknowledgedAt - loggedAt],
  );
  const done = mine.filter(({ resolvedAt }) => resolvedAt !== null);
  const held = done.filter((ticket) => {
    const fixed = ticket.resolvedAt ?? 0;
    const back = (alike.get(cause(ticket)) ?? []).some(
      (other) =>
        other !== ticket &&
        (begin(other) > begin(ticket) || (begin(other) === begin(ticket) && other.id > ticket.id)) &&
        begin(other) >= fixed &&
        begin(other) <= fixed + days * DAY_MS &&
        !isTold(other),
    );
    return ticket.reopenedCount === 0 && !back;
  });
  const repeated = mine.filter((ticket) => {
    const own = alike.get(cause(ticket)) ?? [];
    const previous = own[own.indexOf(ticket) - 1];
    return previous !== undefined && begin(ticket) - begin(previous) <= days * DAY_MS && !isTold(ticket);
  });
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : Math.round(values.reduce((sum, value) => sum + value, 0) / values.length) / 1_000;
  return {
    faults: mine.length,
    failures: failures.length,
    mttr: [mean(restores), restores.length === 0 ? null : Math.max(...restores) / 1_000, restores.length],
    mtta: [mean(responses), responses.length],
    fix: [done.length, held.length, held.filter(({ resolvedAt }) => (resolvedAt ?? 0) + days * DAY_MS > nowMs).length],
    repeats: [mine.length, repeated.length],
  };
}

function figuresOf(body: Record<string, any>) {
  const { mttr, mtta, first_time_fix: fix, repeats } = body;
  return {
    faults: body['faults'],
    failures: body['failures'],
    mttr: [mttr.mean_seconds, mttr.longest_seconds, mttr.n],
    mtta: [mtta.mean_seconds, mtta.n],
    fix: [fix.n, fix.fixed_first_time, fix.provisional],
    repeats: [repeats.n, repeats.repeated],
  };
}
