import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lossesOf, type Oee } from './losses.ts';

const answer: Oee = {
  start_time: '2026-11-25T00:00:00.000Z',
  end_time: '2026-11-26T00:00:00.000Z',
  cut_off_at: null,
  oee: 36,
  availability: 50,
  performance: 80,
  quality: 90,
  partial_oee: 36,
  factors_used: ['availability', 'performance', 'quality'],
  basis: {
    availability: { planned_seconds: 1_000, productive_uptime_seconds: 500 },
    performance: { runs: 1, cuts: 10, ideal_seconds: 160, productive_uptime_seconds: 200 },
    quality: { runs: 1, produced_count: 100, scrap_count: 10 },
  },
  warnings: [],
};

const lost = (oee: Oee) => lossesOf(oee).steps.map(({ lostSeconds }) => Math.round(lostSeconds));

test('each factor takes its share of what the one before it has left', () => {
  assert.deepEqual(lost(answer), [500, 100, 40]);
  assert.equal(Math.round(lossesOf(answer).productiveSeconds), 360);
  assert.deepEqual(lossesOf(answer).missing, []);
});

test('a factor without data takes nothing away and is named as missing', () => {
  const partial = { ...answer, performance: null, quality: null };
  assert.deepEqual(lost(partial), [500, 0, 0]);
  assert.deepEqual(lossesOf(partial).missing, ['performance', 'quality']);
  assert.equal(lossesOf(partial).productiveSeconds, 500);
});

test('of performance it is said how much of the uptime was measured', () => {
  assert.equal(lossesOf(answer).steps[1]?.coverage, 40);
  assert.equal(lossesOf({ ...answer, performance: null }).steps[1]?.coverage, null);
});

test('faster than ideal is no gain of time', () => {
  assert.deepEqual(lost({ ...answer, performance: 130 }), [500, 0, 50]);
});
