import { colourInTurn } from '../palette.ts';
import type { TrendPlot } from '../plots.ts';
import { baseOption, greatestOf, type Look, legend, nameAxis, scaled, tooltip, valueAxis, valueText } from './look.ts';

/** Lines differ by their marks and dashes too, not by colour alone. */
const marks = ['circle', 'triangle', 'rect', 'diamond', 'roundRect', 'arrow'] as const;
const dashes = ['solid', 'dashed', 'dotted'] as const;

/** More marks than this hide the line. */
const MARKED_POINTS_MAX = 62;

export function trendOption(plot: TrendPlot, look: Look) {
  const { series, unit, points, target } = plot;
  const greatest = Math.max(greatestOf(series.map(({ values }) => values)), target?.value ?? 0);
  const { axis, scale } = valueAxis(look, unit, greatest);
  const { palette } = look;
  return {
    ...baseOption(look),
    tooltip: { ...tooltip(look, 'axis'), valueFormatter: valueText(look, unit, scale) },
    legend: legend(
      look,
      series.map(({ name }) => name),
    ),
    xAxis: { ...nameAxis(look, points), boundaryGap: points.length < 2 },
    yAxis: { ...axis, min: 0, ...(unit.kind === 'percent' && greatest <= 100 ? { max: 100 } : {}) },
    series: series.map(({ name, values, colour }, at) => ({
      type: 'line' as const,
      name,
      data: scaled(values, scale),
      color: palette.of(colour ?? colourInTurn(at)),
      lineStyle: { width: at === 0 ? 3 : 2, type: dashes[at % dashes.length] },
      symbol: marks[at % marks.length],
      symbolSize: 8,
      showSymbol: points.length <= MARKED_POINTS_MAX,
      connectNulls: false,
      ...(at === 0 && target !== undefined
        ? {
            markLine: {
              silent: true,
              symbol: 'none',
              data: [{ yAxis: target.value / scale.divisor, name: target.name }],
              lineStyle: { color: palette.of('warning'), type: 'dashed' as const },
              label: { formatter: target.name, position: 'insideEndTop' as const, color: palette.of('warning') },
            },
          }
        : {}),
    })),
  };
}
