/**
 * Answers about now, worked out once for everybody who asks the same: remembered until the second ends or an event tells
 * of a change.
 */
import type { Clock } from '../../kernel/clock.ts';
import { commitsLost, type HeadWatch, latestOf } from '../../platform/outbox/index.ts';
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
  let [head, lost, asOfMs] = [0, 0, 0];
  let answers = new Map<string, Promise<Value>>();
  return async (question, answer) => {
    const headNow = latestOf(await heads.current(), topics);
    const nowMs = measurableUntil(clock.now());
    const lostNow = commitsLost();
    if (head !== headNow || lost !== lostNow || asOfMs !== nowMs) {
      [head, lost, asOfMs, answers] = [headNow, lostNow, nowMs, new Map()];
    }
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
