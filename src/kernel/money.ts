/** Money where it is shown: what is kept is never rounded, so that sums do not drift. In the factory's currency. */

/** An amount: two decimals. */
export function shownAmount(amount: number): number {
  return Math.round(amount * 100) / 100;
}

/** What one unit costs: four decimals, for a washer costs less than a cent. Null where nobody has said. */
export function shownUnitCost(cost: number | null): number | null {
  return cost === null ? null : Math.round(cost * 10_000) / 10_000;
}
