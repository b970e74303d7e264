/** Answers of analytics at their edges: without reasons, within the current second, without data, and too large. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import type { StatusPeriodInput } from '../../../src/modules/timeline/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf, type Send } from '../../support/http-client.ts';

const start = '2026-01-15T06:00:00Z';
const startMs = Date.parse(start);
const MINUTE_MS = 60_000;
const actor = systemActor('test');

/** `at` minutes after the start, ten minutes long. */
function period(machineId: string, at: number, changes: Partial<StatusPeriodInput> = {}): StatusPeriodInput {
  return {
    id: `${machineId}-${at}`,
    machineId,
    startMs: startMs + at * MINUTE_MS,
    endMs: startMs + (at + 10) * MINUTE_MS,
    classification: 'DOWNTIME',
    productivity: 'unproductive',
    reasonText: 'Coil Change',
    ...changes,
  };
}

onEachEngine('an answer of analytics', (under) => {
  let opened: TestApp;
  let send: Send;

  before(async () => {
    opened = await startTestApp(under);
    const { machines, timeline } = opened.services;
    await machines.ensureMachines(
      actor,
      ['busy', 'calm', 'idle'].map((id) => ({ id, name: id })),
    );
    const periods = [
      period('busy', 0),
      period('busy', 10),
      period('busy', 20, { classification: 'UPTIME', productivity: 'productive', reasonText: null }),
      period('calm', 0),
      period('calm', 10, { classification: 'UPTIME', productivity: 'productive', reasonText: null }),
    ];
    await timeline.recordPeriods(actor, periods, { kind: 'csv', name: 'test' });
    send = clientOf(opened.app, await opened.signIn('VIEWER'));
  });

  const ask = async (path: string, query: Record<string, string>) => {
    const answer = await send('GET', `/api/v1/analytics/${path}?${new URLSearchParams(query)}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer;
  };
  const range = { start_time: start, end_time: '2026-01-15T07:00:00Z' };

  test('lists hours in the order of time, also in the night that has one of them twice', async () => {
    const { body } = await ask('time-accounting', {
      start_time: '2025-10-25T22:00:00Z',
      end_time: '2025-10-26T03:00:00Z',
      group_by: 'hour',
    });
    assert.deepEqual(
      body.groups.map(({ key }: { key: string }) => key),
      [
        '2025-10-25T23:00+01:00',
        '2025-10-26T00:00+01:00',
        '2025-10-26T01:00+01:00',
        '2025-10-26T01:00+00:00',
        '2025-10-26T02:00+00:00',
      ],
    );
  });

  test('finds the one period behind ten years without any, and nothing where nothing is', async () => {
    const { timeline } = opened.services;
    const machineIds = ['idle', 'calm'];
    const found = await timeline.listPeriods({
      fromMs: Date.UTC(2016, 0),
      toMs: startMs + 5 * MINUTE_MS,
      machineIds,
      limit: 10,
    });
    assert.deepEqual(
      found.map(({ id }) => id),
      ['calm-0'],
    );
    assert.deepEqual(await timeline.listPeriods({ fromMs: startMs, toMs: startMs, machineIds, limit: 10 }), []);
    const atTheEnd = '9999-12-31T23:59:59-23:00';
    await ask('timeline', { start_time: atTheEnd, end_time: atTheEnd, machine_ids: 'calm' });
  });

  test('prices stops by what an hour of their machine costs, in the currency of the factory', async () => {
    const { machines } = opened.services;
    const { version } = await machines.getMachine('busy');
    await machines.changeMachine(actor, 'busy', { hourlyCost: 90 }, version);
    const { body } = await ask('losses', range);
    const coilChanges = { seconds: 1_800, hours: 0.5, cost: 30, costed_seconds: 1_200 };
    assert.deepEqual(body, {
      start_time: '2026-01-15T06:00:00.000Z',
      end_time: '2026-01-15T07:00:00.000Z',
      cut_off_at: null,
      currency: 'GBP',
      ...coilChanges,
      reasons: [{ reason: 'Coil Change', reason_group: 'other', count: 3, ...coilChanges }],
      machines: [
        {
          machine_id: 'busy',
          machine_name: 'busy',
          hourly_cost: 90,
          seconds: 1_200,
          hours: 1 / 3,
          cost: 30,
          costed_seconds: 1_200,
        },
        {
          machine_id: 'calm',
          machine_name: 'calm',
          hourly_cost: null,
          seconds: 600,
          hours: 1 / 6,
          cost: null,
          costed_seconds: 0,
        },
        {
          machine_id: 'idle',
          machine_name: 'idle',
          hourly_cost: null,
          seconds: 0,
          hours: 0,
          cost: null,
          costed_seconds: 0,
        },
      ],
    });
    const { body: clipped } = await ask('losses', {
      ...range,
      start_time: '2026-01-15T06:05:00Z',
      machine_ids: 'busy',
    });
    assert.deepEqual([clipped.cost, clipped.reasons[0].count], [22.5, 1]);
    const later = await ask('losses', range);
    await machines.changeMachine(actor, 'busy', { hourlyCost: 180 });
    const dearer = await ask('losses', range);
    assert.equal(dearer.body.cost, 60);
    assert.notEqual(dearer.headers['etag'], later.headers['etag']);
  });

  test('without reasons has none, and the same time', async () => {
    for (const cut of [{}, { start_time: '2026-01-14T18:00:00Z', end_time: '2026-01-15T12:00:00Z' }]) {
      const query = { ...range, ...cut, group_by: 'machine' };
      const { body: full } = await ask('time-accounting', query);
      const { body: spared } = await ask('time-accounting', { ...query, include_reasons: 'false' });
      assert.deepEqual(full.downtime_by_reason_seconds, { 'Coil Change': 1_800 });
      assert.deepEqual(spared.downtime_by_reason_seconds, {});
      for (const group of spared.groups) assert.deepEqual(group.downtime_by_reason_seconds, {}, group.key);
      assert.equal(spared.unproductive_downtime_seconds, full.unproductive_downtime_seconds);
    }
  });

  test('cut off within the current second is not kept beyond it', async () => {
    const { clock } = opened;
    const before = clock.now();
    for (const path of ['time-accounting', 'utilization-optimized']) {
      clock.set(Date.parse(start) + 25 * MINUTE_MS + 700);
      const query = {
        start_time: start,
        end_time: new Date(startMs + 25 * MINUTE_MS + 500).toISOString(),
        machine_ids: 'busy',
      };
      const early = await ask(path, query);
      assert.equal(early.body.productive_uptime_seconds, 300, path);
      clock.advance(1_000);
      const later = await ask(path, query);
      assert.equal(later.body.productive_uptime_seconds, 300.5, path);
      assert.notEqual(later.headers['etag'], early.headers['etag'], path);
    }
    clock.set(before);
  });

  test('that went up to now holds the cuts of that second, however long the answer takes', async () => {
    const { clock, services } = opened;
    const before = clock.now();
    const toMs = startMs + 40 * MINUTE_MS;
    clock.set(toMs + 900);
    await services.production.recordCuts(actor, [{ machineId: 'busy', occurredAt: toMs, count: 3 }]);
    const askAnd = async (passMs: number, endMs: number) => {
      const asked = services.analytics.timeAccounting({ fromMs: startMs, toMs: endMs, machineIds: ['busy'] });
      clock.advance(passMs);
      const [cuts] = await services.performance.cutsIn(await asked, ['busy']);
      return cuts;
    };
    assert.equal(await askAnd(1_000, toMs), 3, 'the end of the last whole second');
    clock.set(toMs + 900);
    assert.equal(await askAnd(1_000, toMs + 60_000), 3, 'the future is cut off');
    assert.equal(await askAnd(0, toMs), 0, 'it had ended');
    clock.set(before);
  });

  test('until now says that nothing was cut off, within a second too', async () => {
    const { clock } = opened;
    const before = clock.now();
    clock.set('2026-01-15T07:00:00.900Z');
    const { body } = await ask('time-accounting', { start_time: start });
    clock.set(before);
    assert.deepEqual([body.end_time, body.cut_off_at], ['2026-01-15T07:00:00.000Z', null]);
  });

  test('ranks no machine for which nothing was planned, whatever the metric', async () => {
    for (const metric of ['utilization', 'downtime', 'events']) {
      const { body } = await ask('machine-comparison', { ...range, metric });
      assert.deepEqual(
        body.machines.map((machine: { machine_id: string; rank: number | null }) => [machine.machine_id, machine.rank]),
        [
          ['calm', 1],
          ['busy', 2],
          ['idle', null],
        ],
        metric,
      );
      assert.equal(body.machines[2].value, null, metric);
    }
    const { body: downtime } = await ask('machine-comparison', { ...range, metric: 'downtime' });
    assert.deepEqual(downtime.statistics, { highest: 1_200, lowest: 600, average: 900 });
  });

  test('by hour is refused beyond 3,000 machine-days, naming the limit', async () => {
    const ids = Array.from({ length: 101 }, (_, at) => `many-${at}`);
    await opened.services.machines.ensureMachines(
      actor,
      ids.map((id) => ({ id, name: id })),
    );
    const url = (count: number) =>
      `/api/v1/analytics/time-accounting?group_by=hour&start_time=2025-11-01T00:00:00Z&end_time=2025-12-01T00:00:00Z&machine_ids=${ids.slice(0, count).join()}`;
    assert.equal((await send('GET', url(100))).status, 200);
    const refused = await send('GET', url(101));
    assert.equal(outcomeOf(refused), '422 range-too-long');
    assert.match(refused.body.detail, /3,000 machine-days/);
    assert.equal(refused.body.machine_days_max, 3_000);
  });

  test('reads times alike on every route: an offset that nobody encoded, and UTC without one', async () => {
    const administrator = clientOf(opened.app, await opened.signIn('ADMIN'));
    const paths: [path: string, from: string, to: string][] = [
      ['/api/v1/analytics/time-accounting', 'start_time', 'end_time'],
      ['/api/v1/analytics/utilization-optimized', 'start_time', 'end_time'],
      ['/api/v1/shift-instances', 'start_time', 'end_time'],
      ['/api/v1/audit', 'from', 'to'],
    ];
    for (const [path, from, to] of paths) {
      const at = (query: string) => administrator('GET', `${path}?${query}`);
      const utc = await at(`${from}=2026-01-15T06:00:00Z&${to}=2026-01-15T12:30:00Z`);
      assert.equal(utc.status, 200, JSON.stringify(utc.body));
      for (const spelling of [
        `${from}=2026-01-15T07:00:00+01:00&${to}=2026-01-15T13:30:00+01:00`,
        `${from}=2026-01-15T07:00:00%2B01:00&${to}=2026-01-15T13:30:00%2B01:00`,
        `${from}=2026-01-15T06:00:00&${to}=2026-01-15T12:30:00`,
      ]) {
        assert.deepEqual((await at(spelling)).body, utc.body, `${path} ${spelling}`);
      }
      const refused = await at(`${from}=yesterday&${to}=2026-01-15T12:30:00Z`);
      assert.equal(outcomeOf(refused), '422 validation-failed', path);
      assert.equal(refused.body.errors[0].path, `query.${from}`, path);
    }
  });
});
