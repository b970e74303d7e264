import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import {
  findOlderNode,
  type MilldashOptions,
  newFolder,
  type RunningMilldash,
  runMilldash,
  startMilldash,
} from '../support/milldash-process.ts';

interface Serving extends RunningMilldash {
  readonly url: string;
}

/** Resolves when the process says where it listens. */
async function serve(options: MilldashOptions = {}): Promise<Serving> {
  const command = startMilldash(['serve'], { ...options, env: { PORT: '0', ...options.env } });
  const [, url = ''] = await command.untilPrinted(/Listening on (http:\/\/127\.0\.0\.1:\d+)/);
  return { ...command, url };
}

async function isLive(url: string): Promise<boolean> {
  return fetch(`${url}/health/live`).then(
    (response) => response.ok,
    () => false,
  );
}

describe('milldash serve', () => {
  test('answers on 127.0.0.1, on ::1 and as localhost, and ends with 0 on SIGTERM', async () => {
    const serving = await serve();
    const { port } = new URL(serving.url);
    for (const host of ['127.0.0.1', '[::1]', 'localhost']) assert.ok(await isLive(`http://${host}:${port}`), host);
    serving.child.kill('SIGTERM');
    const { exitCode, signal, stderr } = await serving.finished;
    assert.deepEqual([exitCode, signal, stderr], [0, null, '']);
    assert.ok(!(await isLive(serving.url)));
  });

  test('ends with 0 on Ctrl-C as well, and takes a doubled signal for one', async () => {
    const serving = await serve();
    serving.child.kill('SIGINT');
    serving.child.kill('SIGINT');
    assert.equal((await serving.finished).exitCode, 0);
  });

  test('makes its key with mode 0600 and its database in DATA_DIR', async () => {
    const folder = newFolder();
    const serving = await serve({ folder });
    assert.equal(statSync(join(folder, 'data/secret.key')).mode & 0o777, 0o600);
    assert.ok(existsSync(join(folder, 'data/milldash.db')));
    serving.child.kill('SIGTERM');
    await serving.finished;
  });

  test('logs its configuration without secrets, and its warnings', async () => {
    const env = {
      SECRET_KEY: 'canary-'.repeat(6),
      ADMIN_EMAIL: 'admin@mill.example',
      ADMIN_PASSWORD: 'canary lantern orbit 88',
      FACTORY_TIMEZON: 'x',
    };
    const folder = newFolder();
    const logFile = join(folder, 'milldash.log');
    const serving = await serve({ folder, env: { ...env, LOG_FILE: logFile } });
    serving.child.kill('SIGTERM');
    await serving.finished;
    const log = readFileSync(logFile, 'utf8');
    assert.match(log, /Europe\/London/);
    assert.match(log, /did you mean FACTORY_TIMEZONE/);
    assert.doesNotMatch(log, /canary/);
  });

  test('does not start on a port that is taken, and says so in one line', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    after(() => other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { exitCode, stdout, stderr } = await runMilldash(['serve'], { env: { PORT: String(port) } });
    assert.equal(exitCode, 1);
    assert.match(stdout, /FATAL[^\n]*MillDash could not start[^]*EADDRINUSE[^]*MillDash stopped/);
    assert.match(stderr, new RegExp(`^Something already listens on 127\\.0\\.0\\.1:${port}\\.[^\\n]*\\n$`));
  });

  test('does not start on a HOST without an address, and says what HOST may be, in the log too', async () => {
    const { exitCode, stdout, stderr } = await runMilldash(['serve'], { env: { PORT: '0', HOST: 'nowhere.invalid' } });
    assert.equal(exitCode, 2);
    assert.match(stdout, /FATAL[^\n]*MillDash could not start[^]*HOST is 'nowhere\.invalid'[^]*MillDash stopped/);
    assert.match(
      stderr,
      /^The configuration is wrong: HOST is 'nowhere\.invalid', a name that this machine finds no address for; allowed: an IP address or [^\n]*\n$/,
    );
  });

  test('is recognised by the doctor as the one that holds the port', async () => {
    const serving = await serve();
    const { port } = new URL(serving.url);
    const { stdout } = await runMilldash(['doctor', '--json'], { env: { PORT: port } });
    assert.match(stdout, new RegExp(`A running MillDash answers on 127\\.0\\.0\\.1 port ${port}\\.`));
    serving.child.kill('SIGTERM');
    await serving.finished;
  });

  test('finishes a request that is under way when it is asked to stop, and takes no new one', async () => {
    const serving = await serve();
    const { port } = new URL(serving.url);
    const body = JSON.stringify({ email: 'nobody@mill.example', password: 'kiwi lantern orbit 88' });
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
    );
    // the server has the head of the request once it answers another one that was sent later
    assert.ok(await isLive(serving.url));
    serving.child.kill('SIGTERM');
    socket.write(body.slice(10));
    const answer: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => answer.push(chunk));
    await once(socket, 'close');
    assert.match(Buffer.concat(answer).toString(), /^HTTP\/1\.1 401 /);
    assert.equal((await serving.finished).exitCode, 0);
  });
});

