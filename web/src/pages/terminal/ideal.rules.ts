/** How much a run would have cut by now if nothing had ever stopped it. */

/**
 * Whole pieces after so many seconds, at the product's ideal cycle.
 *
 * @param cycleSeconds undefined or null where the product has none: then nothing can be said
 */
export function idealCount(elapsedSeconds: number, cycleSeconds: number | null | undefined): number | undefined {
  if (cycleSeconds == null || cycleSeconds <= 0 || elapsedSeconds < 0) return undefined;
  return Math.floor(elapsedSeconds / cycleSeconds);
}

/** Part of a whole in percent, never above 100 and never of nothing. */
export function shareOf(count: number, whole: number | null | undefined): number | undefined {
  if (whole == null || whole <= 0) return undefined;
  return Math.min(100, Math.max(0, (count / whole) * 100));
}
