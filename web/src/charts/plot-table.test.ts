import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainTableOf, tableOf } from './plot-table.ts';
import { hasData, type Plot } from './plots.ts';

const percent = { kind: 'percent' } as const;
const hours = { kind: 'hours' } as const;

test('a trend has a row a point, its series, and what they rest on', () => {
  const plot: Plot = {
    kind: 'trend',
    axis: 'Day',
    points: ['Mon', 'Tue'],
    keys: ['2026-11-23', '2026-11-24'],
    unit: percent,
    series: [{ name: 'OEE', values: [50, null] }],
    details: [
      { title: 'Known', unit: percent, values: [99, 10] },
      { title: 'Missing', values: ['', 'quality'] },
    ],
  };
  assert.deepEqual(tableOf(plot, 'cumulative'), {
    columns: [
      { title: 'Day' },
      { title: 'OEE', unit: percent },
      { title: 'Known', unit: percent },
      { title: 'Missing' },
    ],
    rows: [
      ['Mon', 50, 99, ''],
      ['Tue', null, 10, 'quality'],
    ],
  });
  assert.deepEqual(
    plainTableOf(plot, '').rows.map(([key]) => key),
    ['2026-11-23', '2026-11-24'],
  );
});

test('a Pareto is in the order in which it is drawn, and its details go with their rows', () => {
  const plot: Plot = {
    kind: 'pareto',
    axis: 'Reason',
    name: 'Time',
    points: ['Break', 'Coil'],
    values: [3_600, 10_800],
    unit: hours,
    details: [{ title: 'Stops', unit: { kind: 'count' }, values: [4, 2] }],
  };
  assert.deepEqual(tableOf(plot, 'Share').rows, [
    ['Coil', 10_800, 75, 2],
    ['Break', 3_600, 100, 4],
  ]);
});

test('a heat map has a row a row, with a column a column', () => {
  const plot: Plot = {
    kind: 'heat',
    name: 'Utilisation',
    unit: percent,
    columnAxis: 'Hour',
    columns: ['06', '07'],
    rowAxis: 'Day',
    rows: ['Mon'],
    values: [[null, 80]],
    range: [0, 100],
  };
  assert.deepEqual(tableOf(plot, ''), {
    columns: [{ title: 'Day' }, { title: '06', unit: percent }, { title: '07', unit: percent }],
    rows: [['Mon', null, 80]],
  });
});

test('there is nothing to draw where nothing is known', () => {
  const trend = { kind: 'trend', axis: '', points: ['a'], unit: percent } as const;
  assert.equal(hasData({ ...trend, series: [{ name: '', values: [null] }] }), false);
  assert.equal(hasData({ ...trend, series: [{ name: '', values: [0] }] }), true);
  assert.equal(hasData({ kind: 'pareto', axis: '', name: '', points: ['a'], values: [0], unit: hours }), false);
});
