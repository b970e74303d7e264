import type { Value } from './plots.ts';

/** One bar of a Pareto plot. */
export interface ParetoBar {
  readonly name: string;
  readonly value: Value;
  /** Of all that is known, together with those before it; 0–100. Null where all are 0, and for one that is not known. */
  readonly cumulative: number | null;
  /** Where it stood before it was put in order. */
  readonly index: number;
}

/**
 * The largest first, those that are not known last; equals stay in their order. Ratios are of sums, so rounding does not
 * add up.
 */
export function paretoBars(names: readonly string[], values: readonly Value[]): readonly ParetoBar[] {
  const total = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  let sum = 0;
  return names
    .map((name, index) => ({ name, value: values[index] ?? null, index }))
    .sort((a, b) => (b.value ?? Number.NEGATIVE_INFINITY) - (a.value ?? Number.NEGATIVE_INFINITY) || a.index - b.index)
    .map((bar) => {
      sum += bar.value ?? 0;
      return { ...bar, cumulative: total === 0 || bar.value === null ? null : (100 * sum) / total };
    });
}
