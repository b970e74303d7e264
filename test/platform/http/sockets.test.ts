import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Type } from 'typebox';
import { systemClock } from '../../../src/kernel/clock.ts';
import { listen, type RouteApp, stopListening } from '../../../src/platform/http/index.ts';
import { defaultConnectionLimits } from '../../../src/platform/http/listening.ts';
import { createLogger } from '../../../src/platform/logging/index.ts';
import { plantServer } from '../../support/server.ts';

const ok = { 200: Type.Any() };
const { log } = createLogger({ level: 'silent', fileMaxBytes: 1, filesKept: 1, colour: false, clock: systemClock });

/** Sends text on a bare socket and resolves with all that came back when the server closed it. */
async function converse(port: number, ...pieces: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => void (answer += text));
  await once(socket, 'connect');
  for (const piece of pieces) socket.write(piece);
  await once(socket, 'close');
  return answer;
}

function plantBodies(app: RouteApp): void {
  app.post(
    '/things',
    {
      schema: {
        body: Type.Object({ a: Type.Integer({ minimum: 0, maximum: 9 }) }, { additionalProperties: false }),
        response: ok,
      },
      config: { permission: 'public', timeLimitMs: 100 },
    },
    async () => ({}),
  );
  app.post(
    '/mine',
    {
      schema: {
        body: Type.Object({ a: Type.Integer({ minimum: 0, maximum: 9 }) }, { additionalProperties: false }),
        response: ok,
      },
      config: { permission: 'account:own' },
    },
    async () => ({}),
  );
}

test('the default address is answered as 127.0.0.1, as ::1 where there is one, and as localhost', async () => {
  const { app } = plantServer(() => {});
  const { port, urls } = await listen(app, '127.0.0.1', 0, log);
  const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
  assert.deepEqual(urls, [`http://127.0.0.1:${port}`, ...(hasIpv6 ? [`http://[::1]:${port}`] : [])]);
  for (const url of [...urls, `http://localhost:${port}`]) {
    assert.equal((await fetch(`${url}/health/live`)).status, 200, url);
  }
  assert.equal(await stopListening(app, 1_000), true);
});

