/** The time, as a port: everything that asks for "now" is given a clock, so tests can stand still or jump. */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** How far the clocks of phones and of other systems may be ahead of ours. */
export const CLOCK_DRIFT_MS = 5 * MINUTE_MS;

/** Whether what is told has not happened yet, whoever's clock was asked: the one rule for times that people tell. */
export function isAhead(atMs: number, nowMs: number): boolean {
  return atMs > nowMs + CLOCK_DRIFT_MS;
}
