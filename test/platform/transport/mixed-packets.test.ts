/**
 * What a device sends at once, over a real socket: messages that go past the library, with all the packets between them
 * that it has to see, in pieces that end anywhere, while storing takes its time.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as dial } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { generate, type Packet, parser } from 'mqtt-packet';
import type { Actor } from '../../../src/kernel/access.ts';
import {
  type Delivery,
  type Receiver,
  startEmbeddedBroker,
  type Transport,
} from '../../../src/platform/transport/index.ts';
import { captureLog } from '../../support/captured-log.ts';
import { tries } from '../../support/tries.ts';
import { until } from '../../support/until.ts';

const PACKET_BYTES_MAX = 200_000;
const anyone: Actor = { kind: 'api-key', id: 'any', name: 'any', role: null, permissions: new Set(['cuts:record']) };

/** Stores what has come together, as ingestion does: one lot after the other. */
function createSlowReceiver(): Receiver & { readonly stored: Map<string, number[]>; takesMs: number } {
  const stored = new Map<string, number[]>();
  let waiting: Delivery[] = [];
  let working = false;

  async function work(takesMs: () => number): Promise<void> {
    working = true;
    while (waiting.length > 0) {
      const lot = waiting;
      waiting = [];
      await setTimeout(takesMs());
      for (const { payload } of lot) {
        const [who = '', number] = payload.toString('latin1', 0, 40).split(':');
        stored.set(who, [...(stored.get(who) ?? []), Number(number)]);
      }
      for (const delivery of lot) delivery.settle();
    }
    working = false;
  }

  return {
    filters: [],
    ownFilters: [],
    idleFilters: [],
    stored,
    takesMs: 0,
    room: () => undefined,
    async lost() {},
    take(delivery) {
      waiting.push(delivery);
      if (!working) void work(() => this.takesMs);
    },
    receive(message) {
      return new Promise((resolve, reject) => {
        this.take({ ...message, settle: (error) => (error === undefined ? resolve() : reject(error as Error)) });
      });
    },
  };
}

interface Sent {
  readonly kind: 'message' | 'ping' | 'subscribe' | 'unsubscribe' | 'qos-0' | 'qos-2';
  readonly bytes: number;
}

