/** The old dashboard's answers where the data are odd: very old rows, texts that mean nothing, categories that differ. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import type { StatusPeriodInput } from '../../../src/modules/timeline/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, type Send } from '../../support/http-client.ts';

const startMs = Date.parse('2026-01-15T06:00:00Z');
const HOUR_MS = 3_600_000;
const actor = systemActor('test');
const range = 'start_time=2026-01-15T06:00:00Z&end_time=2026-01-15T12:00:00Z';

type Said = Pick<StatusPeriodInput, 'classification' | 'productivity' | 'reasonText'>;

/** In the order of their hours. */
const said: readonly (Said & { category: string; reason: string })[] = [
  {
    classification: 'UPTIME',
    productivity: 'unproductive',
    reasonText: 'No Reason Required',
    category: 'PRODUCTIVE UPTIME',
    reason: 'No Reason Required',
  },
  {
    classification: 'DOWNTIME',
    productivity: 'unproductive',
    reasonText: 'Not On Shift ',
    category: 'PRODUCTIVE OFFLINE',
    reason: 'Not On Shift',
  },
  {
    classification: 'DOWNTIME',
    productivity: null,
    reasonText: 'nan',
    category: 'UNCLASSIFIED DOWNTIME',
    reason: '',
  },
  {
    classification: 'DOWNTIME',
    productivity: 'unproductive',
    reasonText: null,
    category: 'UNPRODUCTIVE DOWNTIME',
    reason: '',
  },
  {
    classification: 'DOWNTIME',
    productivity: 'productive',
    reasonText: 'Coil Change',
    category: 'PRODUCTIVE DOWNTIME',
    reason: 'Coil Change',
  },
];

onEachEngine('the old dashboard', (under) => {
  let opened: TestApp;
  let send: Send;

  before(async () => {
    opened = await startTestApp(under);
    const { machines, timeline } = opened.services;
    await machines.ensureMachines(actor, [{ id: 'm', name: 'Mill' }]);
    const periods = said.map(({ classification, productivity, reasonText }, at) => ({
      id: `p${at}`,
      machineId: 'm',
      startMs: startMs + at * HOUR_MS,
      endMs: startMs + (at + 1) * HOUR_MS,
      classification,
      productivity,
      reasonText,
    }));
    await timeline.recordPeriods(actor, periods, { kind: 'csv', name: 'test' });
    send = clientOf(opened.app, await opened.signIn('VIEWER'));
  });

  // each path has a shape of its own
  async function read(path: string): Promise<any> {
    const { status, body } = await send('GET', `/api/v1/${path}`);
    assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
    return body;
  }

  test('names each row as what it counts for, and has no reason where the source gave none', async () => {
    const { records } = await read(`dashboard/analytical-data-optimized?${range}`);
    assert.deepEqual(
      records.map((row: { utilisation_category: string; downtime_reason_name: string }) => [
        row.utilisation_category,
        row.downtime_reason_name,
      ]),
      said.map(({ category, reason }) => [category, reason]),
    );
    const { excessive_downtimes: stops } = await read(
      `analytics/downtime-analysis-optimized?${range}&excessive_downtime_threshold_seconds=60`,
    );
    assert.deepEqual(
      stops.map((stop: { downtime_reason_name: string }) => stop.downtime_reason_name),
      ['', '', 'Coil Change'],
    );
  });

  test('calls a stop excessive that lasted longer than the threshold, not one that lasted just as long', async () => {
    const longerThan = async (seconds: number) => {
      const query = `${range}&excessive_downtime_threshold_seconds=${seconds}`;
      const answer = await read(`analytics/downtime-analysis-optimized?${query}`);
      return answer.excessive_downtimes.length;
    };
    // each lasted an hour
    assert.deepEqual([await longerThan(3_599.999), await longerThan(3_600)], [3, 0]);
  });

  test('calls a twentieth of the planned time of a machine severe, and compares with the range before', async () => {
    const shown = await read(`dashboard/analytical-data-optimized?${range}`);
    assert.deepEqual(
      shown.downtime_analysis.map((row: { duration_minutes: number; severity: string }) => [
        row.duration_minutes,
        row.severity,
      ]),
      [
        [120, 'high'],
        [60, 'high'],
      ],
    );
    assert.deepEqual(shown.efficiency_trends.utilization, { current: 0.25, trend: 0 });
    const later = 'start_time=2026-01-15T08:00:00Z&end_time=2026-01-15T10:00:00Z';
    const { efficiency_trends: trends } = await read(`dashboard/analytical-data-optimized?${later}`);
    assert.deepEqual(trends.utilization, { current: 0, trend: -1 });
    assert.deepEqual(trends.unproductive_downtime, { current: 0.5, trend: 0.5 });
  });

  test('answers the whole history, ten years of it at most, however old one row is', async () => {
    const old = {
      id: 'old',
      machineId: 'm',
      startMs: Date.parse('2010-06-01T00:00:00Z'),
      endMs: Date.parse('2010-06-01T01:00:00Z'),
      classification: 'UPTIME' as const,
      productivity: 'productive' as const,
      reasonText: null,
    };
    const paths = ['oee-optimized', 'utilization-optimized', 'downtime-analysis-optimized'];
    const inHistory = await Promise.all(paths.map((path) => read(`analytics/${path}`)));
    await opened.services.timeline.recordPeriods(actor, [old], { kind: 'csv', name: 'test' });
    for (const [at, path] of paths.entries()) {
      assert.deepEqual(await read(`analytics/${path}`), inHistory[at], path);
      assert.deepEqual(await read(`analytics/${path}?end_time=2190-01-01T00:00:00Z`), inHistory[at], path);
    }
    const atThatTime = await read('analytics/utilization-optimized?end_time=2011-01-01T00:00:00Z');
    assert.equal(atThatTime.productive_uptime_seconds, 3_600);
  });
});
