/** What SQLite has committed is told and shown to nobody before the disk has it, when another thread waits for the disk. */
import assert from 'node:assert/strict';
import { fdatasyncSync, statSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
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

/** A disk that has what it is told to keep when the test says so. */
class SlowDisk {
  /** Size of the log when each synchronisation was asked for. */
  readonly asked: number[] = [];
  /** Commits that it has. */
  kept = 0;
  readonly #file: string;
  #waiting: ((error: Error | null) => void)[] = [];
  #wanted = Promise.withResolvers<void>();

  constructor(file: string) {
    this.#file = file;
  }

  readonly sync = (descriptor: number, done: (error: Error | null) => void): void => {
    this.asked.push(statSync(`${this.#file}-wal`).size);
    this.#waiting.push((error) => {
      if (error === null) {
        fdatasyncSync(descriptor);
        this.kept++;
      }
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
    sync = new WalSync(file, (error) => failures.push(error), disk.sync);
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
  });
  afterEach(async () => {
    disk.finish();
    await reader.destroy();
    await writer.destroy();
  });

  function slow(): void {
    for (let at = 0; at < 10; at++) sync.note(SLOW_MS);
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
    slow();
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
    slow();
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
    slow();
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
    slow();
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
    await mark('quick');
    slow();
    await sql`pragma synchronous = off`.execute(writer);
    await mark('off');
    assert.equal(await synchronous(), 0);
    assert.equal(disk.asked.length, 0);
  });

  test('a log that cannot be reached is left to SQLite, and one behind a link is found', async () => {
    const link = join(await newFolder(), 'link.db');
    await symlink(file, link);
    for (const [name, asked] of [
      [join(await newFolder(), 'elsewhere.db'), 0],
      [link, 1],
    ] as const) {
      const own = new SlowDisk(file);
      sync = new WalSync(name, (error) => failures.push(error), own.sync);
      slow();
      const dialect = sqliteDialect(link, { observe: () => {}, use: 'write', sync });
      const kysely = new Kysely<AnyTables>({ dialect });
      const stored = groupCommits(kysely)((access) => access.insertInto('marks').values({ name }).execute());
      if (asked > 0) await own.wanted();
      own.finish();
      await stored;
      assert.equal(own.asked.length, asked);
      await kysely.destroy();
    }
    assert.equal(await count(writer), 2);
    assert.deepEqual(failures, []);
  });

  test('a snapshot that begins beside a commit shows nothing that is not on the disk', async () => {
    // at each turn of the microtasks between the last statement and the end of the commit
    for (let turns = 0; turns < 80; turns++) {
      slow();
      let seen: Promise<readonly [kept: number, rows: number]> | undefined;
      const begin = async () => {
        for (let turn = 0; turn < turns; turn++) await undefined;
        return database.snapshot(async (access) => {
          const { kept } = disk;
          return [kept, await count(access)] as const;
        });
      };
      const marked = database.transact(async (access) => {
        await access
          .insertInto('marks')
          .values({ name: `mark ${turns}` })
          .execute();
        // the turn of the event loop that is due now and then is taken before
        await database.snapshot(count);
        seen = begin();
        for (let turn = 0; turn < 40; turn++) await undefined;
      });
      await disk.wanted();
      await setImmediate();
      disk.finish();
      await marked;
      const [kept, rows] = (await seen) ?? [0, 1];
      assert.ok(rows <= kept, `${rows} rows are seen, and ${kept} commits are on the disk`);
    }
  });

  test('what the disk does not take is not acknowledged, and nothing is done any more', async () => {
    slow();
    const [marked, behind] = [mark('lost'), mark('lost too')];
    await disk.wanted();
    const broken = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
    const outcomes = Promise.allSettled([marked, behind, database.snapshot(count), count(writer)]);
    disk.finish(broken);
    await outcomes;
    const later = await Promise.allSettled([mark('more'), count(writer), database.snapshot(count), database.ping()]);
    for (const each of [...(await outcomes), ...later]) {
      assert.equal(each.status === 'rejected' && each.reason.code, 'database-unavailable');
    }
    assert.deepEqual(failures, [broken]);
  });

  test('a transaction that is on the disk is told so, also where the database is closed meanwhile', async () => {
    slow();
    const marked = mark('last');
    await disk.wanted();
    const closed = writer.destroy();
    await setTimeout(20);
    disk.finish();
    await marked;
    await closed;
    assert.deepEqual(failures, []);
  });

  test('of a transaction with events that the disk did not take, nobody is told that it is not there', async () => {
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
