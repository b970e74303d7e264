/** What becomes of an attempt: delivered, tried again, dead, or the end of the webhook. Pure. */
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../../kernel/clock.ts';

/** From the first attempt to the last. */
export const TRIED_FOR_MS = DAY_MS;
const FIRST_PAUSE_MS = 5 * SECOND_MS;
const PAUSE_FACTOR = 3;
const LONGEST_PAUSE_MS = HOUR_MS;
/** Share of a pause that chance takes away, so that many who failed together do not come back together. */
const JITTER = 0.25;
/** Receivers can ask for that much silence at most. */
const RETRY_AFTER_MAX_MS = HOUR_MS;
const RETRY_AFTER_MIN_MS = SECOND_MS;
/** So many failures in a row, and new events wait in the log until the receiver answers again. */
export const FAILURES_UNTIL_HELD = 5;
/** A webhook is deactivated for failing only after that many failures in a row, however long they took. */
const FAILURES_UNTIL_DEACTIVATED = 10;

/** How one attempt ended. */
export interface AttemptOutcome {
  /** Null where there was no answer. */
  readonly status: number | null;
  /** Milliseconds for which the receiver wants to be left alone. */
  readonly retryAfterMs: number | undefined;
}

export type Verdict =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'waiting'; readonly nextAttemptAt: number; readonly heldUntil: number | null }
  | { readonly kind: 'dead' }
  /** The receiver says that it will never take anything again. */
  | { readonly kind: 'gone' };

/**
 * @param attempts with this one
 * @param chance 0 to 1
 */
export function judgeAttempt(
  { status, retryAfterMs }: AttemptOutcome,
  {
    attempts,
    firstAttemptAt,
    nowMs,
    chance,
  }: {
    readonly attempts: number;
    readonly firstAttemptAt: number;
    readonly nowMs: number;
    readonly chance: number;
  },
): Verdict {
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone' };
  const lastAt = firstAttemptAt + TRIED_FOR_MS;
  if (nowMs >= lastAt) return { kind: 'dead' };
  const heldUntil = retryAfterMs === undefined ? null : nowMs + retryAfterMs;
  const pausedUntil = nowMs + pauseAfter(attempts, chance);
  return { kind: 'waiting', nextAttemptAt: Math.min(Math.max(pausedUntil, heldUntil ?? 0), lastAt), heldUntil };
}

/** Milliseconds after so many attempts: 5 s, 15 s, 45 s, … up to an hour, each up to a quarter less. */
export function pauseAfter(attempts: number, chance: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * PAUSE_FACTOR ** (attempts - 1), LONGEST_PAUSE_MS);
  return Math.round(pause * (1 - JITTER * chance));
}

/**
 * What the header `Retry-After` asks for, between a second and an hour; undefined where it asks for nothing. Only the
 * answers that are meant for it count: 429 and 503.
 */
export function retryAfterOf(status: number, header: string | undefined, nowMs: number): number | undefined {
  if ((status !== 429 && status !== 503) || header === undefined) return undefined;
  const seconds = /^\s*(\d{1,9})\s*$/.exec(header)?.[1];
  const askedMs = seconds === undefined ? Date.parse(header) - nowMs : Number(seconds) * SECOND_MS;
  if (Number.isNaN(askedMs)) return undefined;
  return Math.min(Math.max(askedMs, RETRY_AFTER_MIN_MS), RETRY_AFTER_MAX_MS);
}

/** Whether a webhook has failed for too long. @param failures in a row, with the one now */
export function isBeyondHope(failures: number, failingSince: number, nowMs: number, patienceMs: number): boolean {
  return failures >= FAILURES_UNTIL_DEACTIVATED && nowMs - failingSince >= patienceMs;
}
