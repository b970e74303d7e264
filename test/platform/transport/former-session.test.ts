/** From one process to a group: what was kept at the broker before is not lost, nor what is published meanwhile. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startExternalClient } from '../../../src/platform/transport/index.ts';
import { MemorySeats } from '../../support/memory-seats.ts';
import { brokerAddress, mosquittoProblem, uniqueName } from '../../support/mosquitto.ts';
import { createReceiver } from '../../support/receiver.ts';
import { until } from '../../support/until.ts';
import { openGate } from './gate.ts';
import { numbersOf, openFloor, type TestFloor, TestGroup } from './group.ts';

const options = mosquittoProblem === undefined ? {} : { skip: mosquittoProblem };

describe('a session of a time without a group', options, () => {
  let floor: TestFloor;
  before(async () => {
    floor = await openFloor();
  });
  after(() => floor.close());

  /** A process that was there without a group, and has stopped. */
  async function leaveSession(group: TestGroup): Promise<string> {
    const clientId = uniqueName('milldash');
    const alone = await startExternalClient(
      { ...brokerAddress, log: floor.captured.log, clientId },
      createReceiver([group.topic]),
    );
    await until('it has subscribed', () => alone.state().trouble === undefined);
    await alone.stop();
    return clientId;
  }
  const hasEnded = (clientId: string) =>
    until('the session has ended', () =>
      floor.captured.consoleLines().some((line) => line.includes(clientId) && line.includes('has ended')),
    );

  test('ends when what it has kept has come, and from then on each message comes once', async () => {
    const group = new TestGroup(floor);
    const clientId = await leaveSession(group);
    await group.publish(5);
    const { receiver, transport } = await group.join(undefined, { clientId });
    await hasEnded(clientId);
    await group.publish(10);
    await until('all have come', () => numbersOf(receiver).length >= 15);
    assert.deepEqual(numbersOf(receiver), group.all);
    assert.equal(transport.state().connections, 2);
    await transport.stop();
    await group.publish(5);
    const next = await group.join(undefined, { clientId });
    await until('what was kept has come', () => numbersOf(next.receiver).length >= 5);
    assert.deepEqual(numbersOf(next.receiver), group.all.slice(15), 'by the seat alone');
  });

  test('outlives a process that stops before all has come', async () => {
    const group = new TestGroup(floor);
    const clientId = await leaveSession(group);
    await group.publish(50);
    const receiver = createReceiver([group.topic]);
    const stored: number[] = [];
    const { promise: killed, reject: kill } = Promise.withResolvers<void>();
    receiver.receive = async (message) => {
      receiver.received.push(message);
      if (stored.length === 10) await killed;
      else stored.push(Number(message.payload));
    };
    const { transport } = await group.join(undefined, { clientId }, receiver);
    await until('some cannot be stored', () => receiver.received.length > 10);
    const stopped = transport.stop();
    kill(new Error('killed'));
    await stopped;
    const next = await group.join(undefined, { clientId });
    await hasEnded(clientId);
    assert.deepEqual([...stored, ...numbersOf(next.receiver)], group.all);
  });

  test('goes on getting what is published until a seat gets it', async () => {
    const group = new TestGroup(floor);
    const clientId = await leaveSession(group);
    const seats = new MemorySeats(group.held);
    seats.list = async () => Promise.reject(new Error('no database'));
    const { receiver } = await group.start(seats, { clientId });
    await group.publish(20);
    await until('all have come', () => receiver.received.length === 20);
    Reflect.deleteProperty(seats, 'list');
    await group.publish(20);
    await hasEnded(clientId);
    await group.publish(10);
    await until('all have come', () => new Set(numbersOf(receiver)).size === group.said);
    const last = numbersOf(receiver).filter((number) => number >= 40);
    assert.deepEqual(last, group.all.slice(40), 'each once when the session has ended');
  });

  for (const isKnown of [true, false])
    test(`ends though more comes all the time by ${isKnown ? 'a filter' : 'a topic'} that is not set up any more`, async ({
      signal,
    }) => {
      const group = new TestGroup(floor);
      const clientId = await leaveSession(group);
      const receiver = { ...createReceiver([uniqueName('plc')]), idleFilters: isKnown ? [group.topic] : [] };
      await group.start(undefined, { clientId, quietMs: 500 }, receiver);
      const ended = new AbortController();
      const untilThen = AbortSignal.any([signal, ended.signal]);
      const busy = (async () => {
        for (; !untilThen.aborted; await pause(20)) await group.publish(1);
      })();
      await hasEnded(clientId).finally(() => ended.abort());
      await busy;
    });

  test("goes on getting what each process hears for itself until the process's own connection gets it", async () => {
    const group = new TestGroup(floor);
    const clientId = await leaveSession(group);
    let isOpen = false;
    const gate = await openGate((name) => isOpen || name !== `${clientId}:own`);
    const receiver = { ...createReceiver([uniqueName('plc')]), ownFilters: [group.topic] };
    await group.start(undefined, { clientId, url: gate.url, quietMs: 50 }, receiver);
    const tries = () => gate.names.filter((name) => name.endsWith(':own')).length;
    await until('it has tried for longer than it is quiet', () => tries() > 1);
    await group.publish(10);
    isOpen = true;
    await hasEnded(clientId);
    await group.publish(10);
    await until('all have come', () => new Set(numbersOf(receiver)).size === group.said);
    gate.close();
  });
});
