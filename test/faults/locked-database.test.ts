/** A SQLite file that another process holds: who has to wait too long is told so, and afterwards all goes on. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { newFolder } from '../support/milldash-process.ts';
import {
  administrator,
  type Reply,
  type Serving,
  type SignedIn,
  send,
  serveMilldash,
  signIn,
} from '../support/serving.ts';

const origin = 'http://localhost:5173';

describe('a database file that another process has locked', () => {
  let serving: Serving;
  let admin: SignedIn;
  let lock: DatabaseSync;

  before(async () => {
    const folder = newFolder();
    serving = await serveMilldash({ folder });
    admin = await signIn(serving.url);
    lock = new DatabaseSync(`${folder}/data/milldash.db`);
  });

  function createMachine(id: string): Promise<Reply> {
    return send(`${serving.url}/api/v1/machines`, {
      method: 'POST',
      headers: { ...admin.headers, origin },
      json: { id, name: `Machine ${id}` },
    });
  }

  /** Reads again and again while `work` lasts. @returns how long the slowest read took */
  async function readUntil(work: Promise<unknown>): Promise<number> {
    let longestMs = 0;
    let done = false;
    void work.finally(() => {
      done = true;
    });
    while (!done) {
      const startedAt = performance.now();
      assert.equal((await send(`${serving.url}/health/ready`)).status, 200);
      assert.equal((await admin.ask('GET', '/api/v1/machines')).status, 200);
      longestMs = Math.max(longestMs, performance.now() - startedAt);
      await setTimeout(50);
    }
    return longestMs;
  }

  test('for a moment is waited for', async () => {
    lock.exec('begin immediate');
    const creating = createMachine('patient');
    // the server answers another request after it has taken the first
    assert.equal((await send(`${serving.url}/health/live`)).status, 200);
    lock.exec('rollback');
    assert.equal((await creating).status, 201);
  });

  test('for long is a 503 that says busy and when to come again; reading goes on meanwhile; a command says so', async () => {
    lock.exec('begin immediate');
    const creating = createMachine('impatient');
    const [refused, longestReadMs, created] = await Promise.all([
      creating,
      readUntil(creating),
      serving.run(
        ['create-user', '--email', 'bo@mill.example', '--first-name', 'Bo', '--last-name', 'Roe', '--password-stdin'],
        'quartz meadow piano 12',
      ),
    ]);
    assert.deepEqual([refused.status, refused.body.code], [503, 'database-busy']);
    assert.ok(longestReadMs < 3_000, `who reads waits ${longestReadMs} ms behind who writes`);
    assert.match(refused.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.equal(refused.headers.get('access-control-allow-origin'), origin);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    assert.match(refused.body.detail, /busy.*Try again/);
    assert.equal(created.exitCode, 1);
    assert.match(created.stderr, /busy/);
    assert.doesNotMatch(created.stderr, /\n\s+at /);

    lock.exec('rollback');
    assert.equal((await createMachine('impatient')).status, 201, 'nothing of the refused attempt was left behind');
    assert.equal((await send(`${serving.url}/health/ready`)).status, 200);
    await signIn(serving.url, administrator);
  });

  test('leaves the server able to stop cleanly', async () => {
    lock.close();
    assert.equal((await serving.stop()).exitCode, 0);
  });
});
