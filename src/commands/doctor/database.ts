/** The database: reachable, of this version, set for durability, whole, and of the same time as this machine. */
import type { ConfigWithoutKey } from '../../config/index.ts';
import { type Clock, SECOND_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { migrationSteps } from '../../migrations/index.ts';
import {
  type Database,
  DatabaseNewerThanCode,
  type Diagnosis,
  diagnose,
  filesOpenToOthers,
  migrationState,
  openDatabase,
} from '../../platform/database/index.ts';
import { isMissing } from '../database-there.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** A doctor does not wait for a database as a server does. */
const PATIENCE_MS = 3_000;
/** Sessions and back-offs are counted in minutes; beyond this, times of several processes stop fitting together. */
const CLOCK_OFFSET_WARN_MS = 2 * SECOND_MS;

export async function checkDatabase(config: ConfigWithoutKey, clock: Clock): Promise<Finding[]> {
  const { database: address } = config;
  const file = address.engine === 'sqlite' ? address.file : undefined;
  if (file !== undefined && isMissing(file))
    return [ok('database', `${file} is not there yet; the first start makes it.`)];
  let database: Database;
  try {
    database = await openDatabase({ address, patienceMs: PATIENCE_MS, keepModes: true });
  } catch (error) {
    return [unreachable(error, file)];
  }
  try {
    const diagnosis = await diagnose(database, () => clock.now());
    return [
      ok('database', `${diagnosis.version} at ${database.location} answers.`),
      ...checkModes(file),
      await checkSchema(database),
      checkSettings(diagnosis),
      checkDamages(diagnosis, database),
      ...checkServerClock(diagnosis),
    ];
  } catch (error) {
    return [unreachable(error, file)];
  } finally {
    await database.close();
  }
}

function unreachable(error: unknown, file: string | undefined): Finding {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DomainError && error.code === 'database-busy') {
    return fail(
      'database',
      message,
      'Something holds its lock. Look for another program that has the file open, and run doctor again.',
    );
  }
  return fail(
    'database',
    message,
    file === undefined
      ? 'Start PostgreSQL, and check the host, the user, the password and the database name in DATABASE_URL.'
      : 'Check that this user may read and write the file and its folder, and that it is a SQLite database; else restore a backup.',
  );
}

function checkModes(file: string | undefined): Finding[] {
  if (file === undefined) return [];
  const open = filesOpenToOthers(file);
  if (open.length === 0) return [ok('database file', `${file} belongs to its owner only.`)];
  return [
    warn(
      'database file',
      `Others on this machine can use ${open.join(', ')}: accounts, sessions and figures are in it.`,
      `Run: chmod 600 ${open.map((each) => `'${each}'`).join(' ')}; the next start does the same.`,
    ),
  ];
}

async function checkSchema(database: Database): Promise<Finding> {
  try {
    const { applied, pending } = await migrationState(database, migrationSteps);
    if (pending.length === 0) return ok('schema', `All ${applied.length} steps are applied.`);
    return warn(
      'schema',
      `Missing: ${pending.join(', ')}.`,
      'Run "milldash migrate", or start the server, which does the same.',
    );
  } catch (error) {
    if (!(error instanceof DatabaseNewerThanCode)) throw error;
    return fail('schema', error.message, 'Install the newer MillDash; this one does not start on such a database.');
  }
}

function checkSettings({ settings }: Diagnosis): Finding {
  const wrong = settings.filter((setting) => !setting.ok);
  const asRead = (names: Diagnosis['settings']) => names.map(({ name, value }) => `${name}=${value}`).join(', ');
  if (wrong.length === 0) return ok('database settings', `${asRead(settings)}.`);
  return fail(
    'database settings',
    `${asRead(wrong)}.`,
    `Needed: ${wrong.map(({ name, wanted }) => `${name} ${wanted}`).join(', ')}. Otherwise a write that was answered can be lost.`,
  );
}

function checkDamages({ damages }: Diagnosis, { engine }: Database): Finding {
  const looked = engine === 'sqlite' ? 'integrity_check and foreign_key_check' : 'indexes and constraints';
  if (damages.length === 0) return ok('database content', `${looked}: nothing is broken.`);
  return fail(
    'database content',
    `${looked}: ${damages.join('; ')}.`,
    'Stop the server, keep a copy of the database as it is, and restore a backup.',
  );
}

function checkServerClock({ clockOffsetMs }: Diagnosis): Finding[] {
  if (clockOffsetMs === undefined) return [];
  const message = `The database server’s clock is ${Math.abs(clockOffsetMs)} ms ${clockOffsetMs < 0 ? 'behind' : 'ahead'}.`;
  if (Math.abs(clockOffsetMs) <= CLOCK_OFFSET_WARN_MS) return [ok('database clock', message)];
  return [warn('database clock', message, 'Keep both machines on network time (NTP).')];
}
