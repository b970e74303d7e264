/**
 * What stays of stored periods that their source does not tell of any more.
 *
 * A source that reckons a stretch of time anew tells of it in periods with other ids. What it says now counts: a stored
 * period is cut off where the first of the told ones begins, and has no length where one covers its start. Where the
 * source says nothing of the time any more, what it said before stands: a reply that lacks something is no proof that it
 * never happened.
 */
import type { StatusPeriodInput } from './periods.rules.ts';

/**
 * @param stored of one machine
 * @param told all that the source tells of the machine in the time in which `stored` begin
 * @returns those of `stored` that change, as they are to be
 */
export function cutReplaced(
  stored: readonly StatusPeriodInput[],
  told: readonly StatusPeriodInput[],
): StatusPeriodInput[] {
  const toldIds = new Set(told.map(({ id }) => id));
  const missing = stored.filter((period) => !toldIds.has(period.id) && endOf(period) > period.startMs);
  if (missing.length === 0) return [];
  const lasting = told.filter((period) => endOf(period) > period.startMs).toSorted((a, b) => a.startMs - b.startMs);
  return missing.flatMap((period) => {
    const replacement = lasting.find((other) => endOf(other) > period.startMs && other.startMs < endOf(period));
    if (replacement === undefined) return [];
    return [{ ...period, endMs: Math.max(period.startMs, replacement.startMs) }];
  });
}

function endOf({ endMs }: Pick<StatusPeriodInput, 'endMs'>): number {
  return endMs ?? Number.POSITIVE_INFINITY;
}
