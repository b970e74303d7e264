import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeFormat } from '../format/format.ts';
import { scaleOf, textOfValue } from './units.ts';

const format = makeFormat('en-GB', 'Europe/London');

test('an axis of time counts in what people count in at its length', () => {
  const duration = { kind: 'duration' } as const;
  assert.deepEqual(scaleOf(duration, 60), { divisor: 1, sign: 's' });
  assert.deepEqual(scaleOf(duration, 1_800), { divisor: 60, sign: 'min' });
  assert.deepEqual(scaleOf(duration, 90_000), { divisor: 3_600, sign: 'h' });
  assert.deepEqual(scaleOf({ kind: 'hours' }, 60), { divisor: 3_600, sign: 'h' });
});

test('what is not known is a dash in every unit', () => {
  for (const kind of ['percent', 'duration', 'hours', 'count'] as const) {
    assert.equal(textOfValue(null, { kind }, format), '–');
  }
  assert.equal(textOfValue(null, { kind: 'money', currency: 'GBP' }, format), '–');
  assert.equal(textOfValue(330 * 3_600, { kind: 'hours' }, format), '330.0 h');
  assert.equal(textOfValue(330 * 3_600, { kind: 'duration' }, format), '13 d 18 h');
});