describe('a request that does not end', () => {
  test('is cut after the drain time-out, and the exit code says so', async () => {
    const serving = await serve({ env: { DRAIN_TIMEOUT_SECONDS: '0' } });
    const socket = await startEndlessRequest(serving);
    serving.child.kill('SIGTERM');
    const { exitCode, stdout } = await serving.finished;
    assert.equal(exitCode, 1);
    assert.match(stdout, /longer than the drain time-out were cut/);
    socket.destroy();
  });

  test('is not waited for when the signal is repeated', async () => {
    const serving = await serve({ env: { DRAIN_TIMEOUT_SECONDS: '300' } });
    const socket = await startEndlessRequest(serving);
    const repeated = setInterval(() => serving.child.kill('SIGTERM'), 100);
    const { exitCode } = await serving.finished;
    clearInterval(repeated);
    assert.equal(exitCode, 128 + constants.signals.SIGTERM);
    socket.destroy();
  });
});

async function startEndlessRequest(serving: Serving): Promise<Socket> {
  const socket = connect(Number(new URL(serving.url).port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write('POST /auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{');
  // answered later than it arrived: the server has the head of the endless one
  assert.ok(await isLive(serving.url));
  return socket;
}

onEachEngine('milldash serve', ({ createDatabaseUrl }) => {
  test('makes the first administrator of an empty database, who can sign in, and nobody else later', async () => {
    const DATABASE_URL = await createDatabaseUrl();
    const env = { DATABASE_URL, ADMIN_EMAIL: 'ada@mill.example', ADMIN_PASSWORD: 'kiwi lantern orbit 88' };
    const signIn = async (url: string, email: string) =>
      fetch(`${url}/auth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password: env.ADMIN_PASSWORD }),
      });
    const first = await serve({ env });
    assert.equal((await signIn(first.url, env.ADMIN_EMAIL)).status, 200);
    first.child.kill('SIGTERM');
    await first.finished;
    const second = await serve({ env: { ...env, ADMIN_EMAIL: 'eve@mill.example' } });
    assert.equal((await signIn(second.url, 'eve@mill.example')).status, 401);
    second.child.kill('SIGTERM');
    assert.equal((await second.finished).exitCode, 0);
  });
});

const olderNode = findOlderNode();

describe('milldash on an older Node', {
  skip: olderNode === undefined && 'NOT TESTED: this machine has no Node 20 or 22',
}, () => {
  test('runs itself on the Node that is installed beside it', async () => {
    const { exitCode, stdout, stderr } = await runMilldash(['--version'], { node: olderNode ?? '' });
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  test('hands on the exit code, standard input and what is said', async () => {
    const { exitCode, stderr } = await runMilldash(
      ['create-user', '--email', 'a@mill.example', '--first-name', 'A', '--last-name', 'B', '--password-stdin'],
      { node: olderNode ?? '', stdin: 'two\nlines' },
    );
    assert.equal(exitCode, 2);
    assert.match(stderr, /several lines/);
  });

  test('hands on SIGTERM and ends with the server’s exit code', async () => {
    const serving = await serve({ node: olderNode ?? '' });
    serving.child.kill('SIGTERM');
    assert.equal((await serving.finished).exitCode, 0);
    assert.ok(!(await isLive(serving.url)));
  });

  test('leaves no server behind when it is killed', async () => {
    const serving = await serve({ node: olderNode ?? '' });
    serving.child.kill('SIGKILL');
    // its output ends when the last process that holds it has ended
    await serving.finished;
    assert.ok(!(await isLive(serving.url)));
  });
});
