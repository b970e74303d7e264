/** Brings the database to the schema of this code: one order of steps, both engines, each step in a transaction. */
import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { AnyTables, Database, Engine } from './database.ts';

/** One step. Written once for both engines; frozen once released. */
export type MigrationStep = (db: Kysely<AnyTables>, engine: Engine) => Promise<void>;
export type MigrationSteps = Readonly<Record<string, MigrationStep>>;

/** A database that a later version of MillDash has already changed. Starting on it could lose data. */
export class DatabaseNewerThanCode extends Error {
  constructor(unknownSteps: readonly string[]) {
    super(
      `The database was changed by a newer MillDash (it has ${unknownSteps.join(', ')}, which this version does not know). ` +
        'Start the newer version, or restore a backup that was made before it.',
    );
    this.name = 'DatabaseNewerThanCode';
  }
}

export interface MigrationState {
  readonly applied: string[];
  readonly pending: string[];
}

export async function migrationState(database: Database, steps: MigrationSteps): Promise<MigrationState> {
  const known = Object.keys(steps);
  const applied = await appliedSteps(database);
  const unknownSteps = applied.filter((name) => !known.includes(name));
  if (unknownSteps.length > 0) throw new DatabaseNewerThanCode(unknownSteps);
  return { applied, pending: known.filter((name) => !applied.includes(name)) };
}

/** Applies what is missing and returns the names of the steps applied. Two processes may call it at once: one waits. */
export async function migrate(database: Database, steps: MigrationSteps): Promise<string[]> {
  const { pending } = await migrationState(database, steps);
  if (pending.length === 0) return [];
  const migrator = new Migrator({
    db: database.kysely,
    provider: { getMigrations: async () => toKyselyMigrations(steps, database.engine) },
    migrationTableName: 'schema_migrations',
    migrationLockTableName: 'schema_migrations_lock',
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName);
}

function toKyselyMigrations(steps: MigrationSteps, engine: Engine): Record<string, Migration> {
  return Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, { up: (db) => step(db, engine) }]));
}

async function appliedSteps(database: Database): Promise<string[]> {
  const tables = await database.kysely.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'schema_migrations')) return [];
  const rows = await database.kysely.selectFrom('schema_migrations').select('name').orderBy('name').execute();
  return rows.map((row: { name: string }) => row.name);
}
