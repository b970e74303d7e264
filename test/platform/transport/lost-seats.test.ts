/** Seats that another process has taken: who had one does not come back to it, whatever it knows and whenever it hears. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connectAsync } from 'mqtt';
import { MemorySeats } from '../../support/memory-seats.ts';
import { mosquittoProblem, mosquittoUrl } from '../../support/mosquitto.ts';
import { until } from '../../support/until.ts';
import { openFloor, type TestFloor, TestGroup } from './group.ts';

const options = mosquittoProblem === undefined ? {} : { skip: mosquittoProblem };
const NEVER_MS = 3_600_000;

/** Counts what is asked of it. */
class CountingSeats extends MemorySeats {
  asked = 0;

  override async take(number: number): Promise<boolean> {
    this.asked += 1;
    return super.take(number);
  }
}

describe('a seat that is lost', options, () => {
  let floor: TestFloor;
  before(async () => {
    floor = await openFloor();
  });
  after(() => floor.close());

  /** Connects by a seat's name, as the process does that takes it. */
  async function push(group: TestGroup) {
    const client = await connectAsync(mosquittoUrl, {
      protocolVersion: 5,
      clientId: group.seatName(1),
      clean: false,
      reconnectPeriod: 0,
      properties: { sessionExpiryInterval: 60 },
    });
    const pushed = { isOff: false };
    client.on('close', () => {
      pushed.isOff = true;
    });
    return { pushed, end: () => client.endAsync() };
  }

  test('is not connected to again while nobody can say whose it is', async () => {
    const group = new TestGroup(floor);
    const seats = new CountingSeats(group.held);
    const { transport } = await group.join(seats, { lookEveryMs: NEVER_MS, answerLimitMs: 20 });
    seats.standStill();
    seats.asked = 0;
    const { pushed } = await push(group);
    await until('it has asked more than once', () => seats.asked > 2);
    assert.equal(pushed.isOff, false);
    seats.goOn();
    await until('it hears that the seat is its own, and takes it back', () => pushed.isOff);
    await until('it is connected', () => transport.state().trouble === undefined);
  });

  test('is given up at once, also while messages of it are being stored', async () => {
    const group = new TestGroup(floor);
    const seats = new CountingSeats(group.held);
    const { receiver, transport } = await group.join(seats);
    receiver.hold();
    await group.publish(5);
    await until('they are being stored', () => receiver.received.length === 5);
    group.held.set(1, new MemorySeats(group.held));
    const { pushed, end } = await push(group);
    await until('it sits elsewhere', () => group.seatNumbers().length === 2);
    await until('it is connected there', () => transport.state().connections === 2);
    seats.asked = 0;
    await until('it has looked for longer than it would wait', () => seats.asked > 40);
    assert.equal(pushed.isOff, false);
    assert.equal(group.lines('was lost').length, 1);
    receiver.letGo(new Error('lost'));
    await end();
  });

  test('and taken anew is not given up for the answer to an older question', async () => {
    const group = new TestGroup(floor);
    const seats = new MemorySeats(group.held);
    const { transport } = await group.join(seats, { answerLimitMs: NEVER_MS });
    const late = Promise.withResolvers<void>();
    const answers: Promise<boolean>[] = [late.promise.then(() => false), Promise.resolve(false)];
    seats.take = (number) => answers.shift() ?? MemorySeats.prototype.take.call(seats, number);
    // one question because of the connection that has ended, the other by a look
    const { end } = await push(group);
    await until('both were asked', () => answers.length === 0);
    late.resolve();
    await end();
    await until('it sits there again', () => transport.state().trouble === undefined);
    await group.publish(5);
    assert.equal(group.lines('was lost').length, 1);
    assert.equal(transport.state().connections, 2, 'its own, and the seat');
    await transport.stop();
    const next = await push(group);
    await group.publish(5);
    assert.equal(next.pushed.isOff, false);
    await next.end();
  });
});
