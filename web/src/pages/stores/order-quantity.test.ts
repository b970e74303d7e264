import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderQuantity } from './order-quantity.ts';

test('an order fills the shelf to its maximum, else to its minimum', () => {
  assert.equal(orderQuantity({ on_hand: 2, minimum: 5, maximum: 12 }), 10);
  assert.equal(orderQuantity({ on_hand: 2, minimum: 5, maximum: null }), 3);
});
