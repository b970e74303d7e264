/** One bar of a Pareto plot. */
export interface ParetoBar {
  readonly name: string;
  readonly value: number;
  /** Of all, together with those before it; 0–100. Null where all are 0. */
  readonly cumulative: number | null;
  /** Where it stood before it was put in order. */
  readonly index: number;
}

/** The largest first; equals stay in their order. Ratios are of sums, so rounding does not add up. */
export function paretoBars(names: readonly string[], values: readonly number[]): readonly ParetoBar[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  let sum = 0;
  return names
    .map((name, index) => ({ name, value: values[index] ?? 0, index }))
    .sort((a, b) => b.value - a.value)
    .map((bar) => {
      sum += bar.value;
      return { ...bar, cumulative: total === 0 ? null : (100 * sum) / total };
    });
}
