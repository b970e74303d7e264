/** What `doctor` asks a database: is it whole, is it set so that an answered write survives, does its clock agree. */
import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';
import { sqlitePragmas } from './sqlite-file.ts';

/** The oldest PostgreSQL that the test suite runs on. */
const POSTGRES_MAJOR_MIN = 15;
const DAMAGES_LISTED = 20;

export interface SettingFinding {
  readonly name: string;
  readonly value: string;
  /** What it has to be; a word for a person. */
  readonly wanted: string;
  readonly ok: boolean;
}

export interface Diagnosis {
  /** For example `SQLite 3.50.4`. */
  readonly version: string;
  /** What durability and correct reading rest on. */
  readonly settings: readonly SettingFinding[];
  /** Sentences on what is broken, at most {@link DAMAGES_LISTED}; empty when the engine finds its data whole. */
  readonly damages: readonly string[];
  /** The database server's clock minus ours, in milliseconds, to half the round trip; undefined where they are one. */
  readonly clockOffsetMs: number | undefined;
}

/**
 * Reads only. On SQLite it reads the whole file, which takes seconds for each gigabyte.
 *
 * @throws database-unavailable, database-busy
 */
export async function diagnose(database: Database, now: () => number): Promise<Diagnosis> {
  return database.engine === 'sqlite' ? diagnoseSqlite(database) : diagnosePostgres(database, now);
}

async function diagnoseSqlite(database: Database): Promise<Diagnosis> {
  const { version } = await one<{ version: string }>(database, sql`select sqlite_version() as version`);
  const settings: SettingFinding[] = [];
  for (const [name, wanted] of Object.entries(sqlitePragmas)) {
    const value = Object.values(await one<Record<string, unknown>>(database, sql.raw(`pragma ${name}`)))[0];
    settings.push({ name, value: String(value), wanted: String(wanted), ok: value === wanted });
  }
  const integrity = await all<{ integrity_check: string }>(
    database,
    sql.raw(`pragma integrity_check(${DAMAGES_LISTED})`),
  );
  const strays = await all<{ table: string; rowid: number | null; parent: string }>(
    database,
    sql`pragma foreign_key_check`,
  );
  const damages = [
    ...integrity.map((row) => row.integrity_check).filter((sentence) => sentence !== 'ok'),
    ...strays.map(
      ({ table, rowid, parent }) => `row ${rowid ?? '?'} of ${table} points to a row of ${parent} that is not there`,
    ),
  ];
  return {
    version: `SQLite ${version}`,
    settings,
    damages: damages.slice(0, DAMAGES_LISTED),
    clockOffsetMs: undefined,
  };
}

async function diagnosePostgres(database: Database, now: () => number): Promise<Diagnosis> {
  const settings: SettingFinding[] = [];
  const { server_version: version } = await one<{ server_version: string }>(database, sql`show server_version`);
  const major = Number.parseInt(version, 10);
  settings.push({
    name: 'server_version',
    value: version,
    wanted: `${POSTGRES_MAJOR_MIN} or newer`,
    ok: major >= POSTGRES_MAJOR_MIN,
  });
  for (const [name, wanted, fits] of postgresSettings) {
    const value = String(Object.values(await one<Record<string, unknown>>(database, sql.raw(`show ${name}`)))[0]);
    settings.push({ name, value, wanted, ok: fits(value) });
  }
  const invalid = await all<{ name: string }>(
    database,
    sql`select indexrelid::regclass::text as name from pg_index where not indisvalid limit ${DAMAGES_LISTED}`,
  );
  const unchecked = await all<{ name: string }>(
    database,
    sql`select conname as name from pg_constraint where not convalidated limit ${DAMAGES_LISTED}`,
  );
  return {
    version: `PostgreSQL ${version}`,
    settings,
    damages: [
      ...invalid.map(({ name }) => `index ${name} is not valid`),
      ...unchecked.map(({ name }) => `constraint ${name} has not been checked for all rows`),
    ],
    clockOffsetMs: await postgresClockOffset(database, now),
  };
}

const postgresSettings: readonly [name: string, wanted: string, fits: (value: string) => boolean][] = [
  ['fsync', 'on', (value) => value === 'on'],
  ['full_page_writes', 'on', (value) => value === 'on'],
  ['synchronous_commit', 'on (or stricter)', (value) => value !== 'off'],
  ['server_encoding', 'UTF8', (value) => value === 'UTF8'],
  ['default_transaction_isolation', 'read committed', (value) => value === 'read committed'],
];

async function postgresClockOffset(database: Database, now: () => number): Promise<number> {
  const askedAt = now();
  const { ms } = await one<{ ms: number }>(
    database,
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
  );
  return Math.round(ms - (askedAt + now()) / 2);
}

async function all<Row>(database: Database, query: RawBuilder<unknown>): Promise<Row[]> {
  return (await query.execute(database.kysely)).rows as Row[];
}

async function one<Row>(database: Database, query: RawBuilder<unknown>): Promise<Row> {
  const [row] = await all<Row>(database, query);
  if (row === undefined) throw new Error('The database gave no row where it always gives one.');
  return row;
}
