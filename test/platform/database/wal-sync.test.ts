/** What SQLite has committed is told and shown to nobody before the disk has it, when another thread waits for the disk. */
import assert from 'node:assert/strict';
import { fdatasyncSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import { systemActor } from '../../../src/kernel/access.ts';
import { migrationSteps } from '../../../src/migrations/index.ts';
import { groupCommits } from '../../../src/platform/database/grouped-commits.ts';
import { type AnyTables, type Database, migrate } from '../../../src/platform/database/index.ts';
import { sqliteDialect } from '../../../src/platform/database/sqlite.ts';
import { WalSync } from '../../../src/platform/database/wal-sync.ts';
import { CommitUnknown, createStore } from '../../../src/platform/outbox/index.ts';
import { TestClock } from '../../support/clock.ts';
import { newFolder } from '../../support/milldash-process.ts';

const SLOW_MS = 1_000;
const UNAVAILABLE = { code: 'database-unavailable' };

/** A disk that has what it is told to keep when the test says so. */
class SlowDisk {
  /** Size of the log when each synchronisation was asked for. */
  readonly asked: number[] = [];
  readonly #file: string;
  #waiting: ((error: Error | null) => void)[] = [];
  #wanted = Promise.withResolvers<void>();

  constructor(file: string) {
    this.#file = file;
  }

  readonly sync = (descriptor: number, done: (error: Error | null) => void): void => {
    this.asked.push(statSync(`${this.#file}-wal`).size);
    this.#waiting.push((error) => {
      if (error === null) fdatasyncSync(descriptor);
      done(error);
    });
    this.#wanted.resolve();
  };

  async wanted(): Promise<void> {
    await this.#wanted.promise;
    this.#wanted = Promise.withResolvers();
  }

  finish(error: Error | null = null): void {
    for (const done of this.#waiting.splice(0)) done(error);
  }
}

