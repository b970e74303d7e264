/** Messages of a WebSocket on their way to whoever answers them. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { systemClock } from '../../../src/kernel/clock.ts';
import { createLogger } from '../../../src/platform/logging/index.ts';
import { createConnections } from '../../../src/platform/realtime/connections.ts';
import { defaultRealtimeLimits } from '../../../src/platform/realtime/limits.ts';
import { createWebSockets } from '../../../src/platform/realtime/web-sockets.ts';
import { until } from '../../support/until.ts';

const { log } = createLogger({ level: 'silent', fileMaxBytes: 1, filesKept: 1, colour: false, clock: systemClock });
const limits = { ...defaultRealtimeLimits, goodbyeMs: 200 };
const connections = createConnections(limits, log);
const webSockets = createWebSockets(limits, connections, 'milldash.v1');
const server = createServer();
const guest = { protocol: 'websocket', actor: undefined, address: 'test', requestId: 'test' } as const;

const received: string[] = [];
const answers = Promise.withResolvers<void>();
let line: Duplex | undefined;

before(async () => {
  server.on('upgrade', (request, socket, head) => {
    line = socket;
    webSockets.accept({ request, socket, head }, guest, () => ({
      onMessage(text) {
        received.push(text);
        return answers.promise;
      },
    }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(async () => {
  await connections.stop();
  server.close();
});

test('while messages are not answered no more are read than a few, and all of them later, in order', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, 'milldash.v1');
  await new Promise((resolve) => socket.on('open', resolve));
  const sent = Array.from({ length: limits.messagesBurst }, (_, n) => `${n} ${'x'.repeat(15_000)}`);
  for (const text of sent) socket.send(text);
  await until('nothing more is read', () => line?.isPaused() === true);
  await until('all of it is sent', () => socket.bufferedAmount === 0);
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  // what had been read with the tenth is given on
  assert.ok(received.length >= 10 && received.length < 20, String(received.length));
  answers.resolve();
  await until('all are read', () => received.length === sent.length);
  assert.deepEqual(received, sent);
  socket.terminate();
});
