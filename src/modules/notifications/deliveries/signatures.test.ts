import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signatureHeaders } from './signatures.ts';

test('a signature is the one of the specification, and each key adds its own', () => {
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
  const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  assert.deepEqual(signatureHeaders(message, [key]), {
    'webhook-id': message.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': signature,
  });
  const both = signatureHeaders(message, [Buffer.from('another'), key])['webhook-signature']?.split(' ');
  assert.equal(both?.length, 2);
  assert.equal(both[1], signature);
});
