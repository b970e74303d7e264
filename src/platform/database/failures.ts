/**
 * Driver errors in our words, the same for both engines.
 *
 * Unique constraints and indexes are named `<table>_<columns joined by _>_unique` in the migrations, primary keys
 * `<table>_pkey`. PostgreSQL reports those names; SQLite reports `table.column, table.column`, from which the same
 * name is built here.
 */
import { DomainError } from '../../kernel/errors.ts';

export type ConstraintKind = 'unique' | 'foreign-key' | 'check' | 'not-null';

/** A constraint said no. Services translate the ones they expect; any other is a defect and becomes `internal`. */
export class ConstraintViolation extends Error {
  readonly kind: ConstraintKind;
  /** Name of the constraint; empty for SQLite's foreign keys, which have none. */
  readonly constraint: string;

  constructor(kind: ConstraintKind, constraint: string, cause: unknown) {
    super(`${kind} constraint ${constraint} violated`, { cause });
    this.name = 'ConstraintViolation';
    this.kind = kind;
    this.constraint = constraint;
  }
}

export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return error instanceof ConstraintViolation && error.kind === 'unique' && error.constraint === constraint;
}

/**
 * Runs a write whose constraints stand for rules.
 *
 * @param refusalOf what a violation means; undefined for one that is not expected, which is thrown as it is
 */
export async function refusingViolations<T>(
  write: () => Promise<T>,
  refusalOf: (violation: ConstraintViolation) => DomainError | undefined,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw (error instanceof ConstraintViolation ? refusalOf(error) : undefined) ?? error;
  }
}

interface DriverError extends Error {
  code?: string;
  errcode?: number;
  constraint?: string;
  column?: string;
}

/** What pg says of a connection without a code. */
const CONNECTION_GONE = /timeout exceeded when trying to connect|Connection terminated|not queryable/i;

export function translateFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DomainError) return error;
  const driverError = error as DriverError;
  if (driverError.code === 'ERR_SQLITE_ERROR') return translateSqlite(driverError);
  if (driverError.code !== undefined) return translatePostgres(driverError);
  if (CONNECTION_GONE.test(error.message)) return unavailable(error);
  return error;
}

/** Primary result codes of SQLite (https://sqlite.org/rescode.html); extended codes carry them in the low byte. */
const sqliteBusy = new Set([5, 6]);
const sqliteFull = 13;
const sqliteBroken = new Set([10, 11, 14, 26]);

function translateSqlite(error: DriverError): unknown {
  const result = error.errcode ?? 0;
  const primary = result & 0xff;
  if (primary === 19) return sqliteConstraint(error, result);
  if (sqliteBusy.has(primary)) return databaseBusy(error);
  if (primary === sqliteFull) {
    return new DomainError('database-full', 'The disk that holds the database is full.', {}, { cause: error });
  }
  if (sqliteBroken.has(primary)) return unavailable(error);
  return error;
}

function sqliteConstraint(error: DriverError, extended: number): Error {
  const columns = /constraint failed: (.+)$/.exec(error.message)?.[1] ?? '';
  if (extended === 1811) return error; // a trigger's own message
  if (extended === 2067 || extended === 1555) {
    const names = columns.split(', ');
    const table = names[0]?.split('.')[0] ?? '';
    const suffix = extended === 1555 ? 'pkey' : `${names.map((name) => name.split('.')[1]).join('_')}_unique`;
    return new ConstraintViolation('unique', `${table}_${suffix}`, error);
  }
  if (extended === 787) return new ConstraintViolation('foreign-key', '', error);
  if (extended === 1299) return new ConstraintViolation('not-null', columns.replace('.', '_'), error);
  return new ConstraintViolation('check', columns, error);
}

/** SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) or a socket error's code. */
function translatePostgres(error: DriverError): unknown {
  const code = error.code ?? '';
  if (code === '23505') return new ConstraintViolation('unique', error.constraint ?? '', error);
  if (code === '23503') return new ConstraintViolation('foreign-key', error.constraint ?? '', error);
  if (code === '23514') return new ConstraintViolation('check', error.constraint ?? '', error);
  if (code === '23502') return new ConstraintViolation('not-null', error.column ?? '', error);
  if (['40001', '40P01', '55P03', '53300'].includes(code)) return databaseBusy(error);
  if (code === '57014') {
    return new DomainError(
      'database-busy',
      'The database took too long for this. Ask for less, or try again later.',
      {},
      { cause: error },
    );
  }
  if (code === '53100') {
    return new DomainError('database-full', 'The disk that holds the database is full.', {}, { cause: error });
  }
  if (code === '22021' || code === '22P05') {
    return new DomainError(
      'validation-failed',
      'A text has a character that cannot be stored (NUL).',
      {},
      { cause: error },
    );
  }
  if (code === '22003' || code === '22P02') {
    return new DomainError('validation-failed', 'A number is too large to be stored.', {}, { cause: error });
  }
  // 3D000: no such database; 55000: it takes no connections (no statement of ours meets that code otherwise)
  const gone =
    /^(08|57P|28|25P03|3D000|55000)/.test(code) ||
    /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT$)/.test(code);
  return gone ? unavailable(error) : error;
}

export function databaseBusy(cause?: Error): DomainError {
  return new DomainError(
    'database-busy',
    'The database is busy with other work. Try again in a moment.',
    {},
    { cause },
  );
}

function unavailable(cause: Error): DomainError {
  return new DomainError('database-unavailable', 'The database cannot be reached.', {}, { cause });
}
