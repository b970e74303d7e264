/**
 * Both engines for one test body.
 *
 * Each test database is a fresh copy of a migrated template that all test files share: a file copy for SQLite,
 * `create database … template …` for PostgreSQL. Where PostgreSQL is missing its tests are skipped with a loud reason;
 * with CI=true that is a failure.
 */

import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe } from 'node:test';
import pg from 'pg';
import { type Database, type Engine, openDatabase } from '../../src/platform/database/index.ts';
import { addressOf, besideOn } from './database-urls.ts';
import { endDiskWaits, withoutDiskWaits } from './disk-waits.ts';
import { postgresTemplate, sqliteTemplate } from './templates.ts';

export { addressOf } from './database-urls.ts';

/** Well below the connections that a server takes, other test files' included. */
const DROPPED_AT_ONCE = 20;
/** A server that is not there refuses at once; one that is there waits while this process still loads its modules. */
const PROBE_LIMIT_MS = 20_000;
const POSTGRES_URL = process.env['TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
}

export interface EngineUnderTest {
  readonly engine: Engine;
  /** A migrated database of its own; closed and removed after the suite. */
  createDatabase(): Promise<TestDatabase>;
  /** Only its URL: for tests that start a process of their own or open it themselves. */
  createDatabaseUrl(): Promise<string>;
  /** Runs `close` after the suite, before its databases are removed. */
  atEnd(close: () => Promise<void>): void;
}

/** Declares one suite per engine. Suites of engines that are not there are skipped, and in CI they fail. */
export function onEachEngine(title: string, body: (under: EngineUnderTest) => void): void {
  onEngine('sqlite', title, body);
  onEngine('postgres', title, body);
}

/** Declares the suite of one engine: for a test so long that its engines are files of their own, which run side by side. */
export function onEngine(engine: Engine, title: string, body: (under: EngineUnderTest) => void): void {
  if (engine === 'sqlite') {
    describe(`${title} (SQLite)`, () => body(sqliteUnderTest()));
    return;
  }
  const options = postgresProblem === undefined ? {} : { skip: `POSTGRESQL NOT TESTED: ${postgresProblem}` };
  describe(`${title} (PostgreSQL)`, options, () => body(postgresUnderTest()));
}

const postgresProblem = await findPostgresProblem();

async function findPostgresProblem(): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: POSTGRES_URL, connectionTimeoutMillis: PROBE_LIMIT_MS });
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    const problem = `no server at ${POSTGRES_URL} (${String(error)}); set TEST_POSTGRES_URL`;
    if (process.env['CI'] === 'true') throw new Error(`CI needs PostgreSQL: ${problem}`, { cause: error });
    process.stderr.write(`\n*** PostgreSQL tests are SKIPPED: ${problem}\n\n`);
    return problem;
  }
}

function sqliteUnderTest(): EngineUnderTest {
  const opened: Database[] = [];
  const closers: (() => Promise<void>)[] = [];
  let folder: Promise<string> | undefined;
  let count = 0;
  after(async () => {
    for (const close of closers) await close();
    for (const database of opened) await database.close();
    if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
  });
  async function createDatabaseUrl(): Promise<string> {
    folder ??= mkdtemp(join(tmpdir(), 'milldash-test-'));
    const file = join(await folder, `${count++}.db`);
    await copyFile(await sqliteTemplate(), file);
    return file;
  }
  return {
    engine: 'sqlite',
    createDatabaseUrl,
    atEnd: (close) => void closers.push(close),
    async createDatabase() {
      const url = await createDatabaseUrl();
      const database = await openDatabase({ address: addressOf(url) });
      await endDiskWaits(database);
      opened.push(database);
      return { url, database };
    },
  };
}

function postgresUnderTest(): EngineUnderTest {
  const opened: Database[] = [];
  const closers: (() => Promise<void>)[] = [];
  const names: string[] = [];
  const prefix = `milldash_test_${randomBytes(6).toString('hex')}`;
  after(async () => {
    for (const close of closers) await close();
    for (const database of opened) await database.close();
    // each waits for a checkpoint, and one checkpoint is enough for all that ask at once
    for (let at = 0; at < names.length; at += DROPPED_AT_ONCE) {
      const some = names.slice(at, at + DROPPED_AT_ONCE);
      await Promise.all(some.map((name) => administer(`drop database if exists ${name} with (force)`)));
    }
  });
  async function createDatabaseUrl(): Promise<string> {
    const template = await postgresTemplate(POSTGRES_URL);
    const name = `${prefix}_${names.length}`;
    names.push(name);
    await administer(`create database ${name} template ${template}`);
    return besideOn(POSTGRES_URL, name);
  }
  return {
    engine: 'postgres',
    createDatabaseUrl,
    atEnd: (close) => void closers.push(close),
    async createDatabase() {
      const url = await createDatabaseUrl();
      const database = await openDatabase({ address: addressOf(withoutDiskWaits(url)) });
      opened.push(database);
      return { url, database };
    },
  };
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: POSTGRES_URL });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
