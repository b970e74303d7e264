import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createLookout } from '../../src/platform/schedule/index.ts';

/** Looks that do what the test wants, and commits that it makes; timers are mocked. */
function open(look: () => Promise<void>, isWanted?: () => boolean) {
  const troubles: unknown[] = [];
  let commit = (): void => {};
  const lookout = createLookout({
    look,
    everyMs: 1_000,
    afterCommitMs: 100,
    onCommitted(listener) {
      commit = () => listener(1);
      return () => {
        commit = () => {};
      };
    },
    onTrouble: (error) => troubles.push(error),
    ...(isWanted === undefined ? {} : { isWanted }),
  });
  return { lookout, troubles, commit: () => commit() };
}

test('looks at once, every so often, and once soon after several commits', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
  let looks = 0;
  let wanted = true;
  const { lookout, commit } = open(
    async () => void looks++,
    () => wanted,
  );
  const passed = async (ms: number) => {
    t.mock.timers.tick(ms);
    await setImmediate();
    return looks;
  };
  commit();
  assert.equal(await passed(2_000), 0, 'nothing before the start');
  lookout.start();
  assert.equal(await passed(0), 1);
  commit();
  commit();
  assert.equal(await passed(100), 2);
  assert.equal(await passed(900), 3);
  wanted = false;
  commit();
  assert.equal(await passed(500), 3);
  await lookout.stop();
  commit();
  assert.equal(await passed(5_000), 3);
});

test('makes one look at a time, tells of the first failure in a row, and waits for the last look', async () => {
  let under = Promise.withResolvers<void>();
  let looks = 0;
  const { lookout, troubles } = open(() => {
    looks++;
    return under.promise;
  });
  lookout.start();
  const joined = lookout.lookOnce();
  assert.equal(looks, 1);
  under.reject(new Error('first'));
  await assert.rejects(joined, /first/);
  await setImmediate();
  assert.equal(troubles.length, 1);
  under = Promise.withResolvers();
  const last = lookout.lookOnce();
  let ended = false;
  const stopped = lookout.stop().then(() => {
    ended = true;
  });
  await setImmediate();
  assert.equal(ended, false);
  under.resolve();
  await Promise.all([last, stopped]);
});
