/** A session at another broker ends when all that the broker had for it has come, and when the broker knows that it ends. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createReceiver } from '../../support/receiver.ts';
import type { ScriptedConnection } from '../../support/scripted-broker.ts';
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

const QUIET_MS = 100;

describe('the rest of a session', () => {
  const floor = openScriptedFloor();
  after(floor.close);

  /** @param onUnsubscribed how often it was asked for the end of subscriptions, from 1 on, and what answers that */
  async function start(
    onUnsubscribed: (asked: number, answer: () => void, connection: ScriptedConnection) => void,
    endsNone = false,
  ) {
    let asked = 0;
    const other = await floor.open(
      (packet, connection) => {
        if (packet.cmd !== 'unsubscribe') return;
        const { messageId = 0 } = packet;
        onUnsubscribed(++asked, () => connection.send({ cmd: 'unsuback', messageId, granted: [0] }), connection);
      },
      keepsSession,
      endsNone,
    );
    const receiver = createReceiver(['t']);
    const client = floor.start(other, receiver);
    await untilReady(client);
    return { other, receiver, client };
  }

  test('is waited for also where the broker is silent for longer than it is waited for', async () => {
    const { other, receiver, client } = await start((asked, answer, { send }) => {
      if (asked === 1) answer();
      if (asked === 2) setTimeout(() => (send(message(1, 'a')), answer()), 3 * QUIET_MS);
      if (asked === 3) answer();
    });
    await client.retire(QUIET_MS);
    assert.deepEqual(bodiesOf(receiver), ['a']);
    assert.equal(numbersOf(other, 'puback').length, 1);
    assert.equal(numbersOf(other, 'unsubscribe').length, 3);
    assert.equal(numbersOf(other, 'disconnect').length, 1);
  });

  test('is waited for where the broker stands still for some seconds, in the same connection', async () => {
    const { other, receiver, client } = await start((asked, answer) => {
      if (asked === 1) answer();
      else setTimeout(answer, 6_000);
    });
    await client.retire(QUIET_MS);
    assert.deepEqual(bodiesOf(receiver), []);
    assert.equal(other.connections.length, 1);
    assert.equal(numbersOf(other, 'disconnect').length, 1);
  });

  test('is not given up where the broker answers no more: it subscribes again in another connection', async () => {
    const { other, client } = await start((asked, answer) => {
      if (asked === 1) answer();
    });
    await assert.rejects(client.retire(QUIET_MS, QUIET_MS), /does not answer/);
    await until('it has subscribed again', () => other.connections.length === 2 && isReady(client));
    assert.equal(numbersOf(other, 'disconnect').length, 0);
    assert.equal(numbersOf(other, 'subscribe').length, 2);
  });

  test('is left to who comes next where it is stopped meanwhile', async () => {
    const { other, client } = await start((_asked, answer) => answer());
    const retired = assert.rejects(client.retire(QUIET_MS), /ended before all had come/);
    await until('nothing is subscribed to any more', () => numbersOf(other, 'unsubscribe').length === 1);
    await client.stop();
    await retired;
    const farewells = other.packets.filter((packet) => packet.cmd === 'disconnect');
    assert.deepEqual(
      farewells.map(({ properties }) => properties?.sessionExpiryInterval),
      [undefined],
      'the session is not ended',
    );
  });

  test('is not said to have ended where the broker does not take its end: it subscribes again', async () => {
    const { other, client } = await start((_asked, answer) => answer(), true);
    await assert.rejects(client.retire(QUIET_MS), /has not ended the connection/);
    await until('it has subscribed again', () => other.connections.length === 2 && isReady(client));
    assert.equal(numbersOf(other, 'subscribe').length, 2);
  });
});
