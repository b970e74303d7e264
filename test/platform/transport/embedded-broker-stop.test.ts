/** Our own broker stops: what it has taken is acknowledged, and what it can acknowledge no more it does not take. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { connectAsync, type IClientOptions } from 'mqtt';
import type { Actor } from '../../../src/kernel/access.ts';
import { startEmbeddedBroker } from '../../../src/platform/transport/index.ts';
import { captureLog } from '../../support/captured-log.ts';
import { createReceiver } from '../../support/receiver.ts';
import { until } from '../../support/until.ts';

const CUTS = 'milldash/v1/machines/mill-1/cuts';
const anyone: Actor = { kind: 'api-key', id: 'any', name: 'any', role: null, permissions: new Set(['cuts:record']) };
const captured = captureLog();
after(() => captured[Symbol.asyncDispose]());

async function start() {
  const receiver = createReceiver([]);
  const broker = await startEmbeddedBroker(
    {
      host: '127.0.0.1',
      port: 0,
      connectionsMax: 100,
      packetBytesMax: 65_536,
      rights: [
        { action: 'publish', filter: 'milldash/v1/machines/+/cuts', permission: 'cuts:record' },
        { action: 'subscribe', filter: 'milldash/v1/machines/+/cuts', permission: 'cuts:record' },
      ],
      signIn: async () => anyone,
      findCurrentActor: async (actor) => actor,
      log: captured.log,
    },
    receiver,
  );
  const [url = ''] = broker.state().addresses;
  return {
    receiver,
    broker,
    async connect(more: IClientOptions = {}) {
      const client = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, username: 'any', ...more });
      client.on('error', () => {});
      const answers: string[] = [];
      client.on('packetreceive', ({ cmd }) => void answers.push(cmd));
      let isClosed = false;
      client.on('close', () => {
        isClosed = true;
      });
      return {
        client,
        acknowledged: () => answers.filter((cmd) => cmd === 'puback' || cmd === 'pubrec').length,
        closed: () => until('its connection ends', () => isClosed),
        publish(count: number, qos: 1 | 2) {
          for (let at = 0; at < count; at++) client.publish(CUTS, String(at), { qos }, () => {});
        },
      };
    },
  };
}

for (const qos of [1, 2] as const) {
  test(`messages of QoS ${qos} that are being stored are acknowledged`, async () => {
    const { receiver, broker, connect } = await start();
    const devices = [await connect(), await connect()];
    const reader = await connect();
    await reader.client.subscribeAsync(CUTS, { qos: 1 });
    receiver.hold();
    for (const { publish } of devices) publish(20, qos);
    await until('all are being stored', () => receiver.received.length === 40);
    const stopped = broker.stop();
    void setImmediate().then(() => receiver.letGo());
    await stopped;
    for (const device of devices) {
      await device.closed();
      assert.equal(device.acknowledged(), 20);
    }
  });
}

test('what comes then is neither stored nor refused, and the acknowledgements before it go out', async () => {
  const { receiver, broker, connect } = await start();
  const device = await connect();
  receiver.hold();
  device.publish(5, 1);
  await until('all are being stored', () => receiver.received.length === 5);
  const stopped = broker.stop();
  device.publish(500, 1);
  for (let turn = 0; turn < 50; turn++) await setImmediate();
  receiver.letGo();
  await stopped;
  await device.closed();
  assert.deepEqual([receiver.received.length, device.acknowledged()], [5, 5]);
});
