/** The queue of signals, with a commit that does what each test wants. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Batches } from './batches.ts';

class Away extends Error {}

function queue(
  commit: (items: readonly string[]) => Promise<void>,
  more: { now?: () => number; waitingMax?: number; isStored?: (error: unknown) => Promise<boolean> } = {},
) {
  const aside: string[] = [];
  const batches = new Batches<string>({
    commit,
    pointsOf: (item) => item.length,
    batchPoints: 4,
    waitingMax: more.waitingMax ?? 3,
    bytesOf: (item) => item.length,
    waitingBytesMax: 100,
    isTemporary: (error) => error instanceof Away,
    isStored: more.isStored ?? (async () => false),
    setAside: async (item) => void aside.push(item),
    onRetry: () => {},
    ...(more.now === undefined ? {} : { monotonicMs: more.now }),
  });
  return { batches, aside };
}

test('whatever has queued when a commit ends goes into the next one, up to so many points', async () => {
  const committed: string[][] = [];
  const gate = Promise.withResolvers<void>();
  const { batches } = queue(async (items) => {
    committed.push([...items]);
    await gate.promise;
  });
  const first = batches.add('a', 1_000);
  await setImmediate();
  const others = ['b', 'cc', 'd', 'eeeeeee', 'f'].map((item) => batches.add(item, 1_000));
  gate.resolve();
  await Promise.all([first, ...others]);
  assert.deepEqual(committed, [['a'], ['b', 'cc', 'd'], ['eeeeeee'], ['f']]);
});

test('few that are large leave no room either, until they are taken or cannot wait any longer', async () => {
  let nowMs = 0;
  let away = true;
  const commit = async () => {
    if (away) throw new Away();
  };
  const { batches } = queue(commit, { now: () => nowMs });
  const first = batches.add('a', 1_000);
  const large = batches.add('b'.repeat(100), 10);
  large.catch(() => {});
  const room = batches.room();
  assert.ok(room !== undefined);
  nowMs = 11;
  await assert.rejects(large);
  await room;
  assert.equal(batches.room(), undefined);
  away = false;
  await first;
});

test('nobody is told before the commit', async () => {
  const gate = Promise.withResolvers<void>();
  const { batches } = queue(() => gate.promise);
  let told = false;
  const added = batches.add('a', 1_000).then(() => {
    told = true;
  });
  await setImmediate();
  assert.equal(told, false);
  gate.resolve();
  await added;
});

test('while the database is away they wait, and those that cannot wait any longer are refused', async () => {
  let nowMs = 0;
  let away = true;
  const committed: string[] = [];
  const { batches } = queue(
    async (items) => {
      nowMs += 500;
      if (away) throw new Away('no database');
      committed.push(...items);
    },
    { now: () => nowMs },
  );
  const hasty = batches.add('hasty', 100);
  const patient = batches.add('patient', 1e9);
  await assert.rejects(hasty, Away);
  away = false;
  await patient;
  assert.deepEqual(committed, ['patient']);
});

test('the one that no commit takes is set aside, and the others are committed', async () => {
  const committed: string[] = [];
  const { batches, aside } = queue(async (items) => {
    if (items.includes('bad')) throw new Error('poison');
    committed.push(...items);
  });
  await Promise.all(['a', 'bad', 'b'].map((item) => batches.add(item, 1_000)));
  assert.deepEqual([committed, aside], [['a', 'b'], ['bad']]);
});

test('there is room for so many, and who waits for room is told when there is', async () => {
  const gate = Promise.withResolvers<void>();
  const { batches } = queue(() => gate.promise, { waitingMax: 2 });
  const added = [batches.add('a', 1_000)];
  await setImmediate();
  assert.equal(batches.room(), undefined);
  added.push(batches.add('b', 1_000), batches.add('c', 1_000));
  const room = batches.room();
  assert.ok(room !== undefined);
  gate.resolve();
  await room;
  await Promise.all(added);
  assert.equal(batches.room(), undefined);
});

test('after a stop nothing is tried again: what waits is refused, and what is under way may still be stored', async () => {
  const gate = Promise.withResolvers<void>();
  let commits = 0;
  const { batches, aside } = queue(async () => {
    commits++;
    await gate.promise;
  });
  const first = batches.add('a', 1_000);
  await setImmediate();
  const waiting = batches.add('b', 1_000);
  batches.stop(new Error('stopping'));
  await assert.rejects(waiting, /stopping/);
  await assert.rejects(batches.add('c', 1_000), /stopping/);
  gate.resolve();
  await first;
  for (const error of [new Away(), new Error('the database is closed')]) {
    const failing = Promise.withResolvers<void>();
    const other = queue(() => failing.promise);
    const underWay = other.batches.add('d', 1_000);
    await setImmediate();
    other.batches.stop(new Error('stopping'));
    failing.reject(error);
    await assert.rejects(underWay, /stopping/);
    assert.deepEqual(other.aside, []);
  }
  assert.deepEqual([commits, aside], [1, []]);
});

test('of a commit that may have been done is asked until that is known, and what is stored is not stored again', async () => {
  for (const wasStored of [true, false]) {
    const committed: string[][] = [];
    let asked = 0;
    const { batches } = queue(
      async (items) => {
        committed.push([...items]);
        if (committed.length === 1) throw new Away('the answer is lost');
      },
      {
        async isStored(error) {
          asked++;
          if (asked < 3) throw error;
          return wasStored;
        },
      },
    );
    await batches.add('a', 10_000);
    assert.equal(asked, 3);
    assert.deepEqual(committed, wasStored ? [['a']] : [['a'], ['a']]);
  }
});
