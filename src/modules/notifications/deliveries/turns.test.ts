/** Whose call goes next, with receivers that answer when the test says so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { createTurns, type Turns } from './turns.ts';

/** Calls of webhooks to hosts of their own; which of them have begun, and the ways to end them. */
function caller(turns: Turns) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    call(name: string, host = name) {
      return turns.take(
        name,
        host,
        () =>
          new Promise<void>((resolve) => {
            begun.push(name);
            ends.set(name, resolve);
          }),
      );
    },
    end: (name: string) => ends.get(name)?.(),
  };
}

/** Turns of the event loop until nothing more begins by itself. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await setImmediate();
}

const names = (word: string, count: number) => Array.from({ length: count }, (_, at) => `${word} ${at}`);

test('sixteen calls go at once, four to one host, in the order of coming', async () => {
  const { call, begun, end } = caller(createTurns({ promptMs: 1_000_000 }));
  const calls = names('a', 20).map((name) => call(name));
  const toHost = names('h', 6).map((name) => call(name, 'one host'));
  await settled();
  assert.deepEqual(begun, names('a', 16));
  for (const name of names('a', 20)) {
    end(name);
    await settled();
  }
  assert.deepEqual(begun.slice(16), [...names('a', 20).slice(16), ...names('h', 4)]);
  for (const name of names('h', 6)) {
    end(name);
    await settled();
  }
  await Promise.all([...calls, ...toHost]);
});

test('calls without an answer give their places to others, and their webhooks have half as many places from then on', async () => {
  const { call, begun, end } = caller(createTurns({ promptMs: 5 }));
  // three rounds of sixteen: where the next one begins all of them are slow
  const hanging = names('hangs', 48);
  const first = hanging.map((name) => call(name));
  const prompt = call('answers');
  while (!begun.includes('answers')) await setImmediate();
  end('answers');
  await prompt;
  // timers of one moment need not come in one turn
  await setTimeout(100);
  for (const name of hanging) end(name);
  await Promise.all(first);

  begun.length = 0;
  const again = hanging.map((name) => call(name));
  await settled();
  assert.deepEqual(begun, hanging.slice(0, 8), 'nobody gives a place of these away');
  const others = names('others', 16).map((name) => call(name));
  await settled();
  assert.equal(begun.length, 24);
  for (const name of [...names('others', 16), ...hanging]) {
    end(name);
    await settled();
  }
  await Promise.all([...again, ...others]);
});

test('who answers in time again has a place among the prompt, and a failure in time is an answer', async () => {
  const turns = createTurns({ promptMs: 50 });
  const { call, begun, end } = caller(turns);
  const slow = names('slow', 9);
  const late = slow.map((name) => call(name));
  await setTimeout(60);
  for (const name of slow) end(name);
  await Promise.all(late);
  await assert.rejects(
    turns.take('slow 8', 'slow 8', async () => {
      throw new Error('refused');
    }),
    /refused/,
  );
  begun.length = 0;
  const again = slow.map((name) => call(name));
  await settled();
  assert.equal(begun.length, 9, 'eight that are slow, and one that is not any more');
  for (const name of slow) end(name);
  await Promise.all(again);
});
