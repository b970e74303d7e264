import { paretoBars } from '../pareto.ts';
import type { ParetoPlot } from '../plots.ts';
import { baseOption, greatestOf, type Look, legend, nameAxis, scaled, tooltip, valueAxis, valueText } from './look.ts';

/** More bars cannot be read; the table has them all. */
const BARS_MAX = 20;
const BAR_MIN_PX = 32;

export function paretoOption(plot: ParetoPlot, look: Look) {
  const { points, values, unit, name, colour = 'accent' } = plot;
  const bars = paretoBars(points, values).slice(0, Math.min(BARS_MAX, Math.floor(look.width / BAR_MIN_PX)));
  const { axis, scale } = valueAxis(look, unit, greatestOf([values]));
  const { axis: share } = valueAxis(look, { kind: 'percent' }, 100);
  const { palette, cumulative } = look;
  return {
    ...baseOption(look),
    tooltip: tooltip(look, 'axis'),
    legend: legend(look, [name, cumulative]),
    xAxis: nameAxis(
      look,
      bars.map((bar) => bar.name),
    ),
    yAxis: [
      { ...axis, min: 0 },
      { ...share, min: 0, max: 100, splitLine: { show: false } },
    ],
    series: [
      {
        type: 'bar' as const,
        name,
        data: scaled(
          bars.map(({ value }) => value),
          scale,
        ),
        color: palette.of(colour),
        barMaxWidth: 56,
        tooltip: { valueFormatter: valueText(look, unit, scale) },
      },
      {
        type: 'line' as const,
        name: cumulative,
        yAxisIndex: 1,
        data: bars.map((bar) => bar.cumulative),
        color: palette.of('ink'),
        symbol: 'circle',
        symbolSize: 7,
        tooltip: { valueFormatter: valueText(look, { kind: 'percent' }, { divisor: 1, sign: '%' }) },
      },
    ],
  };
}
