/**
 * A plot on a canvas: the one place that knows ECharts, and loaded when the first plot is looked at.
 *
 * It is drawn anew when its room or the theme changes. On paper it is as wide as a sheet, whatever the screen is.
 */
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Format } from '../format/format.ts';
import { onThemeChange } from '../ui/theme-change.ts';
import { optionOf } from './options/index.ts';
import { presentPalette } from './palette.ts';
import type { Plot } from './plots.ts';

use([
  BarChart,
  HeatmapChart,
  LineChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
  CanvasRenderer,
]);

export interface Drawn {
  readonly plot: Plot;
  readonly format: Format;
  /** What the line of a Pareto plot is called. */
  readonly cumulative: string;
}

export interface Drawing {
  show(drawn: Drawn): void;
  /** What is on the canvas now, twice as fine. */
  picture(): HTMLCanvasElement;
  end(): void;
}

/** A4 upright without its margins, at 96 dots an inch. */
const PAPER_WIDTH_PX = 680;
const PICTURE_DOTS = 2;

export function startDrawing(element: HTMLElement): Drawing {
  const chart = init(element, null, { renderer: 'canvas' });
  let last: Drawn | undefined;
  let isOnPaper = false;

  function redraw(): void {
    if (last === undefined) return;
    const { plot, format, cumulative } = last;
    const look = { palette: presentPalette(), format, cumulative, width: chart.getWidth() };
    chart.setOption(optionOf(plot, look), { notMerge: true });
    // paper waits for no frame
    if (isOnPaper) chart.getZr().flush();
  }
  function fit(): void {
    if (isOnPaper) chart.resize({ width: PAPER_WIDTH_PX });
    else chart.resize();
    redraw();
  }
  const toPaper = () => {
    isOnPaper = true;
    fit();
  };
  const fromPaper = () => {
    isOnPaper = false;
    fit();
  };
  const room = new ResizeObserver(() => {
    if (!isOnPaper && (element.clientWidth !== chart.getWidth() || element.clientHeight !== chart.getHeight())) fit();
  });
  room.observe(element);
  const endTheme = onThemeChange(redraw);
  addEventListener('beforeprint', toPaper);
  addEventListener('afterprint', fromPaper);

  return {
    show(drawn) {
      last = drawn;
      redraw();
    },
    picture: () => chart.renderToCanvas({ pixelRatio: PICTURE_DOTS }),
    end() {
      removeEventListener('beforeprint', toPaper);
      removeEventListener('afterprint', fromPaper);
      endTheme();
      room.disconnect();
      chart.dispose();
    },
  };
}
