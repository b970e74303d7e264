import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placesFor, usualPlace } from './booking-places.ts';
import type { Level, Location } from './use-stock.ts';

function location(id: number, name: string, retired = false): Location {
  const at = '2026-11-26T10:00:00Z';
  return {
    id,
    name,
    notes: null,
    retired,
    retired_at: retired ? at : null,
    version: 1,
    created_at: at,
    updated_at: at,
  };
}
function level(id: number, onHand: number, minimum: number | null = null): Level {
  return {
    location_id: id,
    location_name: `L${id}`,
    on_hand: onHand,
    reserved: 0,
    available: onHand,
    minimum,
    maximum: null,
    low: false,
  };
}
const locations = [location(1, 'Main'), location(2, 'Van'), location(3, 'Old', true)];
const levels = [level(1, 2), level(2, 9), level(3, 4)];
const ids = (kind: Parameters<typeof placesFor>[0]) => placesFor(kind, levels, locations).map(({ id }) => id);

test('nothing comes in where a location is out of use, and nothing goes out where nothing is', () => {
  assert.deepEqual(ids('receive'), [1, 2]);
  assert.deepEqual(ids('issue'), [1, 2, 3]);
  assert.deepEqual(
    placesFor('transfer', [level(2, 9)], locations).map(({ id }) => id),
    [2],
  );
  assert.deepEqual(
    placesFor('adjust', [], locations).map(({ id }) => id),
    [1, 2],
  );
});

test('the location that was chosen stays when somebody else takes the last', () => {
  assert.deepEqual(
    placesFor('issue', [level(1, 0), level(2, 9)], locations, 1).map(({ id, onHand }) => [id, onHand]),
    [
      [1, 0],
      [2, 9],
    ],
  );
});

test('meant is where the most is, else where limits are', () => {
  assert.equal(usualPlace(placesFor('issue', levels, locations), levels), 2);
  const none = [level(1, 0), level(2, 0, 5)];
  assert.equal(usualPlace(placesFor('receive', none, locations), none), 2);
  assert.equal(usualPlace(placesFor('receive', [], locations), []), 1);
  assert.equal(usualPlace([], []), undefined);
});
