import type { HeatPlot } from '../plots.ts';
import { textOfValue } from '../units.ts';
import { baseOption, type Look, nameAxis, tooltip } from './look.ts';

export function heatOption(plot: HeatPlot, look: Look) {
  const { columns, rows, values, range, unit, colour = 'running' } = plot;
  const { palette, format } = look;
  const cells = values.flatMap((row, y) =>
    row.flatMap((value, x) => (value === null ? [] : [[x, y, value] as [number, number, number]])),
  );
  return {
    ...baseOption(look),
    grid: { ...baseOption(look).grid, top: 8, bottom: 56 },
    tooltip: {
      ...tooltip(look, 'item'),
      formatter: (point: unknown) => {
        const [x = 0, y = 0, value = null] = (point as { data?: readonly number[] }).data ?? [];
        return `${rows[y] ?? ''}, ${columns[x] ?? ''}\n${textOfValue(value, unit, format)}`;
      },
    },
    xAxis: { ...nameAxis(look, columns), splitArea: { show: false } },
    yAxis: nameAxis(look, rows, true),
    visualMap: {
      type: 'continuous' as const,
      min: range[0],
      max: range[1],
      calculable: true,
      orient: 'horizontal' as const,
      left: 'center',
      bottom: 0,
      itemHeight: Math.min(240, look.width / 2),
      itemWidth: 14,
      textStyle: { color: palette.of('quiet') },
      formatter: (value: unknown) => textOfValue(Number(value), unit, format),
      inRange: { color: [palette.of('sunken'), palette.of(colour)] },
    },
    series: [
      {
        type: 'heatmap' as const,
        data: cells,
        itemStyle: { borderColor: palette.of('surface'), borderWidth: 1 },
        emphasis: { itemStyle: { borderColor: palette.of('ink') } },
      },
    ],
  };
}
