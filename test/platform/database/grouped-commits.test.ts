/** Transactions that wait at once share a commit on SQLite, and nobody can tell but by the clock; on both engines alike. */
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { DatabaseSync } from 'node:sqlite';
import { before, test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { DomainError } from '../../../src/kernel/errors.ts';
import { groupCommits } from '../../../src/platform/database/grouped-commits.ts';
import { openDatabase } from '../../../src/platform/database/index.ts';
import { addressOf, onEachEngine, type TestDatabase } from '../../support/engines.ts';
import { newFolder } from '../../support/milldash-process.ts';

const OTHERS = 40;

onEachEngine('transactions that wait at once', (under) => {
  let opened: TestDatabase;

  before(async () => {
    opened = await under.createDatabase();
    await sql`create table marks (name varchar(40) primary key)`.execute(opened.database.kysely);
  });

  const mark = (name: string, then: () => Promise<void> = async () => {}) =>
    opened.database.transact(async (access) => {
      await access.insertInto('marks').values({ name }).execute();
      await then();
      return name;
    });
  const marks = async (like: string) => {
    const { rows } = await sql<{ name: string }>`
      select name from marks where name like ${like} order by name`.execute(opened.database.kysely);
    return rows.map(({ name }) => name);
  };
  const names = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${prefix}${String(at).padStart(3, '0')}`);

  test('each gets its own result, and all is there', async () => {
    const wanted = names('all', 100);
    assert.deepEqual(await Promise.all(wanted.map((name) => mark(name))), wanted);
    assert.deepEqual(await marks('all%'), wanted);
  });

  test('each runs in the scope of its own request, whoever began the group', async () => {
    const request = new AsyncLocalStorage<string>();
    const wanted = names('scope', OTHERS);
    const seen: (string | undefined)[][] = [];
    await Promise.all(
      wanted.map((name) => request.run(name, () => mark(name, async () => void seen.push([name, request.getStore()])))),
    );
    assert.deepEqual(
      seen.toSorted(),
      wanted.map((name) => [name, name]),
    );
  });

  test('who fails takes back its own changes, whatever comes before and behind it', async () => {
    const wanted = names('some', OTHERS);
    const settled = await Promise.allSettled(
      wanted.map((name, at) =>
        mark(name, async () => {
          if (at % 3 === 0) throw new Error(`no ${name}`);
        }),
      ),
    );
    const kept = wanted.filter((_, at) => at % 3 !== 0);
    assert.deepEqual(await marks('some%'), kept);
    for (const [at, outcome] of settled.entries()) {
      if (at % 3 === 0) assert.match(String(outcome.status === 'rejected' && outcome.reason), /no some/);
      else assert.equal(outcome.status, 'fulfilled');
    }
  });

  test('a statement that is refused ends its own transaction only', async () => {
    await mark('taken');
    const outcomes = await Promise.allSettled([mark('free1'), mark('taken'), mark('free2')]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await marks('free%'), ['free1', 'free2']);
  });

  test('one that fails alone leaves nothing', async () => {
    await assert.rejects(
      mark('alone', () => Promise.reject(new Error('not me'))),
      /not me/,
    );
    assert.deepEqual(await marks('alone'), []);
  });

  test('what is answered is there for everybody, other processes too', async () => {
    const other = await openDatabase({ address: addressOf(opened.url) });
    try {
      await Promise.all(
        names('seen', OTHERS).map(async (name) => {
          await mark(name);
          const { rows } = await sql`select 1 from marks where name = ${name}`.execute(other.kysely);
          assert.equal(rows.length, 1, name);
        }),
      );
    } finally {
      await other.close();
    }
  });

  test('reads outside see nothing that is not committed', async () => {
    const writers = Promise.all(
      names('half', OTHERS).map((name) =>
        opened.database.transact(async (access) => {
          await access
            .insertInto('marks')
            .values({ name: `${name}a` })
            .execute();
          await access
            .insertInto('marks')
            .values({ name: `${name}b` })
            .execute();
        }),
      ),
    );
    for (let look = 0; look < 20; look++) {
      assert.equal((await marks('half%')).length % 2, 0);
      await setImmediate();
    }
    await writers;
    assert.equal((await marks('half%')).length, OTHERS * 2);
  });

  test('where the commit fails, all have failed', async () => {
    await sql`create table parents (id integer primary key)`.execute(opened.database.kysely);
    await sql`create table children (parent_id integer references parents (id) deferrable initially deferred)`.execute(
      opened.database.kysely,
    );
    const orphan = () =>
      opened.database.transact(
        async (access) => void (await access.insertInto('children').values({ parent_id: 1 }).execute()),
      );
    const [beside, failed] = await Promise.allSettled([mark('beside'), orphan()]);
    assert.equal(failed.status, 'rejected');
    assert.equal((await marks('beside')).length, beside.status === 'fulfilled' ? 1 : 0);
    const { rows } = await sql`select * from children`.execute(opened.database.kysely);
    assert.deepEqual(rows, []);
    await mark('afterwards');
    assert.deepEqual(await marks('afterwards'), ['afterwards']);
  });
});

test('on SQLite they share commits, and each waits for the one that holds its own', async () => {
  const reports: string[] = [];
  const database = await openDatabase({
    address: { engine: 'sqlite', file: ':memory:' },
    observe: ({ sql: statement }) => void reports.push(statement),
  });
  try {
    await sql`create table marks (name text primary key)`.execute(database.kysely);
    await Promise.all(
      Array.from({ length: OTHERS }, (_, at) =>
        database.transact(
          async (access) =>
            void (await access
              .insertInto('marks')
              .values({ name: `m${at}` })
              .execute()),
        ),
      ),
    );
    assert.equal(reports.filter((statement) => statement === 'savepoint member').length, OTHERS);
    reports.length = 0;
    await database.transact(
      async (access) => void (await access.insertInto('marks').values({ name: 'alone' }).execute()),
    );
    assert.deepEqual(reports, ['insert into "marks" ("name") values (?)'], 'who is alone needs no savepoint');
  } finally {
    await database.close();
  }
});

test('on SQLite whoever comes turn by turn, while each turn brings somebody, shares the commit', async (t) => {
  const database = await openDatabase({ address: { engine: 'sqlite', file: ':memory:' } });
  const commits = t.mock.method(database.kysely, 'transaction').mock;
  // a group that has waited for some milliseconds waits no more, and this machine may be slow
  t.mock.method(performance, 'now', () => 0);
  try {
    const arrivals: Promise<void>[] = [];
    for (let turn = 0; turn < 6; turn++) {
      const nextTurn = setImmediate();
      arrivals.push(database.transact(async () => {}));
      await nextTurn;
    }
    await Promise.all(arrivals);
    assert.equal(commits.callCount(), 1);
  } finally {
    await database.close();
  }
});

test('on SQLite each waits by its own arrival behind another process that holds the file', async () => {
  const file = `${newFolder()}/held.db`;
  const database = await openDatabase({ address: { engine: 'sqlite', file } });
  const other = new DatabaseSync(file);
  try {
    const patienceMs = 1_000;
    const transact = groupCommits(database.kysely, patienceMs);
    const waitOf = async (): Promise<number> => {
      const arrivedAt = performance.now();
      await assert.rejects(
        transact(async () => {}),
        (error) => error instanceof DomainError && error.code === 'database-busy',
      );
      return performance.now() - arrivedAt;
    };
    other.exec('begin immediate');
    const first = waitOf();
    await setTimeout(patienceMs / 2);
    for (const waitedMs of await Promise.all([first, waitOf()])) {
      assert.ok(waitedMs >= patienceMs - 50 && waitedMs < 3 * patienceMs, `waited ${waitedMs} ms`);
    }
    other.exec('rollback');
    assert.equal(await transact(async () => 'goes on'), 'goes on');
  } finally {
    other.close();
    await database.close();
  }
});
