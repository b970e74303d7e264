/** Seats of a group, held by leases that all processes see. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SECOND_MS } from '../../src/kernel/clock.ts';
import { createStore } from '../../src/platform/outbox/index.ts';
import { createLeadership, createSeats, type LeasedSeats } from '../../src/platform/schedule/index.ts';
import { TestClock } from '../support/clock.ts';
import { onEachEngine } from '../support/engines.ts';

onEachEngine('seats', ({ createDatabase }) => {
  async function open() {
    const { database } = await createDatabase();
    const time = { ms: 1_000_000 };
    const store = createStore(database, new TestClock());
    return {
      store,
      time,
      /** @param clock of its own: none need be right */
      process: (group = 'seat:mills_1', clock = new TestClock()) => createSeats(store, clock, group, () => time.ms),
    };
  }
  const isTaken = async (seats: LeasedSeats, wanted = 1) =>
    (await seats.list()).find(({ number }) => number === wanted)?.isTaken;

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
    assert.equal(await isTaken(other), true, 'what one has not cannot be left');
    await holder.leave(1);
    assert.equal(await isTaken(other), false);
    assert.equal(await other.take(1), true);
    assert.equal(await holder.take(1), false);
  });

  test('are free when they have stood still for 15 seconds, whatever the clocks of the processes say', async () => {
    const { process, time } = await open();
    const dead = process('seat:mills_1', new TestClock('2030-01-01T00:00:00Z'));
    const [alive, next] = [process('seat:mills_1', new TestClock('2020-01-01T00:00:00Z')), process()];
    await dead.take(1);
    for (const [atSeconds, expected] of [
      [0, true],
      [8, true],
      [14.999, true],
      [15, false],
    ] as const) {
      time.ms = 1_000_000 + atSeconds * SECOND_MS;
      assert.equal(await isTaken(alive), expected, `after ${atSeconds} s`);
      assert.equal(await isTaken(next), expected);
    }
    assert.deepEqual([await alive.take(1), await next.take(1)], [true, false], 'by the first who wants it');
    assert.equal(await dead.take(1), false);
    await dead.remove(1);
    assert.equal(await isTaken(alive), true, 'it is not its any more');
    await alive.remove(1);
    assert.deepEqual(await alive.list(), []);
  });

  test('are not free while their holders renew them, nor after a time in which nobody could', async () => {
    const { process, time } = await open();
    const [holder, other] = [process(), process()];
    await holder.take(1);
    for (let at = 0; at < 10; at++) {
      assert.equal(await isTaken(other), true);
      time.ms += 5 * SECOND_MS;
      assert.equal(await holder.take(1), true);
    }
    assert.equal(await isTaken(other), true);
    time.ms += 60 * SECOND_MS;
    assert.equal(await isTaken(other), true, 'the database was away for all');
    assert.equal(await other.take(1), false);
    assert.equal(await holder.take(1), true);
  });

  test('that were seen standing still are not taken from who goes on in the last moment', async () => {
    const { process, time } = await open();
    const [slow, other] = [process(), process()];
    await slow.take(1);
    for (let at = 0; at < 3; at++) {
      await other.list();
      time.ms += 8 * SECOND_MS;
    }
    assert.equal(await isTaken(other), false);
    assert.equal(await slow.take(1), true);
    assert.equal(await other.take(1), false);
  });

  test('of other groups, and other work, are none of theirs', async () => {
    const { store, process } = await open();
    await process('seat:millsx1').take(1);
    await process('seat:mills_11').take(1);
    await createLeadership(store, new TestClock(), 'seat').holds();
    assert.deepEqual(await process().list(), []);
  });
});
