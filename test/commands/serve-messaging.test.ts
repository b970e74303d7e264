/** The door for machines of a served MillDash: who gets in, what is stored and told of it, and who is gone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAsync } from 'mqtt';
import { newFolder } from '../support/milldash-process.ts';
import { type SignedIn, serveMilldash, signIn } from '../support/serving.ts';
import { payloadBytes } from '../support/sparkplug-payloads.ts';
import { until } from '../support/until.ts';

test('a key signs a machine in, what it reports is stored and told to who listens, and the status tells of it', async () => {
  const serving = await serveMilldash({ env: { MQTT_EMBEDDED: 'true' } });
  const { ask, read } = await signIn(serving.url);
  await ask('POST', '/api/v1/machines', { id: 'mill-1', name: 'Mill 1' });
  const { body: key } = await ask('POST', '/api/v1/api-keys', { name: 'Line 1', scopes: ['cuts:record'] });
  const { addresses, transport } = await read('/api/v1/messaging/status');
  assert.equal(transport, 'embedded');
  const options = { protocolVersion: 4, reconnectPeriod: 0 } as const;
  await assert.rejects(connectAsync(addresses[0], options), 'nobody gets in without a key');
  await assert.rejects(connectAsync(addresses[0], { ...options, username: 'another', password: key.key }));
  const { body: board } = await ask('POST', '/api/v1/api-keys', { name: 'Board', scopes: ['events:read'] });
  const listener = await connectAsync(addresses[0], { ...options, username: board.id, password: board.key });
  const heard: { type: string; data: { cut_count: number } }[] = [];
  listener.on('message', (_topic, payload) => heard.push(JSON.parse(String(payload))));
  await listener.subscribeAsync('milldash/v1/events/com.milldash.cuts.recorded', { qos: 1 });
  const machine = await connectAsync(addresses[0], { ...options, username: key.id, password: key.key });
  await machine.publishAsync('milldash/v1/machines/mill-1/cuts', '{"cut_count":2}', { qos: 1 });
  await until('the board hears of it', () => heard.length > 0);
  assert.deepEqual(
    heard.map(({ type, data }) => [type, data.cut_count]),
    [['com.milldash.cuts.recorded', 2]],
  );
  await listener.endAsync();
  const line = { source: 'plant/line', metric: 'Pieces', kind: 'counter', machine_id: 'mill-1' };
  await ask('PUT', '/api/v1/settings/sparkplug.mapping', { value: [line] });
  for (const [seq, type] of ['NBIRTH', 'NDATA'].entries()) {
    const metrics = [{ name: 'Pieces', type: 'Int32', value: 100 + 3 * seq }] as const;
    const payload = payloadBytes({ timestamp: Date.now(), seq, metrics });
    await machine.publishAsync(`spBv1.0/plant/${type}/line`, payload, { qos: 1 });
  }
  for (const wrong of ['no JSON', '[{"cut_count":-1},{"cut_count":-2}]', '{"cut_count":-3}'])
    await machine.publishAsync('milldash/v1/machines/mill-1/cuts', wrong, { qos: 1 });
  await machine.endAsync();
  const status = await read('/api/v1/messaging/status');
  assert.deepEqual(
    [status.messages.received, status.messages.stored, status.messages.set_aside, status.trouble],
    [6, 3, 4, null],
  );
  assert.ok(status.events.published > 0 && status.events.trouble === null);
  const page = await read('/api/v1/cuts/search?start_time=2000-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z');
  const cuts = page.items.map((cut: { cut_count: number; source: string }) => [cut.cut_count, cut.source]).sort();
  assert.deepEqual(cuts, [
    [2, 'api-key:Line 1'],
    [3, 'api-key:Line 1'],
  ]);
  const { exitCode, stdout } = await serving.stop();
  assert.equal(exitCode, 0, stdout);
  assert.ok(!stdout.includes(key.key), 'the key is in no log');
  const told = stdout.split('\n').filter((line) => /dead letters/.test(line));
  assert.equal(told.length, 2, 'a line of the first, and one of all others');
  assert.match(told[0] ?? '', /1 of a batch became dead letters; the first: .*"sender":"Line 1"/);
  assert.match(told[1] ?? '', /Became dead letters since: 3; one of the last: .*"letters":3,.*"sender":"Line 1"/);
});

test('a lost connection marks its machine offline, a stop of ours does not, and what machines do is told once', async () => {
  const options = { folder: newFolder(), env: { MQTT_EMBEDDED: 'true' } };
  const serving = await serveMilldash(options);
  const first = await signIn(serving.url);
  await first.ask('POST', '/api/v1/machines', { id: 'mill-1', name: 'Mill 1' });
  const scopes = ['cuts:record', 'status:record', 'telemetry:record'];
  const { body: key } = await first.ask('POST', '/api/v1/api-keys', { name: 'Line 1', scopes });
  const topic = (kind: string) => `milldash/v1/machines/mill-1/${kind}`;
  const will = { topic: topic('status'), payload: Buffer.from('{"status":"offline"}'), qos: 1 } as const;
  const connect = async (read: SignedIn['read']) => {
    const { addresses } = await read('/api/v1/messaging/status');
    const signedIn = { protocolVersion: 4, reconnectPeriod: 0, username: key.id, password: key.key } as const;
    return connectAsync(addresses[0], { ...signedIn, will });
  };
  const told = async (read: SignedIn['read']) =>
    (await read('/api/v1/events?types=com.milldash.machine.status-changed')).items.map(
      ({ data }: { data: { status: string } }) => data.status,
    );
  const machine = await connect(first.read);
  await machine.publishAsync(topic('status'), '{"status":"running"}', { qos: 1 });
  await machine.publishAsync(topic('counters'), '[{"value":5},{"value":8}]', { qos: 1 });
  await machine.publishAsync(topic('telemetry'), '{"values":{"spindle_load":71.2}}', { qos: 1 });
  const { by_kind: byKind } = (await first.read('/api/v1/messaging/status')).messages;
  assert.deepEqual(
    [byKind.status.stored, byKind.counters.stored, byKind.telemetry.stored, byKind.cuts.stored],
    [1, 2, 1, 0],
  );
  await until('it runs', async () => (await told(first.read)).at(-1) === 'running');
  machine.stream.destroy();
  await until('it is offline', async () => (await told(first.read)).length === 2);
  const again = await connect(first.read);
  await again.publishAsync(topic('status'), '{"status":"stopped"}', { qos: 1 });
  await until('it stands', async () => (await told(first.read)).length === 3);
  await serving.stop();
  again.stream.destroy();
  const anew = await serveMilldash(options);
  const second = await signIn(anew.url);
  const back = await connect(second.read);
  await back.publishAsync(topic('status'), '{"status":"running"}', { qos: 1 });
  await until('it runs again', async () => (await told(second.read)).length === 4);
  const [, offline, ...others] = await told(second.read);
  assert.ok(offline === 'offline' || offline === 'off_shift', 'whatever the time of the day');
  assert.deepEqual(others, ['down_unplanned', 'running']);
  await back.endAsync();
  await anew.stop();
});
