import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '../../../kernel/clock.ts';
import { type MeterReading, meterDueTimes } from './meter-forecast.rules.ts';
import type { Plan } from './plans.types.ts';

const NOW_MS = Date.UTC(2026, 10, 26);
const HOUR_A_DAY = 1 / DAY_MS;
const active = { status: 'active', basis: 'schedule', checkAt: NOW_MS, meterEvery: 10 } as Plan;

function firstDues(plan: Plan, reading: MeterReading, count: number): number[] {
  const dues: number[] = [];
  for (const due of meterDueTimes(plan, reading, NOW_MS)) {
    if (dues.push(due) === count) break;
  }
  return dues;
}

test('a plan is due when its meter has gone on by what is left, and then at each step', () => {
  const dues = firstDues(active, { value: 4, rate: HOUR_A_DAY }, 3);
  assert.deepEqual(
    dues,
    [6, 16, 26].map((days) => NOW_MS + days * DAY_MS),
  );
});

test('one that rests, or whose meter stands, is never due', () => {
  assert.deepEqual(firstDues({ ...active, status: 'paused' }, { value: 4, rate: HOUR_A_DAY }, 1), []);
  assert.deepEqual(firstDues(active, { value: 4, rate: 0 }, 1), []);
});

test('what lies behind the last year that can be written is no date', () => {
  const far = { ...active, meterEvery: 1_000_000_000 };
  assert.deepEqual(firstDues(far, { value: 0, rate: 276 / (28 * DAY_MS) }, 1), []);
  const [, second = 0] = firstDues(far, { value: 0, rate: 4_000 / DAY_MS }, 2);
  assert.equal(new Date(second).getUTCFullYear(), 3395);
});
