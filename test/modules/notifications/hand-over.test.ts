/** What is given to a broker together: how much, what is waited for, and what is remembered of it. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createHandOver } from '../../../src/modules/notifications/relay/hand-over.ts';
import type { StreamedEvent } from '../../../src/platform/realtime/index.ts';
import type { Transport } from '../../../src/platform/transport/index.ts';
import { captureLog } from '../../support/captured-log.ts';

const captured = captureLog();
after(() => captured[Symbol.asyncDispose]());

/** A broker that answers when a test says so. */
function open(limitMs: number) {
  const given: number[] = [];
  const answers = new Map<number, (error?: Error) => void>();
  const transport = {
    isHeard: () => true,
    publish(_topic: string, payload: string) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      given.push(Number(payload));
      answers.set(Number(payload), (error) => (error === undefined ? resolve() : reject(error)));
      return promise;
    },
  } as unknown as Transport;
  const stopping = new AbortController().signal;
  const handOver = createHandOver({ log: captured.log, messageBytesMax: 1_000, limitMs, stopping });
  return {
    given,
    handOver: (from: number, to: number, spentMs?: number) => {
      const events = numbers(from, to).map((sequence) => ({
        sequence,
        topic: 'production',
        type: 'com.milldash.test.happened',
        json: () => String(sequence),
      }));
      return handOver(transport, events as unknown as StreamedEvent[], spentMs);
    },
    answer(from: number, to: number, error?: Error) {
      for (const number of numbers(from, to)) answers.get(number)?.(error);
    },
  };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

test('no more is waited for than was answered in time, and more again when it is fast', async () => {
  const { given, handOver, answer } = open(100);
  const first = handOver(1, 10);
  answer(1, 4);
  const { through, refused } = await first;
  assert.deepEqual([through, String(refused?.reason)], [4, 'Error: The broker does not take events in time.']);
  const second = handOver(5, 14);
  answer(5, 8);
  assert.deepEqual(await second, { taken: 4, through: 8, refused: undefined });
  assert.deepEqual(given, numbers(1, 10), 'what is on its way is waited for, and nothing goes out beside it');
  const third = handOver(9, 18);
  answer(9, 16);
  assert.deepEqual(await third, { taken: 8, through: 16, refused: undefined });
  assert.deepEqual(given, numbers(1, 16));
});

test('an answer counts whenever it comes', async () => {
  const { given, handOver, answer } = open(50);
  assert.equal((await handOver(1, 3)).through, 0);
  answer(1, 3);
  await Promise.resolve();
  assert.deepEqual(await handOver(1, 3), { taken: 3, through: 3, refused: undefined });
  assert.deepEqual(given, [1, 2, 3]);
});

test('no longer is waited than what is left of the limit', async () => {
  const { handOver } = open(3_600_000);
  const { refused } = await handOver(1, 1, 3_599_980);
  assert.equal(String(refused?.reason), 'Error: The broker does not take events in time.');
});

test('what nobody answers goes out again after a while, and counts by either answer', async () => {
  const { given, handOver, answer } = open(20);
  for (let at = 0; at < 3; at++) assert.equal((await handOver(1, 1)).through, 0);
  assert.deepEqual(given, [1]);
  const last = handOver(1, 1);
  assert.deepEqual(given, [1, 1]);
  answer(1, 1);
  assert.equal((await last).through, 1);
});

test('of what went out behind a refused event no more is remembered than of the page that begins with it', async () => {
  const { given, handOver, answer } = open(5_000);
  const first = handOver(1, 6);
  answer(3, 3, new Error('not allowed'));
  answer(1, 6);
  assert.deepEqual([(await first).through, given.splice(0)], [2, numbers(1, 6)]);
  const second = handOver(3, 8);
  assert.deepEqual(given.splice(0), [3, 7, 8]);
  answer(3, 3, new Error('not allowed'));
  answer(7, 8);
  assert.equal((await second).through, 2);
  const before = handOver(1, 6);
  assert.deepEqual(given, [1, 2, 3], 'it begins before it: nothing is known of those any more');
  answer(1, 3);
  assert.equal((await before).through, 6);
  given.splice(0);
  void handOver(1, 8);
  assert.deepEqual(given, [7, 8], 'nor of those behind the page');
  answer(7, 8);
});
