/**
 * Contract §1.3 and §1.4: the cards of the old dashboard and its figures over the last hours, as its pages ask for them,
 * against a started process and the clock of the day. The rows are the real factory's last hours, moved to now.
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { type RealPeriod, readRealPeriods, realDataMissing } from '../support/real-data.ts';
import { type Asker, type Serving, send, serveMilldash, signIn, uploadPeriodsText } from '../support/serving.ts';
import { type OldFrontEnd, openOldFrontEnd } from './old-front-end.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const mills = ['6809f67ffc54c40ff1b489cf', '6809f8df20e024b627b489eb', '6809f8df20e024b627b489ed'] as const;
const [mill1, mill2] = mills;

const cards = {
  summary: '/api/v1/dashboard/machine-summary',
  stats: '/api/v1/dashboard/quick-stats',
  overview: '/api/v1/dashboard/maintenance-overview',
  production: '/api/v1/dashboard/production-metrics',
  performance: '/api/v1/analytics/performance-summary',
  live: '/api/v1/analytics/real-time-metrics',
  insights: '/api/v1/analytics/efficiency-insights',
  comparison: '/api/v1/analytics/machine-comparison',
};

type Row = Omit<RealPeriod, 'id'>;

/** Twenty hours that ended at the instant: of the real factory where its data are there, else made up. */
function rowsUntil(endMs: number): Row[] {
  if (realDataMissing !== false) {
    return mills.flatMap((machineId, at) =>
      [0, 1, 2, 3].map((step) => ({
        machineId,
        reason: step % 2 === 0 ? 'No Reason Required' : 'Set Up',
        startMs: endMs - (4 - step) * HOUR_MS * (at + 1),
        endMs: endMs - (3 - step) * HOUR_MS * (at + 1),
        productivity: 'productive',
        classification: step % 2 === 0 ? 'UPTIME' : 'DOWNTIME',
      })),
    );
  }
  const real = readRealPeriods();
  const lastMs = Math.max(...real.map((row) => row.endMs));
  const laterMs = endMs - lastMs;
  return real
    .filter(({ startMs }) => startMs >= lastMs - 20 * HOUR_MS)
    .map((row) => ({ ...row, startMs: row.startMs + laterMs, endMs: row.endMs + laterMs }));
}

/** Plain arithmetic over the rows, from an instant on. */
function reckon(rows: readonly Row[], fromMs: number, machineIds: readonly string[] = mills) {
  const sums = { uptimeMs: 0, plannedMs: 0, stops: 0 };
  for (const { machineId, startMs, endMs, classification } of rows) {
    if (!machineIds.includes(machineId) || classification === 'OFFLINE') continue;
    const partMs = Math.max(0, endMs - Math.max(startMs, fromMs));
    sums.plannedMs += partMs;
    if (classification === 'UPTIME') sums.uptimeMs += partMs;
    else if (startMs >= fromMs && endMs > startMs) sums.stops += 1;
  }
  return { ...sums, utilization: sums.plannedMs === 0 ? 0 : sums.uptimeMs / sums.plannedMs };
}

/** Shares have four digits, of sums in whole milliseconds. */
const SHARE_OFF = 0.000_051;
const near = (actual: number, expected: number, by: number, what: string) =>
  assert.ok(Math.abs(actual - expected) <= by + 1e-9, `${what}: ${actual} instead of ${expected}`);

