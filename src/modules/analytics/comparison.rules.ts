/** Machines side by side by one figure. Pure. */
import { notAllowed } from '../../kernel/errors.ts';
import type { MeasuredTime } from './analytics.types.ts';
import { type AccountedTime, downtimeMs, plannedMs } from './figures.rules.ts';

export const comparisonMetrics = [
  'utilization',
  'performance',
  'quality',
  'oee',
  'cuts',
  'downtime',
  'events',
] as const;
export type ComparisonMetric = (typeof comparisonMetrics)[number];

interface MetricRule {
  readonly unit: 'percent' | 'seconds' | 'count';
  readonly higherIsBetter: boolean;
  /** Null for a machine for which nothing was planned, unless it says otherwise. */
  readonly valueOf: (measured: Measured) => number | null;
  readonly countsUnplanned?: true;
}

interface Measured extends MeasuredTime {
  /** In the range; 0 where they are not compared. */
  readonly cuts: number;
}

export interface ComparedMachine extends Measured {
  readonly machineId: string;
}

const rules: Readonly<Record<ComparisonMetric, MetricRule>> = {
  utilization: { unit: 'percent', higherIsBetter: true, valueOf: ({ oee }) => oee.availability },
  performance: { unit: 'percent', higherIsBetter: true, valueOf: ({ oee }) => oee.performance },
  quality: { unit: 'percent', higherIsBetter: true, valueOf: ({ oee }) => oee.quality },
  oee: { unit: 'percent', higherIsBetter: true, valueOf: ({ oee }) => oee.oee },
  cuts: { unit: 'count', higherIsBetter: true, valueOf: ({ cuts }) => cuts, countsUnplanned: true },
  downtime: { unit: 'seconds', higherIsBetter: false, valueOf: ({ time }) => downtimeMs(time) / 1_000 },
  events: { unit: 'count', higherIsBetter: false, valueOf: ({ time }) => stopsOf(time) },
};

export interface Comparison {
  readonly metric: ComparisonMetric;
  readonly unit: MetricRule['unit'];
  /** The best first, then those without a value. */
  readonly ranking: readonly {
    readonly machineId: string;
    readonly value: number | null;
    readonly rank: number | null;
  }[];
  readonly highest: number | null;
  readonly lowest: number | null;
  readonly average: number | null;
}

/** Stops that began in the range. */
export function stopsOf(time: AccountedTime): number {
  return time.reasons.reduce((sum, row) => sum + row.stops, 0);
}

/** @throws unknown-metric */
export function checkedMetric(name: string): ComparisonMetric {
  const metric = comparisonMetrics.find((known) => known === name);
  if (metric === undefined) throw notAllowed('unknown-metric', 'metric', name, comparisonMetrics);
  return metric;
}

/** A machine for which nothing was planned would be the best of all by its downtime: it has no value. */
export function compare(
  metric: ComparisonMetric,
  machines: readonly ComparedMachine[],
  total: MeasuredTime,
): Comparison {
  const { unit, higherIsBetter, valueOf, countsUnplanned } = rules[metric];
  const valued = machines.map(({ machineId, ...measured }) => ({
    machineId,
    value: plannedMs(measured.time) === 0 && countsUnplanned !== true ? null : valueOf(measured),
  }));
  const known = valued.filter((entry): entry is { machineId: string; value: number } => entry.value !== null);
  known.sort(
    (a, b) => (higherIsBetter ? b.value - a.value : a.value - b.value) || (a.machineId < b.machineId ? -1 : 1),
  );
  const values = known.map((entry) => entry.value);
  return {
    metric,
    unit,
    ranking: [
      // equal values share a rank
      ...known.map((entry) => ({ ...entry, rank: values.indexOf(entry.value) + 1 })),
      ...valued.filter((entry) => entry.value === null).map((entry) => ({ ...entry, rank: null })),
    ],
    highest: known.length === 0 ? null : Math.max(...values),
    lowest: known.length === 0 ? null : Math.min(...values),
    average: known.length === 0 ? null : unit === 'percent' ? valueOf({ ...total, cuts: 0 }) : meanOf(values),
  };
}

/** Three decimals, as seconds have. */
function meanOf(values: readonly number[]): number {
  return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 1_000) / 1_000;
}
