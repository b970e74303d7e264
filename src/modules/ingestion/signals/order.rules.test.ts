import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from './order.rules.ts';

const timed = (name: string, occurredAt: number) => ({ name, occurredAt, isTimed: true });
const untimed = (name: string, occurredAt: number) => ({ name, occurredAt, isTimed: false });
const order = (lastAt: number | undefined, ...points: readonly ReturnType<typeof timed>[]) =>
  inOrder(
    points,
    (point) => ({ ...point, machineId: 'mill', sourceSequence: null }),
    () => ({ key: 'mill', last: lastAt === undefined ? undefined : { lastAt, lastSequence: null } }),
  ).map(({ name }) => name);

test('points are put in the order of their times, and those of one time stay as they came', () => {
  assert.deepEqual(order(undefined, timed('c', 3), timed('a', 1), timed('b', 1)), ['a', 'b', 'c']);
});

test('one without a time is the newest of what came before it in the same batch, whatever the clocks say', () => {
  assert.deepEqual(order(10, timed('runs', 103), untimed('will', 100)), ['runs', 'will']);
  assert.deepEqual(order(10, untimed('death', 100), untimed('birth', 97)), ['death', 'birth']);
  assert.deepEqual(order(200, untimed('death', 100), timed('late', 150)), ['late', 'death']);
  assert.deepEqual(order(undefined, untimed('first', 5), timed('before', 4)), ['before', 'first']);
});

test('lines are by themselves', () => {
  const points = [timed('fast', 103), untimed('slow', 100)];
  const sorted = inOrder(
    points,
    (point) => ({ ...point, machineId: 'mill', sourceSequence: null }),
    ({ name }) => ({ key: name, last: undefined }),
  );
  assert.deepEqual(
    sorted.map(({ name }) => name),
    ['slow', 'fast'],
  );
});
