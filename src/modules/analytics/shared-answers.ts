/**
 * Answers about now, worked out once for everybody who asks the same: remembered until the second ends or an event tells
 * of a change. Heads are read outside of transactions, so each is of a commit: none is ever taken back.
 */
import type { Clock } from '../../kernel/clock.ts';
import { type HeadWatch, latestOf } from '../../platform/outbox/index.ts';
import { measurableUntil } from './questions.ts';

export interface SharedAnswersDependencies {
  readonly heads: HeadWatch;
  readonly clock: Clock;
  /** Of the events that change an answer. */
  readonly topics: readonly string[];
  /** Different questions that are remembered at once; the oldest goes first. */
  readonly most: number;
}

/** @param answer works it out as of a whole second that is not in the future */
export type SharedAnswers<Value> = (question: string, answer: (asOfMs: number) => Promise<Value>) => Promise<Value>;

export function sharedAnswers<Value>({ heads, clock, topics, most }: SharedAnswersDependencies): SharedAnswers<Value> {
  let [head, asOfMs] = [0, 0];
  let answers = new Map<string, Promise<Value>>();
  return async (question, answer) => {
    const headNow = latestOf(await heads.current(), topics);
    const nowMs = measurableUntil(clock.now());
    if (head !== headNow || asOfMs !== nowMs) [head, asOfMs, answers] = [headNow, nowMs, new Map()];
    const known = answers.get(question);
    if (known !== undefined) return known;
    const oldest = answers.keys().next().value;
    if (answers.size >= most && oldest !== undefined) answers.delete(oldest);
    const [mine, of] = [answer(nowMs), answers];
    of.set(question, mine);
    // what failed is not remembered
    mine.catch(() => {
      if (of.get(question) === mine) of.delete(question);
    });
    return mine;
  };
}
