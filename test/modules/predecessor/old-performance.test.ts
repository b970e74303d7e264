/** The old dashboard's figures over the last hours, on a factory whose figures can be reckoned in the head. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf } from '../../support/http-client.ts';
import { type SmallFactory, startSmallFactory } from '../../support/small-factory.ts';

onEachEngine('the last hours of the old dashboard', (under) => {
  let opened: SmallFactory;
  let read: SmallFactory['read'];

  before(async () => {
    opened = await startSmallFactory(under);
    ({ read } = opened);
  });

  test('show the machines of which anything is known, the best used first', async () => {
    const rows = {
      // it was in use until now
      gone: {
        machine_id: 'gone',
        machine_name: 'Gone',
        utilization_percentage: 100,
        total_cuts: 0,
        total_time_hours: 6,
        uptime_hours: 6,
        downtime_events: 0,
        current_status: 'running',
        last_event_time: '2026-01-15T12:00:00.000Z',
      },
      running: {
        machine_id: 'running',
        machine_name: 'Running',
        utilization_percentage: 83.33,
        // with those before the day began
        total_cuts: 150,
        total_time_hours: 6,
        uptime_hours: 5,
        downtime_events: 1,
        current_status: 'running',
        last_event_time: '2026-01-15T11:00:00.000Z',
      },
      'setting-up': {
        machine_id: 'setting-up',
        machine_name: 'Setting up',
        // two hours of 6:55
        utilization_percentage: 28.92,
        total_cuts: 7,
        total_time_hours: 6.92,
        uptime_hours: 2,
        downtime_events: 1,
        current_status: 'maintenance',
        last_event_time: '2026-01-15T11:55:00.000Z',
      },
    };
    assert.deepEqual(await read('analytics/performance-summary'), {
      machines: [rows.gone, rows.running, rows['setting-up']],
      // 13 hours of 18:55
      summary: { total_machines: 3, avg_utilization: 68.72, total_cuts: 157, total_downtime_events: 2 },
    });
    const hour = await read('analytics/performance-summary?hours_back=1&machine_ids[]=running&machine_ids[]=unheard');
    assert.deepEqual(
      hour.machines.map((row: Record<string, unknown>) => [
        row['machine_id'],
        row['utilization_percentage'],
        row['total_cuts'],
        row['downtime_events'],
      ]),
      [['running', 100, 0, 0]],
    );
  });

  test('say what stands out, by the rules of old', async () => {
    const answer = await read('analytics/efficiency-insights');
    const told = answer.machine_insights.map(
      (row: { machine_id: string; performance_score: number; insights: { category: string; severity: string }[] }) => [
        row.machine_id,
        row.performance_score,
        row.insights.map(({ category, severity }) => `${category} ${severity}`),
      ],
    );
    assert.deepEqual(told, [
      // it never reported a cut: a lack of them says nothing
      ['gone', 100, ['utilization info']],
      // (83.33 + 100 − 2) / 2, and 150 cuts in six hours
      ['running', 90.67, ['productivity low']],
      ['setting-up', 63.46, ['utilization high', 'productivity low']],
    ]);
    assert.deepEqual(answer.fleet_insights, []);
    assert.deepEqual(answer.summary, { period_hours: 168, machines_analyzed: 3, avg_performance_score: 84.71 });
    const one = await read('analytics/efficiency-insights?machine_ids[]=setting-up&hours_back=4');
    assert.deepEqual(
      one.fleet_insights.map(({ severity }: { severity: string }) => severity),
      ['medium'],
    );
  });

  test('refuse hours and machines that they do not know', async () => {
    for (const path of ['performance-summary', 'efficiency-insights']) {
      for (const query of ['hours_back=0', 'hours_back=100000', 'hours_back=soon', 'machine_ids[]=nosuch']) {
        const { status, body } = await opened.viewer('GET', `/api/v1/analytics/${path}?${query}`);
        assert.equal(status, 422, `${path} ${query}: ${JSON.stringify(body)}`);
        assert.equal(typeof body.detail, 'string');
      }
    }
  });
});

onEachEngine('the last hours of an empty factory', (under) => {
  test('are zeros and empty lists', async () => {
    const { app, signIn } = await startTestApp(under);
    const send = clientOf(app, await signIn('VIEWER'));
    const summary = await send('GET', '/api/v1/analytics/performance-summary');
    assert.deepEqual(
      [summary.status, summary.body],
      [
        200,
        { machines: [], summary: { total_machines: 0, avg_utilization: 0, total_cuts: 0, total_downtime_events: 0 } },
      ],
    );
    const insights = await send('GET', '/api/v1/analytics/efficiency-insights');
    assert.deepEqual(insights.body, {
      machine_insights: [],
      fleet_insights: [],
      summary: { period_hours: 168, machines_analyzed: 0, avg_performance_score: 0 },
    });
  });
});
