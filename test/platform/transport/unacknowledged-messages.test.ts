/** What another broker has sent and has no acknowledgement of: it is stored once, and acknowledged when it is. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startGroupClient } from '../../../src/platform/transport/group-client.ts';
import { MemorySeats } from '../../support/memory-seats.ts';
import { brokerAddress } from '../../support/mosquitto.ts';
import { createReceiver } from '../../support/receiver.ts';
import type { ScriptedConnection } from '../../support/scripted-broker.ts';
import { bodiesOf, keepsSession, message, numbersOf, openScriptedFloor } from '../../support/scripted-floor.ts';
import { until } from '../../support/until.ts';

describe('what another broker has no acknowledgement of', () => {
  const { captured, open, start, startStoring, stopAtEnd, close } = openScriptedFloor();
  after(close);

  test('is stored once, though a sign-in is refused in between', async () => {
    const other = await open(
      (packet, { number, send, cut }) => {
        if (packet.cmd === 'connect' && number === 2) cut();
        if (packet.cmd === 'subscribe') send(message(1, 'a', { dup: number > 1 }), message(number + 1, 'b'));
      },
      (number) => (number === 2 ? { reasonCode: 0x89 } : { sessionPresent: number > 1 }),
    );
    const receiver = await startStoring(other, 2);
    other.connections[0]?.cut();
    await until('what is new has come', () => bodiesOf(receiver).filter((body) => body === 'b').length === 2);
    assert.deepEqual(bodiesOf(receiver), ['a', 'b', 'b']);
  });

  test('and needs none is lost where it cannot be stored, and costs no connection', async () => {
    const other = await open((packet, { send }) => {
      if (packet.cmd === 'subscribe') send(message(0, 'a', { qos: 0 }));
    });
    const receiver = createReceiver(['t']);
    receiver.failure = new Error('no database');
    start(other, receiver);
    const lines = () => captured.consoleLines().filter((line) => line.includes('could not be stored'));
    await until('it is told of', () => lines().length > 0);
    receiver.failure = undefined;
    other.connections[0]?.send(message(0, 'b', { qos: 0 }));
    await until('the next one has come', () => receiver.received.length === 2);
    assert.match(lines().join(), /is lost/);
    assert.equal(other.connections.length, 1);
  });

  test('and is of quality 2 is acknowledged when it is stored, as its quality wants it', async () => {
    const other = await open((packet, { number, send }) => {
      if (packet.cmd === 'subscribe' && number === 1) send(message(7, 'a', { qos: 2 }), message(8, 'b'));
      if (packet.cmd === 'pubrec') send({ cmd: 'pubrel', messageId: packet.messageId ?? 0 });
    });
    const receiver = await startStoring(other, 2);
    other.connections[0]?.send({ cmd: 'pubrel', messageId: 6 });
    await until('what was sent before would have been answered', () => numbersOf(other, 'pubcomp').length === 1);
    assert.deepEqual([numbersOf(other, 'pubrec'), numbersOf(other, 'puback')], [[], []]);
    receiver.letGo();
    await until('it is released', () => numbersOf(other, 'pubcomp').includes(7));
    assert.deepEqual([numbersOf(other, 'pubrec'), numbersOf(other, 'puback')], [[7], [8]]);
    assert.deepEqual(bodiesOf(receiver), ['a', 'b']);
    assert.equal(other.connections.length, 1);
  });

  test('and is of quality 2 comes again where it could not be stored', async () => {
    const other = await open((packet, { number, send }) => {
      if (packet.cmd === 'subscribe') send(message(7, 'a', { qos: 2, dup: number > 1 }));
      if (packet.cmd === 'pubrec') send({ cmd: 'pubrel', messageId: packet.messageId ?? 0 });
    }, keepsSession);
    const receiver = createReceiver(['t']);
    receiver.failure = new Error('no database');
    start(other, receiver);
    await until('it could not be stored', () => receiver.received.length === 1);
    receiver.failure = undefined;
    await until('it is released', () => numbersOf(other, 'pubcomp').includes(7));
    assert.deepEqual(bodiesOf(receiver), ['a', 'a']);
    assert.deepEqual(numbersOf(other, 'pubrec'), [7]);
  });

  test('and was sent by a connection that somebody else has taken over may be another message', async () => {
    const other = await open((packet, { number, send }) => {
      if (packet.cmd === 'subscribe') send(message(1, 'a', { dup: number > 1 }));
    }, keepsSession);
    const receiver = await startStoring(other, 1);
    other.connections[0]?.send({ cmd: 'disconnect', reasonCode: 0x8e });
    other.connections[0]?.end();
    await until('the other has come', () => receiver.received.length === 2);
    receiver.letGo();
    await until('it is acknowledged', () => numbersOf(other, 'puback').length === 1);
    assert.deepEqual(bodiesOf(receiver), ['a', 'a']);
  });

  for (const [what, leaseMs, stored] of [
    ['longer than its lease lasts may be another message', 100, ['a', 'a']],
    ['less than its lease lasts is stored once', 60_000, ['a']],
  ] as const) {
    test(`and was dealt to a seat of which nothing could be heard for ${what}`, async () => {
      let seatConnection: ScriptedConnection | undefined;
      const other = await open(
        (packet, connection) => {
          if (packet.cmd !== 'subscribe' || !packet.subscriptions[0]?.topic.startsWith('$share')) return;
          connection.send(message(1, 'a', { dup: seatConnection !== undefined }));
          seatConnection = connection;
        },
        () => ({ sessionPresent: true }),
      );
      const seats = new MemorySeats();
      seats.leaseMs = leaseMs;
      const receiver = createReceiver(['t']);
      receiver.hold();
      const transport = await startGroupClient(
        {
          ...brokerAddress,
          url: other.url,
          log: captured.log,
          clientId: 'process',
          group: 'g',
          seats,
          lookEveryMs: 20,
          answerLimitMs: 20,
          quietMs: 3_600_000,
          searchAhead: 0,
        },
        receiver,
      );
      stopAtEnd(transport);
      await until('one is being stored', () => receiver.received.length === 1);
      seats.standStill();
      seatConnection?.cut();
      await pause(200);
      receiver.letGo();
      seats.goOn();
      await until('it is acknowledged', () => numbersOf(other, 'puback').length === 1);
      assert.deepEqual(bodiesOf(receiver), stored);
    });
  }

  test('comes little by little where each connection breaks before all has, with no longer pauses and no error', async () => {
    const other = await open((packet, { number, send, cut }) => {
      if (packet.cmd === 'connect') send(message(number, String(number)));
      if (packet.cmd === 'puback') cut();
    }, keepsSession);
    const receiver = createReceiver(['t']);
    // the answer to the subscription is behind it
    receiver.room = () => new Promise(() => {});
    const startedAtMs = performance.now();
    start(other, receiver);
    await until('six have come', () => numbersOf(other, 'puback').length === 6);
    assert.ok(performance.now() - startedAtMs < 6_000, 'pauses that double would take eight seconds at least');
    const lines = captured.consoleLines().filter((line) => line.includes('did not take our subscriptions'));
    assert.deepEqual(lines, []);
  });

  test('is told of as an error where the broker ends a connection for our subscriptions', async () => {
    const other = await open((packet, { number, cut }) => {
      if (packet.cmd === 'connect' && number === 1) cut();
    });
    start(other);
    const lines = () => captured.consoleLines().filter((line) => line.includes('did not take our subscriptions'));
    await until('it is told of', () => lines().length > 0);
  });
});
