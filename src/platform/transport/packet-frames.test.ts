/** Where packets begin and end: what a library has written is found as it was meant, and what is not all there waits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generate, type IPublishPacket, type Packet } from 'mqtt-packet';
import { PacketFrame } from './packet-frames.ts';

const publish = (more: Partial<IPublishPacket> = {}): Packet => ({
  cmd: 'publish',
  topic: 'milldash/v1/machines/mill-1/cuts',
  payload: '{}',
  qos: 1,
  messageId: 17,
  retain: false,
  dup: false,
  ...more,
});

test('finds the parts of a message, whatever its length, also behind another one', () => {
  const before = generate({ cmd: 'pingreq' });
  // lengths of one to three bytes, and their borders
  for (const length of [0, 1, 90, 91, 92, 93, 16_340, 16_346, 16_347, 16_348, 60_000]) {
    const payload = Buffer.alloc(length, 'x');
    for (const [dup, retain] of [
      [false, false],
      [true, false],
      [true, true],
    ] as const) {
      const bytes = Buffer.concat([before, generate(publish({ topic: 'zähler/1', payload, dup, retain })), before]);
      const frame = new PacketFrame(65_536);
      assert.equal(frame.read(bytes, before.length), 'publish-1');
      assert.equal(bytes.toString('utf8', frame.topicStart, frame.topicEnd), 'zähler/1');
      assert.equal(frame.messageId, 17);
      assert.deepEqual(bytes.subarray(frame.topicEnd + 2, frame.end), payload);
      assert.equal(frame.end, bytes.length - before.length);
    }
  }
});

test('waits for the end of whatever is not all there', () => {
  const packets: Packet[] = [
    publish({ payload: 'x'.repeat(200) }),
    { cmd: 'pingreq' },
    { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a/b', qos: 1 }] },
  ];
  for (const packet of packets) {
    const bytes = generate(packet);
    const frame = new PacketFrame(1_000);
    for (let length = 1; length < bytes.length; length++) {
      assert.equal(frame.read(bytes.subarray(0, length), 0), 'part', `${packet.cmd} of ${length} bytes`);
    }
    assert.equal(frame.read(bytes, 0), packet.cmd === 'publish' ? 'publish-1' : 'other');
    assert.equal(frame.end, bytes.length);
  }
});

test('leaves alone what is of another quality, too long, or no message', () => {
  const foreign: Record<string, Buffer> = {
    'quality 0': generate(publish({ qos: 0 })),
    'quality 2': generate(publish({ qos: 2 })),
    'quality 3': Buffer.from([0x36, 5, 0, 1, 0x61, 0, 1]),
    'one byte too long': generate(publish({ topic: 't', payload: 'x'.repeat(996) })),
    'a length of five bytes': Buffer.from([0x32, 0x80, 0x80, 0x80, 0x80, 0x01]),
    'no room for a topic': Buffer.from([0x32, 1, 0]),
    'a topic beyond the end': Buffer.from([0x32, 5, 0, 9, 0x61, 0, 1]),
    'no room for a number': Buffer.from([0x32, 4, 0, 1, 0x61, 0]),
    'the number 0': Buffer.from([0x32, 5, 0, 1, 0x61, 0, 0]),
  };
  for (const [what, bytes] of Object.entries(foreign)) {
    assert.equal(new PacketFrame(1_000).read(bytes, 0), 'foreign', what);
  }
  const longest = generate(publish({ topic: 't', payload: 'x'.repeat(995) }));
  assert.equal(new PacketFrame(1_000).read(longest, 0), 'publish-1');
});
