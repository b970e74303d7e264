import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FairTurns } from './fair-turns.ts';

const make = (options: { waiting?: number; waitingEach?: number; waitMs?: number } = {}) =>
  new FairTurns({ waiting: 100, waitingEach: 50, waitMs: 60_000, refusal: (why) => new Error(why), ...options });
/** Work that ends when it is told to. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, end: resolve };
}

test('one piece of work at a time', async () => {
  const turns = make();
  let running = 0;
  await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      turns.run(`owner ${at % 3}`, async () => {
        assert.equal(running++, 0);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      }),
    ),
  );
});

test('turns go round the owners, and each owner is served in the order of coming', async () => {
  const turns = make();
  const order: string[] = [];
  const first = held();
  const all = [turns.run('heap', first.work)];
  for (const [owner, at] of [
    ['heap', 1],
    ['heap', 2],
    ['heap', 3],
    ['late', 1],
    ['late', 2],
    ['last', 1],
  ] as const) {
    all.push(turns.run(owner, async () => void order.push(`${owner} ${at}`)));
  }
  first.end();
  await Promise.all(all);
  assert.deepEqual(order, ['heap 1', 'late 1', 'last 1', 'heap 2', 'late 2', 'heap 3']);
});

test('more than an owner may have waiting is refused, and others are not; more than all may have, too', async () => {
  const turns = make({ waitingEach: 2, waiting: 3 });
  const first = held();
  const none = async () => {};
  const waiting = [turns.run('one', first.work), turns.run('one', none), turns.run('one', none)];
  await assert.rejects(turns.run('one', none), /own/);
  waiting.push(turns.run('other', none));
  await assert.rejects(turns.run('third', none), /all/);
  first.end();
  await Promise.all(waiting);
  await turns.run('one', none);
});

test('who gets no turn in time is refused, is not run later, and is in nobody’s way', async () => {
  const turns = make({ waitMs: 20 });
  const first = held();
  const running = turns.run('one', first.work);
  let ran = false;
  await assert.rejects(
    turns.run('other', async () => void (ran = true)),
    /late/,
  );
  const behind = turns.run('one', async () => 'done');
  first.end();
  assert.equal(await behind, 'done');
  await running;
  assert.equal(ran, false);
});

test('work that fails hands the turn on', async () => {
  const turns = make();
  const failing = turns.run('one', () => Promise.reject(new Error('broken')));
  const next = turns.run('one', async () => 'done');
  await assert.rejects(failing, /broken/);
  assert.equal(await next, 'done');
});