onEachEngine('the cards of the old front end', (under) => {
  let serving: Serving;
  let page: OldFrontEnd;
  let boss: Asker;
  let rows: Row[];
  let cutAtMs: number;

  before(async () => {
    // in UTC, so that the production day is reckoned without a calendar
    serving = await serveMilldash({
      databaseUrl: await under.createDatabaseUrl(),
      env: { FACTORY_TIMEZONE: 'UTC' },
    });
    under.atEnd(async () => void (await serving.stop()));
    page = openOldFrontEnd(serving.url);
    await page.signIn();
    boss = await signIn(serving.url);
  });

  // each path has a shape of its own
  async function read(path: string, query: Parameters<OldFrontEnd['get']>[1] = {}): Promise<any> {
    const { status, body } = await page.get(path, query);
    assert.equal(status, 200, `${path} ${JSON.stringify(query)}: ${JSON.stringify(body)}`);
    return body;
  }

  test('are answered before there is anything: a failure would blank the whole chart area', async () => {
    for (const path of Object.values(cards)) {
      for (const query of [{}, { machine_ids: [] }]) await read(path, query);
      if (path !== cards.comparison) await read(path, '?machine_ids[]=All');
    }
    assert.deepEqual(await read(cards.summary), []);
    const { avg_utilization: utilization, total_machines: machines } = await read(cards.stats);
    assert.deepEqual([utilization, machines], [0, 0]);
  });

  test('take the rows of the last hours, cuts by a program, and tickets of the form', async () => {
    const nowMs = Math.floor(Date.now() / 1_000) * 1_000;
    rows = rowsUntil(nowMs - 300_000);
    const time = (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('Z', '+00:00');
    const csv = [
      'name,id,machine_id,downtime_reason_name,start_timestamp,end_timestamp,productivity,classification',
      ...rows.map((row, at) => {
        const id = `6818403f${String(at).padStart(16, '0')}`;
        const name = `Mill ${mills.indexOf(row.machineId as typeof mill1) + 1}`;
        const { machineId, reason, startMs, endMs, productivity, classification } = row;
        return [name, id, machineId, reason, time(startMs), time(endMs), productivity, classification].join(',');
      }),
    ];
    const loaded = await uploadPeriodsText(serving.url, boss, 'mills.csv', csv.join('\n'));
    assert.equal(loaded.status, 200, JSON.stringify(loaded.body));
    cutAtMs = nowMs;
    for (const [machine_id, atMs, cut_count] of [
      [mill1, nowMs - 60_000, 5],
      [mill1, nowMs, 7],
      [mill2, nowMs - 90 * DAY_MS, 1_000],
    ] as const) {
      const cut = { machine_id, timestamp_utc: new Date(atMs).toISOString(), cut_count };
      const { status } = await boss.ask('POST', '/api/v1/cuts', cut);
      assert.equal(status, 200);
    }
    for (const priority of ['High', 'Medium']) {
      const ticket = { machine_id: mill1, incident_category: 'Mechanical', description: 'It squeaks', priority };
      assert.equal((await page.send('POST', '/api/v1/tickets', { ...ticket, fourjaw_downtime_id: null })).status, 201);
    }
  });

  /** The production day begins at 06:00. */
  const dayStart = (nowMs: number) => Math.floor((nowMs - 6 * HOUR_MS) / DAY_MS) * DAY_MS + 6 * HOUR_MS;

  /** The reports of cuts of the first mill that lie in the day of the instant: a day may begin while these tests run. */
  const cutsOfDay = (nowMs: number) => {
    const reports = [
      { atMs: cutAtMs - 60_000, cuts: 5 },
      { atMs: cutAtMs, cuts: 7 },
    ].filter(({ atMs }) => atMs >= dayStart(nowMs));
    return { events: reports.length, cuts: reports.reduce((sum, { cuts }) => sum + cuts, 0) };
  };

  test('quick stats: machines, those that are active, and a share that is no longer N/A', async () => {
    const stats = await read(cards.stats);
    const now = await read(cards.live);
    const today = reckon(rows, dayStart(Date.parse(now.last_updated)));
    const { cuts } = cutsOfDay(Date.parse(now.last_updated));
    assert.deepEqual([stats.total_machines, now.total_machines], [3, 3]);
    assert.ok(stats.active_machines >= 1 && stats.active_machines <= 3);
    assert.deepEqual([stats.today_total_cuts, now.today_total_cuts], [cuts, cuts]);
    assert.deepEqual([stats.open_tickets, stats.high_priority_tickets], [2, 1]);
    assert.deepEqual([now.open_tickets, now.high_priority_tickets], [2, 1]);
    assert.equal(now.active_machines, stats.active_machines);
    assert.match(now.last_updated, /Z$/);
    assert.ok(Math.abs(Date.parse(now.last_updated) - Date.now()) < 60_000);
    near(stats.avg_utilization, today.utilization, SHARE_OFF, 'avg_utilization');
    near(stats.machine_utilization, today.utilization * 100, 0.05, 'machine_utilization');
    near(now.overall_utilization, today.utilization * 100, 0.05, 'overall_utilization');
  });

  const lastRowOf = (id: string) =>
    new Date(Math.max(...rows.filter((row) => row.machineId === id).map((row) => row.endMs))).toISOString();

  test('machine summary: the name, the status and the share that the cards read, for machines named as axios does', async () => {
    const all = await read(cards.summary);
    const { last_updated: updated } = await read(cards.live);
    assert.deepEqual(
      all.map((row: { machine_id: string; machine_name: string }) => [row.machine_id, row.machine_name]),
      mills.map((id, at) => [id, `Mill ${at + 1}`]),
    );
    for (const row of all) {
      assert.ok(['running', 'operational', 'idle', 'warning', 'down', 'maintenance', 'error'].includes(row.status));
      const { utilization } = reckon(rows, dayStart(Date.parse(updated)), [row.machine_id]);
      near(row.utilization, utilization, SHARE_OFF, row.machine_id);
      assert.ok(Date.parse(row.last_activity) <= Date.now());
    }
    const [first, second, third] = all;
    assert.deepEqual([first.is_active, first.open_tickets, first.total_tickets], [true, 2, 2]);
    assert.equal(first.last_activity, new Date(cutAtMs).toISOString());
    assert.deepEqual(
      all.map((row: { name: string }) => row.name),
      ['Mill 1', 'Mill 2', 'Mill 3'],
    );
    const today = cutsOfDay(Date.parse(updated));
    // twelve in the minute between the first and the last report
    const perHour = today.events === 2 ? 720 : 0;
    assert.deepEqual([first.today_cuts, first.today_events, first.cut_frequency], [today.cuts, today.events, perHour]);
    for (const row of [second, third]) {
      assert.deepEqual([row.today_cuts, row.today_events, row.cut_frequency], [0, 0, 0]);
      assert.deepEqual([row.open_tickets, row.total_tickets], [0, 0]);
      assert.equal(row.last_activity, lastRowOf(row.machine_id), row.machine_name);
    }
    const two = await read(cards.summary, { machine_ids: [mill1, mill2] });
    assert.deepEqual(
      two.map((row: { machine_id: string }) => row.machine_id),
      [mill1, mill2],
    );
  });

  test('performance summary: whole rows of the last day, as plain arithmetic has them', async () => {
    const { machines, summary } = await read(cards.performance, { machine_ids: [...mills], hours_back: 24 });
    const now = new Map((await read(cards.summary)).map((row: { machine_id: string }) => [row.machine_id, row]));
    assert.equal(machines.length, mills.length);
    for (const row of machines) {
      const { uptimeMs, plannedMs, stops, utilization } = reckon(rows, 0, [row.machine_id]);
      assert.equal(row.downtime_events, stops, row.machine_name);
      near(row.utilization_percentage, utilization * 100, 0.005, row.machine_name);
      near(row.uptime_hours, uptimeMs / HOUR_MS, 0.005, row.machine_name);
      near(row.total_time_hours, plannedMs / HOUR_MS, 0.005, row.machine_name);
      assert.equal(row.total_cuts, row.machine_id === mill1 ? 12 : 0);
      const { name, status } = now.get(row.machine_id) as { name: string; status: string };
      assert.deepEqual([row.machine_name, row.current_status], [name, status]);
      const last = row.machine_id === mill1 ? new Date(cutAtMs).toISOString() : lastRowOf(row.machine_id);
      assert.equal(row.last_event_time, last, row.machine_name);
    }
    const percentages = machines.map((row: { utilization_percentage: number }) => row.utilization_percentage);
    assert.deepEqual(
      percentages,
      percentages.toSorted((a: number, b: number) => b - a),
    );
    const fleet = reckon(rows, 0);
    near(summary.avg_utilization, fleet.utilization * 100, 0.005, 'of all');
    assert.deepEqual([summary.total_cuts, summary.total_downtime_events], [12, fleet.stops]);
    assert.equal(summary.total_machines, machines.length);
    assert.deepEqual(
      await read(cards.performance, { machine_ids: mills }),
      { machines, summary },
      '24 h is the default',
    );
    const one = await read(cards.performance, { machine_ids: [mill2] });
    assert.deepEqual(
      one.machines.map((row: { machine_id: string }) => row.machine_id),
      [mill2],
    );
  });

  test('insights and comparison: their fields, and machines by their cuts', async () => {
    const insights = await read(cards.insights, { hours_back: 168 });
    assert.equal(insights.summary.period_hours, 168);
    assert.equal(insights.summary.machines_analyzed, insights.machine_insights.length);
    assert.equal(insights.machine_insights.length, mills.length);
    assert.ok(insights.machine_insights.some((row: { insights: unknown[] }) => row.insights.length > 0));
    for (const row of insights.machine_insights) {
      const { stops, utilization } = reckon(rows, 0, [row.machine_id]);
      near(row.performance_score, Math.min(100, (utilization * 100 + 100 - 2 * stops) / 2), 0.01, row.machine_name);
      const told: string[][] = [];
      if (utilization < 0.5) told.push(['warning', 'utilization', utilization < 0.3 ? 'high' : 'medium']);
      if (utilization > 0.9) told.push(['success', 'utilization', 'info']);
      if (stops > 10) told.push(['warning', 'downtime', stops > 20 ? 'high' : 'medium']);
      // the third has never reported a cut
      if (row.machine_id !== mills[2]) told.push(['info', 'productivity', 'low']);
      assert.deepEqual(
        row.insights.map(({ type, category, severity }: Record<string, string>) => [type, category, severity]),
        told,
        row.machine_name,
      );
      for (const { message } of row.insights) assert.match(message, /\S \S/);
    }
    const fleet = reckon(rows, 0);
    const concerns = [fleet.utilization < 0.6, fleet.stops > 5 * mills.length].filter(Boolean);
    assert.equal(insights.fleet_insights.length, concerns.length);
    for (const { type, message, severity } of insights.fleet_insights) {
      assert.deepEqual([type, typeof message, severity], ['warning', 'string', 'medium']);
    }
    const scores = insights.machine_insights.map((row: { performance_score: number }) => row.performance_score);
    const mean = scores.reduce((sum: number, score: number) => sum + score, 0) / scores.length;
    near(insights.summary.avg_performance_score, mean, 0.005, 'avg_performance_score');
    const compared = await read(cards.comparison, { metric: 'cuts', machine_ids: [mill1, mill2] });
    assert.deepEqual(
      compared.machines.map((row: { machine_id: string; machine_name: string; value: number; rank: number }) => [
        row.machine_id,
        row.machine_name,
        row.value,
        row.rank,
      ]),
      [
        [mill1, 'Mill 1', 12, 1],
        [mill2, 'Mill 2', 0, 2],
      ],
    );
    assert.deepEqual(compared.statistics, { highest: 12, lowest: 0, average: 6 });
    const { status, body } = await page.get(cards.comparison, { metric: 'cuts', shift: 'DAY' });
    assert.equal(status, 422);
    assert.match(body.detail, /leave shift and day_of_week out/);
  });

  test('maintenance overview and production metrics', async () => {
    const { overall_stats: overall, machine_breakdown: breakdown } = await read(cards.overview);
    assert.deepEqual(overall, { total_tickets: 2, open_tickets: 2, high_priority_open: 1, resolved_tickets: 0 });
    assert.deepEqual(Object.keys(breakdown).sort(), [...mills].sort());
    assert.deepEqual(breakdown[mill1], { total_tickets: 2, open_tickets: 2, high_priority_open: 1 });
    assert.deepEqual(breakdown[mill2], { total_tickets: 0, open_tickets: 0, high_priority_open: 0 });
    const { overall_stats: none } = await read(cards.overview, { machine_ids: [mill2] });
    assert.deepEqual(none, { total_tickets: 0, open_tickets: 0, high_priority_open: 0, resolved_tickets: 0 });
    const made = await read(cards.production);
    assert.equal(made.machines.length, 3);
    assert.equal(made.active_runs, 0);
    assert.equal(made.total_cuts, (await read(cards.stats)).today_total_cuts);
  });

  test('are answered with and without the slash, and refuse strangers and what they do not know in a sentence', async () => {
    for (const path of Object.values(cards)) {
      await read(`${path}/`);
      assert.equal((await send(serving.url + path)).status, 401, path);
    }
    for (const [path, query, detail] of [
      [cards.summary, { machine_ids: ['nosuch'] }, new RegExp(`Allowed: .*${mill1}`)],
      [cards.overview, { machine_ids: ['nosuch'] }, new RegExp(`Allowed: .*${mill1}`)],
      [cards.performance, { hours_back: 169 }, /hours_back/],
      [cards.performance, { hours_back: 0 }, /hours_back/],
      [cards.insights, { hours_back: 'soon' }, /hours_back/],
    ] as const) {
      const { status, body } = await page.get(path, query as Parameters<OldFrontEnd['get']>[1]);
      assert.equal(status, 422, path);
      assert.match(body.detail, detail);
    }
  });
});
