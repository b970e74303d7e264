import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeFormat } from '../../format/format.ts';
import { barsOption } from './bars.ts';
import { heatOption } from './heat.ts';
import type { Look } from './look.ts';
import { paretoOption } from './pareto.ts';
import { trendOption } from './trend.ts';
import { waterfallOption } from './waterfall.ts';

const look: Look = {
  palette: { font: 'sans-serif', of: (colour) => `colour of ${colour}` },
  format: makeFormat('en-GB', 'Europe/London'),
  cumulative: 'Share',
  width: 800,
};
const percent = { kind: 'percent' } as const;

test('what is not known is a gap in a line and no bar, never a 0', () => {
  const option = trendOption(
    { kind: 'trend', axis: '', points: ['a', 'b'], unit: percent, series: [{ name: 'OEE', values: [null, 40] }] },
    look,
  );
  assert.deepEqual(option.series[0]?.data, [null, 40]);
  assert.equal(option.series[0]?.connectNulls, false);
  assert.equal(option.yAxis.max, 100);
});

test('an axis of percentages goes beyond 100 where a value does', () => {
  const option = trendOption(
    { kind: 'trend', axis: '', points: ['a'], unit: percent, series: [{ name: 'P', values: [120] }] },
    look,
  );
  assert.equal(option.yAxis.max, undefined);
});

test('hours are drawn as hours, and stacked bars differ by their pattern too', () => {
  const series = [
    { name: 'Up', values: [7_200] },
    { name: 'Down', values: [3_600] },
  ];
  const option = barsOption(
    { kind: 'bars', axis: '', points: ['a'], unit: { kind: 'hours' }, isStacked: true, series },
    look,
  );
  assert.deepEqual(
    option.series.map(({ data }) => data),
    [[2], [1]],
  );
  assert.equal(option.aria.decal.show, true);
  assert.equal(option.xAxis.type, 'category');
});

test('no tooltip is HTML: the policy of the page forbids the styles in it', () => {
  const pareto = paretoOption(
    { kind: 'pareto', axis: '', name: 'Time', points: ['a', 'b'], values: [1, 3], unit: { kind: 'count' } },
    look,
  );
  assert.equal(pareto.tooltip.renderMode, 'richText');
  assert.deepEqual(pareto.series[0]?.data, [3, 1]);
  assert.deepEqual(pareto.series[1]?.data, [75, 100]);
});

test('a step of a waterfall hangs on what is not seen', () => {
  const option = waterfallOption(
    {
      kind: 'waterfall',
      axis: '',
      name: '',
      unit: percent,
      steps: [
        { name: 'Planned', value: 100, kind: 'total' },
        { name: 'Stops', value: -30, kind: 'change' },
      ],
    },
    look,
  );
  const [ground, bars] = option.series;
  assert.deepEqual(ground?.data, [0, 70]);
  assert.deepEqual(
    bars?.data.map((bar) => (typeof bar === 'number' ? bar : bar.value)),
    [100, 30],
  );
});

test('a cell of which nothing is known is not drawn', () => {
  const option = heatOption(
    {
      kind: 'heat',
      name: '',
      unit: percent,
      columnAxis: '',
      columns: ['06', '07'],
      rowAxis: '',
      rows: ['Mon', 'Tue'],
      values: [
        [null, 80],
        [10, null],
      ],
      range: [0, 100],
    },
    look,
  );
  assert.deepEqual(option.series[0]?.data, [
    [1, 0, 80],
    [0, 1, 10],
  ]);
});
