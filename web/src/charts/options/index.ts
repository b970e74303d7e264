/** From what a plot says to how it is drawn. */
import type { Plot } from '../plots.ts';
import { barsOption } from './bars.ts';
import { heatOption } from './heat.ts';
import type { Look } from './look.ts';
import { paretoOption } from './pareto.ts';
import { trendOption } from './trend.ts';
import { waterfallOption } from './waterfall.ts';

export type { Look } from './look.ts';

export function optionOf(plot: Plot, look: Look) {
  switch (plot.kind) {
    case 'trend':
      return trendOption(plot, look);
    case 'bars':
      return barsOption(plot, look);
    case 'pareto':
      return paretoOption(plot, look);
    case 'waterfall':
      return waterfallOption(plot, look);
    case 'heat':
      return heatOption(plot, look);
  }
}
