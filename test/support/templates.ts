/**
 * The migrated databases that test databases are copies of: made by the first test that needs one, once for each state
 * of the migrations and day, and left for the next test file and the next run.
 */
import pg from 'pg';
import { migrationSteps } from '../../src/migrations/index.ts';
import { migrate, openDatabase } from '../../src/platform/database/index.ts';
import { addressOf, besideOn } from './database-urls.ts';
import { isOutdated, prepared, preparedName } from './prepared.ts';

/** Everything that a migrated database depends on. */
const sources = ['src/migrations', 'src/platform/database'];
const POSTGRES_PREFIX = 'milldash_test_template';
/** Of the lock under which a template is made on PostgreSQL; any number that nothing else takes. */
const LOCK_ID = '5208870344192718';

let sqlite: Promise<string> | undefined;
let postgres: Promise<string> | undefined;

/** Path of the file to copy. */
export function sqliteTemplate(): Promise<string> {
  sqlite ??= prepared('template', sources, migrateAt);
  return sqlite;
}

/** Name of the database for `create database … template`, on the server of this URL. */
export function postgresTemplate(serverUrl: string): Promise<string> {
  postgres ??= makePostgresTemplate(serverUrl);
  return postgres;
}

async function makePostgresTemplate(serverUrl: string): Promise<string> {
  const name = preparedName(POSTGRES_PREFIX, sources);
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rows: databases } = await client.query<{ datname: string }>('select datname from pg_database');
    if (databases.some(({ datname }) => datname === name)) return name;
    await client.query(`select pg_advisory_lock(${LOCK_ID})`);
    const { rowCount: madeMeanwhile } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (madeMeanwhile === 1) return name;
    for (const { datname } of databases) {
      if (!datname.startsWith(POSTGRES_PREFIX) || !isOutdated(datname)) continue;
      await client.query(`drop database if exists ${datname} with (force)`);
    }
    // under its own name it is whole from the first moment on
    const draft = `${name}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft}`);
    await migrateAt(besideOn(serverUrl, draft));
    await client.query(`alter database ${draft} rename to ${name}`);
    return name;
  } finally {
    // the lock goes with the connection
    await client.end();
  }
}

async function migrateAt(url: string): Promise<void> {
  const database = await openDatabase({ address: addressOf(url) });
  try {
    await migrate(database, migrationSteps);
  } finally {
    await database.close();
  }
}
