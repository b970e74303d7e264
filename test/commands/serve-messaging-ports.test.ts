/** The ports for machines at the start: taken or not, asked for or not, with TLS and without. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { connectAsync } from 'mqtt';
import { selfSignedCertificate } from '../support/certificate.ts';
import { newFolder, runMilldash } from '../support/milldash-process.ts';
import { send, serveMilldash, signIn } from '../support/serving.ts';

const own = selfSignedCertificate();
const folder = newFolder();
const [certificateFile, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
writeFileSync(certificateFile, own.certificate);
writeFileSync(keyFile, own.key);
const withTls = { MQTT_EMBEDDED: 'true', MQTT_TLS_PORT: '0', MQTT_TLS_CERT: certificateFile, MQTT_TLS_KEY: keyFile };

/** A port of 127.0.0.1 at which another program listens: this one, or any. */
async function takePort(t: TestContext, wanted = 0): Promise<number> {
  const other = createServer();
  t.after(() => other.listening && other.close());
  // somebody else may have it already, which is as good
  await new Promise<void>((resolve) => other.once('error', () => resolve()).listen(wanted, '127.0.0.1', resolve));
  return wanted === 0 ? (other.address() as { port: number }).port : wanted;
}

test('where a port that was asked for is taken the start fails, and says what to do', async (t) => {
  const taken = await takePort(t);
  const { exitCode, stderr, stdout } = await runMilldash(['serve'], {
    env: { PORT: '0', MQTT_PORT: String(taken), DATA_DIR: './data' },
  });
  assert.equal(exitCode, 1);
  assert.match(stderr, new RegExp(`Port ${taken} is taken, so machines cannot report by MQTT: set MQTT_PORT`));
  assert.match(stdout, /FATAL[^\n]*MillDash could not start/);
});

test('where the usual port is taken and nobody asked for it, all else works and the readiness says so', async (t) => {
  await takePort(t, 1_883);
  const serving = await serveMilldash({ env: { MQTT_EMBEDDED: 'true', MQTT_PORT: '' } });
  const { status, body } = await send(`${serving.url}/health/ready`);
  assert.deepEqual([status, body.status], [200, 'degraded']);
  const messaging = body.checks.find(({ name }: { name: string }) => name === 'messaging');
  assert.match(messaging.detail, /Port 1883 is taken/);
  const { stdout } = await serving.stop();
  assert.equal(stdout.match(/WARN[^\n]*Port 1883 is taken/g)?.length, 1);
});

test('where the port of TLS is taken the start fails and names it, whether the other one was asked for or not', async (t) => {
  const taken = await takePort(t);
  await takePort(t, 1_883);
  for (const MQTT_PORT of ['0', '']) {
    const { exitCode, stderr } = await runMilldash(['serve'], {
      env: { PORT: '0', DATA_DIR: './data', ...withTls, MQTT_PORT, MQTT_TLS_PORT: String(taken) },
    });
    assert.equal(exitCode, 1);
    assert.match(stderr, new RegExp(`Port ${taken} is taken, so machines cannot report by TLS: set MQTT_TLS_PORT`));
    assert.doesNotMatch(stderr, /MQTT_PORT/);
  }
});

test('TLS is served where the usual port without it is taken, and the readiness tells of that', async (t) => {
  await takePort(t, 1_883);
  const serving = await serveMilldash({ env: { ...withTls, MQTT_PORT: '' } });
  const { ask, read } = await signIn(serving.url);
  await ask('POST', '/api/v1/machines', { id: 'mill-1', name: 'Mill 1' });
  const { body: key } = await ask('POST', '/api/v1/api-keys', { name: 'Line 1', scopes: ['cuts:record'] });
  const { addresses, transport, trouble } = await read('/api/v1/messaging/status');
  assert.equal(transport, 'embedded');
  assert.ok(addresses.every((address: string) => address.startsWith('mqtts://')));
  assert.match(trouble, /^Port 1883 is taken, so machines can report by TLS only: set MQTT_PORT/);
  const { status, body } = await send(`${serving.url}/health/ready`);
  assert.deepEqual([status, body.status], [200, 'degraded']);
  const signedIn = { protocolVersion: 4, reconnectPeriod: 0, username: key.id, password: key.key } as const;
  const machine = await connectAsync(addresses[0], { ...signedIn, ca: own.certificate });
  await machine.publishAsync('milldash/v1/machines/mill-1/cuts', '{"cut_count":2}', { qos: 1 });
  assert.equal((await read('/api/v1/messaging/status')).messages.stored, 1);
  await machine.endAsync();
  const { stdout } = await serving.stop();
  assert.equal(stdout.match(/WARN[^\n]*Port 1883 is taken/g)?.length, 1);
});