test('a client that is slow with its headers is answered 408 and cut', async () => {
  const { app } = plantServer(plantBodies, {
    connections: { ...defaultConnectionLimits, headersMs: 50, slowCheckMs: 20 },
  });
  const { port } = await listen(app, '127.0.0.1', 0, log);
  const answer = await converse(port, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  assert.match(answer, /^HTTP\/1\.1 408 /);
  assert.match(answer, /application\/problem\+json[^]*"code":"request-timeout"/);
});

test('a client that is slow with its body is answered 408 and cut', async () => {
  const { app } = plantServer(plantBodies);
  const { port } = await listen(app, '127.0.0.1', 0, log);
  const answer = await converse(
    port,
    'POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"a"',
  );
  assert.match(answer, /^HTTP\/1\.1 408 /);
  assert.match(answer, /connection: close/i);
  assert.match(answer, /"code":"request-timeout"/);
});

test('the body of a stranger is not waited for where strangers may not write', async () => {
  const { app } = plantServer(plantBodies);
  const { port } = await listen(app, '127.0.0.1', 0, log);
  const answer = await converse(
    port,
    'POST /mine HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{"a"',
  );
  assert.match(answer, /^HTTP\/1\.1 401 [^]*connection: close/i);
});

test('what is not HTTP, and headers without end, are answered with problem documents', async () => {
  const { app } = plantServer(plantBodies);
  const { port } = await listen(app, '127.0.0.1', 0, log);
  assert.match(await converse(port, 'HELLO\r\n\r\n'), /^HTTP\/1\.1 400 [^]*"code":"request-malformed"/);
  const large = await converse(port, `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`);
  assert.match(large, /^HTTP\/1\.1 431 [^]*"code":"headers-too-large"/);
  const smuggled = await converse(
    port,
    'POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  );
  assert.match(smuggled, /^HTTP\/1\.1 400 /);
});

test('an expectation that nobody knows is refused as a problem document on each address, the usual one is met', async () => {
  const { app } = plantServer(plantBodies);
  const { urls } = await listen(app, '127.0.0.1', 0, log);
  const post = async (url: string, expect: string) => {
    const asking = httpRequest(`${url}/things`, {
      method: 'POST',
      headers: { expect, 'content-type': 'application/json', 'content-length': 7, connection: 'close' },
    });
    const answered = once(asking, 'response');
    asking.end('{"a":1}');
    const [response] = (await answered) as [IncomingMessage];
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  };
  for (const url of urls) {
    const { status, headers, body } = await post(url, 'foo');
    assert.equal(status, 417, url);
    assert.match(headers['content-type'] ?? '', /^application\/problem\+json/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    const problem = JSON.parse(body);
    assert.equal(problem.code, 'expectation-unknown');
    assert.match(problem.detail, /Allowed: 100-continue, or no such header/);
    assert.equal((await post(url, '100-continue')).status, 200, url);
  }
});

test('stopping finishes what is being answered and takes no new connections', async () => {
  const { app, started, release } = plantWork();
  const { port } = await listen(app, '127.0.0.1', 0, log);
  const working = fetch(`http://127.0.0.1:${port}/work`);
  await started;
  const stopped = stopListening(app, 10_000);
  while (app.server.listening) await setImmediate();
  await assert.rejects(connected(port), { code: 'ECONNREFUSED' });
  release();
  const response = await working;
  assert.deepEqual([response.status, await response.json()], [200, { done: true }]);
  assert.equal(await stopped, true);
});

test('a request that comes on an open connection while the server stops is refused', async () => {
  const { app, started, release } = plantWork();
  const { port } = await listen(app, '127.0.0.1', 0, log);
  const socket = connect(port, '127.0.0.1');
  let answers = '';
  socket.setEncoding('utf8').on('data', (text: string) => void (answers += text));
  socket.write('GET /work HTTP/1.1\r\nHost: x\r\n\r\n');
  await started;
  const stopped = stopListening(app, 10_000);
  const refused = once(app.server, 'request');
  socket.write('GET /docs HTTP/1.1\r\nHost: x\r\n\r\n');
  await refused;
  release();
  await once(socket, 'close');
  assert.match(answers, /^HTTP\/1\.1 200 [^]*\{"done":true\}HTTP\/1\.1 503 [^]*"code":"shutting-down"/);
  assert.equal(await stopped, true);
});

test('what does not finish within the grace is cut, and the caller of stop is told', async () => {
  const { app, started } = plantWork();
  const { port } = await listen(app, '127.0.0.1', 0, log);
  const cut = assert.rejects(fetch(`http://127.0.0.1:${port}/work`));
  await started;
  assert.equal(await stopListening(app, 30), false);
  await cut;
});

test('when the client goes away, the work for it is told to stop', async () => {
  const started = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  const { app } = plantServer((routes) => {
    routes.get('/work', { schema: { response: ok }, config: { permission: 'public' } }, async (request) => {
      request.signal.addEventListener('abort', () => aborted.resolve());
      started.resolve();
      await aborted.promise;
      return {};
    });
  });
  const { port } = await listen(app, '127.0.0.1', 0, log);
  const outgoing = httpRequest({ port, path: '/work' }).on('error', () => {});
  outgoing.end();
  await started.promise;
  outgoing.destroy();
  await aborted.promise;
});

test('methods and origins are answered over the network as they are by injection', async () => {
  const { app } = plantServer(plantBodies);
  const { port } = await listen(app, '127.0.0.1', 0, log);
  const url = `http://127.0.0.1:${port}/things`;
  const refused = await fetch(url, { method: 'DELETE', headers: { origin: 'http://localhost:5173' } });
  assert.deepEqual([refused.status, refused.headers.get('allow')], [405, 'POST, OPTIONS']);
  assert.equal(refused.headers.get('access-control-allow-origin'), 'http://localhost:5173');
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
  });
  assert.equal(preflight.status, 204);
});

/** A server with work that begins, and ends when it is told to. */
function plantWork(): { app: RouteApp; started: Promise<void>; release: () => void } {
  const started = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const { app } = plantServer((routes) => {
    routes.get('/work', { schema: { response: ok }, config: { permission: 'public' } }, async () => {
      started.resolve();
      await released.promise;
      return { done: true };
    });
  });
  return { app, started: started.promise, release: released.resolve };
}

async function connected(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
}
