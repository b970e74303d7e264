/** The length of a packet, beside what the library of packets makes of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generate } from 'mqtt-packet';
import { messageBytes } from './message-length.ts';

test('a message is as long as the packet that goes out', () => {
  for (const qos of [0, 1] as const)
    for (const contentType of [undefined, 'application/json', 'x'.repeat(200)])
      for (const length of [0, 100, 127, 128, 16_370, 16_384, 2_097_152])
        for (const payload of ['x'.repeat(length), Buffer.alloc(length), 'ü'.repeat(length)]) {
          const packet = generate(
            {
              cmd: 'publish',
              topic: 'größe/of',
              payload,
              qos,
              retain: false,
              dup: false,
              ...(qos === 0 ? {} : { messageId: 7 }),
              ...(contentType && { properties: { contentType } }),
            },
            { protocolVersion: 5 },
          );
          assert.equal(messageBytes('größe/of', payload, { qos, contentType }), packet.length);
        }
});
