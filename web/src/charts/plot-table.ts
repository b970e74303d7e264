/** A plot as a table: the same values, in the order in which they are drawn, with what they rest on. */
import { paretoBars } from './pareto.ts';
import type { Detail, HeatPlot, ParetoPlot, Plot, Unit, Value, WaterfallPlot } from './plots.ts';
import { waterfallBars } from './waterfall.ts';

export interface TableColumn {
  readonly title: string;
  /** Of its numbers; absent for texts. */
  readonly unit?: Unit;
}

export interface PlotTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly (Value | string)[])[];
}

const percent: Unit = { kind: 'percent' };

/** @param cumulative what the line of a Pareto plot is called */
export function tableOf(plot: Plot, cumulative: string): PlotTable {
  return tableBy(plot, cumulative, 'points' in plot ? plot.points : []);
}

/** The same for programs: points by their keys. */
export function plainTableOf(plot: Plot, cumulative: string): PlotTable {
  return tableBy(plot, cumulative, 'points' in plot ? (plot.keys ?? plot.points) : []);
}

function tableBy(plot: Plot, cumulative: string, points: readonly string[]): PlotTable {
  switch (plot.kind) {
    case 'trend':
    case 'bars':
      return {
        columns: [
          { title: plot.axis },
          ...plot.series.map(({ name }) => ({ title: name, unit: plot.unit })),
          ...detailColumns(plot.details),
        ],
        rows: points.map((point, at) => [
          point,
          ...plot.series.map(({ values }) => values[at] ?? null),
          ...detailCells(plot.details, at),
        ]),
      };
    case 'pareto':
      return paretoTable(plot, cumulative, points);
    case 'waterfall':
      return waterfallTable(plot);
    case 'heat':
      return heatTable(plot);
  }
}

function detailColumns(details: readonly Detail[] = []): readonly TableColumn[] {
  return details.map(({ title, unit }) => (unit === undefined ? { title } : { title, unit }));
}

function detailCells(details: readonly Detail[] = [], at: number): readonly (Value | string)[] {
  return details.map(({ values }) => values[at] ?? null);
}

function paretoTable(plot: ParetoPlot, cumulative: string, points: readonly string[]): PlotTable {
  return {
    columns: [
      { title: plot.axis },
      { title: plot.name, unit: plot.unit },
      { title: cumulative, unit: percent },
      ...detailColumns(plot.details),
    ],
    rows: paretoBars(points, plot.values).map((bar) => [
      bar.name,
      bar.value,
      bar.cumulative,
      ...detailCells(plot.details, bar.index),
    ]),
  };
}

function waterfallTable({ axis, name, unit, steps }: WaterfallPlot): PlotTable {
  return {
    columns: [{ title: axis }, { title: name, unit }],
    rows: waterfallBars(steps).map(({ step }) => [step.name, step.value]),
  };
}

function heatTable({ rowAxis, rows, columns, unit, values }: HeatPlot): PlotTable {
  return {
    columns: [{ title: rowAxis }, ...columns.map((title) => ({ title, unit }))],
    rows: rows.map((row, at) => [row, ...columns.map((_, column) => values[at]?.[column] ?? null)]),
  };
}
