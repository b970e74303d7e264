/**
 * When a node is asked for its births, and when again. Pure.
 *
 * What a birth has answered is over: a gap behind it is a new one, and is asked about at once. A node that answers each time
 * and has a gap again is asked after pauses that grow, and one that does not answer after longer ones.
 */
import { MINUTE_MS, SECOND_MS } from '../../../kernel/clock.ts';

export interface Asking {
  /** When it was asked last. */
  askedAt: number;
  /** How often in a row, without data in order for {@link UNANSWERED_MS} in between. */
  asked: number;
  /** How often of these since its last birth. */
  unanswered: number;
  /** Why its births are missing; undefined while nobody has to ask for them unless the node speaks. */
  missing: string | undefined;
}

/** The first pause of a node that does not answer: by then a birth would be there. */
const UNANSWERED_MS = 30 * SECOND_MS;
/** The first one of a node that answers, and has a gap again. */
const ANSWERED_MS = SECOND_MS;
const PAUSE_MAX_MS = 15 * MINUTE_MS;
/** So often a node that says nothing is asked: three quarters of an hour. One that is back is born by itself. */
const UNANSWERED_MAX = 8;
/** Of a node that has data in order in between, the pauses do not grow beyond 32 s: it is worth asking. */
const ASKED_IN_ORDER_MAX = 7;

export const notAsked = (): Asking => ({
  askedAt: Number.NEGATIVE_INFINITY,
  asked: 0,
  unanswered: 0,
  missing: undefined,
});

/** Whether it may be asked by now. A clock that was set back holds up nothing. */
export function mayAsk(asking: Asking, nowMs: number): boolean {
  return Math.abs(nowMs - asking.askedAt) >= pauseOf(asking);
}

function pauseOf({ asked, unanswered }: Asking): number {
  const pause = unanswered > 0 ? UNANSWERED_MS * 2 ** (unanswered - 1) : asked < 2 ? 0 : ANSWERED_MS * 2 ** (asked - 2);
  return Math.min(pause, PAUSE_MAX_MS);
}

export function noteAsked(asking: Asking, nowMs: number): void {
  asking.askedAt = nowMs;
  asking.asked++;
  asking.unanswered++;
  if (asking.unanswered >= UNANSWERED_MAX) asking.missing = undefined;
}

export function noteBirth(asking: Asking): void {
  asking.unanswered = 0;
  asking.missing = undefined;
}

/** Who is gone is born when it is back, and hears nothing until then. */
export function noteDeath(asking: Asking): void {
  asking.missing = undefined;
}

export function noteDataInOrder(asking: Asking, nowMs: number): void {
  const isWell = Math.abs(nowMs - asking.askedAt) >= UNANSWERED_MS;
  asking.asked = isWell ? 0 : Math.min(asking.asked, ASKED_IN_ORDER_MAX);
}
