import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bodyOf, formOf } from './product.ts';

describe('a product as it is typed', () => {
  test('an emptied field is null, a number a number', () => {
    assert.deepEqual(bodyOf({ product_code: ' ', ideal_rate_per_hour: '480,5', notes: ' Slow ' }), {
      product_code: null,
      ideal_rate_per_hour: 480.5,
      notes: 'Slow',
    });
  });

  test('what is no number is sent as it is typed, for the server to refuse: null would empty the field', () => {
    assert.deepEqual(bodyOf({ ideal_rate_per_hour: 'fast' }), { ideal_rate_per_hour: 'fast' });
  });

  test('a name cannot be emptied: the server says so', () => {
    assert.deepEqual(bodyOf({ product_name: ' ' }), { product_name: '' });
  });

  test('a new one begins with nothing', () => {
    assert.ok(Object.values(formOf(undefined)).every((text) => text === ''));
  });
});
