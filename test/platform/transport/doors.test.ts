/** The doors for devices: at which addresses one can knock. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { after, test } from 'node:test';
import { openDoors } from '../../../src/platform/transport/doors.ts';
import { captureLog } from '../../support/captured-log.ts';
import { selfSignedCertificate } from '../../support/certificate.ts';
import { until } from '../../support/until.ts';

const captured = captureLog();
after(() => captured[Symbol.asyncDispose]());
const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
const { certificate: cert, key } = selfSignedCertificate();
const tls = { port: 0, options: { cert, key } };

for (const host of ['127.0.0.1', 'localhost']) {
  test(`${host} is 127.0.0.1 and, where there is one, ::1, with TLS too`, async () => {
    let knocked = 0;
    const open = () => void knocked++;
    const doors = await openDoors({ host, port: 0, tls, connectionsMax: 10 }, open, captured.log);
    after(() => doors.close());
    const [plain = '', secure = ''] = doors.addresses;
    const beside = [plain, secure].map((address) => address.replace('127.0.0.1', '[::1]'));
    assert.deepEqual(doors.addresses, [plain, secure, ...(hasIpv6 ? beside : [])]);
    assert.deepEqual(
      doors.addresses.map((address) => address.replace(/\d+$/, '')),
      ['mqtt://127.0.0.1:', 'mqtts://127.0.0.1:', ...(hasIpv6 ? ['mqtt://[::1]:', 'mqtts://[::1]:'] : [])],
    );
    const ofPlain = doors.addresses.filter((address) => address.startsWith('mqtt:'));
    for (const address of ofPlain) {
      const { hostname, port } = new URL(address);
      const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ''));
      after(() => socket.destroy());
      await once(socket, 'connect');
    }
    await until('all are in', () => knocked === ofPlain.length);
  });
}

test('another address is listened on alone, and a port that another program has on ::1 is left to it', async () => {
  const other = createServer();
  after(() => other.close());
  const wide = await openDoors({ host: '0.0.0.0', port: 0, connectionsMax: 10 }, () => {}, captured.log);
  after(() => wide.close());
  assert.equal(wide.addresses.length, 1);
  if (!hasIpv6) return;
  other.listen(0, '::1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const doors = await openDoors({ host: '127.0.0.1', port, connectionsMax: 10 }, () => {}, captured.log);
  after(() => doors.close());
  assert.deepEqual(doors.addresses, [`mqtt://127.0.0.1:${port}`]);
});
