import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BACK_OFF_MAX_MS, backOffMs, countedAddress } from './sign-in-throttle.rules.ts';

test('the fifth failure of an account brings the first pause, and pauses double up to fifteen minutes', () => {
  const pauses = [1, 4, 5, 6, 7, 13, 14, 100, 1e9].map((failures) => backOffMs('account', failures) / 1_000);
  assert.deepEqual(pauses, [0, 0, 2, 4, 8, 512, 900, 900, 900]);
  assert.equal(BACK_OFF_MAX_MS, 900_000);
});

test('an address has fifty failures before its first pause', () => {
  assert.equal(backOffMs('address', 49), 0);
  assert.equal(backOffMs('address', 50), 2_000);
});

test('IPv4 counts by address, however it is written, and IPv6 by its /64', () => {
  assert.equal(countedAddress('192.0.2.7'), '192.0.2.7');
  assert.equal(countedAddress('::ffff:192.0.2.7'), '192.0.2.7');
  assert.equal(countedAddress('2001:db8:0:1::5'), '2001:db8:0:1');
  assert.equal(countedAddress('2001:0db8:0000:0001:ffff:1:2:3'), '2001:db8:0:1');
  assert.equal(countedAddress('2001:db8::1'), '2001:db8:0:0');
  assert.equal(countedAddress('fe80::1%eth0'), 'fe80:0:0:0');
  assert.equal(countedAddress('::1'), '0:0:0:0');
});
