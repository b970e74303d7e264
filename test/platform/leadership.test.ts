import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SECOND_MS } from '../../src/kernel/clock.ts';
import { createStore } from '../../src/platform/outbox/index.ts';
import { createLeadership } from '../../src/platform/schedule/index.ts';
import { TestClock } from '../support/clock.ts';
import { onEachEngine } from '../support/engines.ts';

onEachEngine('leadership', ({ createDatabase }) => {
  async function open() {
    const { database } = await createDatabase();
    const clock = new TestClock();
    const store = createStore(database, clock);
    return { clock, process: () => createLeadership(store, clock, 'work') };
  }

  test('is with one of many, for as long as that one renews it', async () => {
    const { clock, process } = await open();
    const processes = Array.from({ length: 4 }, process);
    const ask = () => Promise.all(processes.map((each) => each.holds()));
    const first = await ask();
    assert.equal(first.filter((holds) => holds).length, 1);
    for (let at = 0; at < 10; at++) {
      clock.advance(4 * SECOND_MS);
      assert.deepEqual(await ask(), first);
    }
  });

  test('goes over when its holder is silent for 15 seconds, and at once when it is given up', async () => {
    const { clock, process } = await open();
    const [one, two] = [process(), process()];
    assert.equal(await one.holds(), true);
    clock.advance(15 * SECOND_MS - 1);
    assert.equal(await two.holds(), false);
    clock.advance(1);
    assert.equal(await two.holds(), true);
    assert.equal(await one.holds(), false, 'who comes back is told');
    await one.release();
    assert.equal(await two.holds(), true, 'what one has not cannot be given up');
    await two.release();
    assert.equal(await one.holds(), true);
  });

  test('is not made longer by a clock that is put back', async () => {
    const { clock, process } = await open();
    const one = process();
    assert.equal(await one.holds(), true);
    clock.advance(-3_600 * SECOND_MS);
    assert.equal(await one.holds(), true);
    clock.advance(15 * SECOND_MS);
    assert.equal(await process().holds(), true, 'the lease was written anew by the clock that is now');
  });
  test('of a process that died with a clock that was ahead is not waited for', async () => {
    const { clock, process } = await open();
    clock.advance(3_600 * SECOND_MS);
    assert.equal(await process().holds(), true);
    clock.advance(-3_600 * SECOND_MS);
    const next = process();
    assert.equal(await next.holds(), true);
    clock.advance(-30 * SECOND_MS);
    assert.equal(await process().holds(), false, 'clocks of two machines differ a little');
  });
});
