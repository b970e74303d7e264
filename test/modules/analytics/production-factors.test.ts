/** Performance and quality at their edges, as they are asked for over HTTP: where runs, cuts, shifts and windows cross. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { type ProductionApp, startProductionApp } from '../production/production-app.ts';

const actor = systemActor('test');
const noon = Date.parse('2026-01-15T12:00:00Z');

onEachEngine('performance and quality', (under) => {
  let app: ProductionApp;
  let mill: string;
  /** 36 s a piece: a hundred an hour. */
  let strut: number;
  let periods = 0;

  before(async () => {
    app = await startProductionApp(under);
    strut = await app.product({ ideal_cycle_seconds: 36 });
  });
  beforeEach(async () => {
    mill = await app.machine();
    app.clock.set('2026-01-16T11:00:00Z');
  });

  /** The machine ran from one hour to another, after the first noon. */
  async function ran(fromHours: number, toHours: number | null, classification: 'UPTIME' | 'DOWNTIME' = 'UPTIME') {
    const at = (hours: number) => noon + hours * HOUR_MS;
    const period = {
      id: `p${periods++}`,
      machineId: mill,
      startMs: at(fromHours),
      endMs: toHours === null ? null : at(toHours),
      classification,
      productivity: 'productive' as const,
      reasonText: null,
    };
    await app.services.timeline.recordPeriods(actor, [period], { kind: 'csv', name: 'test' });
  }
  const cut = (hours: number, count: number) =>
    app.services.production.recordCuts(actor, [{ machineId: mill, occurredAt: noon + hours * HOUR_MS, count }]);
  async function past(fromHours: number, toHours: number, more: object = {}, product = strut): Promise<number> {
    const { status, body } = await app.past(mill, product, fromHours, toHours, more);
    assert.equal(status, 201, JSON.stringify(body));
    return body.id;
  }
  async function read(path: string, query: Record<string, string>, headers = {}) {
    const asked = new URLSearchParams({ machine_ids: mill, ...query });
    const answer = await app.as.VIEWER('GET', `/api/v1/analytics/${path}?${asked}`, undefined, headers);
    assert.ok([200, 304].includes(answer.status), JSON.stringify(answer.body));
    return answer;
  }
  const between = (fromHours: number, toHours: number) => ({
    start_time: app.at(fromHours),
    end_time: app.at(toHours),
  });
  const oee = async (fromHours: number, toHours: number, more = {}) =>
    (await read('oee', { ...between(fromHours, toHours), ...more })).body;
  const factors = ({ performance, quality }: Record<string, unknown>) => [performance, quality];

  test('are null without runs, with nothing in their basis', async () => {
    await ran(0, 3);
    await cut(1, 50);
    const answer = await oee(0, 4);
    assert.deepEqual([answer.availability, answer.oee, ...factors(answer)], [100, null, null, null]);
    assert.deepEqual(answer.basis, {
      availability: { planned_seconds: 10_800, productive_uptime_seconds: 10_800 },
      performance: { runs: 0, cuts: 0, ideal_seconds: 0, productive_uptime_seconds: 0 },
      quality: { runs: 0, produced_count: 0, scrap_count: 0 },
    });
    assert.deepEqual([answer.partial_oee, answer.factors_used, answer.warnings], [100, ['availability'], []]);
  });

  test('make OEE, each over a basis of its own, and only of cuts that lie in a run: its first instant, not its last', async () => {
    await ran(0, 4);
    await ran(4, 5, 'DOWNTIME');
    await past(1, 3, { total_count: 200, scrap_count: 10 });
    for (const [hours, count] of [
      [0.999, 7],
      [1, 60],
      [2, 90],
      [3, 7],
    ] as const) {
      await cut(hours, count);
    }
    const answer = await oee(0, 5);
    assert.deepEqual([answer.availability, ...factors(answer)], [80, 75, 95]);
    assert.equal(answer.oee, 57);
    assert.deepEqual(answer.basis, {
      availability: { planned_seconds: 18_000, productive_uptime_seconds: 14_400 },
      performance: { runs: 1, cuts: 150, ideal_seconds: 5_400, productive_uptime_seconds: 7_200 },
      quality: { runs: 1, produced_count: 200, scrap_count: 10 },
    });
    assert.deepEqual(answer.factors_used, ['availability', 'performance', 'quality']);
  });

  test('take of a run that reaches beyond the window the cuts and the uptime in it, and as much of its counts', async () => {
    await ran(0, 4);
    await past(0, 4, { total_count: 200, scrap_count: 10 });
    await cut(1, 80);
    await cut(3, 20);
    const first = await oee(0, 2);
    assert.deepEqual(factors(first), [40, 95]);
    assert.deepEqual(first.basis.performance, {
      runs: 1,
      cuts: 80,
      ideal_seconds: 2_880,
      productive_uptime_seconds: 7_200,
    });
    assert.deepEqual(first.basis.quality, { runs: 1, produced_count: 160, scrap_count: 8 });
    const between1and3 = await oee(1.5, 2.5);
    assert.deepEqual(factors(between1and3), [0, null]);
    assert.equal(between1and3.basis.quality.runs, 0);
    assert.deepEqual(factors(await oee(4, 6)), [null, null]);
  });

  test('share the counts of a run without cuts by its time', async () => {
    const plain = await app.product();
    await past(0, 4, { total_count: 200, scrap_count: 10 }, plain);
    const quarter = await oee(3, 10);
    assert.deepEqual(factors(quarter), [null, 95]);
    assert.deepEqual(quarter.basis.quality, { runs: 1, produced_count: 50, scrap_count: 2.5 });
  });

  test('are ratios of sums over products and runs, and pieces that nobody counted are the cuts', async () => {
    await ran(0, 4);
    const slow = await app.product({ ideal_cycle_seconds: 72 });
    await past(0, 2, { scrap_count: 5 });
    await past(2, 4, { total_count: 50, scrap_count: 0 }, slow);
    await cut(1, 100);
    await cut(3, 75);
    const answer = await oee(0, 4);
    assert.deepEqual(factors(answer), [62.5, 96.6667]);
    assert.deepEqual(answer.basis.quality, { runs: 2, produced_count: 150, scrap_count: 5 });
  });

  test('say so where performance is above 100 %, and are not cut down', async () => {
    await ran(0, 1);
    await past(0, 1, { good_count: 200, scrap_count: 0 });
    await cut(0.5, 200);
    const answer = await oee(0, 1);
    assert.deepEqual([answer.performance, answer.oee, answer.warnings], [200, 200, ['performance-above-100']]);
    const hours = await oee(0, 2, { group_by: 'hour' });
    assert.deepEqual(
      hours.groups.map((group: Record<string, unknown>) => [...factors(group), group['warnings']]),
      [
        [200, 100, ['performance-above-100']],
        [null, null, []],
      ],
    );
  });

  test('leave a machine out of performance that had no counter, and name it; a counter that counts nothing is 0 %', async () => {
    await ran(0, 4);
    await past(0, 2, { total_count: 100, scrap_count: 1 });
    const without = await oee(0, 2);
    assert.deepEqual([...factors(without), without.warnings], [null, 99, ['runs-without-cuts']]);
    await cut(2.5, 1);
    assert.deepEqual((await oee(0, 2)).warnings, ['runs-without-cuts']);
    await past(3, 4);
    const counted = await oee(0, 4);
    assert.deepEqual([counted.performance, counted.warnings], [0, ['runs-without-cuts']]);
    assert.deepEqual([counted.basis.performance.runs, counted.basis.performance.productive_uptime_seconds], [1, 3_600]);
  });

  test('leave a run out of performance of whose time nothing is known, and name it', async () => {
    await ran(0, 1);
    await past(0, 1, { total_count: 100, scrap_count: 2 });
    await past(1, 2, { total_count: 100, scrap_count: 4 });
    await cut(0.5, 50);
    await cut(1.5, 90);
    const answer = await oee(0, 2);
    assert.deepEqual([...factors(answer), answer.warnings], [50, 97, ['runs-without-uptime']]);
    assert.equal(answer.basis.performance.runs, 1);
  });

  test('count an active run as far as it has come, in performance only, with the period that has not ended', async () => {
    await ran(0, null);
    app.clock.set(app.at(1));
    const { id } = await app.start(mill, strut);
    app.clock.set(app.at(3));
    await cut(1.5, 40);
    const answer = await oee(0, 10);
    assert.deepEqual([...factors(answer), answer.cut_off_at], [20, null, app.at(3)]);
    assert.deepEqual(answer.basis.performance, {
      runs: 1,
      cuts: 40,
      ideal_seconds: 1_440,
      productive_uptime_seconds: 7_200,
    });
    await app.as.OPERATOR('PUT', `/api/v1/runs/${id}/complete`, { scrap_count: 4 });
    assert.deepEqual(factors(await oee(0, 10)), [20, 90]);
  });

  test('follow what is corrected later: the run, the ideal cycle, a cut that arrives late; what was remembered is not given out', async () => {
    await ran(0, 2);
    const product = await app.product({ ideal_cycle_seconds: 36 });
    const id = await past(0, 2, { total_count: 100, scrap_count: 10 }, product);
    await cut(0.5, 100);
    let tag: string | undefined;
    const next = async () => {
      const headers = tag === undefined ? {} : { 'if-none-match': tag };
      const answer = await read('oee', between(0, 4), headers);
      tag = String(answer.headers['etag']);
      return answer.status === 304 ? 304 : factors(answer.body);
    };
    assert.deepEqual(await next(), [50, 90]);
    assert.equal(await next(), 304);
    const change = (url: string, body: object) => app.as.SUPERVISOR('PATCH', url, body);
    await change(`/api/v1/runs/${id}`, { end_time: app.at(1), scrap_count: 5, reason: 'Ended earlier' });
    assert.deepEqual(await next(), [100, 95]);
    await change(`/api/v1/products/${product}`, { ideal_cycle_seconds: 18 });
    assert.deepEqual(await next(), [50, 95]);
    await cut(0.75, 50);
    assert.deepEqual(await next(), [75, 95]);
    await ran(0.5, 1, 'DOWNTIME');
    assert.deepEqual(await next(), [150, 95]);
  });

  test('cut a run where the shift changes, and belong to the shift, the day and the hour that they were made in', async () => {
    // 18:00 is six hours after the first noon
    await ran(4, 8);
    await past(5, 8, { total_count: 300, scrap_count: 30 });
    await cut(5.5, 100);
    await cut(6.5, 20);
    const byShift = await oee(0, 12, { group_by: 'shift' });
    assert.deepEqual(
      byShift.groups.map(({ key, performance, basis }: any) => [key, performance, basis.quality.produced_count]),
      [
        ['DAY', 100, 250],
        ['NIGHT', 10, 50],
      ],
    );
    assert.deepEqual([byShift.performance, byShift.basis.quality.produced_count], [40, 300]);
    const night = await oee(0, 12, { shift: 'NIGHT' });
    assert.deepEqual([night.performance, night.basis.performance.productive_uptime_seconds], [10, 7_200]);
    assert.deepEqual(factors(await oee(0, 12, { day_of_week: 'FRIDAY' })), [null, null]);
    const hours = await oee(5, 8, { group_by: 'hour' });
    assert.deepEqual(
      hours.groups.map(({ key, performance, basis }: any) => [key, performance, basis.quality.runs]),
      [
        ['2026-01-15T17:00+00:00', 100, 1],
        ['2026-01-15T18:00+00:00', 20, 1],
        ['2026-01-15T19:00+00:00', 0, 0],
      ],
    );
  });

  test('have thirteen hours of uptime in the night in which the clocks go back, and two hours called one', async () => {
    const night = { start_time: '2025-10-25T17:00:00Z', end_time: '2025-10-26T06:00:00Z' };
    const hoursTo = (instant: string) => (Date.parse(instant) - noon) / HOUR_MS;
    const [from, to] = [hoursTo(night.start_time), hoursTo(night.end_time)];
    await ran(from - 1, to + 1);
    await past(from - 1, to + 1);
    await cut(from + 7.5, 650);
    await cut(from + 8.5, 100);
    await cut(to, 1_000);
    const { body } = await read('oee', { ...night, shift: 'NIGHT', group_by: 'hour' });
    assert.deepEqual(body.basis.performance, {
      runs: 1,
      cuts: 750,
      ideal_seconds: 27_000,
      productive_uptime_seconds: 46_800,
    });
    const cutsAt = (key: string) => body.groups.find((group: any) => group.key === key)?.basis.performance.cuts;
    assert.deepEqual([cutsAt('2025-10-26T01:00+01:00'), cutsAt('2025-10-26T01:00+00:00')], [650, 100]);
  });

  test('stand in trends, in machines side by side, and in the old shape, which assumes only what is not known', async () => {
    await ran(0, 4);
    await past(0, 2, { total_count: 100, scrap_count: 10 });
    await cut(1, 100);
    const old = async () => (await read('oee-optimized', between(0, 4))).body;
    assert.deepEqual(await old(), { oee: 45, availability: 100, performance: 50, quality: 90, assumed: [] });
    const trends = (await read('trends', between(0, 4))).body.trends;
    assert.deepEqual(
      trends.map((point: any) => [point.timestamp, ...factors(point), point.oee, point.basis.performance.cuts]),
      [['2026-01-15', 50, 90, 45, 100]],
    );
    const first = mill;
    mill = await app.machine();
    await ran(0, 4);
    await past(0, 2);
    await cut(1, 150);
    assert.deepEqual(await old(), { oee: 75, availability: 100, performance: 75, quality: 100, assumed: ['quality'] });
    for (const [metric, expected, average] of [
      [
        'performance',
        [
          [mill, 75, 1],
          [first, 50, 2],
        ],
        62.5,
      ],
      [
        'quality',
        [
          [first, 90, 1],
          [mill, null, null],
        ],
        90,
      ],
      [
        'oee',
        [
          [first, 45, 1],
          [mill, null, null],
        ],
        56.25,
      ],
    ] as const) {
      const asked = { ...between(0, 4), metric, machine_ids: `${first},${mill}` };
      const { machines, statistics, unit } = (await read('machine-comparison', asked)).body;
      assert.deepEqual(
        machines.map((each: any) => [each.machine_id, each.value, each.rank]),
        expected,
      );
      assert.deepEqual([statistics.average, unit], [average, 'percent']);
    }
  });
});
