/** How long to wait before a request is sent again. */
export const ATTEMPTS_MAX = 5;
export const FIRST_PAUSE_MS = 500;
export const LONGEST_PAUSE_MS = 15_000;
/** A longer wish is one to be left alone altogether. */
export const WAITED_MAX_MS = 30_000;
export const RETRY_AFTER_MAX_MS = 3_600_000;

/**
 * Grows with each attempt and is spread over its whole length, so that those who failed together do not meet again; never
 * less than FourJaw asks for.
 *
 * @param attempt the one that failed, from 1
 * @param random in [0, 1)
 */
export function pauseAfter(attempt: number, retryAfterMs: number | undefined, random: number): number {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
  return Math.max(Math.ceil(longest * random), retryAfterMs ?? 0);
}

/**
 * The header `Retry-After`: seconds, or a date of HTTP. At most an hour: nobody keeps MillDash away for longer.
 *
 * @param nowMs of the clock that wrote it
 * @returns undefined where it is neither
 */
export function readRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1_000, RETRY_AFTER_MAX_MS);
  const atMs = readHttpDate(text);
  return atMs === undefined ? undefined : Math.min(Math.max(0, atMs - nowMs), RETRY_AFTER_MAX_MS);
}

/** `Thu, 26 Nov 2026 05:22:05 GMT`; undefined for anything else. */
export function readHttpDate(text: string | undefined): number | undefined {
  if (text === undefined || !/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text))
    return undefined;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
}
