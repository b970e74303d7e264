import type { WaterfallPlot } from '../plots.ts';
import { textOfValue } from '../units.ts';
import { waterfallBars } from '../waterfall.ts';
import { baseOption, greatestOf, type Look, nameAxis, tooltip, valueAxis } from './look.ts';

export function waterfallOption({ steps, unit }: WaterfallPlot, look: Look) {
  const bars = waterfallBars(steps);
  const { axis, scale } = valueAxis(look, unit, greatestOf([bars.map(({ to }) => to)]));
  const { palette, format } = look;
  const textAt = (at: number) => textOfValue(bars[at]?.step.value ?? null, unit, format);
  return {
    ...baseOption(look),
    grid: { ...baseOption(look).grid, top: 24 },
    tooltip: {
      ...tooltip(look, 'axis'),
      formatter: (points: unknown) => {
        const at = indexOf(points);
        return `${bars[at]?.name ?? ''}\n${textAt(at)}`;
      },
    },
    xAxis: nameAxis(
      look,
      bars.map(({ name }) => name),
    ),
    yAxis: { ...axis, ...(unit.kind === 'percent' ? { min: 0 } : {}) },
    series: [
      // what a bar hangs on is not seen
      {
        type: 'bar' as const,
        stack: 'all',
        silent: true,
        data: bars.map(({ from }) => from / scale.divisor),
        itemStyle: { color: 'transparent' },
      },
      {
        type: 'bar' as const,
        stack: 'all',
        barMaxWidth: 72,
        data: bars.map(({ from, to, step }) => ({
          value: (to - from) / scale.divisor,
          itemStyle: { color: palette.of(step.colour ?? colourOf(step)) },
        })),
        label: {
          show: true,
          position: 'top' as const,
          color: palette.of('ink'),
          formatter: ({ dataIndex }: { dataIndex: number }) => textAt(dataIndex),
        },
      },
    ],
  };
}

function colourOf({ kind, value }: WaterfallPlot['steps'][number]) {
  if (kind === 'total') return 'accent';
  return value < 0 ? 'danger' : 'good';
}

/** Which bar is pointed at; a pointer at an axis names every series there. */
function indexOf(points: unknown): number {
  const [first] = (Array.isArray(points) ? points : [points]) as readonly { readonly dataIndex?: number }[];
  return first?.dataIndex ?? 0;
}
