/** Sessions of a group that no row names: how they are looked for beside all that goes on, and when that ends. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { MemorySeats } from '../../support/memory-seats.ts';
import { mosquittoProblem } from '../../support/mosquitto.ts';
import { until } from '../../support/until.ts';
import { openGate } from './gate.ts';
import { numbersOf, openFloor, type TestFloor, TestGroup } from './group.ts';

const options = mosquittoProblem === undefined ? {} : { skip: mosquittoProblem };
const [NOT_AUTHORISED, BUSY] = [0x87, 0x89];

/** Counts who asks for which seat, and keeps the answers for a number to itself until it is told. */
class SlowSeats extends MemorySeats {
  readonly asked: number[] = [];
  readonly answers: (() => void)[] = [];
  slow: number | undefined;

  override async take(number: number): Promise<boolean> {
    this.asked.push(number);
    if (number === this.slow) await new Promise<void>((resolve) => this.answers.push(resolve));
    return super.take(number);
  }
}

describe('a search for sessions without rows', options, () => {
  let floor: TestFloor;
  before(async () => {
    floor = await openFloor();
  });
  after(() => floor.close());

  const looks = (seats: SlowSeats) => seats.asked.filter((number) => number === 1).length;
  async function untilLookedOn(seats: SlowSeats): Promise<void> {
    const before = looks(seats);
    await until('it has looked a few times more', () => looks(seats) > before + 4);
  }

  /** A session at the broker by the name of the second seat, with what was dealt to it, and no row of it. */
  async function leaveSecond(group: TestGroup): Promise<void> {
    group.held.set(1, new MemorySeats(group.held));
    const { transport } = await group.join();
    await transport.stop();
    await group.publish(5);
    group.held.clear();
  }

  test('ends where the broker lets nobody in by such a name, and says so once', async () => {
    const group = new TestGroup(floor);
    const gate = await openGate((name) => name !== group.seatName(2) || NOT_AUTHORISED);
    const seats = new SlowSeats(group.held);
    await group.join(seats, { url: gate.url, searchAhead: 3 });
    await until('it has been refused', () => group.lines('cannot be looked for').length > 0);
    await untilLookedOn(seats);
    assert.equal(gate.names.filter((name) => name === group.seatName(2)).length, 1);
    assert.equal(group.lines('cannot be looked for').length, 1);
    assert.deepEqual(group.seatNumbers(), [1]);
    gate.close();
  });

  test('goes on from the number that it has reached where the broker is busy', async () => {
    const group = new TestGroup(floor);
    let refusals = 0;
    const gate = await openGate((name) => name !== group.seatName(3) || refusals++ > 1 || BUSY);
    const seats = new SlowSeats(group.held);
    await group.join(seats, { url: gate.url, searchAhead: 3 });
    await until('all are asked for', () => gate.names.includes(group.seatName(4)));
    await untilLookedOn(seats);
    const asked = gate.names.filter((name) => name.startsWith('milldash:')).map((name) => Number(name.split(':')[2]));
    assert.deepEqual(asked, [1, 2, 3, 3, 3, 4]);
    gate.close();
  });

  test('keeps a seat to itself that becomes free while it asks for it', async () => {
    const group = new TestGroup(floor);
    const seats = new SlowSeats(group.held);
    seats.slow = 2;
    await group.join(seats, { searchAhead: 1 });
    await until('it asks for the seat', () => seats.answers.length === 1);
    group.held.set(2, undefined);
    await untilLookedOn(seats);
    assert.equal(seats.answers.length, 1);
    for (const answer of seats.answers) answer();
    await until('there is no such session', () => group.seatNumbers().length === 1);
  });

  test('has a seat for which a look has asked as well', async () => {
    const group = new TestGroup(floor);
    await leaveSecond(group);
    const seats = new SlowSeats(group.held);
    seats.slow = 2;
    const rows = Promise.withResolvers<void>();
    let listedAfter = -1;
    let isHeld = false;
    seats.list = async () => {
      const all = await MemorySeats.prototype.list.call(seats);
      // a look renews its seat before each list of its own
      if (looks(seats) > listedAfter || isHeld) {
        listedAfter = looks(seats);
        return all;
      }
      isHeld = true;
      await rows.promise;
      return all;
    };
    const { receiver } = await group.start(seats, { searchAhead: 2 });
    receiver.hold();
    await until('the search has its rows', () => isHeld);
    group.held.set(2, undefined);
    await until('a look asks for the seat', () => seats.answers.length === 1);
    rows.resolve();
    await until('the search asks as well', () => seats.answers.length === 2);
    seats.slow = undefined;
    seats.answers[1]?.();
    await until('the search is connected by its name', () => receiver.received.length === 5);
    seats.answers[0]?.();
    await untilLookedOn(seats);
    receiver.letGo();
    await until('it sits there', () => group.lines('has taken seat 2').length === 2);
    await until('the session is not needed any more', () =>
      group.lines('Seat 2').some((line) => line.includes('not needed')),
    );
    assert.deepEqual(numbersOf(receiver), group.all, 'each once');
  });
});
