/** PostgreSQL that is there and says nothing any more: a server that is asked to stop ends all the same. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/index.ts';
import { openDatabase } from '../../src/platform/database/index.ts';
import { addressOf, onEachEngine } from '../support/engines.ts';
import { newFolder } from '../support/milldash-process.ts';
import { send, serveMilldash, signIn } from '../support/serving.ts';
import { openWire } from '../support/silent-wire.ts';

const DRAIN_SECONDS = 1;
/** The drain time-out, 5 s, and a busy machine. */
const ENDS_WITHIN_MS = 1_000 * (DRAIN_SECONDS + 5) + 4_000;

onEachEngine('a database that stops answering', (under) => {
  // a file answers or fails
  if (under.engine === 'sqlite') return;

  test('does not keep the server from ending on SIGTERM, with 1 and a line that says why', async () => {
    const wire = await openWire(new URL(await under.createDatabaseUrl()));
    under.atEnd(async () => wire.close());
    const serving = await serveMilldash({
      databaseUrl: wire.url,
      env: { DRAIN_TIMEOUT_SECONDS: String(DRAIN_SECONDS) },
    });
    const admin = await signIn(serving.url);
    wire.stall();
    const asked = Promise.allSettled(
      Array.from({ length: 12 }, () => send(`${serving.url}/api/v1/machines`, { headers: admin.headers })),
    );
    // the server answers another request after it has taken the first ones
    assert.equal((await send(`${serving.url}/health/live`)).status, 200);
    const stoppedAt = performance.now();
    serving.child.kill('SIGTERM');
    const tooLate = setTimeout(() => serving.child.kill('SIGKILL'), ENDS_WITHIN_MS);
    const { exitCode, signal, stdout } = await serving.finished;
    clearTimeout(tooLate);
    assert.deepEqual([exitCode, signal], [1, null], `after ${Math.round(performance.now() - stoppedAt)} ms`);
    assert.match(stdout, /Requests that took longer than the drain time-out were cut/);
    await asked;
  });

  test('does not keep a server from ending while one of its jobs waits for an answer', async () => {
    const wire = await openWire(new URL(await under.createDatabaseUrl()));
    under.atEnd(async () => wire.close());
    const folder = newFolder();
    const LOG_FILE = `${folder}/milldash.log`;
    const app = await createApp(
      loadConfig({ DATABASE_URL: wire.url, DATA_DIR: folder, PORT: '0', DRAIN_TIMEOUT_SECONDS: '0', LOG_FILE }),
    );
    wire.stall();
    await app.listen();
    const stoppingAt = performance.now();
    assert.equal(await app.stop(), false);
    assert.ok(performance.now() - stoppingAt < 7_000);
    assert.match(readFileSync(LOG_FILE, 'utf8'), /ends without waiting any longer: the database does not answer/);
    await app.services.close();
  });

  test('is closed within seconds, and what was asked of it fails', async () => {
    const wire = await openWire(new URL(await under.createDatabaseUrl()));
    under.atEnd(async () => wire.close());
    const database = await openDatabase({ address: addressOf(wire.url) });
    wire.stall();
    const hanging = assert.rejects(sql`select 1`.execute(database.kysely), { code: 'database-unavailable' });
    await wire.untilSwallowed();
    const closingAt = performance.now();
    await database.close();
    assert.ok(performance.now() - closingAt < 4_000);
    await hanging;
  });
});
