import { colourInTurn } from '../palette.ts';
import type { BarsPlot } from '../plots.ts';
import { baseOption, greatestOf, type Look, legend, nameAxis, scaled, tooltip, valueAxis, valueText } from './look.ts';

const BAR_MAX = 48;

export function barsOption(plot: BarsPlot, look: Look) {
  const { series, unit, points, isStacked = false, isLying = false } = plot;
  const rows = series.map(({ values }) => values);
  const greatest = isStacked ? greatestOf([stackHeights(plot)]) : greatestOf(rows);
  const { axis, scale } = valueAxis(look, unit, greatest);
  const names = nameAxis(look, points, isLying);
  const { palette } = look;
  return {
    ...baseOption(look),
    tooltip: { ...tooltip(look, 'axis'), valueFormatter: valueText(look, unit, scale) },
    legend: {
      ...legend(
        look,
        series.map(({ name }) => name),
      ),
      show: series.length > 1,
    },
    // a pattern beside the colour
    aria: { enabled: true, label: { enabled: false }, decal: { show: isStacked } },
    xAxis: isLying ? axis : names,
    yAxis: isLying ? names : axis,
    series: series.map(({ name, values, colour }, at) => ({
      type: 'bar' as const,
      name,
      data: scaled(values, scale),
      color: palette.of(colour ?? colourInTurn(at)),
      barMaxWidth: BAR_MAX,
      ...(isStacked ? { stack: 'all' } : {}),
    })),
  };
}

function stackHeights({ series, points }: BarsPlot): readonly number[] {
  return points.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
}
