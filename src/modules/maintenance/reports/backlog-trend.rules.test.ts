import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BacklogTrend, trendParts } from './backlog-trend.rules.ts';

const at = (text: string) => Date.parse(text);

describe('the trend of the backlog', () => {
  test('cuts at local midnights, also where the clocks change: a day has 23 hours in March and 25 in October', () => {
    const hours = (from: string, to: string) =>
      trendParts('Europe/London', 'day', at(from), at(to)).map(({ key, startMs, endMs }) => [
        key,
        (endMs - startMs) / 3_600_000,
      ]);
    assert.deepEqual(hours('2026-03-28T00:00:00Z', '2026-03-30T12:00:00Z'), [
      ['2026-03-28', 24],
      ['2026-03-29', 23],
      ['2026-03-30', 13],
    ]);
    assert.deepEqual(hours('2025-10-25T23:00:00Z', '2025-10-27T00:00:00Z'), [['2025-10-26', 25]]);
  });

  test('weeks begin on Monday and have their ISO number, months on the first', () => {
    const keys = (interval: 'week' | 'month', from: string, to: string) =>
      trendParts('UTC', interval, at(from), at(to)).map(({ key }) => key);
    assert.deepEqual(keys('week', '2025-12-27T10:00:00Z', '2026-01-06T00:00:00Z'), [
      '2025-W52',
      '2026-W01',
      '2026-W02',
    ]);
    assert.deepEqual(keys('month', '2025-12-31T10:00:00Z', '2026-02-01T00:00:00Z'), ['2025-12', '2026-01']);
    assert.deepEqual(keys('month', '2025-12-31T10:00:00Z', '2025-12-31T10:00:00Z'), []);
  });

  test('a ticket waits from being logged until it is finished; the end of a part is not in it', () => {
    const trend = new BacklogTrend(trendParts('UTC', 'day', at('2026-01-01'), at('2026-01-03')));
    const life = (logged: string, finished: string | null) =>
      trend.add({ loggedAt: at(logged), finishedAt: finished === null ? null : at(finished) });
    life('2025-12-01', '2025-12-31T23:59:59.999Z');
    life('2025-12-01', null);
    life('2025-12-01', '2026-01-01');
    life('2026-01-01', '2026-01-02');
    life('2026-01-02T23:59:59.999Z', '2026-01-03');
    life('2026-01-03', null);
    assert.deepEqual(
      trend.counts().map(({ key, opened, finished, waiting }) => [key, opened, finished, waiting]),
      [
        ['2026-01-01', 1, 1, 2],
        ['2026-01-02', 1, 1, 2],
      ],
    );
  });
});
