/** Bytes as they come from a socket: what is refused before the broker reads it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { CONNECT_BYTES_MAX, PacketScanner } from './packet-scanner.ts';

const connect = generate({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clientId: 'device',
  clean: true,
  keepalive: 30,
});
const publish = (length: number) =>
  generate({
    cmd: 'publish',
    topic: 't',
    payload: Buffer.alloc(length),
    qos: 1,
    messageId: 1,
    retain: false,
    dup: false,
  });
const good: Packet[] = [
  { cmd: 'pingreq' },
  { cmd: 'puback', messageId: 7 },
  { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a/#', qos: 1 }] },
  { cmd: 'disconnect' },
];

test('good packets pass, in whatever pieces they come', () => {
  const bytes = Buffer.concat([
    connect,
    publish(300),
    ...good.slice(0, 3).map((packet) => generate(packet)),
    publish(0),
  ]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
      const scanner = new PacketScanner(1_000);
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] as number;
        assert.equal(scanner.scan(bytes.subarray(at, at + size)), undefined);
        at += scanner.scannedBytes;
      }
    }),
  );
});

test('of the bytes in which CONNECT ends what lies behind it is left for later', () => {
  const scanner = new PacketScanner(1_000);
  scanner.scan(connect.subarray(0, 5));
  assert.equal(scanner.scannedBytes, 5);
  scanner.scan(Buffer.concat([connect.subarray(5), publish(10)]));
  assert.equal(scanner.scannedBytes, connect.length - 5);
  scanner.scan(publish(10));
  assert.equal(scanner.scannedBytes, publish(10).length);
});

test('MQTT 3.1 is known by its own name', () => {
  const old = generate({
    cmd: 'connect',
    protocolId: 'MQIsdp',
    protocolVersion: 3,
    clientId: 'd',
    clean: true,
    keepalive: 0,
  });
  assert.equal(new PacketScanner(1_000).scan(old), undefined);
});

test('another protocol gets the answer that says so', () => {
  const other = Buffer.from(connect);
  for (const level of [1, 5, 6, 0x84]) {
    other[8] = level;
    const fault = new PacketScanner(1_000).scan(other);
    assert.deepEqual([...(fault?.answer ?? [])], [0x20, 2, 0, 1], `level ${level}`);
  }
  const named = Buffer.from(connect);
  named[4] = 'X'.charCodeAt(0);
  assert.ok(new PacketScanner(1_000).scan(named)?.answer !== undefined);
});

test('who has not signed in can send no more than it takes to do so', () => {
  const will = (bytes: number): Packet => ({
    cmd: 'connect',
    clientId: 'device',
    protocolId: 'MQTT',
    protocolVersion: 4,
    will: { topic: 't', payload: Buffer.alloc(bytes), qos: 1, retain: false },
  });
  const faultOf = (bytes: number) => new PacketScanner(262_144).scan(generate(will(bytes)));
  assert.equal(faultOf(CONNECT_BYTES_MAX - 100), undefined);
  assert.match(faultOf(CONNECT_BYTES_MAX)?.reason ?? '', /at most 16384 are taken/);
});

test('what is too long, does not begin with CONNECT, or has bytes too many is refused', () => {
  function after(bytes: Buffer): string | undefined {
    const scanner = new PacketScanner(1_000);
    assert.equal(scanner.scan(connect), undefined);
    return scanner.scan(bytes)?.reason;
  }
  assert.match(after(publish(2_000)) ?? '', /at most 1000 are taken/);
  assert.match(after(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01])) ?? '', /malformed/);
  assert.match(after(Buffer.from([0xc0, 0x01, 0x00])) ?? '', /do not belong/);
  assert.match(after(Buffer.from([0x40, 0x03, 0, 1, 0])) ?? '', /do not belong/);
  assert.match(new PacketScanner(1_000).scan(publish(1))?.reason ?? '', /no CONNECT/);
});