describe('packets of a device that come together', () => {
  const captured = captureLog();
  const receiver = createSlowReceiver();
  let broker: Transport;
  before(async () => {
    const rights = (['publish', 'subscribe'] as const).map((action) => ({
      action,
      filter: 't/+',
      permission: 'cuts:record' as const,
    }));
    broker = await startEmbeddedBroker(
      {
        host: '127.0.0.1',
        port: 0,
        connectionsMax: 100,
        packetBytesMax: PACKET_BYTES_MAX,
        rights,
        signIn: async () => anyone,
        findCurrentActor: async (actor) => actor,
        log: captured.log,
      },
      receiver,
    );
  });
  after(async () => {
    await broker.stop();
    await captured[Symbol.asyncDispose]();
  });

  let connections = 0;
  async function connect() {
    const name = `device-${++connections}`;
    const [url = ''] = broker.state().addresses;
    const socket = dial(Number(new URL(url).port), '127.0.0.1');
    const heard: Packet[] = [];
    const packets = parser({ protocolVersion: 4 });
    packets.on('packet', (packet) => void heard.push(packet));
    socket.on('data', (chunk) => void packets.parse(chunk));
    await once(socket, 'connect');
    const hello = { clean: true, keepalive: 0, username: 'any', protocolId: 'MQTT', protocolVersion: 4 } as const;
    socket.write(generate({ cmd: 'connect', clientId: name, ...hello }));
    const numbersOf = (cmd: Packet['cmd']) =>
      heard.filter((packet) => packet.cmd === cmd).map(({ messageId }) => messageId ?? 0);
    return { name, socket, numbersOf, storedOf: () => receiver.stored.get(name) ?? [] };
  }

  /** @param messageId also tells which of them it is */
  function packetOf(name: string, { kind, bytes }: Sent, messageId: number): Buffer {
    if (kind === 'ping') return generate({ cmd: 'pingreq' });
    if (kind === 'subscribe') {
      return generate({ cmd: 'subscribe', messageId, subscriptions: [{ topic: 't/nobody', qos: 1 }] });
    }
    if (kind === 'unsubscribe') return generate({ cmd: 'unsubscribe', messageId, unsubscriptions: ['t/nobody'] });
    const qos = kind === 'qos-0' ? 0 : kind === 'qos-2' ? 2 : 1;
    const payload = `${name}:${messageId}:`.padEnd(bytes, 'x');
    return generate({ cmd: 'publish', topic: `t/${name}`, payload, qos, messageId, retain: false, dup: false });
  }

  async function requireAllAnswered(sent: readonly Sent[], pieceBytes: number): Promise<void> {
    const device = await connect();
    const stream = Buffer.concat(sent.map((each, at) => packetOf(device.name, each, at + 1)));
    for (let at = 0; at < stream.length; at += pieceBytes) device.socket.write(stream.subarray(at, at + pieceBytes));
    const numbersOf = (...kinds: readonly Sent['kind'][]) =>
      sent.flatMap(({ kind }, at) => (kinds.includes(kind) ? [at + 1] : []));
    const expected = {
      stored: numbersOf('message', 'qos-0', 'qos-2'),
      puback: numbersOf('message'),
      pubrec: numbersOf('qos-2'),
      suback: numbersOf('subscribe'),
      unsuback: numbersOf('unsubscribe'),
      pingresp: numbersOf('ping').map(() => 0),
    };
    const found = () => ({
      stored: device.storedOf(),
      puback: device.numbersOf('puback'),
      pubrec: device.numbersOf('pubrec'),
      // the library promises no order of these
      suback: device.numbersOf('suback').toSorted((a, b) => a - b),
      unsuback: device.numbersOf('unsuback').toSorted((a, b) => a - b),
      pingresp: device.numbersOf('pingresp'),
    });
    const amountOf = (lists: Record<string, readonly number[]>) => Object.values(lists).flat().length;
    const isComplete = () => amountOf(found()) >= amountOf(expected);
    await until('everything is answered', isComplete).catch(() => {});
    device.socket.destroy();
    assert.deepEqual(found(), expected);
  }

  test('are each answered, wherever the pieces end that they come in', async () => {
    const sent: fc.Arbitrary<Sent> = fc.record({
      kind: fc.oneof(
        { weight: 400, arbitrary: fc.constant('message' as const) },
        { weight: 20, arbitrary: fc.constantFrom('ping' as const, 'subscribe' as const, 'unsubscribe' as const) },
        // the first of these leaves all that follows to the library
        { weight: 1, arbitrary: fc.constantFrom('qos-0' as const, 'qos-2' as const) },
      ),
      bytes: fc.oneof(
        { weight: 500, arbitrary: fc.integer({ min: 20, max: 300 }) },
        { weight: 100, arbitrary: fc.integer({ min: 300, max: 20_000 }) },
        { weight: 1, arbitrary: fc.constant(70_000) },
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(sent, { minLength: 1, maxLength: 400, size: 'max' }),
        fc.constantFrom(1_000, 10_000, 65_536, 1_000_000),
        fc.constantFrom(0, 1, 5),
        async (all, pieceBytes, takesMs) => {
          receiver.takesMs = takesMs;
          await requireAllAnswered(all, pieceBytes);
        },
      ),
      { numRuns: tries(40), endOnFailure: true },
    );
  });

  for (const kind of ['ping', 'subscribe'] as const) {
    test(`are each answered where a ${kind} stands after each hundred messages of a backlog`, async () => {
      receiver.takesMs = 1;
      const backlog = Array.from({ length: 3_000 }, (_, at): Sent[] => {
        const message: Sent = { kind: 'message', bytes: 60 };
        return at % 100 === 99 ? [message, { kind, bytes: 0 }] : [message];
      });
      await requireAllAnswered(backlog.flat(), Number.POSITIVE_INFINITY);
    });
  }

  test('leave no connection behind where the device closes its side right after them', async () => {
    receiver.takesMs = 1;
    const device = await connect();
    const message: Sent = { kind: 'message', bytes: 60 };
    const packets = Array.from({ length: 2_000 }, (_, at) => [
      packetOf(device.name, message, at + 1),
      ...(at % 100 === 99 ? [generate({ cmd: 'pingreq' })] : []),
    ]);
    device.socket.end(Buffer.concat([...packets.flat(), generate({ cmd: 'disconnect' })]));
    await until('the broker has let it go', () => captured.console().includes(`A device left: '${device.name}'`));
    await until('all of it is stored', () => device.storedOf().length === 2_000);
  });
});
