import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisSearch, fittingGrouping } from './search.ts';

test('an address keeps what can be asked and loses the rest', () => {
  assert.deepEqual(
    analysisSearch({
      range: '30d',
      machine: 'mill-1',
      shift: 'DAY',
      weekday: 'MONDAY',
      by: 'week',
      lost: 'hours',
      metric: 'beauty',
      spent: 7,
      other: 'x',
    }),
    { range: '30d', machine: ['mill-1'], shift: 'DAY', weekday: 'MONDAY', by: 'week', lost: 'hours' },
  );
  assert.deepEqual(analysisSearch({ shift: '', weekday: 'Monday', by: 'year' }), {});
});

test('a point is as long as fits the range', () => {
  assert.deepEqual([1, 2, 3, 62, 63, 400, 401].map(fittingGrouping), [
    'hour',
    'hour',
    'day',
    'day',
    'week',
    'week',
    'month',
  ]);
});
