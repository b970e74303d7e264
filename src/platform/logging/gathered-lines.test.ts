/** What comes many times a second is told at once, and then once a minute, with nothing left out of the count. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { MINUTE_MS, SECOND_MS } from '../../kernel/clock.ts';
import { gatherLines } from './gathered-lines.ts';

function open(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const told: string[] = [];
  const lines = gatherLines<string>({
    first: (news) => told.push(news),
    others: (count, last) => told.push(`${count}, ${last}`),
    countOf: (news) => news.length,
  });
  return { ...lines, told, pass: (ms: number) => t.mock.timers.tick(ms) };
}

test('the first is told at once, the others of a minute in one line, and so on each minute', (t) => {
  const { note, told, pass } = open(t);
  for (let at = 0; at < 25; at++) {
    note('aaa');
    pass(10 * SECOND_MS);
  }
  assert.deepEqual(told, ['aaa', '15, aaa', '18, aaa', '18, aaa', '18, aaa']);
});

test('after a minute of silence the next one is told at once', (t) => {
  const { note, told, pass } = open(t);
  note('a');
  note('bb');
  pass(MINUTE_MS);
  assert.deepEqual(told, ['a', '2, bb']);
  pass(MINUTE_MS);
  note('c');
  assert.deepEqual(told, ['a', '2, bb', 'c']);
});

test('what is left is told at the end, and nothing where nothing is', (t) => {
  const { note, end, told, pass } = open(t);
  note('a');
  note('b');
  end();
  end();
  pass(2 * MINUTE_MS);
  assert.deepEqual(told, ['a', '1, b']);
});
