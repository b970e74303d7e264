/**
 * What can be drawn, by what it says and not by how it is drawn.
 *
 * A plot, its table and its CSV come of the same description, so they cannot say different things.
 */

/**
 * How values are read. Percentages are 0–100. Lengths of time are in seconds always: `duration` reads as `2 h 05 min`,
 * `hours` as `2.1 h`, for what is added up and compared.
 */
export type Unit =
  | { readonly kind: 'percent' }
  | { readonly kind: 'duration' }
  | { readonly kind: 'hours' }
  | { readonly kind: 'count' }
  | { readonly kind: 'money'; readonly currency: string };

/** Nothing known is null: a gap in the plot, an empty cell, never a 0. */
export type Value = number | null;

/** A colour by its meaning: the name of a variable of styles.css. */
export type Colour =
  | 'accent'
  | 'ink'
  | 'quiet'
  | 'danger'
  | 'warning'
  | 'good'
  | 'running'
  | 'idle'
  | 'down-planned'
  | 'down-unplanned'
  | 'off-shift'
  | 'offline'
  | 'no-data';

export interface Series {
  readonly name: string;
  readonly values: readonly Value[];
  readonly colour?: Colour;
}

/** A column of the table beside what is drawn: what a value rests on, say. */
export interface Detail {
  readonly title: string;
  readonly values: readonly (Value | string)[];
  /** Of numbers; absent for texts. */
  readonly unit?: Unit;
}

interface Along {
  /** What the points are: "Day". */
  readonly axis: string;
  readonly points: readonly string[];
  /** The points as programs read them, in a CSV: `2026-11-26` for `Thu 26 Nov`. */
  readonly keys?: readonly string[];
  readonly unit: Unit;
  readonly details?: readonly Detail[];
}

/** Lines along time. */
export interface TrendPlot extends Along {
  readonly kind: 'trend';
  readonly series: readonly Series[];
  /** Where it should be. */
  readonly target?: { readonly name: string; readonly value: number };
}

/** Bars side by side, or on top of each other. */
export interface BarsPlot extends Along {
  readonly kind: 'bars';
  readonly series: readonly Series[];
  readonly isStacked?: boolean;
  /** Lying bars leave room for long names. */
  readonly isLying?: boolean;
}

/** The largest first, and how much of the whole they make up together. */
export interface ParetoPlot extends Along {
  readonly kind: 'pareto';
  readonly name: string;
  /** Any order. */
  readonly values: readonly Value[];
  readonly colour?: Colour;
}

/** From one total to another: what each step takes away or adds. */
export interface WaterfallPlot {
  readonly kind: 'waterfall';
  readonly axis: string;
  readonly name: string;
  readonly unit: Unit;
  readonly steps: readonly WaterfallStep[];
}

export interface WaterfallStep {
  readonly name: string;
  /** A total: how much there is then. A change: what is added; less than 0 where it is lost. */
  readonly value: number;
  readonly kind: 'total' | 'change';
  readonly colour?: Colour;
}

/** A value for each of two things: weekday and hour, say. */
export interface HeatPlot {
  readonly kind: 'heat';
  readonly name: string;
  readonly unit: Unit;
  readonly columnAxis: string;
  readonly columns: readonly string[];
  readonly rowAxis: string;
  readonly rows: readonly string[];
  /** `values[row][column]` */
  readonly values: readonly (readonly Value[])[];
  /** What the palest and the strongest colour stand for. */
  readonly range: readonly [number, number];
  readonly colour?: Colour;
}

export type Plot = TrendPlot | BarsPlot | ParetoPlot | WaterfallPlot | HeatPlot;

/** Whether there is anything to draw. */
export function hasData(plot: Plot): boolean {
  switch (plot.kind) {
    case 'trend':
    case 'bars':
      return plot.series.some(({ values }) => values.some((value) => value !== null));
    case 'pareto':
      return plot.values.some((value) => value !== null && value > 0);
    case 'waterfall':
      return plot.steps.some(({ value }) => value !== 0);
    case 'heat':
      return plot.values.some((row) => row.some((value) => value !== null));
  }
}
