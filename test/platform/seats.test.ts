/** Seats of a group, held by leases that all processes see. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SECOND_MS } from '../../src/kernel/clock.ts';
import { createStore } from '../../src/platform/outbox/index.ts';
import { createLeadership, createSeats } from '../../src/platform/schedule/index.ts';
import { TestClock } from '../support/clock.ts';
import { onEachEngine } from '../support/engines.ts';

onEachEngine('seats', ({ createDatabase }) => {
  async function open() {
    const { database } = await createDatabase();
    const clock = new TestClock();
    const store = createStore(database, clock);
    return { store, clock, process: (group = 'seat:mills_1') => createSeats(store, clock, group) };
  }

  test('are each held by one process, and seen by all', async () => {
    const { process } = await open();
    const [one, two] = [process(), process()];
    assert.deepEqual(await one.list(), []);
    const taken = await Promise.all([one, two].map((seats) => seats.take(1)));
    assert.deepEqual(taken.toSorted(), [false, true]);
    const [holder, other] = taken[0] ? [one, two] : [two, one];
    assert.equal(await other.take(2), true);
    assert.deepEqual(
      (await holder.list()).toSorted((a, b) => a.number - b.number),
      [
        { number: 1, isTaken: true },
        { number: 2, isTaken: true },
      ],
    );
    await other.leave(1);
    assert.equal(await other.take(1), false, 'what one has not cannot be left');
    await holder.leave(1);
    assert.deepEqual((await other.list()).find(({ number }) => number === 1)?.isTaken, false);
    assert.equal(await other.take(1), true);
  });

  test('are free when who sits there has been silent for 15 seconds', async () => {
    const { clock, process } = await open();
    const [dead, alive] = [process(), process()];
    await dead.take(1);
    clock.advance(15 * SECOND_MS - 1);
    assert.equal((await alive.list())[0]?.isTaken, true);
    clock.advance(1);
    assert.equal((await alive.list())[0]?.isTaken, false);
    assert.equal(await alive.take(1), true);
    assert.equal(await dead.take(1), false);
    await dead.remove(1);
    assert.equal((await alive.list()).length, 1, 'it is not its any more');
    await alive.remove(1);
    assert.deepEqual(await alive.list(), []);
  });

  test('of other groups, and other work, are none of theirs', async () => {
    const { store, clock, process } = await open();
    await process('seat:millsx1').take(1);
    await process('seat:mills_11').take(1);
    await createLeadership(store, clock, 'seat').holds();
    assert.deepEqual(await process().list(), []);
  });
});
