/** PostgreSQL through pg: a bounded pool, bigint read as number, no statement without a time limit. */
import { type Dialect, PostgresAdapter, PostgresDriver, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import pg from 'pg';
import type { QueryObserver } from './database.ts';
import { ObservedDriver } from './observed-driver.ts';

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 60_000;
/** A transaction that its owner forgot must not hold the event counter for ever. */
const IDLE_TRANSACTION_TIMEOUT_MS = 30_000;

/** All our integers are instants, durations, counts and sequences: far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    const readAsNumber = oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC;
    return readAsNumber ? Number : pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

/**
 * @param onConnectionLost told when a connection that nobody was using breaks; the pool replaces it.
 */
export function postgresDialect(
  url: string,
  observe: QueryObserver,
  onConnectionLost: (error: Error) => void,
): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    application_name: 'milldash',
    types,
  });
  pool.on('error', onConnectionLost);
  // the pool listens to connections that are idle only: one that breaks at work would end the process, although its
  // query has already failed and says so
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new ObservedDriver(new PostgresDriver({ pool }), observe),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}
