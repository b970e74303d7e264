/** Messages that are taken past the library: which, in what order they are acknowledged, and what is left of all else. */
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { generate, type Packet, parser } from 'mqtt-packet';
import { systemActor } from '../../kernel/access.ts';
import { PlainMessages } from './plain-messages.ts';
import type { Delivery } from './transport.ts';

const PING = generate({ cmd: 'pingreq' });
const publish = (messageId: number, topic = 'cuts', qos: 0 | 1 | 2 = 1, payload: string | Buffer = `${messageId}`) =>
  generate({ cmd: 'publish', topic, payload, qos, messageId, retain: false, dup: false });

describe('plain messages', () => {
  let plain: PlainMessages;
  let taken: Delivery[];
  let left: Buffer[];
  let written: Buffer[];
  let refusals: unknown[];
  let stored: string[];
  let rooms: number;
  let alive: number;
  let busy: Promise<void>[];
  let allowed: Set<string>;

  beforeEach(() => {
    [taken, left, refusals, busy, stored] = [[], [], [], [], []];
    const pieces: Buffer[] = [];
    written = pieces;
    rooms = 0;
    alive = 0;
    allowed = new Set(['cuts', 'status']);
    const sender = { actor: systemActor('device'), patienceMs: 5_000 };
    plain = new PlainMessages({
      packetBytesMax: 100_000,
      senderOn: (topic) => (allowed.has(topic) ? sender : undefined),
      take: (message) => void taken.push(message),
      onBusy: (settled) => void busy.push(settled),
      onTaken: () => void alive++,
      onRoom: () => void rooms++,
      write: (acknowledgement) => void pieces.push(acknowledgement),
      onStored: ({ payload }) => void stored.push(payload.toString()),
      onRefused: (error) => void refusals.push(error),
    });
  });

  /** As a connection reads: what is behind a packet of the library's is brought again. */
  function receive(...pieces: readonly Buffer[]): void {
    for (const piece of pieces) {
      for (let over = plain.takeFrom(piece); ; over = plain.takeBehind(over.behind)) {
        if (over.left.length > 0) left.push(over.left);
        if (over.behind.length === 0) break;
      }
    }
  }
  async function acknowledged(): Promise<number[]> {
    await setImmediate();
    const numbers: number[] = [];
    const packets = parser({ protocolVersion: 4 });
    packets.on('packet', (packet: Packet) => {
      assert.equal(packet.cmd, 'puback');
      numbers.push(packet.messageId as number);
    });
    for (const piece of written.splice(0)) packets.parse(piece);
    return numbers;
  }
  const settleAll = () => {
    for (const message of taken.splice(0)) message.settle();
  };

  test('are the same wherever the pieces end that they come in, and leave the others whole and in their order', async () => {
    const subscribe = generate({ cmd: 'subscribe', messageId: 9, subscriptions: [{ topic: 'a/b', qos: 0 }] });
    const long = publish(4, 'status', 1, Buffer.alloc(300, 'x'));
    const stream = Buffer.concat([publish(1), publish(2), PING, publish(3), subscribe, long, PING, PING, publish(5)]);
    for (let each = 1; each <= stream.length; each++) {
      receive(
        ...Array.from({ length: Math.ceil(stream.length / each) }, (_, at) =>
          stream.subarray(at * each, (at + 1) * each),
        ),
      );
      assert.deepEqual(Buffer.concat(left.splice(0)), Buffer.concat([PING, subscribe, PING, PING]));
      assert.deepEqual(
        taken.map(({ topic, payload }) => [topic, payload.toString('utf8', 0, 3)]),
        [
          ['cuts', '1'],
          ['cuts', '2'],
          ['cuts', '3'],
          ['status', 'xxx'],
          ['cuts', '5'],
        ],
        `in pieces of ${each} bytes`,
      );
      settleAll();
      assert.deepEqual(await acknowledged(), [1, 2, 3, 4, 5]);
    }
  });

  test('say who sent them, for how long it waits, and that it is alive', () => {
    receive(PING);
    assert.equal(alive, 0);
    receive(Buffer.concat([publish(1), publish(2)]));
    assert.equal(alive, 1);
    assert.deepEqual(
      taken.map(({ sender, patienceMs }) => [sender?.name, patienceMs]),
      Array.from({ length: 2 }, () => ['device', 5_000]),
    );
  });

  test('are acknowledged once they are stored, in the order in which they came', async () => {
    receive(Buffer.concat([publish(1), publish(2), publish(3), publish(4)]));
    assert.deepEqual(await acknowledged(), []);
    const [first, second, third, fourth] = taken as [Delivery, Delivery, Delivery, Delivery];
    third.settle();
    second.settle();
    assert.deepEqual(await acknowledged(), []);
    first.settle();
    assert.deepEqual(await acknowledged(), [1, 2, 3]);
    fourth.settle();
    assert.deepEqual(await acknowledged(), [4]);
    assert.deepEqual(stored, ['1', '2', '3', '4']);
  });

  test('behind one that is not stored are not acknowledged, those before it are, and it is told once', async () => {
    receive(Buffer.concat([publish(1), publish(2), publish(3), publish(4)]));
    const away = new Error('The database is away');
    taken[2]?.settle(away);
    taken[1]?.settle(away);
    taken[0]?.settle();
    assert.equal(plain.isFull, true, 'nothing more is read');
    assert.deepEqual(refusals, [], 'what is stored is acknowledged first');
    taken[3]?.settle();
    assert.deepEqual(await acknowledged(), [1]);
    assert.deepEqual(refusals, [away]);
    await busy[0];
  });

  test('are on their way until they are acknowledged', async () => {
    const isOver = async (at: number) =>
      (await Promise.race([busy[at]?.then(() => true), setImmediate(false)])) === true;
    receive(publish(1), publish(2));
    assert.equal(busy.length, 1);
    taken.shift()?.settle();
    assert.equal(await isOver(0), false);
    taken.shift()?.settle();
    await busy[0];
    receive(publish(3));
    assert.equal(busy.length, 2);
    assert.equal(await isOver(1), false);
  });

  test('are no more than a connection may have unacknowledged', () => {
    const message = publish(1, 'cuts', 1, Buffer.alloc(20_000));
    receive(message, message, message);
    assert.equal(plain.isFull, false);
    receive(message);
    assert.equal(plain.isFull, true);
    taken[3]?.settle();
    assert.deepEqual([plain.isFull, rooms], [true, 0], 'it is not acknowledged before the others');
    taken[0]?.settle();
    assert.deepEqual([plain.isFull, rooms], [false, 1]);
    taken[1]?.settle();
    assert.equal(rooms, 1);
  });

  test('count with all that is sent with them, and with the piece that they hold', () => {
    for (let messageId = 1; messageId <= 12_000; messageId++) receive(publish(messageId, 'cuts', 1, ''));
    assert.equal(plain.isFull, true);
    settleAll();
    assert.equal(plain.isFull, false);
    const other = generate({ cmd: 'unsubscribe', messageId: 1, unsubscriptions: ['x'.repeat(60_000)] });
    receive(Buffer.concat([publish(1, 'cuts', 1, ''), other]));
    assert.equal(plain.isFull, false);
    receive(Buffer.concat([publish(2, 'cuts', 1, ''), other]));
    assert.equal(plain.isFull, true);
  });

  test('of one piece hold it once, whatever stands between them', () => {
    const rest = Buffer.concat(Array.from({ length: 500 }, () => [publish(1, 'cuts', 1, 'x'.repeat(80)), PING]).flat());
    receive(rest);
    assert.equal(taken.length, 500);
    assert.equal(plain.isFull, true, 'the messages, and the piece');
    for (const message of taken.splice(0, 1)) message.settle();
    assert.equal(plain.isFull, false, 'the messages alone');
  });

  for (const [what, foreign] of [
    ['of another quality', publish(2, 'cuts', 0)],
    ['of quality 2', publish(2, 'cuts', 2)],
    ['that the library has to look at', publish(2, 'elsewhere')],
    ['that is longer than a piece', publish(2, 'cuts', 1, Buffer.alloc(70_000))],
  ] as const) {
    test(`end with a message ${what}: the library has it, and all behind it`, async () => {
      receive(Buffer.concat([publish(1), foreign, publish(3), PING]), publish(4));
      assert.deepEqual(left, [Buffer.concat([foreign, publish(3), PING]), publish(4)]);
      assert.equal(taken.length, 1);
      settleAll();
      assert.deepEqual(await acknowledged(), [1]);
    });
  }

  test('end where a topic is one for the library from now on', () => {
    receive(publish(1));
    allowed.delete('cuts');
    receive(publish(2));
    assert.deepEqual(left, [publish(2)]);
  });
});
