/**
 * Three months of a real factory over HTTP, held against figures that were reckoned elsewhere and against plain
 * arithmetic over the files.
 */
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import {
  type RealPeriod,
  readRealPeriods,
  realDataFiles,
  realDataMissing,
  reckonLocally,
} from '../../support/real-data.ts';

const wholeRange = { start_time: '2025-05-05T00:00Z', end_time: '2025-08-20T00:00Z' };
const mill3 = '6809f8df20e024b627b489ed';

onEachEngine('the real factory', (under) => {
  if (realDataMissing !== false) {
    test('spent its time as the independent reckoning says', { skip: realDataMissing }, () => {});
    return;
  }
  let opened: TestApp;
  let headers: { authorization: string };
  let periods: RealPeriod[];

  before(async () => {
    opened = await startTestApp(under);
    const sources = realDataFiles().map((file) => ({ name: basename(file), bytes: createReadStream(file) }));
    const summary = await opened.services.ingestion.loadStatusPeriods(systemActor('test'), sources);
    assert.equal(summary.total.inserted, 21_592);
    headers = await opened.signIn('VIEWER');
    periods = readRealPeriods();
  });

  async function ask<Answer = Record<string, number>>(
    path: string,
    query: Record<string, string> = {},
  ): Promise<Answer> {
    const url = `/api/v1/analytics/${path}?${new URLSearchParams({ ...wholeRange, ...query })}`;
    const response = await opened.app.inject({ url, headers });
    assert.equal(response.statusCode, 200, response.body);
    return response.json() as Answer;
  }

  test('spent its time as the independent reckoning says', async () => {
    const answer = await ask('time-accounting');
    assert.equal(answer.window_seconds, 27_734_400);
    assert.equal(answer.planned_seconds, 11_849_479.892);
    assert.equal(answer.productive_uptime_seconds, 5_260_443.845);
    assert.equal(answer.productive_downtime_seconds, 2_573_199.755);
    assert.equal(answer.unproductive_downtime_seconds, 3_815_559.907);
    assert.equal(answer.unclassified_downtime_seconds, 200_276.385);
    assert.equal(answer.offline_seconds, 1_653_114.028);
    assert.equal(answer.no_data_seconds, 14_231_806.08);
    assert.equal(answer.availability, 44.3939);
  });

  test('planned exactly 2,116,800 s of nights for mill 3, because shifts are local', async () => {
    const night = await ask('time-accounting', { machine_ids: mill3, shift: 'NIGHT' });
    assert.equal(night.planned_seconds, 2_116_800);
    assert.equal(night.productive_uptime_seconds, 966_265.726);
    assert.equal(night.availability, 45.6475);
    const day = await ask('time-accounting', { machine_ids: mill3, shift: 'DAY' });
    assert.equal(day.productive_uptime_seconds, 1_014_686.04);
    assert.equal(day.availability, 47.2482);
  });

  test('answers other windows, shifts, weekdays and machines as arithmetic over the files does', async () => {
    const questions: Record<string, string>[] = [
      { start_time: '2025-07-07T05:00:00Z', end_time: '2025-07-14T05:00:00Z' },
      { start_time: '2025-06-01T03:17:11.123Z', end_time: '2025-06-30T22:48:59.999Z', shift: 'NIGHT' },
      { start_time: '2025-05-20T11:11:11Z', end_time: '2025-08-11T12:00:00+01:00', day_of_week: 'WEDNESDAY' },
      { start_time: '2025-06-13T07:30:00Z', end_time: '2025-06-13T07:31:00Z', machine_ids: mill3 },
      { start_time: '2025-07-01T00:00:00Z', end_time: '2025-08-01T00:00:00Z', shift: 'DAY', day_of_week: 'FRIDAY' },
    ];
    for (const question of questions) {
      const answer = await ask<Record<string, unknown>>('time-accounting', question);
      assert.deepEqual(
        answer['downtime_by_reason_seconds'],
        reckonLocally(periods, question).reasons,
        JSON.stringify(question),
      );
      for (const [member, seconds] of Object.entries(reckonLocally(periods, question).totals)) {
        assert.equal(answer[member], seconds, `${member} of ${JSON.stringify(question)}`);
      }
    }
  });

  test('groups add up to the total, whatever they are', async () => {
    for (const group_by of ['machine', 'shift', 'day', 'week', 'month', 'hour']) {
      const range: Record<string, string> =
        group_by === 'hour' ? { start_time: '2025-06-01T00:00Z', end_time: '2025-07-01T03:25:00Z' } : {};
      const answer = await ask<{ groups: Record<string, number>[] } & Record<string, number>>('time-accounting', {
        group_by,
        ...range,
      });
      for (const member of [
        'window_seconds',
        'productive_uptime_seconds',
        'unproductive_downtime_seconds',
        'no_data_seconds',
      ]) {
        const sum = answer.groups.reduce((total, group) => total + Math.round((group[member] ?? 0) * 1_000), 0);
        assert.equal(sum / 1_000, answer[member], `${member} by ${group_by}`);
      }
    }
  });

  test('lists 149 stops that lasted more than an hour, and the Pareto by reason with shares up to 100 %', async () => {
    interface Downtime {
      reasons: { reason: string; count: number; seconds: number; cumulative_share: number }[];
      long_stops: { items: { id: string; seconds: number }[]; next_cursor: string | null };
    }
    const first = await ask<Downtime>('downtime', { threshold_seconds: '3600', limit: '100' });
    assert.equal(first.long_stops.items.length, 100);
    const rest = await ask<Downtime>('downtime', {
      threshold_seconds: '3600',
      limit: '100',
      cursor: first.long_stops.next_cursor ?? '',
    });
    const stops = [...first.long_stops.items, ...rest.long_stops.items];
    assert.equal(new Set(stops.map((stop) => stop.id)).size, 149);
    assert.equal(rest.long_stops.next_cursor, null);
    assert.equal(first.reasons[0]?.reason, 'Coil Change');
    assert.equal(first.reasons[0]?.count, 1_690);
    assert.ok(Math.abs((first.reasons.at(-1)?.cumulative_share ?? 0) - 100) < 0.001);
    assert.ok(!first.reasons.some((row) => row.reason !== row.reason.trim()));
  });

  test('pages through the periods that overlap a range, each once and in order, also those that began before it', async () => {
    const middle = periods.find((period) => period.machineId === mill3 && period.endMs - period.startMs > 3_600_000);
    assert.ok(middle);
    const fromMs = middle.startMs + 60_000;
    const toMs = fromMs + 3 * 86_400_000;
    const range = { start_time: new Date(fromMs).toISOString(), end_time: new Date(toMs).toISOString() };
    const overlapping = periods
      .filter((period) => period.startMs < toMs && (period.endMs > fromMs || period.startMs >= fromMs))
      .sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1))
      .map((period) => period.id);
    assert.ok(overlapping.includes(middle.id));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { ...range, limit: '7', ...(cursor === null ? {} : { cursor }) };
      const page: { items: { id: string }[]; next_cursor: string | null } = await ask('timeline', query);
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    assert.deepEqual(seen, overlapping);
  });

  test('has night shifts of 13 h and 11 h where the clocks change', async () => {
    opened.clock.set('2026-06-01T00:00:00Z');
    const fresh = await opened.signIn('VIEWER');
    async function nightSeconds(day: string, next: string): Promise<number | undefined> {
      const query = new URLSearchParams({
        start_time: `${day}T12:00Z`,
        end_time: `${next}T12:00Z`,
        machine_ids: mill3,
        group_by: 'shift',
      });
      const response = await opened.app.inject({ url: `/api/v1/analytics/time-accounting?${query}`, headers: fresh });
      const answer = response.json() as { groups: { key: string; window_seconds: number }[] };
      return answer.groups.find((group) => group.key === 'NIGHT')?.window_seconds;
    }
    assert.equal(await nightSeconds('2025-10-25', '2025-10-26'), 13 * 3_600);
    assert.equal(await nightSeconds('2026-03-28', '2026-03-29'), 11 * 3_600);
  });
});
