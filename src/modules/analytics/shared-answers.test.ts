import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { type SharedAnswers, sharedAnswers } from './shared-answers.ts';

const second = 1_764_000_000_000;

describe('an answer about now', () => {
  let nowMs: number;
  let heads: Map<string, number>;
  let asked: string[];
  let shared: SharedAnswers<string>;

  beforeEach(() => {
    nowMs = second + 200;
    heads = new Map([['cuts', 1]]);
    asked = [];
    shared = sharedAnswers({
      heads: { current: async () => new Map(heads) },
      clock: { now: () => nowMs },
      topics: ['cuts'],
      most: 2,
    });
  });

  const ask = (question: string) =>
    shared(question, async (asOfMs) => {
      asked.push(question);
      return `${question} ${asOfMs - second}`;
    });

  test('is worked out once for all who ask at once or later in the same second', async () => {
    assert.deepEqual(await Promise.all([ask('a'), ask('a'), ask('b')]), ['a 0', 'a 0', 'b 0']);
    nowMs = second + 999;
    assert.equal(await ask('a'), 'a 0');
    assert.deepEqual(asked, ['a', 'b']);
  });

  test('is worked out anew with the next second, and when an event tells of a change', async () => {
    await ask('a');
    nowMs = second + 1_000;
    assert.equal(await ask('a'), 'a 1000');
    heads.set('tickets', 7);
    await ask('a');
    assert.equal(asked.length, 2, 'a topic that changes nothing of it');
    heads.set('cuts', 2);
    await ask('a');
    assert.equal(asked.length, 3);
  });

  test('that failed is asked for again', async () => {
    await assert.rejects(
      shared('a', () => Promise.reject(new Error('away'))),
      /away/,
    );
    assert.equal(await ask('a'), 'a 0');
  });

  test('is forgotten when too many others were asked for', async () => {
    for (const question of ['a', 'b', 'c', 'b', 'a']) await ask(question);
    assert.deepEqual(asked, ['a', 'b', 'c', 'a']);
  });
});
