/** How often what is out of date is read again. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Noun } from './reads.ts';
import { createRereads } from './rereads.ts';

/** Rereads under a clock that stands until it is moved; `answer` is what a read waits for. */
function make(context: TestContext, answer: () => Promise<void> = async () => undefined) {
  let now = 1_000;
  context.mock.method(performance, 'now', () => now);
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const read: Noun[] = [];
  const rereads = createRereads((noun) => {
    read.push(noun);
    return answer();
  });
  return {
    read,
    rereads,
    note: (pauseMs: number) => rereads.note([{ noun: 'floor', pauseMs }]),
    async pass(ms: number) {
      now += ms;
      context.mock.timers.tick(ms);
      await turn();
    },
  };
}

test('a burst is read at its first event and once after the pause', async (context) => {
  const { read, note, pass } = make(context);
  for (let event = 0; event < 50; event += 1) note(400);
  assert.deepEqual(read, ['floor']);
  await pass(400);
  assert.deepEqual(read, ['floor', 'floor']);
  await pass(5_000);
  assert.equal(read.length, 2);
});

test('of two pauses the shorter counts', async (context) => {
  const { read, note, pass } = make(context);
  note(400);
  await pass(100);
  note(2_000);
  note(400);
  await pass(300);
  assert.equal(read.length, 2);
});

test('while an answer is awaited nothing is asked again, and then once for all that happened meanwhile', async (context) => {
  const slow = Promise.withResolvers<void>();
  const { read, note, pass } = make(context, () => slow.promise);
  note(400);
  for (let event = 0; event < 20; event += 1) {
    note(400);
    await pass(200);
  }
  assert.equal(read.length, 1);
  slow.resolve();
  await pass(0);
  assert.equal(read.length, 2);
});

test('after a stop nothing is read, also where an answer comes late', async (context) => {
  const slow = Promise.withResolvers<void>();
  const { read, note, rereads, pass } = make(context, () => slow.promise);
  note(400);
  note(400);
  rereads.stop();
  slow.resolve();
  await pass(5_000);
  assert.equal(read.length, 1);
});
