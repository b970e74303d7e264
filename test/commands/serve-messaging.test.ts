/** The door for machines at the start: on a free port, on one that is taken, and on one that is taken and was asked for. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { after, before, test } from 'node:test';
import { connectAsync } from 'mqtt';
import { runMilldash } from '../support/milldash-process.ts';
import { send, serveMilldash, signIn } from '../support/serving.ts';

let other: Server;
let taken: number;
before(async () => {
  other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  taken = (other.address() as { port: number }).port;
});
after(() => other.close());

test('a key signs a machine in, what it reports is stored, and the status tells of it', async () => {
  const serving = await serveMilldash({ env: { MQTT_EMBEDDED: 'true' } });
  const { ask, read } = await signIn(serving.url);
  await ask('POST', '/api/v1/machines', { id: 'mill-1', name: 'Mill 1' });
  const { body: key } = await ask('POST', '/api/v1/api-keys', { name: 'Line 1', scopes: ['cuts:record'] });
  const { addresses, transport } = await read('/api/v1/messaging/status');
  assert.equal(transport, 'embedded');
  const options = { protocolVersion: 4, reconnectPeriod: 0 } as const;
  await assert.rejects(connectAsync(addresses[0], options), 'nobody gets in without a key');
  await assert.rejects(connectAsync(addresses[0], { ...options, username: 'another', password: key.key }));
  const machine = await connectAsync(addresses[0], { ...options, username: key.id, password: key.key });
  await machine.publishAsync('milldash/v1/machines/mill-1/cuts', '{"cut_count":2}', { qos: 1 });
  await machine.endAsync();
  const status = await read('/api/v1/messaging/status');
  assert.deepEqual([status.messages.received, status.messages.stored, status.trouble], [1, 1, null]);
  const page = await read('/api/v1/cuts/search?start_time=2000-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z');
  assert.deepEqual([page.items[0].cut_count, page.items[0].source], [2, 'api-key:Line 1']);
  const { exitCode, stdout } = await serving.stop();
  assert.equal(exitCode, 0, stdout);
  assert.ok(!stdout.includes(key.key), 'the key is in no log');
});

test('where a port that was asked for is taken the start fails, and says what to do', async () => {
  const { exitCode, stderr, stdout } = await runMilldash(['serve'], {
    env: { PORT: '0', MQTT_PORT: String(taken), DATA_DIR: './data' },
  });
  assert.equal(exitCode, 1);
  assert.match(stderr, new RegExp(`Port ${taken} is taken, so machines cannot report by MQTT: set MQTT_PORT`));
  assert.match(stdout, /FATAL[^\n]*MillDash could not start/);
});

test('where the usual port is taken and nobody asked for it, all else works and the readiness says so', async (t) => {
  const usual = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    usual.once('error', () => resolve(false)).listen(1_883, '127.0.0.1', () => resolve(true));
  });
  t.after(() => isFree && usual.close());
  const serving = await serveMilldash({ env: { MQTT_EMBEDDED: 'true', MQTT_PORT: '' } });
  const { status, body } = await send(`${serving.url}/health/ready`);
  assert.deepEqual([status, body.status], [200, 'degraded']);
  const messaging = body.checks.find(({ name }: { name: string }) => name === 'messaging');
  assert.match(messaging.detail, /Port 1883 is taken/);
  const { stdout } = await serving.stop();
  assert.equal(stdout.match(/WARN[^\n]*Port 1883 is taken/g)?.length, 1);
});
