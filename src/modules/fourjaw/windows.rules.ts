/**
 * Which windows of a machine's time are fetched: as long as a reply can hold, and in halves where it could not.
 *
 * Windows of a range follow each other without gap, so a range has been fetched when its last window has.
 */
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../kernel/clock.ts';

export interface Window {
  readonly fromMs: number;
  /** Excluded. */
  readonly toMs: number;
}

/** Operators change reasons for a day, and what they did in the last minutes of it has to arrive. */
export const TRAILING_MS = 26 * HOUR_MS;
/** What is reckoned anew later than that is found by night. */
export const NIGHTLY_MS = 7 * DAY_MS;
/** UTC; early in the night of the factories of FourJaw's home. */
export const NIGHTLY_AT_MS = 2 * HOUR_MS;
/** Further back nobody waits for the end of a period. */
export const OPEN_MAX_MS = 100 * DAY_MS;
export const FIRST_WIDTH_MS = 2 * DAY_MS;
export const WIDTH_MAX_MS = 7 * DAY_MS;
/** A window that is full and no wider cannot be asked for in parts. */
export const WIDTH_MIN_MS = SECOND_MS;

export interface Progress {
  /** Until when everything has been fetched; null while nothing has. */
  readonly fetchedToMs: number | null;
  /** When the last seven days were last fetched anew. */
  readonly rereadAtMs: number | null;
  /** Start of the machine's first period that has not ended, so that its end is not missed. */
  readonly openSinceMs: number | null;
}

/**
 * The range that a poll fetches: what is new, what may have been edited, and what is still open.
 *
 * @param firstMs how far back a machine is fetched of which nothing is known
 */
export function rangeOfPoll(progress: Progress, nowMs: number, firstMs: number): Window {
  const { fetchedToMs, openSinceMs } = progress;
  if (fetchedToMs === null) return { fromMs: nowMs - firstMs, toMs: nowMs };
  // a clock that was ahead has left a mark in the future
  const knownToMs = Math.min(fetchedToMs, nowMs);
  const nightly = isNightlyDue(progress.rereadAtMs, nowMs);
  const trailingFromMs = knownToMs - (nightly ? NIGHTLY_MS : TRAILING_MS);
  const openReachMs = nowMs - (nightly ? OPEN_MAX_MS : NIGHTLY_MS);
  const openFromMs = openSinceMs === null || openSinceMs < openReachMs ? nowMs : openSinceMs;
  return { fromMs: Math.min(trailingFromMs, openFromMs), toMs: nowMs };
}

/** Once a day. */
export function isNightlyDue(rereadAtMs: number | null, nowMs: number): boolean {
  const nightOf = (atMs: number) => Math.floor((atMs - NIGHTLY_AT_MS) / DAY_MS);
  return rereadAtMs === null || nightOf(rereadAtMs) !== nightOf(nowMs);
}

/** The next window of what is left; undefined where nothing is. */
export function nextWindow(left: Window, widthMs: number): Window | undefined {
  if (left.fromMs >= left.toMs) return undefined;
  return { fromMs: left.fromMs, toMs: Math.min(left.toMs, left.fromMs + widthMs) };
}

/** The two halves of a window that did not fit; undefined where it cannot be divided any more. */
export function splitWindow({ fromMs, toMs }: Window): readonly [Window, Window] | undefined {
  if (toMs - fromMs <= WIDTH_MIN_MS) return undefined;
  const middleMs = fromMs + Math.floor((toMs - fromMs) / 2);
  return [
    { fromMs, toMs: middleMs },
    { fromMs: middleMs, toMs },
  ];
}

/**
 * How wide the next window may be: so that it fills no more than half a page, at the density of the last one.
 *
 * @param rows that came in a window of `widthMs`
 */
export function nextWidth(widthMs: number, rows: number, pageSize: number): number {
  const fitting = rows === 0 ? WIDTH_MAX_MS : (widthMs * pageSize) / 2 / rows;
  // one quiet night must not make the next window a week long
  return Math.floor(Math.min(WIDTH_MAX_MS, 2 * widthMs, Math.max(WIDTH_MIN_MS, fitting)));
}
