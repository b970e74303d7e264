/** The door for machines that speak TLS: with a certificate of its own, to those who know it, and what is wrong with one. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { connect as openSocket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect as openTls } from 'node:tls';
import { connectAsync } from 'mqtt';
import { selfSignedCertificate } from '../support/certificate.ts';
import { newFolder, runMilldash } from '../support/milldash-process.ts';
import { serveMilldash, signIn } from '../support/serving.ts';
import { until } from '../support/until.ts';

const own = selfSignedCertificate();

function filesOf({ certificate, key }: { certificate: string; key: string }) {
  const folder = newFolder();
  const [certificateFile, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  writeFileSync(certificateFile, certificate);
  writeFileSync(keyFile, key);
  return { MQTT_EMBEDDED: 'true', MQTT_TLS_PORT: '0', MQTT_TLS_CERT: certificateFile, MQTT_TLS_KEY: keyFile };
}

test('a machine reports by TLS to a broker that it knows, with the limits of every door', async () => {
  const serving = await serveMilldash({ env: { ...filesOf(own), MQTT_MESSAGE_LIMIT_BYTES: '100000' } });
  const { ask, read } = await signIn(serving.url);
  await ask('POST', '/api/v1/machines', { id: 'mill-1', name: 'Mill 1' });
  const { body: key } = await ask('POST', '/api/v1/api-keys', { name: 'Line 1', scopes: ['cuts:record'] });
  const { addresses } = await read('/api/v1/messaging/status');
  const [plain, secure] = addresses.map((address: string) => new URL(address));
  assert.deepEqual([plain.protocol, secure.protocol], ['mqtt:', 'mqtts:']);

  const options = { protocolVersion: 4, reconnectPeriod: 0, username: key.id, password: key.key } as const;
  await assert.rejects(connectAsync(secure.href, options), /self-signed certificate/);
  const machine = await connectAsync(secure.href, { ...options, ca: own.certificate });
  // several records of TLS, and pieces of packets in them
  const cuts = JSON.stringify(Array.from({ length: 1_000 }, (_, at) => ({ cut_count: 1, source_sequence: at + 1 })));
  await machine.publishAsync('milldash/v1/machines/mill-1/cuts', cuts, { qos: 1 });
  assert.equal((await read('/api/v1/messaging/status')).messages.stored, 1_000);

  const closed = new Promise((resolve) => machine.once('close', () => resolve('closed')));
  void machine.publishAsync('milldash/v1/machines/mill-1/cuts', Buffer.alloc(200_000), { qos: 1 }).catch(() => {});
  assert.equal(await closed, 'closed', 'a packet that is too large ends the connection');

  const knocking = openSocket(Number(secure.port), secure.hostname, () => knocking.write('no TLS\r\n\r\n'));
  const old = openTls({ host: secure.hostname, port: Number(secure.port), ca: own.certificate, maxVersion: 'TLSv1.1' });
  let refused = 0;
  for (const socket of [knocking, old]) socket.on('error', () => {}).on('close', () => refused++);
  await until('both are refused', () => refused === 2);
  const again = await connectAsync(secure.href, { ...options, ca: own.certificate });
  await again.endAsync();
  const { exitCode, stdout } = await serving.stop();
  assert.equal(exitCode, 0, stdout);
  const told = stdout.split('\n').filter((line) => line.includes('could not speak TLS with us'));
  assert.equal(told.length, 2, 'a line of the first, and one of all others');
  assert.match(told[1] ?? '', /Connections since that could not speak TLS with us: 2; the last: /);
});

test('a certificate that cannot be used stops the start with the names of its variables', async () => {
  const files = filesOf(own);
  const other = filesOf(selfSignedCertificate());
  for (const [env, message] of [
    [{ ...files, MQTT_TLS_KEY: other.MQTT_TLS_KEY }, /MQTT_TLS_CERT and MQTT_TLS_KEY cannot be used: .*mismatch/],
    [{ ...files, MQTT_TLS_CERT: '/nowhere.pem' }, /MQTT_TLS_CERT names a file that cannot be read: ENOENT/],
  ] as const) {
    const folder = newFolder();
    const settings = { PORT: '0', MQTT_PORT: '0', DATA_DIR: join(folder, 'data'), ...env };
    const { exitCode, stderr } = await runMilldash(['serve'], { folder, env: settings });
    assert.equal(exitCode, 1);
    assert.match(stderr, message);
  }
});
