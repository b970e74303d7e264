import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oeeSteps } from './oee-steps.ts';

const values = (factors: Parameters<typeof oeeSteps>[0]) =>
  oeeSteps(factors, (name) => name).map(({ name, value }) => [name, Math.round(value * 100) / 100]);

test('what the factors take away and what is left add up to planned time', () => {
  assert.deepEqual(values({ availability: 50, performance: 80, quality: 90 }), [
    ['planned', 100],
    ['availability', -50],
    ['performance', -10],
    ['quality', -4],
    ['left', 36],
  ]);
});

test('a factor that is not known has no step, and one above 100 adds', () => {
  assert.deepEqual(values({ availability: 50, performance: 120, quality: null }), [
    ['planned', 100],
    ['availability', -50],
    ['performance', 10],
    ['left', 60],
  ]);
});

test('without planned time there is nothing', () => {
  assert.deepEqual(values({ availability: null, performance: 90, quality: 90 }), []);
});
