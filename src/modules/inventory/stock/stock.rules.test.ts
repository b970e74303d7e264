import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  averageCost,
  costOfReturn,
  cutReservations,
  fallsBelow,
  freeOn,
  planIssue,
  planRelease,
  type Shelf,
} from './stock.rules.ts';

const shelf = (locationId: number, onHand: number, reserved = 0, own = 0): Shelf => ({
  locationId,
  onHand,
  reserved,
  own,
});
const short = (takes: ReturnType<typeof planIssue>) =>
  takes?.map(({ locationId, quantity, fromReserved }) => [locationId, quantity, fromReserved]);

test('what is set aside for the ticket is taken first, then where most is free, lower numbers first', () => {
  assert.deepEqual(short(planIssue([shelf(1, 5), shelf(2, 9)], 4)), [[2, 4, 0]]);
  assert.deepEqual(short(planIssue([shelf(2, 5), shelf(1, 5)], 6)), [
    [1, 5, 0],
    [2, 1, 0],
  ]);
  assert.deepEqual(short(planIssue([shelf(1, 3, 3, 2), shelf(2, 9)], 4)), [
    [1, 2, 2],
    [2, 2, 0],
  ]);
  assert.deepEqual(short(planIssue([shelf(1, 6, 2, 2)], 5)), [[1, 5, 2]]);
  assert.equal(planIssue([shelf(1, 6, 3, 1)], 5), undefined);
  assert.equal(planIssue([], 1), undefined);
});

test('a plan takes exactly what is asked for, never what others have, and always the same', () => {
  const shelves = fc.uniqueArray(
    fc
      .tuple(fc.integer({ min: 1, max: 20 }), fc.nat({ max: 30 }), fc.nat({ max: 30 }), fc.nat({ max: 30 }))
      .map(([locationId, onHand, reserved, own]) => {
        const held = Math.min(onHand, reserved);
        return shelf(locationId, onHand, held, Math.min(held, own));
      }),
    { selector: ({ locationId }) => locationId, maxLength: 6 },
  );
  fc.assert(
    fc.property(shelves, fc.integer({ min: 1, max: 60 }), (given, quantity) => {
      const takes = planIssue(given, quantity);
      const most = given.reduce((sum, one) => sum + freeOn(one) + one.own, 0);
      assert.equal(takes === undefined, most < quantity);
      assert.deepEqual(planIssue(given.toReversed(), quantity), takes);
      if (takes === undefined) return;
      assert.equal(
        takes.reduce((sum, take) => sum + take.quantity, 0),
        quantity,
      );
      for (const take of takes) {
        const from = given.find(({ locationId }) => locationId === take.locationId) as Shelf;
        assert.ok(take.fromReserved <= from.own && take.quantity - take.fromReserved <= freeOn(from));
      }
    }),
  );
});

test('what is let go is let go where most is set aside, and no more than that', () => {
  const held = [
    { locationId: 1, quantity: 2 },
    { locationId: 2, quantity: 3 },
  ];
  assert.deepEqual(short(planRelease(held, 4)), [
    [1, 1, 0],
    [2, 3, 0],
  ]);
  assert.equal(planRelease(held, 6), undefined);
});

test('where fewer are there than were set aside, the newest reservations lose, and no more than they must', () => {
  const held = [1, 2, 3].map((id) => ({ id, quantity: 2 }));
  const lost = (onHand: number) => cutReservations(held, onHand).map((cut) => [cut.reservation.id, cut.lost]);
  assert.deepEqual(lost(6), []);
  assert.deepEqual(lost(3), [
    [3, 2],
    [2, 1],
  ]);
  assert.deepEqual(lost(0), [
    [3, 2],
    [2, 2],
    [1, 2],
  ]);
});

test('stock falls below its minimum once, until it was enough', () => {
  const steps = [6, 5, 4, 3, 5, 4];
  const told = steps.slice(1).map((onHand, at) => fallsBelow(5, steps[at] as number, 5, onHand));
  assert.deepEqual(told, [false, true, false, false, true]);
  assert.equal(fallsBelow(null, 0, 1, 0), true);
  assert.equal(fallsBelow(1, 0, null, 0), false);
});

test('the cost of a unit is the average of what is there and what comes', () => {
  assert.equal(averageCost(3, 10, 1, 14), 11);
  assert.equal(averageCost(0, 10, 5, 14), 14);
  assert.equal(averageCost(7, null, 1, 14), 14);
});

test('what comes back is worth what it has cost on average, and nothing is known of what had no cost', () => {
  assert.equal(costOfReturn({ quantity: 2, cost: 40 }), 20);
  assert.equal(costOfReturn({ quantity: 2, cost: null }), null);
  assert.equal(costOfReturn({ quantity: 0, cost: 0 }), null);
});
