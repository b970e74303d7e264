/**
 * Both engines for one test body.
 *
 * Each test database is a fresh copy of a migrated template: a file copy for SQLite, `create database … template …`
 * for PostgreSQL. Where PostgreSQL is missing its tests are skipped with a loud reason; with CI=true that is a failure.
 */

import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe } from 'node:test';
import pg from 'pg';
import { type DatabaseAddress, parseDatabaseAddress } from '../../src/kernel/database-address.ts';
import { migrationSteps } from '../../src/migrations/index.ts';
import { type Database, type Engine, migrate, openDatabase } from '../../src/platform/database/index.ts';

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
  describe(`${title} (SQLite)`, () => body(sqliteUnderTest()));
  const options = postgresProblem === undefined ? {} : { skip: `POSTGRESQL NOT TESTED: ${postgresProblem}` };
  describe(`${title} (PostgreSQL)`, options, () => body(postgresUnderTest()));
}

/** What a URL of these databases, as `DATABASE_URL` would have it, names. */
export function addressOf(url: string): DatabaseAddress {
  const address = parseDatabaseAddress(url);
  if (address === undefined) throw new Error('not an address of a database');
  return address;
}

const postgresProblem = await findPostgresProblem();

async function findPostgresProblem(): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: POSTGRES_URL, connectionTimeoutMillis: 3_000 });
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
  let template: Promise<string> | undefined;
  let count = 0;
  after(async () => {
    for (const close of closers) await close();
    for (const database of opened) await database.close();
    if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
  });
  async function createDatabaseUrl(): Promise<string> {
    folder ??= mkdtemp(join(tmpdir(), 'milldash-test-'));
    template ??= folder.then(async (path) => {
      const file = join(path, 'template.db');
      const database = await openDatabase({ address: addressOf(file) });
      await migrate(database, migrationSteps);
      await database.close();
      return file;
    });
    const file = join(await folder, `${count++}.db`);
    await copyFile(await template, file);
    return file;
  }
  return {
    engine: 'sqlite',
    createDatabaseUrl,
    atEnd: (close) => void closers.push(close),
    async createDatabase() {
      const url = await createDatabaseUrl();
      const database = await openDatabase({ address: addressOf(url) });
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
  let template: Promise<string> | undefined;
  after(async () => {
    for (const close of closers) await close();
    for (const database of opened) await database.close();
    for (const name of names) await administer(`drop database if exists ${name} with (force)`);
  });
  async function createNamed(name: string, from?: string): Promise<string> {
    await administer(`create database ${name}${from === undefined ? '' : ` template ${from}`}`);
    names.push(name);
    const url = new URL(POSTGRES_URL);
    url.pathname = `/${name}`;
    return url.href;
  }
  async function createDatabaseUrl(): Promise<string> {
    template ??= createNamed(`${prefix}_t`).then(async (url) => {
      const database = await openDatabase({ address: addressOf(url) });
      await migrate(database, migrationSteps);
      await database.close();
      return `${prefix}_t`;
    });
    return createNamed(`${prefix}_${names.length}`, await template);
  }
  return {
    engine: 'postgres',
    createDatabaseUrl,
    atEnd: (close) => void closers.push(close),
    async createDatabase() {
      const url = await createDatabaseUrl();
      const database = await openDatabase({ address: addressOf(url) });
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
