/** PostgreSQL through pg: a bounded pool, bigint read as number, no statement and no lock without a time limit. */
import { Socket } from 'node:net';
import { type Dialect, PostgresAdapter, PostgresDriver, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import pg from 'pg';
import type { QueryObserver } from './database.ts';
import { ObservedDriver } from './observed-driver.ts';

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 60_000;
/** Whoever waits longer for another's lock is told that the database is busy, and holds up nobody else. */
const LOCK_TIMEOUT_MS = 15_000;
/** A transaction that its owner forgot must not hold the event counter for ever. */
const IDLE_TRANSACTION_TIMEOUT_MS = 30_000;
/** How long a connection that is closed may take for its goodbye, and for a statement that still runs. */
const GOODBYE_MS = 2_000;

/** All our integers are instants, durations, counts and sequences: far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    const readAsNumber = oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC;
    return readAsNumber ? Number : pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

export interface Pool {
  readonly dialect: Dialect;
  /**
   * Gives the connections a moment, then cuts those that are still there: a server that does not answer any more
   * cannot hold up whoever closes the pool. Does not keep the process alive by itself.
   */
  cutSoon(): void;
}

/**
 * @param onConnectionLost told when a connection that nobody was using breaks; the pool replaces it.
 */
export function openPool(url: string, observe: QueryObserver, onConnectionLost: (error: Error) => void): Pool {
  const sockets = new Set<Socket>();
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    application_name: 'milldash',
    types,
    stream() {
      const socket = new Socket();
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
  });
  pool.on('error', onConnectionLost);
  // the pool listens to connections that are idle only: one that breaks at work would end the process, although its
  // query has already failed and says so
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new ObservedDriver(new PostgresDriver({ pool }), observe),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    cutSoon() {
      const cut = () => {
        for (const socket of sockets) socket.destroy();
      };
      setTimeout(cut, GOODBYE_MS).unref();
    },
  };
}
