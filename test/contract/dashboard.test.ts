/** Contract §1.3, §1.4 and §2: the old dashboard's questions about the real factory, as its pages put them. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import {
  type RealPeriod,
  readRealPeriods,
  realDataFiles,
  realDataMissing,
  reckonLocally,
} from '../support/real-data.ts';
import { serveMilldash } from '../support/serving.ts';
import { type OldFrontEnd, openOldFrontEnd, type Parameters } from './old-front-end.ts';

const mill1 = '6809f67ffc54c40ff1b489cf';
const mill2 = '6809f8df20e024b627b489eb';
const mill3 = '6809f8df20e024b627b489ed';

const oee = '/api/v1/analytics/oee-optimized';
const utilization = '/api/v1/analytics/utilization-optimized';
const downtime = '/api/v1/analytics/downtime-analysis-optimized';
const data = '/api/v1/dashboard/analytical-data-optimized';
const questions = [oee, utilization, downtime, data];

/** As the dashboard sends it at first: UTC without its Z. */
const week = { start_time: '2025-07-07T00:00:00.000', end_time: '2025-07-14T00:00:00.000' };
const asInstants = { start_time: '2025-07-07T00:00:00Z', end_time: '2025-07-14T00:00:00Z' };

onEachEngine('the dashboard of the old front end', (under) => {
  if (realDataMissing !== false) {
    test('shows the factory as it was', { skip: realDataMissing }, () => {});
    return;
  }
  let page: OldFrontEnd;
  let periods: RealPeriod[];

  before(async () => {
    const serving = await serveMilldash({ databaseUrl: await under.createDatabaseUrl() });
    under.atEnd(async () => void (await serving.stop()));
    const { exitCode, stderr } = await serving.run(['load', ...realDataFiles()]);
    assert.equal(exitCode, 0, stderr);
    page = openOldFrontEnd(serving.url);
    await page.signIn();
    periods = readRealPeriods();
  });

  // each path has a shape of its own
  async function read(path: string, query: Parameters | string = week): Promise<any> {
    const { status, body } = await page.get(path, query);
    assert.equal(status, 200, `${path} ${JSON.stringify(query)}: ${JSON.stringify(body)}`);
    return body;
  }

  test('counts the parts of periods that cross the edges of the week: 372,833 s of stops, 55.55 %', async () => {
    const { totals } = reckonLocally(periods, asInstants);
    const answer = await read(utilization);
    for (const member of [
      'productive_uptime',
      'productive_downtime',
      'unproductive_downtime',
      'unclassified_downtime',
    ]) {
      assert.equal(answer[`${member}_seconds`], totals[`${member}_seconds`], member);
    }
    const stopped = answer.productive_downtime_seconds + answer.unproductive_downtime_seconds;
    assert.equal(Math.round(stopped + answer.unclassified_downtime_seconds), 372_833);
    assert.equal(answer.utilization_percentage, 55.55);
    assert.equal((await read(oee)).availability, 55.55);
    const shown = await read(data);
    assert.equal(Math.round(shown.total_downtime_minutes * 60), 372_833);
    assert.equal(Math.round(shown.avg_utilization * 10_000), 5_555);
  });

  test('has in the pie every second of the total, over the whole history too, where nothing is left out', async () => {
    for (const query of [week, {}]) {
      const answer = await read(utilization, query);
      const parts =
        answer.productive_uptime_seconds +
        answer.productive_downtime_seconds +
        answer.unproductive_downtime_seconds +
        answer.unclassified_downtime_seconds;
      assert.equal(Math.round(parts * 1_000), Math.round(answer.total_time_seconds * 1_000));
    }
    const whole = await read(utilization, {});
    assert.equal(whole.total_time_seconds, 11_849_479.892);
    assert.equal(whole.unclassified_downtime_seconds, 200_276.385);
    assert.equal(whole.offline_seconds, 1_653_114.028);
    assert.equal(whole.utilization_percentage, 44.39);
  });

  test('counts every record of the whole history, of which it lists the first ten thousand', async () => {
    const whole = await read(data, { start_time: '2025-05-05T00:00:00.000', end_time: '2025-08-20T00:00:00.000' });
    // one has no length, so nothing of it lies anywhere
    assert.equal(whole.total_records, periods.filter(({ startMs, endMs }) => startMs !== endMs).length);
    assert.equal(whole.total_records, 21_591);
    assert.equal(whole.records.length, 10_000);
    assert.equal(whole.truncated, true);
  });

  test('answers OEE as four numbers, and names those that are only assumed', async () => {
    assert.deepEqual(await read(oee), {
      oee: 55.55,
      availability: 55.55,
      performance: 100,
      quality: 100,
      assumed: ['performance', 'quality'],
    });
  });

  test('lists the stops whose part in the range lasted longer than the threshold, and every reason, longest first', async () => {
    const expected = longStops(periods, asInstants, 3_600_000);
    assert.ok(expected.length > 0);
    const answer = await read(downtime, { ...week, excessive_downtime_threshold_seconds: 3600 });
    assert.deepEqual(
      answer.excessive_downtimes.map((stop: { duration_seconds: number }) => stop.duration_seconds),
      expected,
    );
    for (const stop of answer.excessive_downtimes) {
      const from = Date.parse(stop.start_timestamp);
      const period = periods.find(({ machineId, startMs }) => machineId === stop.machine_id && startMs === from);
      assert.ok(period !== undefined, JSON.stringify(stop));
      assert.equal(stop.name, `Mill ${[mill1, mill2, mill3].indexOf(stop.machine_id) + 1}`);
      assert.deepEqual([stop.downtime_reason_name, Date.parse(stop.end_timestamp)], [period.reason, period.endMs]);
    }
    assert.deepEqual(await read(downtime), answer, '3,600 s is the default');
    const seconds = Object.values<number>(answer.recurring_downtime_reasons);
    assert.deepEqual(answer.recurring_downtime_reasons, reckonLocally(periods, asInstants).reasons);
    assert.deepEqual(
      seconds,
      seconds.toSorted((a, b) => b - a),
    );
    const whole = await read(downtime, {});
    assert.equal(whole.excessive_downtimes.length, 149);
  });

  test('answers the performance monitor with the object that it reads', async () => {
    const answer = await read(data);
    const inWeek = periods.filter(
      ({ startMs, endMs }) => startMs < Date.parse(asInstants.end_time) && endMs > Date.parse(asInstants.start_time),
    );
    assert.equal(answer.total_records, inWeek.length);
    assert.equal(answer.records.length, inWeek.length);
    assert.equal(answer.machines_count, new Set(inWeek.map(({ machineId }) => machineId)).size);
    assert.deepEqual(
      [Date.parse(answer.time_range.start), Date.parse(answer.time_range.end)],
      [Date.parse(asInstants.start_time), Date.parse(asInstants.end_time)],
    );
    assert.ok(Object.keys(answer.efficiency_trends).length > 0);
    for (const { current, trend } of Object.values<{ current: number; trend: number }>(answer.efficiency_trends)) {
      assert.ok(current >= 0 && current <= 1 && Math.abs(trend) <= 1);
    }
    assert.equal(answer.efficiency_trends.utilization.current, answer.avg_utilization);
    for (const row of answer.downtime_analysis) {
      assert.deepEqual(
        [typeof row.reason, typeof row.machine_id, typeof row.duration_minutes],
        ['string', 'string', 'number'],
      );
      assert.ok(['high', 'medium'].includes(row.severity));
    }
    const first = answer.records[0];
    assert.deepEqual(Object.keys(first).sort(), [
      'classification',
      'clipped_seconds',
      'day_of_week',
      'downtime_reason_name',
      'duration_seconds',
      'end_timestamp',
      'id',
      'incident_category',
      'machine_id',
      'maintenance_ticket_id',
      'name',
      'product_name',
      'productivity',
      'shift',
      'start_timestamp',
      'utilisation_category',
    ]);
    const texts = ['id', 'machine_id', 'name', 'start_timestamp', 'end_timestamp', 'classification', 'shift'] as const;
    const orNull = ['productivity', 'product_name', 'incident_category'] as const;
    for (const row of answer.records) {
      for (const key of [...texts, 'downtime_reason_name', 'day_of_week', 'utilisation_category'])
        assert.equal(typeof row[key], 'string', key);
      for (const key of orNull) assert.ok(row[key] === null || typeof row[key] === 'string', key);
      assert.ok(row.maintenance_ticket_id === null || Number.isInteger(row.maintenance_ticket_id));
      const seconds = (Date.parse(row.end_timestamp) - Date.parse(row.start_timestamp)) / 1_000;
      assert.ok(Math.abs(row.duration_seconds - seconds) < 0.002, 'the whole period, in seconds');
      assert.ok(row.clipped_seconds > 0 && row.clipped_seconds <= row.duration_seconds, 'what lies in the range');
    }
  });

  test('labels a row with the shift and weekday of the factory’s clock, not of the UTC one', async () => {
    const hour = { start_time: '2025-07-07T05:00:00.000', end_time: '2025-07-07T06:00:00.000' };
    const rows: { start_timestamp: string; shift: string; day_of_week: string }[] = (await read(data, hour)).records;
    const begun = rows.filter((row) => Date.parse(row.start_timestamp) >= Date.parse('2025-07-07T05:00:00Z'));
    assert.ok(begun.length > 0);
    for (const row of begun) assert.deepEqual([row.shift, row.day_of_week], ['DAY', 'MONDAY'], row.start_timestamp);
  });

  test('filters by machines however they are written, and takes All for no filter', async () => {
    const expected = reckonLocally(
      periods.filter(({ machineId }) => machineId !== mill3),
      asInstants,
    ).totals['productive_uptime_seconds'];
    const range = `?start_time=${week.start_time}&end_time=${week.end_time}`;
    const spellings = [
      `&machine_ids[]=${mill1}&machine_ids[]=${mill2}`,
      `&machine_ids%5B%5D=${mill1}&machine_ids%5B%5D=${mill2}`,
      `&machine_ids[0]=${mill1}&machine_ids[1]=${mill2}`,
      `&machine_ids=${mill1}&machine_ids=${mill2}`,
      `&machine_ids=${mill1},${mill2}`,
      `&machine_ids=${mill1}%2C${mill2}`,
      `&machine_ids[]=${mill1},${mill2}`,
    ];
    for (const spelling of spellings) {
      assert.equal((await read(utilization, range + spelling)).productive_uptime_seconds, expected, spelling);
      const { records } = await read(data, range + spelling);
      assert.ok(records.every((row: { machine_id: string }) => row.machine_id !== mill3));
      for (const path of [oee, downtime]) await read(path, range + spelling);
    }
    const one = reckonLocally(periods, { ...asInstants, machine_ids: mill3 }).totals['productive_uptime_seconds'];
    assert.equal((await read(utilization, { ...week, machine_ids: mill3 })).productive_uptime_seconds, one);
    const all = await read(utilization);
    for (const none of ['', '&machine_ids=All', '&machine_ids[]=All', '&machine_ids=', '&shift=All&day_of_week=All']) {
      assert.deepEqual(await read(utilization, range + none), all, none);
    }
  });

  test('filters by shift and weekday as local arithmetic does', async () => {
    const filters: Record<string, string>[] = [
      { shift: 'NIGHT' },
      { day_of_week: 'MONDAY' },
      { shift: 'DAY', day_of_week: 'FRIDAY' },
    ];
    for (const filter of filters) {
      const { totals, reasons } = reckonLocally(periods, { ...asInstants, ...filter });
      const answer = await read(utilization, { ...week, ...filter });
      assert.equal(answer.productive_uptime_seconds, totals['productive_uptime_seconds']);
      assert.deepEqual((await read(downtime, { ...week, ...filter })).recurring_downtime_reasons, reasons);
    }
  });

  test('means one instant by 05:00Z, 06:00+01:00, naive UTC with seconds, and factory time with minutes only', async () => {
    const expected = await read(utilization, { start_time: '2025-07-07T05:00:00Z', end_time: '2025-07-08T05:00:00Z' });
    const { totals } = reckonLocally(periods, {
      start_time: '2025-07-07T05:00:00Z',
      end_time: '2025-07-08T05:00:00Z',
    });
    assert.equal(expected.productive_uptime_seconds, totals['productive_uptime_seconds']);
    const spellings = [
      '?start_time=2025-07-07T05:00:00.000&end_time=2025-07-08T05:00:00.000',
      '?start_time=2025-07-07T05:00:00&end_time=2025-07-08T05:00:00',
      '?start_time=2025-07-07T06:00&end_time=2025-07-08T06:00',
      '?start_time=2025-07-07T06:00:00%2B01:00&end_time=2025-07-08T06:00:00%2B01:00',
      '?start_time=2025-07-07T06:00:00+01:00&end_time=2025-07-08T06:00:00+01:00',
      '?start_time=2025-07-07T06:00:00%2001:00&end_time=2025-07-08T06:00:00%2001:00',
      '?start_time=2025-07-07T06%3A00%3A00.000%2B01%3A00&end_time=2025-07-08T05%3A00%3A00.000Z',
      '?start_time=2025-07-07T00:00:00-05:00&end_time=2025-07-08T05:00Z',
    ];
    for (const spelling of spellings) {
      assert.deepEqual(await read(utilization, spelling), expected, spelling);
      const { time_range: range } = await read(data, spelling);
      assert.equal(Date.parse(range.start), Date.parse('2025-07-07T05:00:00Z'), spelling);
    }
    // the paths of the old service that are ours by now; what is ours alone knows UTC only
    const [day, dayInUtc] = [spellings[2], '?start_time=2025-07-07T06:00Z&end_time=2025-07-08T06:00Z'];
    for (const path of ['trends', 'machine-comparison'].map((name) => `/api/v1/analytics/${name}`)) {
      assert.deepEqual(await read(path, day ?? ''), await read(path, spellings[0] ?? ''), path);
      assert.notDeepEqual(await read(path, day ?? ''), await read(path, dayInUtc), path);
    }
    const accounting = '/api/v1/analytics/time-accounting';
    assert.deepEqual(await read(accounting, day ?? ''), await read(accounting, dayInUtc));

    const hourLater = await read(utilization, '?start_time=2025-07-07T06:00:00&end_time=2025-07-08T06:00:00');
    assert.notDeepEqual(hourLater, expected, 'an hour does make a difference here');
  });

  test('offers machines, shifts and days, and answers every path with and without the slash', async () => {
    assert.deepEqual(await read('/api/v1/dashboard/machines', {}), [
      { id: mill1, name: 'Mill 1' },
      { id: mill2, name: 'Mill 2' },
      { id: mill3, name: 'Mill 3' },
    ]);
    assert.deepEqual(await read('/api/v1/dashboard/shifts', {}), ['DAY', 'NIGHT']);
    const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
    assert.deepEqual(await read('/api/v1/dashboard/days-of-week', {}), days);
    const lists = ['machines', 'shifts', 'days-of-week'].map((name) => `/api/v1/dashboard/${name}`);
    const analytics = ['trends', 'machine-comparison'].map((name) => `/api/v1/analytics/${name}`);
    for (const path of [...questions, ...lists, ...analytics]) {
      const query = lists.includes(path) ? {} : week;
      assert.deepEqual(await read(`${path}/`, query), await read(path, query), path);
    }
  });

  test('never fails on an empty range: zeros, 100 for what is assumed, and no rows', async () => {
    const empty: Record<string, Parameters> = {
      'before the first period': { start_time: '2020-01-01T00:00:00.000', end_time: '2020-02-01T00:00:00.000' },
      'in the future': { start_time: '2190-01-01T00:00:00.000', end_time: '2190-02-01T00:00:00.000' },
      'without length': { start_time: '2025-07-07T06:00', end_time: '2025-07-07T06:00' },
      'that ends before it begins': { start_time: '2025-07-08T06:00', end_time: '2025-07-07T06:00' },
    };
    for (const [what, query] of Object.entries(empty)) {
      const assumed = ['availability', 'performance', 'quality'];
      const nothing = { oee: 0, availability: 0, performance: 100, quality: 100, assumed };
      assert.deepEqual(await read(oee, query), nothing, what);
      for (const seconds of Object.values(await read(utilization, query))) assert.equal(seconds, 0, what);
      const stops = await read(downtime, query);
      assert.deepEqual([stops.excessive_downtimes, stops.recurring_downtime_reasons], [[], {}], what);
      const shown = await read(data, query);
      assert.deepEqual(
        [shown.total_records, shown.machines_count, shown.avg_utilization, shown.total_downtime_minutes, shown.records],
        [0, 0, 0, 0, []],
        what,
      );
    }
    await read(oee, { start_time: '', end_time: '' });
  });

  test('compares machines and shows trends with the fields of old', async () => {
    const { trends, period } = await read('/api/v1/analytics/trends', { ...week, interval: 'daily' });
    assert.deepEqual([period.interval, period.data_points, trends.length], ['daily', trends.length, trends.length]);
    const planned = (totals: Record<string, number>) =>
      Object.entries(totals).reduce((sum, [name, seconds]) => sum + (name === 'offline_seconds' ? 0 : seconds), 0);
    const { totals } = reckonLocally(periods, asInstants);
    const hourly = await read('/api/v1/analytics/trends', { ...week, interval: 'hourly' });
    assert.equal(hourly.period.interval, 'hourly');
    for (const [points, form] of [
      [trends, /^2025-07-\d\d$/],
      [hourly.trends, /^2025-07-\d\dT\d\d:00\+01:00$/],
    ] as const) {
      const summed = (member: string) =>
        points.reduce((sum: number, point: Record<string, number>) => sum + (point[member] ?? 0), 0);
      assert.ok(Math.abs(summed('uptime_hours') * 3_600 - (totals['productive_uptime_seconds'] ?? 0)) < 0.01);
      assert.ok(Math.abs(summed('total_time_hours') * 3_600 - planned(totals)) < 0.01);
      assert.equal(summed('total_events'), stopsBegunIn(periods, asInstants));
      for (const { timestamp, utilization_percentage: share, uptime_hours: up, total_time_hours: all } of points) {
        assert.match(timestamp, form);
        if (all === 0) assert.equal(share, null, timestamp);
        else assert.ok(Math.abs(share - (up / all) * 100) < 0.000_1, `${timestamp}: ${share}`);
      }
    }
    const usual = await read('/api/v1/analytics/trends', {});
    assert.deepEqual(usual.period, { days_back: 7, interval: 'daily', data_points: usual.trends.length });
    for (const days_back of [0, 91]) {
      assert.equal((await page.get('/api/v1/analytics/trends', { days_back })).status, 422);
    }

    const ofMill = (machine_ids: string) => reckonLocally(periods, { ...asInstants, machine_ids }).totals;
    const valueOf: Record<string, (mill: string) => number> = {
      utilization: (mill) => (100 * (ofMill(mill)['productive_uptime_seconds'] ?? 0)) / planned(ofMill(mill)),
      downtime: (mill) => planned(ofMill(mill)) - (ofMill(mill)['productive_uptime_seconds'] ?? 0),
      events: (mill) =>
        stopsBegunIn(
          periods.filter(({ machineId }) => machineId === mill),
          asInstants,
        ),
    };
    for (const [metric, value] of Object.entries(valueOf)) {
      const answer = await read('/api/v1/analytics/machine-comparison', { ...week, metric });
      assert.equal(answer.metric, metric);
      const expected = [mill1, mill2, mill3].map((mill, at) => ({ mill, name: `Mill ${at + 1}`, value: value(mill) }));
      expected.sort((a, b) => (metric === 'utilization' ? b.value - a.value : a.value - b.value));
      for (const [at, { mill, name, value: wanted }] of expected.entries()) {
        const { machine_id, machine_name, rank, value: told } = answer.machines[at];
        assert.deepEqual([machine_id, machine_name, rank], [mill, name, at + 1], metric);
        assert.ok(Math.abs(told - wanted) < 0.001, `${metric} of ${name}: ${told} instead of ${wanted}`);
      }
      const { highest, lowest, average } = answer.statistics;
      const told = answer.machines.map((machine: { value: number }) => machine.value);
      assert.deepEqual([highest, lowest], [Math.max(...told), Math.min(...told)]);
      assert.ok(lowest <= average && average <= highest, metric);
    }
  });

  test('refuses what it does not know with what it does know, and a date that is none, never with 500', async () => {
    const unknown: [Parameters, RegExp][] = [
      [{ shift: 'EVENING' }, /Allowed: DAY, NIGHT\./],
      [{ day_of_week: 'FUNDAY' }, /Allowed: MONDAY, .*SUNDAY\./],
      [{ machine_ids: ['nosuch'] }, new RegExp(`Allowed: .*${mill1}`)],
      [{ excessive_downtime_threshold_seconds: -1 }, /threshold/],
    ];
    for (const path of questions) {
      for (const [query, detail] of unknown) {
        if ('excessive_downtime_threshold_seconds' in query && path !== downtime) continue;
        const { status, body } = await page.get(path, { ...week, ...query });
        assert.equal(status, 422, path);
        assert.match(body.detail, detail);
      }
      for (const start of [
        'yesterday',
        '2025-02-31T00:00',
        '2025-07-07T25:00:00Z',
        '2025-07-07T05:00:00+99:00',
        '🙂',
      ]) {
        const { status, body } = await page.get(path, { ...week, start_time: start });
        assert.equal(status, 422, `${path} ${start}`);
        assert.match(body.detail, /Invalid date format/);
      }
    }
    const metric = await page.get('/api/v1/analytics/machine-comparison', { ...week, metric: 'beauty' });
    assert.equal(metric.status, 422);
    assert.match(metric.body.detail, /Allowed: utilization, performance, quality, oee, cuts, downtime, events\./);
    assert.equal((await page.get(data)).status, 422, 'both ends are required here');
  });
});

/** Of no length they are none. */
function stopsBegunIn(periods: readonly RealPeriod[], range: { start_time: string; end_time: string }): number {
  return periods.filter(
    ({ classification, startMs, endMs }) =>
      classification === 'DOWNTIME' &&
      startMs >= Date.parse(range.start_time) &&
      startMs < Date.parse(range.end_time) &&
      endMs > startMs,
  ).length;
}

/** Parts of stops inside the range that last longer than the threshold, in seconds, the longest first. */
function longStops(
  periods: readonly RealPeriod[],
  range: { start_time: string; end_time: string },
  thresholdMs: number,
) {
  return periods
    .filter(({ classification }) => classification === 'DOWNTIME')
    .map(
      ({ startMs, endMs }) =>
        Math.min(endMs, Date.parse(range.end_time)) - Math.max(startMs, Date.parse(range.start_time)),
    )
    .filter((partMs) => partMs > thresholdMs)
    .sort((a, b) => b - a)
    .map((partMs) => partMs / 1_000);
}
