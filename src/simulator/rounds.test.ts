import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import { simulateRound } from './rounds.ts';

const dueAtMs = Date.UTC(2026, 0, 5, 14);
const roundOf = (at: number) => ({
  name: String(at),
  openedAtMs: dueAtMs - 72 * HOUR_MS,
  dueAtMs,
  estimatedMinutes: 40,
});

describe('a round of preventive maintenance', () => {
  const rounds = Array.from({ length: 500 }, (_, at) => simulateRound(1, roundOf(at)));

  test('is the same whenever it is told, and another for another seed', () => {
    assert.deepEqual(simulateRound(1, roundOf(0)), rounds[0]);
    assert.notDeepEqual(simulateRound(2, roundOf(0)), rounds[0]);
  });

  test('is done by day, nine of ten times before it is due and else a day later', () => {
    for (const { startedAtMs } of rounds) {
      const hour = new Date(startedAtMs).getUTCHours();
      assert.ok(hour >= 8 && hour < 13, String(hour));
    }
    const late = rounds.filter(({ startedAtMs }) => startedAtMs > dueAtMs).length;
    assert.ok(late > 25 && late < 85, `${late} of 500`);
  });

  test('takes about as long as was said, and never begins before its ticket', () => {
    const minutes = rounds.map((round) => round.minutes).sort((a, b) => a - b);
    const half = minutes[250] ?? 0;
    assert.ok(half > 36 && half < 44, String(half));
    const openedAtMs = dueAtMs + 96 * HOUR_MS;
    assert.equal(simulateRound(1, { ...roundOf(0), openedAtMs }).startedAtMs, openedAtMs + MINUTE_MS);
  });
});
