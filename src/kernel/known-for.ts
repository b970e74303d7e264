/**
 * Asks something slow at most once in a while, and tells everybody who asks meanwhile what it said: a question that
 * anybody may ask, as often as they like, costs whoever answers it no more than that.
 */
import type { Clock } from './clock.ts';

/** @param ask must not fail: a rejection would be told for as long as an answer */
export function knownFor<Answer>(forMs: number, clock: Clock, ask: () => Promise<Answer>): () => Promise<Answer> {
  let known: { readonly answer: Promise<Answer>; readonly atMs: number } | undefined;
  return () => {
    const nowMs = clock.now();
    // also where a clock was set back
    if (known === undefined || Math.abs(nowMs - known.atMs) >= forMs) known = { answer: ask(), atMs: nowMs };
    return known.answer;
  };
}
