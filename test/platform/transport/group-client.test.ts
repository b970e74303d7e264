/** Several processes at another broker: they take turns, and nothing that was dealt to one that has gone is lost. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connectAsync, type MqttClient } from 'mqtt';
import { startGroupClient } from '../../../src/platform/transport/group-client.ts';
import { startExternalClient, type Transport } from '../../../src/platform/transport/index.ts';
import { captureLog } from '../../support/captured-log.ts';
import { type Held, MemorySeats } from '../../support/memory-seats.ts';
import { mosquittoProblem, mosquittoUrl, uniqueName } from '../../support/mosquitto.ts';
import { openWire } from '../../support/silent-wire.ts';
import { until } from '../../support/until.ts';
import { createReceiver, type TestReceiver } from './receiver.ts';

const options = mosquittoProblem === undefined ? {} : { skip: mosquittoProblem };

const broker = { url: mosquittoUrl, user: undefined, password: undefined, ca: undefined, packetBytesMax: 65_536 };

class Group {
  readonly topic = uniqueName('plc');
  readonly name = uniqueName('group');
  readonly held: Held = new Map();
}

describe('a group at another broker', options, () => {
  const captured = captureLog();
  const started: Transport[] = [];
  let device: MqttClient;
  before(async () => {
    device = await connectAsync(mosquittoUrl, { protocolVersion: 5 });
  });
  after(async () => {
    for (const transport of started) await transport.stop();
    await device.endAsync();
    await captured[Symbol.asyncDispose]();
  });

  async function join(
    group: Group,
    seats = new MemorySeats(group.held),
    clientId = uniqueName('milldash'),
    url = mosquittoUrl,
  ) {
    const receiver = createReceiver([group.topic]);
    const transport = await startGroupClient(
      {
        ...broker,
        url,
        clientId,
        group: group.name,
        seats,
        lookEveryMs: 50,
        quietMs: 300,
        log: captured.log,
      },
      receiver,
    );
    started.push(transport);
    await until('it has subscribed', () => transport.state().trouble === undefined);
    return { transport, receiver, seats };
  }
  let said = 0;
  const publish = (group: Group, count: number) =>
    Promise.all(Array.from({ length: count }, () => device.publishAsync(group.topic, String(said++), { qos: 1 })));
  const bodies = (...receivers: TestReceiver[]) =>
    receivers.flatMap(({ received }) => received.map(({ payload }) => Number(payload))).toSorted((a, b) => a - b);
  const numbersFrom = (first: number) => Array.from({ length: said - first }, (_, at) => first + at);
  const seatsOf = ({ held }: Group) => [...held.keys()].toSorted((a, b) => a - b);

  test('take turns, and what is dealt to one that has stopped comes to the other, which ends the seat then', async () => {
    const group = new Group();
    const first = said;
    const [one, other] = [await join(group), await join(group)];
    assert.deepEqual(seatsOf(group), [1, 2]);
    await publish(group, 40);
    await until('each comes to one of them', () => bodies(one.receiver, other.receiver).length === said - first);
    assert.ok([one, other].every(({ receiver }) => receiver.received.length > 0));
    await one.transport.stop();
    await publish(group, 40);
    await until('the one that is left gets all', () => bodies(one.receiver, other.receiver).length === said - first);
    await until('there is one seat', () => seatsOf(group).length === 1);
    await publish(group, 20);
    await until('and goes on', () => bodies(one.receiver, other.receiver).length === said - first);
    assert.deepEqual(bodies(one.receiver, other.receiver), numbersFrom(first), 'each once');
    assert.equal(other.transport.state().connections, 2, 'its own, and one seat');
  });

  test('what is published while all are stopped comes to whoever starts, whatever they are called', async () => {
    const group = new Group();
    const first = said;
    const before = [await join(group), await join(group)];
    for (const { transport } of before) await transport.stop();
    await publish(group, 50);
    const { receiver } = await join(group);
    await until('all have come', () => bodies(receiver).length === 50);
    await until('there is one seat', () => seatsOf(group).length === 1);
    await publish(group, 20);
    await until('all of the next have come', () => bodies(receiver).length === 70);
    assert.deepEqual(bodies(receiver), numbersFrom(first));
  });

  test('what is dealt to one that has died comes when its lease has run out', async () => {
    const group = new Group();
    const first = said;
    const dead = await join(group);
    const alive = await join(group);
    dead.seats.standStill();
    dead.receiver.hold();
    await publish(group, 40);
    await until('the other has its share', () => alive.receiver.received.length > 0);
    group.held.set(1, undefined);
    await until('the other has taken the seat', () => group.held.get(1) === alive.seats);
    await until('and has all', () => bodies(alive.receiver).length === said - first);
    assert.deepEqual(bodies(alive.receiver), numbersFrom(first));
    assert.ok(dead.receiver.received.length > 0, 'what it had not acknowledged was dealt to it');
    dead.receiver.letGo(new Error('dead'));
    dead.seats.goOn();
  });

  test('who is pushed off a seat does not push back, and sits on another one', async () => {
    const group = new Group();
    const first = said;
    const slow = await join(group);
    slow.seats.standStill();
    group.held.set(1, undefined);
    const before = captured.consoleLines().length;
    const quick = await join(group);
    slow.seats.goOn();
    await until('each has a seat', () => seatsOf(group).length === 2 && slow.transport.state().trouble === undefined);
    await publish(group, 30);
    await until('all have come', () => bodies(slow.receiver, quick.receiver).length === said - first);
    assert.deepEqual(bodies(slow.receiver, quick.receiver), numbersFrom(first));
    const lines = captured.consoleLines().slice(before);
    const saying = (words: string) => lines.filter((line) => line.includes(words)).length;
    assert.equal(saying(`Seat 1 of the group '${group.name}' was lost`), 1);
    assert.equal(saying('The connection to the broker'), 1, 'that of who was pushed off');
  });

  test('messages of a time without a group come once, and what was kept then is not lost', async () => {
    const group = new Group();
    const first = said;
    const clientId = uniqueName('milldash');
    const alone = await startExternalClient(
      { ...broker, log: captured.log, clientId },
      { ...createReceiver([group.topic]) },
    );
    await until('it has subscribed', () => alone.state().trouble === undefined);
    await alone.stop();
    await publish(group, 5);
    const { receiver } = await join(group, new MemorySeats(group.held), clientId);
    await until('what was kept has come', () => bodies(receiver).length === 5);
    await publish(group, 10);
    await until('all have come', () => bodies(receiver).length >= 15);
    assert.deepEqual(bodies(receiver), numbersFrom(first), 'each once');
  });

  test('while it cannot be asked who sits where, it stays where it is', async () => {
    const group = new Group();
    const seats = new MemorySeats(group.held);
    const { transport, receiver } = await join(group, seats);
    const first = said;
    seats.take = async () => Promise.reject(new Error('no database'));
    await until('it has asked', () =>
      captured.consoleLines().some((line) => line.includes(`sits where in the group '${group.name}'`)),
    );
    await publish(group, 5);
    await until('all have come', () => bodies(receiver).length === 5);
    assert.deepEqual(bodies(receiver), numbersFrom(first));
    assert.equal(transport.state().trouble, undefined);
    const lines = () => captured.consoleLines().filter((line) => line.includes(`the group '${group.name}'`));
    const asked = lines().filter((line) => line.includes('cannot be asked'));
    Reflect.deleteProperty(seats, 'take');
    await until('it is asked again', () => lines().some((line) => line.includes('known again')));
    assert.equal(asked.length, 1, 'however often it was tried');
  });

  test('stops also while it ends a seat at a broker that is away', async () => {
    const wire = await openWire(new URL(mosquittoUrl));
    const group = new Group();
    const { transport } = await join(group, new MemorySeats(group.held), uniqueName('milldash'), wire.url);
    group.held.set(2, undefined);
    await until('it has two seats', () => transport.state().connections === 3);
    wire.stall();
    await wire.untilSwallowed();
    await transport.stop();
    wire.close();
  });
});
