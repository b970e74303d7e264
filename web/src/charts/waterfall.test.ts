import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waterfallBars } from './waterfall.ts';

const spans = (steps: Parameters<typeof waterfallBars>[0]) =>
  waterfallBars(steps).map(({ from, to, level }) => [from, to, level]);

test('each change hangs where the bar before it ended, and a total stands on the ground', () => {
  assert.deepEqual(
    spans([
      { name: 'Planned', value: 100, kind: 'total' },
      { name: 'Stops', value: -30, kind: 'change' },
      { name: 'Overtime', value: 5, kind: 'change' },
      { name: 'Left', value: 75, kind: 'total' },
    ]),
    [
      [0, 100, 100],
      [70, 100, 70],
      [70, 75, 75],
      [0, 75, 75],
    ],
  );
});

test('changes may go below the ground', () => {
  assert.deepEqual(
    spans([
      { name: 'Earned', value: 10, kind: 'total' },
      { name: 'Lost', value: -15, kind: 'change' },
    ]),
    [
      [0, 10, 10],
      [-5, 10, -5],
    ],
  );
});
