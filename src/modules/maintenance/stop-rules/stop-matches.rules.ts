/** Which stretch of standing each stop that a rule has acted on is, after whatever its source has changed since. Pure. */
import type { Stretch } from './standing.rules.ts';
import type { StopCase } from './stop-rules.types.ts';

export interface StopMatch {
  readonly stop: StopCase;
  /** Absent where the machine did not stand then, as its source says now. */
  readonly stretch: Stretch | undefined;
}

/**
 * By the period that it began with, else by the time that it began at. Where two stops have become one, since the machine
 * did not run in between after all, the later is that one; the earlier is left out, and stays as it is.
 *
 * @param stops by their beginning
 */
export function matchStops(stops: readonly StopCase[], stretches: readonly Stretch[]): StopMatch[] {
  const matches = stops.map((stop) => ({ stop, stretch: stretchOf(stop, stretches) }));
  return matches.filter(
    ({ stretch }, at) => stretch === undefined || !matches.slice(at + 1).some((later) => later.stretch === stretch),
  );
}

function stretchOf({ periodId, startedAt }: StopCase, stretches: readonly Stretch[]): Stretch | undefined {
  return (
    stretches.find(({ pieces }) => pieces.some((piece) => piece.periodId === periodId)) ??
    stretches.find(({ startMs, endMs }) => startMs <= startedAt && startedAt < endMs)
  );
}
