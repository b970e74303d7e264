/** A session at another broker ends when all that the broker had for it has come, and when the broker knows that it ends. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { IPublishPacket } from 'mqtt-packet';
import { type ExternalClient, startExternalClient } from '../../../src/platform/transport/external-client.ts';
import { captureLog } from '../../support/captured-log.ts';
import { until } from '../../support/until.ts';
import { broker } from './group.ts';
import { createReceiver, type TestReceiver } from './receiver.ts';
import { openScriptedBroker, type ScriptedConnection } from './scripted-broker.ts';

const QUIET_MS = 100;

const bodies = ({ received }: TestReceiver) => received.map(({ payload }) => String(payload));
const isReady = (client: ExternalClient) => client.state().connections === 1 && client.state().trouble === undefined;

describe('the rest of a session', () => {
  const captured = captureLog();
  const closing: (() => unknown)[] = [];
  after(async () => {
    for (const close of closing) await close();
    await captured[Symbol.asyncDispose]();
  });

  /** @param onUnsubscribed how often it was asked for the end of subscriptions, from 1 on, and what answers that */
  async function start(
    onUnsubscribed: (asked: number, answer: () => void, connection: ScriptedConnection) => void,
    endsNone = false,
  ) {
    let asked = 0;
    const other = await openScriptedBroker(
      (packet, connection) => {
        if (packet.cmd !== 'unsubscribe') return;
        const { messageId = 0 } = packet;
        onUnsubscribed(++asked, () => connection.send({ cmd: 'unsuback', messageId, granted: [0] }), connection);
      },
      (number) => ({ sessionPresent: number > 1 }),
      endsNone,
    );
    const receiver = createReceiver(['t']);
    const client = startExternalClient(
      { ...broker, url: other.url, log: captured.log, clientId: 'one', filters: ['t'], keepsSession: true },
      receiver,
    );
    closing.unshift(() => client.stop());
    closing.push(() => other.close());
    await until('it has subscribed', () => isReady(client));
    return { other, receiver, client };
  }
  const message = (messageId: number, payload: string): IPublishPacket => ({
    cmd: 'publish',
    topic: 't',
    payload,
    qos: 1,
    dup: false,
    retain: false,
    messageId,
  });

  test('is waited for also where the broker is silent for longer than it is waited for', async () => {
    const { other, receiver, client } = await start((asked, answer, { send }) => {
      if (asked === 1) answer();
      if (asked === 2) setTimeout(() => (send(message(1, 'a')), answer()), 3 * QUIET_MS);
      if (asked === 3) answer();
    });
    await client.retire(QUIET_MS);
    assert.deepEqual(bodies(receiver), ['a']);
    assert.equal(other.packets.filter(({ cmd }) => cmd === 'puback').length, 1);
    assert.equal(other.packets.filter(({ cmd }) => cmd === 'unsubscribe').length, 3);
    assert.equal(other.packets.filter(({ cmd }) => cmd === 'disconnect').length, 1);
  });

  test('is not given up where the broker answers no more: it subscribes again in another connection', async () => {
    const { other, client } = await start((asked, answer) => {
      if (asked === 1) answer();
    });
    await assert.rejects(client.retire(QUIET_MS), /does not answer/);
    await until('it has subscribed again', () => other.connections.length === 2 && isReady(client));
    assert.equal(other.packets.filter(({ cmd }) => cmd === 'disconnect').length, 0);
    assert.equal(other.packets.filter(({ cmd }) => cmd === 'subscribe').length, 2);
  });

  test('is not said to have ended where the broker does not take its end: it subscribes again', async () => {
    const { other, client } = await start((_asked, answer) => answer(), true);
    await assert.rejects(client.retire(QUIET_MS), /has not ended the connection/);
    await until('it has subscribed again', () => other.connections.length === 2 && isReady(client));
    assert.equal(other.packets.filter(({ cmd }) => cmd === 'subscribe').length, 2);
  });
});
