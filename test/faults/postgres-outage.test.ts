/** PostgreSQL that goes away under a running server: clear answers meanwhile, and work again within five seconds. */
import assert from 'node:assert/strict';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { explainFailure } from '../../src/commands/failures.ts';
import { DomainError } from '../../src/kernel/errors.ts';
import { openDatabase } from '../../src/platform/database/index.ts';
import { addressOf, besideOn } from '../support/database-urls.ts';
import { onEachEngine } from '../support/engines.ts';
import { countLockWaits, terminateOthers } from '../support/lock-waits.ts';
import { startMilldash } from '../support/milldash-process.ts';
import { type Reply, type Serving, type SignedIn, send, serveMilldash, signIn } from '../support/serving.ts';
import { until } from '../support/until.ts';

const origin = 'http://localhost:5173';
const RECOVERY_MS = 5_000;

onEachEngine('a database that goes away', (under) => {
  // a file has no connections that could break
  if (under.engine === 'sqlite') return;
  let url: string;
  let wire: Wire;
  let serving: Serving;
  let admin: SignedIn;
  let outsider: pg.Client;

  before(async () => {
    url = await under.createDatabaseUrl();
    wire = await openWire(new URL(url));
    serving = await serveMilldash({ databaseUrl: wire.url });
    outsider = new pg.Client({ connectionString: url });
    await outsider.connect();
    under.atEnd(async () => {
      await outsider.end();
      serving.child.kill('SIGKILL');
      await serving.finished;
      wire.cut();
    });
    admin = await signIn(serving.url);
  });

  function ask(method: string, path: string, json?: unknown): Promise<Reply> {
    return send(`${serving.url}${path}`, { method, json, headers: { ...admin.headers, origin } });
  }

  function assertUnavailable({ status, headers, body }: Reply): void {
    assert.deepEqual([status, body.code], [503, 'database-unavailable'], JSON.stringify(body));
    assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.equal(headers.get('access-control-allow-origin'), origin);
    assert.ok(Number(headers.get('retry-after')) > 0);
    assert.equal(typeof body.detail, 'string');
    assert.doesNotMatch(JSON.stringify(body), /57P01|ECONN|postgres|pg_/i);
  }

  /** @returns ms until the request succeeded */
  async function untilAnswered(method: string, path: string, json?: unknown): Promise<number> {
    const startedAt = performance.now();
    for (;;) {
      const reply = await ask(method, path, json);
      const passedMs = performance.now() - startedAt;
      if (reply.status < 300) return passedMs;
      assertUnavailable(reply);
      assert.ok(passedMs < RECOVERY_MS, `no recovery after ${passedMs} ms`);
      await setTimeout(20);
    }
  }

  test('idle connections that are terminated are replaced without anybody noticing for long', async () => {
    await terminateOthers(outsider);
    assert.ok((await untilAnswered('GET', '/api/v1/machines')) < RECOVERY_MS);
    await terminateOthers(outsider);
    assert.ok((await untilAnswered('POST', '/api/v1/machines', { id: 'idle', name: 'Idle' })) < RECOVERY_MS);
  });

  test('a read and a write whose connection is terminated are 503, nothing is half done, and both work again', async () => {
    const requests: [string, string, unknown?][] = [
      ['GET', '/api/v1/machines'],
      ['POST', '/api/v1/machines', { id: 'cut', name: 'Cut' }],
    ];
    for (const request of requests) {
      await outsider.query('begin');
      await outsider.query('lock table machines in access exclusive mode');
      const asked = ask(...request);
      let isAnswered = false;
      const answered = asked.finally(() => {
        isAnswered = true;
      });
      // what the server does by itself may wait for the lock before the request does
      await until('the request is cut off', async () => {
        if ((await countLockWaits(outsider)) > 0) await terminateOthers(outsider);
        // not as they come: on a busy machine none would ever get as far as the lock
        await setTimeout(50);
        return isAnswered;
      });
      await outsider.query('rollback');
      assertUnavailable(await answered);
      assert.ok((await untilAnswered(...request)) < RECOVERY_MS);
    }
    const { rows } = await outsider.query(`select count(*)::int as count from events where subject = 'machines/cut'`);
    assert.equal(rows[0].count, 1);
  });

  test('while the server of the database is away, requests and readiness are 503 and the process lives', async () => {
    wire.cut();
    assertUnavailable(await ask('GET', '/api/v1/machines'));
    assertUnavailable(await ask('POST', '/api/v1/machines', { id: 'away', name: 'Away' }));
    const ready = await send(`${serving.url}/health/ready`);
    assert.equal(ready.status, 503);
    assert.equal(ready.body.checks[0].status, 'failed');
    assert.equal((await send(`${serving.url}/health/live`)).status, 200);

    await wire.mend();
    assert.ok((await untilAnswered('POST', '/api/v1/machines', { id: 'away', name: 'Away' })) < RECOVERY_MS);
    assert.equal((await send(`${serving.url}/health/ready`)).status, 200);
    const { rows } = await outsider.query(`select count(*)::int as count from machines where id = 'away'`);
    assert.equal(rows[0].count, 1);
  });

  test('while the database takes no connections, requests are 503, a start waits for it, and both go on by themselves', async () => {
    const name = new URL(url).pathname.slice(1);
    const steward = new pg.Client({ connectionString: besideOn(url, 'postgres') });
    await steward.connect();
    try {
      await steward.query(`alter database ${name} with allow_connections false`);
      await terminateOthers(outsider);
      for (const path of ['/api/v1/machines', '/api/v1/machines']) assertUnavailable(await ask('GET', path));

      const starting = startMilldash(['migrate'], { env: { DATABASE_URL: url } });
      under.atEnd(async () => void starting.child.kill('SIGKILL'));
      const output = starting.child.stderr;
      for await (const text of output.iterator({ destroyOnReturn: false })) if (/trying again/i.test(text)) break;
      await steward.query(`alter database ${name} with allow_connections true`);
      assert.equal((await starting.finished).exitCode, 0);
      assert.ok((await untilAnswered('GET', '/api/v1/machines')) < RECOVERY_MS);
    } finally {
      await steward.query(`alter database ${name} with allow_connections true`);
      await steward.end();
    }
  });

  test('a database that is not there is told with its address and what to do', async () => {
    const address = addressOf(besideOn(url, 'milldash_test_never_made'));
    await assert.rejects(openDatabase({ address, patienceMs: 0 }), (error) => {
      assert.ok(error instanceof DomainError);
      assert.equal(error.code, 'database-unavailable');
      assert.match(error.message, /DATABASE_URL is postgres:\/\/.*\/milldash_test_never_made \(.*does not exist\)/);
      assert.match(
        explainFailure(error),
        /Start the database, or correct the address, the name or the sign-in in DATABASE_URL/,
      );
      return true;
    });
  });

  test('it stops cleanly afterwards', async () => {
    assert.equal((await serving.stop()).exitCode, 0);
  });
});

interface Wire {
  /** The same database, by way of this wire. */
  readonly url: string;
  /** Nobody listens any more, and open connections are gone. */
  cut(): void;
  mend(): Promise<void>;
}

/** A wire between the server and its database that can be cut. */
async function openWire(target: URL): Promise<Wire> {
  const sockets = new Set<Socket>();
  let server: Server;
  let port = 0;
  async function mend(): Promise<void> {
    server = createServer((near) => {
      const far = dial(Number(target.port || 5432), target.hostname);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as { port: number }).port;
  }
  await mend();
  const url = new URL(target.href);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    mend,
    cut() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
