/** Several processes at another broker: they take turns, and nothing that was dealt to one that has gone is lost. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { connectAsync, type IConnackPacket } from 'mqtt';
import { MemorySeats } from '../../support/memory-seats.ts';
import { mosquittoProblem, mosquittoUrl } from '../../support/mosquitto.ts';
import { openWire } from '../../support/silent-wire.ts';
import { until } from '../../support/until.ts';
import { openGate } from './gate.ts';
import { numbersOf, openFloor, type TestFloor, TestGroup } from './group.ts';

const options = mosquittoProblem === undefined ? {} : { skip: mosquittoProblem };

/** Whether the broker has a session by that name. */
async function isKnown(clientId: string): Promise<boolean> {
  const witness = await connectAsync(mosquittoUrl, { protocolVersion: 5, clientId, clean: false, reconnectPeriod: 0 });
  const { connackPacket } = witness as unknown as { connackPacket: IConnackPacket };
  await witness.endAsync();
  return connackPacket.sessionPresent;
}

describe('a group at another broker', options, () => {
  let floor: TestFloor;
  before(async () => {
    floor = await openFloor();
  });
  after(() => floor.close());

  test('take turns, and what is dealt to one that has stopped comes to the other, which ends the seat then', async () => {
    const group = new TestGroup(floor);
    const [one, other] = [await group.join(), await group.join()];
    assert.deepEqual(group.seatNumbers(), [1, 2]);
    await group.publish(40);
    await until('each comes to one of them', () => numbersOf(one.receiver, other.receiver).length === group.said);
    assert.ok([one, other].every(({ receiver }) => receiver.received.length > 0));
    await one.transport.stop();
    await group.publish(40);
    await until('the one that is left gets all', () => numbersOf(one.receiver, other.receiver).length === group.said);
    await until('there is one seat', () => group.seatNumbers().length === 1);
    await group.publish(20);
    await until('and goes on', () => numbersOf(one.receiver, other.receiver).length === group.said);
    assert.deepEqual(numbersOf(one.receiver, other.receiver), group.all, 'each once');
    assert.equal(other.transport.state().connections, 2, 'its own, and one seat');
  });

  test('a seat whose end a stop has cut off is ended by who comes next, which gets what was kept by it', async () => {
    const group = new TestGroup(floor);
    const seats = new MemorySeats(group.held);
    const { transport, receiver } = await group.join(seats);
    receiver.hold();
    group.held.set(2, undefined);
    await until('it hears by two', () => group.lines('Connected to').length === 2);
    await group.publish(20);
    await until('they are being stored', () => receiver.received.length === 20);
    const looks = seats.looks;
    await until('it ends one, and waits for what is being stored', () => seats.looks > looks + 2);
    const stopped = transport.stop();
    receiver.letGo(new Error('stopping'));
    await stopped;
    assert.deepEqual(group.seatNumbers(), [1, 2]);
    await group.publish(20);
    const next = await group.join();
    await until('all have come', () => next.receiver.received.length >= group.said);
    await until('there is one seat', () => group.seatNumbers().length === 1);
    assert.deepEqual(numbersOf(next.receiver), group.all);
    assert.equal(await isKnown(group.seatName(2)), false);
  });

  test('what is published while all are stopped comes to whoever starts, whatever they are called', async () => {
    const group = new TestGroup(floor);
    const before = [await group.join(), await group.join()];
    for (const { transport } of before) await transport.stop();
    await group.publish(50);
    const { receiver } = await group.join();
    await until('all have come', () => numbersOf(receiver).length === 50);
    await until('there is one seat', () => group.seatNumbers().length === 1);
    await group.publish(20);
    await until('all of the next have come', () => numbersOf(receiver).length === 70);
    assert.deepEqual(numbersOf(receiver), group.all);
  });

  test('what is dealt to one that has died comes when its lease has run out', async () => {
    const group = new TestGroup(floor);
    const dead = await group.join();
    const alive = await group.join();
    dead.seats.standStill();
    dead.receiver.hold();
    await group.publish(40);
    await until('the other has its share', () => alive.receiver.received.length > 0);
    group.held.set(1, undefined);
    await until('the other has taken the seat', () => group.held.get(1) === alive.seats);
    await until('and has all', () => numbersOf(alive.receiver).length === group.said);
    assert.deepEqual(numbersOf(alive.receiver), group.all);
    assert.ok(dead.receiver.received.length > 0, 'what it had not acknowledged was dealt to it');
    dead.receiver.letGo(new Error('dead'));
    dead.seats.goOn();
  });

  test('who is pushed off a seat does not push back, and sits on another one', async () => {
    const group = new TestGroup(floor);
    const slow = await group.join();
    slow.seats.standStill();
    group.held.set(1, undefined);
    const quick = await group.join();
    slow.seats.goOn();
    await until(
      'each has a seat',
      () => group.seatNumbers().length === 2 && slow.transport.state().trouble === undefined,
    );
    await group.publish(30);
    await until('all have come', () => numbersOf(slow.receiver, quick.receiver).length === group.said);
    assert.deepEqual(numbersOf(slow.receiver, quick.receiver), group.all);
    assert.equal(group.lines('was lost').length, 1);
    assert.equal(group.lines('The connection to the broker').length, 1, 'that of who was pushed off');
  });

  test('while it cannot be asked who sits where, it stays where it is', async () => {
    const group = new TestGroup(floor);
    const seats = new MemorySeats(group.held);
    const { transport, receiver } = await group.join(seats);
    seats.take = async () => Promise.reject(new Error('no database'));
    await until('it has asked', () => group.lines('cannot be asked').length > 0);
    await group.publish(5);
    await until('all have come', () => numbersOf(receiver).length === 5);
    assert.deepEqual(numbersOf(receiver), group.all);
    assert.equal(transport.state().trouble, undefined);
    Reflect.deleteProperty(seats, 'take');
    await until('it is asked again', () => group.lines('known again').length > 0);
    assert.equal(group.lines('cannot be asked').length, 1, 'however often it was tried');
  });

  test('stops also while it ends a seat at a broker that is away', async () => {
    const wire = await openWire(new URL(mosquittoUrl));
    const group = new TestGroup(floor);
    const { transport } = await group.join(undefined, { url: wire.url });
    group.held.set(2, undefined);
    await until('it has two seats', () => group.lines('has taken seat 2').length > 0);
    await until('it is connected by both', () => group.lines('Connected to').length === 2);
    wire.stall();
    await wire.untilSwallowed();
    await transport.stop();
    wire.close();
  });

  test('stops also while nobody takes down that it leaves', async () => {
    const group = new TestGroup(floor);
    const seats = new MemorySeats(group.held);
    const { transport } = await group.join(seats, { answerLimitMs: 20 });
    seats.leave = async () => new Promise(() => {});
    await transport.stop();
    assert.equal(group.lines('could not be left').length, 1);
  });

  test('renews its other seats, and looks on, where the question for one is never answered', async () => {
    const group = new TestGroup(floor);
    const seats = new MemorySeats(group.held);
    const { transport } = await group.join(seats, { answerLimitMs: 20 });
    const renewed = new Map<number, number>();
    group.held.set(2, undefined);
    seats.take = async (number) => {
      renewed.set(number, (renewed.get(number) ?? 0) + 1);
      if (number === 1) return new Promise(() => {});
      return MemorySeats.prototype.take.call(seats, number);
    };
    await until('it goes on asking', () => (renewed.get(1) ?? 0) > 3);
    seats.take = async (number) => {
      renewed.set(number, (renewed.get(number) ?? 0) + 1);
      if (number === 2) return new Promise(() => {});
      return MemorySeats.prototype.take.call(seats, number);
    };
    const before = renewed.get(1) ?? 0;
    await until('it renews what it has', () => (renewed.get(1) ?? 0) > before + 3);
    assert.equal(transport.state().trouble, undefined);
  });

  test('sessions of which no rows are left are found by who starts, and what was dealt to them comes', async () => {
    const group = new TestGroup(floor);
    const other = new MemorySeats(group.held);
    for (const number of [1, 2]) group.held.set(number, other);
    const { transport } = await group.join();
    assert.deepEqual(group.seatNumbers(), [1, 2, 3]);
    await transport.stop();
    await group.publish(20);
    group.held.clear();
    const { receiver } = await group.join(undefined, { searchAhead: 5 });
    await until('what was kept has come', () => receiver.received.length >= 20);
    await until('the session is not needed any more', () => group.lines('Seat 3').length > 0);
    await group.publish(20);
    await until('all come to it', () => receiver.received.length >= 40);
    assert.deepEqual(numbersOf(receiver), group.all);
    await until('one row is left', () => group.seatNumbers().length === 1);
    // nothing is left of having asked
    assert.equal(await isKnown(group.seatName(2)), false);
  });

  test('sessions of which no rows are left are found behind numbers that have none, as long as few are in a row', async () => {
    const group = new TestGroup(floor);
    const other = new MemorySeats(group.held);
    for (const number of [1, 2, 4]) group.held.set(number, other);
    const before = [await group.join(), await group.join()];
    assert.deepEqual(group.seatNumbers(), [1, 2, 3, 4, 5]);
    for (const { transport } of before) await transport.stop();
    await group.publish(20);
    group.held.clear();
    const { receiver } = await group.join(undefined, { searchAhead: 2 });
    await until('what both have kept has come', () => receiver.received.length === 20);
    await until('one row is left', () => group.lines('is not needed').length === 2);
    assert.deepEqual(numbersOf(receiver), group.all);
  });

  test('a seat that is too many is not ended before another one has subscribed', async () => {
    const group = new TestGroup(floor);
    let isOpen = false;
    const gate = await openGate((name) => isOpen || name !== group.seatName(1));
    for (const number of [2, 1]) group.held.set(number, undefined);
    const { receiver } = await group.start(undefined, { url: gate.url });
    await until('it hears by one of two', () => group.lines('Connected to').some((line) => line.includes(':2')));
    const tried = gate.names.length;
    await until('the other has tried for longer than it is quiet', () => gate.names.length > tried + 1);
    await group.publish(10);
    isOpen = true;
    await until('there is one seat', () => group.seatNumbers().length === 1);
    await group.publish(10);
    await until('all have come', () => receiver.received.length === 20);
    assert.deepEqual(numbersOf(receiver), group.all);
    gate.close();
  });

  test('a seat that has ended is not made again by a look that had asked for it before', async () => {
    const group = new TestGroup(floor);
    for (const number of [1, 2]) group.held.set(number, undefined);
    const released = Promise.withResolvers<void>();
    const looks = { held: false, ofFirst: 0 };
    class SlowSeats extends MemorySeats {
      override async take(number: number): Promise<boolean> {
        if (number === 1) looks.ofFirst++;
        else if (looks.held) await released.promise;
        return super.take(number);
      }
    }
    await group.join(new SlowSeats(group.held), { quietMs: 1_000 });
    await until('it has both', () => group.lines('has taken seat 2').length > 0);
    const taken = looks.ofFirst;
    await until('a look has found it to be too many', () => looks.ofFirst > taken + 2);
    looks.held = true;
    await until('it needs one no more', () =>
      group.lines('Seat 2 of the group').some((line) => line.includes('not needed')),
    );
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    released.resolve();
    const before = looks.ofFirst;
    await until('it has looked again', () => looks.ofFirst > before + 1);
    assert.deepEqual(group.seatNumbers(), [1]);
  });
});
