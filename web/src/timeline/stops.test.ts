import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Category } from '../ui/categories.ts';
import { makeLane, type Period } from './lane.ts';
import { periodNear, stopBeside } from './stops.ts';

function lane(...parts: readonly [startMs: number, endMs: number, category: Category][]) {
  return makeLane(
    parts.map(
      ([startMs, endMs, category]): Period => ({
        id: `${startMs}`,
        machineId: 'mill-1',
        startMs,
        endMs,
        category,
        reason: '',
        ticketId: null,
      }),
    ),
  );
}

const line = lane(
  [0, 1_000, 'productive_uptime'],
  [1_000, 1_010, 'unproductive_downtime'],
  [1_010, 1_030, 'productive_downtime'],
  [1_030, 2_000, 'productive_uptime'],
  [2_000, 3_000, 'unclassified_downtime'],
  [3_000, 4_000, 'offline'],
);

test('a period that is wide enough to aim at is meant where it is', () => {
  assert.equal(periodNear(line, 500, 50), 0);
  assert.equal(periodNear(line, 2_500, 50), 4);
});

test('beside narrow stops the longest within reach is meant', () => {
  assert.equal(periodNear(line, 1_005, 100), 2);
  assert.equal(periodNear(line, 1_005, 1_000), 4, 'a longer one within a wider reach');
});

test('where no stop is within reach it is what is there, or nothing', () => {
  assert.equal(periodNear(line, 3_800, 550), 5);
  assert.equal(periodNear(line, 9_000, 10), -1);
});

test('one goes from stop to stop, past what is none', () => {
  assert.equal(stopBeside(line, 0, 1), 1);
  assert.equal(stopBeside(line, 1_000, 1), 2);
  assert.equal(stopBeside(line, 1_010, 1), 4);
  assert.equal(stopBeside(line, 2_000, 1), -1);
  assert.equal(stopBeside(line, 9_000, -1), 4);
  assert.equal(stopBeside(line, 2_000, -1), 2);
  assert.equal(stopBeside(line, 1_000, -1), -1);
});
