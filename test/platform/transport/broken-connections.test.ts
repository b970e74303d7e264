/** Connections to another broker that break: what was under way in them is neither lost nor stored twice. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type ExternalClient, startExternalClient } from '../../../src/platform/transport/external-client.ts';
import { brokerAddress, mosquittoProblem, uniqueName } from '../../support/mosquitto.ts';
import { createReceiver, type TestReceiver } from '../../support/receiver.ts';
import {
  bodiesOf,
  isReady,
  keepsSession,
  message,
  numbersOf,
  openScriptedFloor,
  untilReady,
} from '../../support/scripted-floor.ts';
import { until } from '../../support/until.ts';
import { type Gate, openGate } from './gate.ts';
import { openFloor, type TestFloor } from './group.ts';

const options = mosquittoProblem === undefined ? {} : { skip: mosquittoProblem };

/** A connection is ended in a turn of its own where storing fails: resolves behind that, and before it is told of. */
async function behindFailure(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

/** Stores the first two messages when the test says so, and others at once. */
function createReceiverOfTwo() {
  const receiver = createReceiver(['t']);
  const storings = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  receiver.receive = async (given) => {
    await storings[receiver.received.push(given) - 1]?.promise;
  };
  return { receiver, storings };
}

describe('a connection that breaks', options, () => {
  let floor: TestFloor;
  let gate: Gate;
  before(async () => {
    floor = await openFloor();
    gate = await openGate(() => true);
  });
  after(async () => {
    await floor.close();
    gate.close();
  });

  async function start(receiver: TestReceiver, clientId = uniqueName('milldash')) {
    const { log } = floor.captured;
    const client = startExternalClient(
      { ...brokerAddress, url: gate.url, log, clientId, filters: receiver.filters, keepsSession: true },
      receiver,
    );
    floor.started.push(client);
    await untilReady(client);
    return client;
  }

  /** A client that is storing what was published to it. */
  async function startStoring(...said: string[]) {
    const topic = uniqueName('plc');
    const clientId = uniqueName('milldash');
    const receiver = createReceiver([topic]);
    const client = await start(receiver, clientId);
    receiver.hold();
    await publish(topic, ...said);
    await until('it is being stored', () => receiver.received.length === said.length);
    return { topic, clientId, receiver, client };
  }
  const publish = (topic: string, ...said: string[]) =>
    Promise.all(said.map((body) => floor.device.publishAsync(topic, body, { qos: 1 })));

  /** It is open again, and what the broker sends again has come. */
  async function breakOff(client: ExternalClient, topic: string, receiver: TestReceiver, last: string) {
    gate.cut();
    await until('it has broken', () => client.state().connections === 0);
    await until('it is open again', () => isReady(client));
    await publish(topic, last);
    await until('what comes behind has come', () => bodiesOf(receiver).includes(last));
  }

  /** What the broker still has for the name. */
  async function leftAtBroker(clientId: string, topic: string): Promise<string[]> {
    // else it would push the other connection off before all of that is read
    await until('the broker has read the last farewell', () => gate.connectionsOf(clientId) === 0);
    const receiver = createReceiver([topic]);
    await start(receiver, clientId);
    await publish(topic, 'end');
    await until('all has come', () => bodiesOf(receiver).includes('end'));
    return bodiesOf(receiver).slice(0, -1);
  }

  test('what is being stored meanwhile is not stored again, however often it breaks, and is acknowledged', async () => {
    const { topic, clientId, receiver, client } = await startStoring('a', 'a', 'b');
    await breakOff(client, topic, receiver, 'c');
    await breakOff(client, topic, receiver, 'd');
    assert.deepEqual(bodiesOf(receiver), ['a', 'a', 'b', 'c', 'd']);
    receiver.letGo();
    await client.stop();
    assert.deepEqual(await leftAtBroker(clientId, topic), []);
  });

  test('what has been stored meanwhile is not stored again', async () => {
    const { topic, clientId, receiver, client } = await startStoring('a', 'b');
    gate.cut();
    await until('it has broken', () => client.state().connections === 0);
    receiver.letGo();
    await until('it is open again', () => isReady(client));
    await publish(topic, 'c');
    await until('what comes behind has come', () => bodiesOf(receiver).includes('c'));
    assert.deepEqual(bodiesOf(receiver), ['a', 'b', 'c']);
    await client.stop();
    assert.deepEqual(await leftAtBroker(clientId, topic), []);
  });

  test('what could not be stored meanwhile is stored as the broker sends it again', async () => {
    const { clientId, receiver, client } = await startStoring('a');
    gate.cut();
    await until('it has broken', () => client.state().connections === 0);
    receiver.letGo(new Error('no database'));
    await until('it comes again', () => receiver.received.length === 2);
    assert.deepEqual(bodiesOf(receiver), ['a', 'a']);
    await client.stop();
    assert.equal(gate.names.filter((name) => name === clientId).length, 2, 'it breaks no further connection');
  });

  test('what cannot be stored after the broker has sent it again comes once more', async () => {
    const { topic, clientId, receiver, client } = await startStoring('a');
    await breakOff(client, topic, receiver, 'b');
    receiver.letGo(new Error('no database'));
    await until('both come again', () => receiver.received.length >= 4);
    assert.deepEqual(bodiesOf(receiver), ['a', 'b', 'a', 'b']);
    await client.stop();
    assert.deepEqual(await leftAtBroker(clientId, topic), []);
  });
});

describe('a broker that breaks connections off', () => {
  const { captured, open, start, startStoring, close } = openScriptedFloor();
  after(close);

  test('and has forgotten the session means other messages by the same numbers', async () => {
    const other = await open((packet, { number, send }) => {
      if (packet.cmd === 'subscribe') send(message(1, 'a', { dup: number > 1 }));
    });
    const receiver = await startStoring(other, 1);
    other.connections[0]?.cut();
    await until('the other has come', () => receiver.received.length === 2);
    assert.deepEqual(bodiesOf(receiver), ['a', 'a']);
  });

  for (const [what, again] of [
    ['not said to be sent again', message(1, 'a')],
    ['of another content', message(1, 'b', { dup: true })],
    ['on another topic', message(1, 'a', { dup: true, topic: 'u' })],
  ] as const) {
    test(`and has a message by the same number that is ${what} means another one`, async () => {
      const other = await open((packet, { number, send }) => {
        if (packet.cmd === 'subscribe') send(number === 1 ? message(1, 'a') : again);
      }, keepsSession);
      const receiver = await startStoring(other, 1);
      other.connections[0]?.cut();
      await until('the other has come', () => receiver.received.length === 2);
    });
  }

  test('what fails late ends its own connection, and not the one that is open by then', async () => {
    const other = await open((packet, { number, send }) => {
      if (packet.cmd === 'subscribe') send(message(number, String(number)));
    });
    const receiver = createReceiver(['t']);
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    receiver.receive = (given) => {
      receiver.received.push(given);
      return receiver.received.length === 1 ? first.promise : second.promise;
    };
    start(other, receiver);
    await until('one is being stored', () => receiver.received.length === 1);
    other.connections[0]?.cut();
    await until('it is open again', () => receiver.received.length === 2);
    first.reject(new Error('no database'));
    await pause(50);
    second.resolve();
    const acknowledged = () => numbersOf(other, 'puback');
    await until('the second is acknowledged', () => acknowledged().length > 0);
    assert.deepEqual(acknowledged(), [2]);
    assert.equal(other.connections.length, 2);
  });

  for (const [what, inTurn] of [
    ['before', [1, 0]],
    ['behind', [0, 1]],
  ] as const) {
    test(`what is stored just ${what} another one that ends the connection is acknowledged in it`, async () => {
      const acknowledged = () => numbersOf(other, 'puback');
      const other = await open((packet, { number, send }) => {
        if (packet.cmd !== 'subscribe') return;
        const left = [message(1, 'a', { dup: number > 1 }), message(2, 'b', { dup: number > 1 })];
        send(...left.filter(({ messageId }) => !acknowledged().includes(messageId)));
      }, keepsSession);
      const { receiver, storings } = createReceiverOfTwo();
      start(other, receiver);
      await until('both are being stored', () => receiver.received.length === 2);
      for (const at of inTurn) {
        if (at === 0) storings[0].reject(new Error('no database'));
        else storings[1].resolve();
      }
      await until('both are acknowledged', () => acknowledged().length === 2);
      assert.deepEqual(acknowledged(), [2, 1]);
      assert.deepEqual(bodiesOf(receiver), ['a', 'b', 'a']);
    });
  }

  test('what is stored when another one has just ended the connection is not stored again', async () => {
    const other = await open((packet, { number, send }) => {
      if (packet.cmd === 'subscribe') send(message(1, 'a', { dup: number > 1 }), message(2, 'b', { dup: number > 1 }));
    }, keepsSession);
    const { receiver, storings } = createReceiverOfTwo();
    start(other, receiver);
    await until('both are being stored', () => receiver.received.length === 2);
    storings[0].reject(new Error('no database'));
    await behindFailure();
    storings[1].resolve();
    await until('both are acknowledged', () => numbersOf(other, 'puback').length === 2);
    assert.deepEqual(bodiesOf(receiver), ['a', 'b', 'a']);
  });

  test('what was read of a connection that has ended is not taken: it comes again', async () => {
    const other = await open((packet, { send }) => {
      if (packet.cmd === 'subscribe') send(message(1, 'a'), message(2, 'b'));
    }, keepsSession);
    const receiver = createReceiver(['t']);
    receiver.hasRoom(false);
    receiver.hold();
    start(other, receiver);
    await until('one is being stored', () => receiver.received.length === 1);
    receiver.letGo(new Error('no database'));
    await behindFailure();
    receiver.hasRoom(true);
    await until('both have come', () => bodiesOf(receiver).filter((body) => body === 'b').length > 0);
    await until('both are acknowledged', () => numbersOf(other, 'puback').length >= 2);
    assert.deepEqual(bodiesOf(receiver), ['a', 'a', 'b']);
  });

  test('nothing is read for want of room, and the connection stays alive', async () => {
    const other = await open(
      (packet, { send }) => {
        if (packet.cmd === 'subscribe') send(message(1, 'a'), message(2, 'b'));
        if (packet.cmd === 'pingreq') send({ cmd: 'pingresp' });
      },
      () => ({ properties: { serverKeepAlive: 1 } }),
    );
    const receiver = createReceiver(['t']);
    receiver.hasRoom(false);
    start(other, receiver);
    await until('nothing more is read', () => receiver.received.length === 1);
    const pings = () => numbersOf(other, 'pingreq').length;
    const before = pings();
    await pause(3_000);
    receiver.hasRoom(true);
    await until('the next one is read', () => receiver.received.length === 2);
    assert.equal(other.connections.length, 1);
    assert.ok(pings() - before >= 3, 'the broker hears as often as it must');
  });

  test('is read slowly, little by little, and the connection stays alive', async () => {
    const other = await open(
      (packet, { send }) => {
        if (packet.cmd === 'subscribe') send(...Array.from({ length: 40 }, (_, at) => message(at + 1, String(at))));
        if (packet.cmd === 'pingreq') send({ cmd: 'pingresp' });
      },
      (number) => ({ sessionPresent: number > 1, properties: { serverKeepAlive: 1 } }),
    );
    const receiver = createReceiver(['t']);
    receiver.room = () => pause(100);
    // nothing else tells the broker that we are there
    receiver.hold();
    start(other, receiver);
    await until('all is read', () => receiver.received.length === 40);
    assert.equal(other.connections.length, 1);
    assert.ok(numbersOf(other, 'pingreq').length >= 8, 'the broker hears as often as it must');
  });

  test('a session is not ended while nothing is read for want of room', async () => {
    const other = await open((packet, { send }) => {
      if (packet.cmd !== 'unsubscribe') return;
      const isFirst = numbersOf(other, 'unsubscribe').length === 1;
      const rest = isFirst ? [message(1, 'a'), message(2, 'b')] : [];
      send({ cmd: 'unsuback', messageId: packet.messageId ?? 0, granted: [0] }, ...rest);
    });
    const receiver = createReceiver(['t']);
    const client = start(other, receiver);
    await untilReady(client);
    receiver.hasRoom(false);
    const retired = client.retire(100);
    await until('no more is read', () => receiver.received.length === 1);
    await pause(300);
    receiver.hasRoom(true);
    await retired;
    assert.deepEqual(bodiesOf(receiver), ['a', 'b']);
    assert.deepEqual(numbersOf(other, 'puback'), [1, 2]);
  });

  test('and keeps sessions for less than it was asked to is told of', async () => {
    const other = await open(undefined, () => ({ properties: { sessionExpiryInterval: 60 } }));
    const client = start(other);
    await untilReady(client);
    assert.equal(captured.consoleLines().filter((line) => line.includes('for 60 s only')).length, 1);
  });

  test('and refuses our sign-in is not said to be away', async () => {
    const other = await open(undefined, (number) => ({ reasonCode: number < 3 ? 0x87 : 0 }));
    const client = start(other);
    await until('it says so', () => client.state().trouble === 'The broker refuses our sign-in.');
    assert.equal(await client.refused, 0x87);
    await until('it is let in', () => isReady(client));
    const lines = captured.consoleLines().filter((line) => line.includes(other.url));
    assert.equal(lines.filter((line) => line.includes('refuses our sign-in')).length, 2);
    assert.deepEqual(
      lines.filter((line) => line.includes('cannot be reached')),
      [],
    );
  });

  test('what is not a packet ends the connection, and it begins anew', async () => {
    const other = await open((packet, { number, send, write }) => {
      if (packet.cmd !== 'subscribe') return;
      if (number === 1) write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff]));
      else send(message(1, 'a'));
    });
    const receiver = createReceiver(['t']);
    start(other, receiver);
    await until('it has come', () => receiver.received.length === 1);
    assert.equal(other.connections.length, 2);
  });
});