describe('the log of SQLite, which another thread synchronises', () => {
  let file: string;
  let disk: SlowDisk;
  let sync: WalSync;
  let failures: Error[];
  let writer: Kysely<AnyTables>;
  let reader: Kysely<AnyTables>;
  let database: Database;

  beforeEach(async () => {
    file = join(await newFolder(), 'milldash.db');
    disk = new SlowDisk(file);
    failures = [];
    // a turn of the test's is never so late that it would be done here
    sync = new WalSync(file, (error) => failures.push(error), { syncDisk: disk.sync, patienceMs: 60_000 });
    const connect = (use: 'write' | 'read') =>
      new Kysely<AnyTables>({ dialect: sqliteDialect(file, { observe: () => {}, use, sync }) });
    writer = connect('write');
    await sql`create table marks (name varchar(40) primary key)`.execute(writer);
    reader = connect('read');
    database = {
      engine: 'sqlite',
      kysely: writer,
      location: file,
      transact: groupCommits(writer),
      snapshot: (work) => reader.transaction().execute(work),
      ping: async () => void (await sql`select 1`.execute(writer)),
      close: async () => {},
    };
    slow();
  });
  afterEach(async () => {
    disk.finish();
    await reader.destroy();
    await writer.destroy();
  });

  function slow(): void {
    while (!sync.isWorthIt) sync.note(SLOW_MS);
  }
  function quick(): void {
    while (sync.isWorthIt) sync.note(0);
  }
  const mark = (name: string) =>
    database.transact(async (access) => void (await access.insertInto('marks').values({ name }).execute()));
  const count = async (access: Kysely<AnyTables>) => (await access.selectFrom('marks').select('name').execute()).length;
  const synchronous = async () =>
    Object.values((await sql<object>`pragma synchronous`.execute(writer)).rows[0] as object)[0];
  /** Whether it is settled after everything that is ready has had its turns. */
  async function isSettled(promise: Promise<unknown>): Promise<boolean> {
    let settled = false;
    void promise.then(
      () => (settled = true),
      () => (settled = true),
    );
    await setTimeout(20);
    return settled;
  }

  test('a transaction is over, and is seen, when the disk has what it wrote', async () => {
    const sizeBefore = statSync(`${file}-wal`).size;
    const marked = mark('one');
    await disk.wanted();
    assert.ok((disk.asked[0] as number) > sizeBefore, 'it was asked for what had been written');
    const seen = count(writer);
    const seenAtOnce = database.snapshot(count);
    for (const waits of [marked, seen, seenAtOnce]) assert.equal(await isSettled(waits), false);
    disk.finish();
    await marked;
    assert.deepEqual([await seen, await seenAtOnce], [1, 1]);
  });

  test('a snapshot is of what is there when it begins', async () => {
    const seen = await database.snapshot(async (access) => {
      const marked = mark('later');
      await disk.wanted();
      disk.finish();
      await marked;
      return count(access);
    });
    assert.equal(seen, 0);
    assert.equal(await database.snapshot(count), 1);
  });

  test('those that come meanwhile share the next synchronisation', async () => {
    const first = mark('first');
    await disk.wanted();
    const others = Promise.all(['a', 'b', 'c'].map(mark));
    await setTimeout(20);
    assert.equal(disk.asked.length, 1);
    disk.finish();
    await first;
    await disk.wanted();
    disk.finish();
    await others;
    assert.equal(disk.asked.length, 2);
  });

  test('a statement by itself waits for the disk inside SQLite, before and after a transaction and after a failed one', async () => {
    assert.equal(await synchronous(), 2);
    const marked = mark('one');
    await disk.wanted();
    disk.finish();
    await marked;
    assert.equal(await synchronous(), 2);
    await assert.rejects(mark('one'), { constraint: 'marks_pkey' });
    assert.equal(await synchronous(), 2);
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    const locked = mark('two');
    await setTimeout(300);
    other.exec('commit');
    other.close();
    await disk.wanted();
    assert.equal(await isSettled(locked), false);
    disk.finish();
    await locked;
    assert.equal(await synchronous(), 2);
  });

  test('where the disk is quick SQLite waits for it, and where the waiting was ended by a setting nobody does', async () => {
    quick();
    await mark('quick');
    slow();
    await sql`pragma synchronous = off`.execute(writer);
    await mark('off');
    assert.equal(await synchronous(), 0);
    assert.equal(disk.asked.length, 0);
  });

  test('threads that are all at work on something else are not waited for', async () => {
    sync.close();
    sync = new WalSync(file, (error) => failures.push(error), { syncDisk: () => {}, patienceMs: 5 });
    const own = new Kysely<AnyTables>({ dialect: sqliteDialect(file, { observe: () => {}, use: 'write', sync }) });
    slow();
    await own.transaction().execute(async (access) => access.insertInto('marks').values({ name: 'here' }).execute());
    assert.equal(await count(own), 1);
    await own.destroy();
    assert.deepEqual(failures, []);
  });

  test('what the disk does not take is not acknowledged, and nothing is done any more', async () => {
    const [marked, behind, seen] = [mark('lost'), mark('lost too'), database.snapshot(count)];
    const outcomes = Promise.allSettled([marked, behind, seen]);
    await disk.wanted();
    const broken = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
    disk.finish(broken);
    const [first] = await outcomes;
    assert.equal(first.status, 'rejected');
    await assert.rejects(marked, UNAVAILABLE);
    await assert.rejects(behind, UNAVAILABLE);
    const later = await Promise.allSettled([mark('more'), count(writer), database.snapshot(count), database.ping()]);
    for (const { status } of later) assert.equal(status, 'rejected');
    await assert.rejects(database.ping(), { ...UNAVAILABLE, message: /disk did not take/ });
    assert.deepEqual(failures, [broken]);
  });

  test('of a transaction with events that the disk did not take, nobody is told that it is not there', async () => {
    quick();
    await migrate(database, migrationSteps);
    slow();
    const store = createStore(database, new TestClock());
    const stored = store.transact(systemActor('test'), async (tx) =>
      tx.emit({ type: 'com.milldash.machine.created', subject: 'machines/m1', data: {} }),
    );
    await disk.wanted();
    disk.finish(new Error('EIO'));
    await assert.rejects(stored, CommitUnknown);
  });
});
