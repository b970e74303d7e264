/** Clocks of machines: which times are believed, and what becomes of the others. Pure. */
import { formatInstant } from '../../../kernel/instant.ts';

export interface ClockPolicy {
  readonly earliestMs: number;
  readonly latestMs: number;
  readonly wrong: 'refuse' | 'clamp';
}

export type Judged = { readonly occurredAt: number; readonly isClamped: boolean } | { readonly fault: string };

/** @param receivedAt what a clock that is wrong is replaced by, where that is wanted */
export function judgeClock(
  occurredAt: number,
  receivedAt: number,
  { earliestMs, latestMs, wrong }: ClockPolicy,
): Judged {
  if (occurredAt >= earliestMs && occurredAt <= latestMs) return { occurredAt, isClamped: false };
  if (wrong === 'clamp') return { occurredAt: receivedAt, isClamped: true };
  const [side, limit] = occurredAt < earliestMs ? ['past: at least', earliestMs] : ['future: at most', latestMs];
  return { fault: `The time ${formatSafely(occurredAt)} lies too far in the ${side} ${formatInstant(limit)}.` };
}

function formatSafely(ms: number): string {
  return Math.abs(ms) < 8.64e15 ? formatInstant(ms) : String(ms);
}
