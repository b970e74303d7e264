import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BookingForm, bookingOf, counterBookings, type Movement, onHandAfter } from './bookings.ts';

const form: BookingForm = {
  quantity: '3',
  location: '1',
  toLocation: '2',
  ticketId: undefined,
  unitCost: '',
  adjustsTo: 'counted',
  reason: ' ',
  reference: '',
};

function movement(given: Partial<Movement>): Movement {
  return {
    id: 40,
    component_id: 17,
    component_name: 'Bearing 6204',
    location_id: 1,
    location_name: 'Main store',
    kind: 'receive',
    quantity: 3,
    on_hand_after: 10,
    unit_cost: null,
    ticket_id: null,
    group_id: null,
    reason: null,
    reference: null,
    actor: { kind: 'user', id: '5', name: 'storekeeper@demo.example' },
    occurred_at: '2026-11-26T10:00:00Z',
    recorded_at: '2026-11-26T10:00:00Z',
    ...given,
  };
}
const why = (id: number) => `undo ${id}`;

test('only what was typed is sent', () => {
  assert.deepEqual(bookingOf('receive', form, 'en-GB').body, { location_id: 1, quantity: 3 });
  assert.deepEqual(bookingOf('receive', { ...form, unitCost: '1.012,40', reference: ' LS 9 ' }, 'de-DE').body, {
    location_id: 1,
    quantity: 3,
    unit_cost: 1012.4,
    reference: 'LS 9',
  });
  assert.deepEqual(bookingOf('issue', { ...form, location: '', ticketId: 31 }, 'en-GB').body, {
    quantity: 3,
    ticket_id: 31,
  });
  assert.deepEqual(bookingOf('transfer', form, 'en-GB').body, { from_location_id: 1, to_location_id: 2, quantity: 3 });
});

test('stock is adjusted to a count or by a difference', () => {
  const why = { ...form, reason: 'dropped' };
  const adjusted = (adjustsTo: BookingForm['adjustsTo']) => bookingOf('adjust', { ...why, adjustsTo }, 'en-GB').body;
  assert.deepEqual(adjusted('counted'), { location_id: 1, counted: 3, reason: 'dropped' });
  assert.deepEqual(adjusted('more'), { location_id: 1, difference: 3, reason: 'dropped' });
  assert.deepEqual(adjusted('fewer'), { location_id: 1, difference: -3, reason: 'dropped' });
});

test('what will be there is said before it is booked', () => {
  assert.equal(onHandAfter('issue', form, 2), -1);
  assert.equal(onHandAfter('return', form, 2), 5);
  assert.equal(onHandAfter('adjust', form, 2), 3);
  assert.equal(onHandAfter('adjust', { ...form, adjustsTo: 'fewer' }, 9), 6);
  assert.equal(onHandAfter('issue', { ...form, quantity: '' }, 2), undefined);
  assert.equal(onHandAfter('issue', form, undefined), undefined);
});

test('a booking is taken back by its opposite', () => {
  assert.deepEqual(counterBookings([movement({})], why), [
    { verb: 'adjust', body: { location_id: 1, difference: -3, reason: 'undo 40' } },
  ]);
  assert.deepEqual(counterBookings([movement({ kind: 'adjust', quantity: -2 })], why), [
    { verb: 'adjust', body: { location_id: 1, difference: 2, reason: 'undo 40' } },
  ]);
  const issued = [
    movement({ kind: 'issue', quantity: -2, ticket_id: 31 }),
    movement({ id: 41, kind: 'issue', quantity: -1, ticket_id: 31, location_id: 2 }),
  ];
  assert.deepEqual(counterBookings(issued, why), [
    { verb: 'return', body: { location_id: 1, quantity: 2, ticket_id: 31, reason: 'undo 40' } },
    { verb: 'return', body: { location_id: 2, quantity: 1, ticket_id: 31, reason: 'undo 41' } },
  ]);
  assert.deepEqual(counterBookings([movement({ kind: 'return', quantity: 2 })], why), [
    { verb: 'issue', body: { location_id: 1, quantity: 2, reason: 'undo 40' } },
  ]);
});

test('a transfer goes back as one, whichever of its two movements comes first', () => {
  const gone = movement({ kind: 'transfer', quantity: -4 });
  const come = movement({ id: 41, kind: 'transfer', quantity: 4, location_id: 2 });
  for (const [movements, first] of [
    [[gone, come], 40],
    [[come, gone], 41],
  ] as const) {
    assert.deepEqual(counterBookings(movements, why), [
      { verb: 'transfer', body: { from_location_id: 2, to_location_id: 1, quantity: 4, reason: `undo ${first}` } },
    ]);
  }
});
