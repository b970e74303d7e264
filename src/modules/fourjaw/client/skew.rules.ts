/** How far FourJaw's clock may be from ours, as its replies say it in their header `Date`. */
import { DAY_MS } from '../../../kernel/clock.ts';
import { readHttpDate } from './retry.rules.ts';

/** A clock that was set to the wrong zone is hours away; beyond a day it is the header, or our own clock, that is odd. */
export const SKEW_BELIEVED_MS = DAY_MS;

/** FourJaw's now, where it is believed; else ours. */
export function theirNow(nowMs: number, skewMs: number | null): number {
  return skewMs !== null && Math.abs(skewMs) <= SKEW_BELIEVED_MS ? nowMs + skewMs : nowMs;
}

/** FourJaw's clock less ours, believable or not; null where the header is no date. */
export function readSkew(date: string | undefined, nowMs: number): number | null {
  const dateMs = readHttpDate(date);
  return dateMs === undefined ? null : dateMs - nowMs;
}
