/** Wraps either engine's driver: every statement is timed and reported, every error leaves in our words. */
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import type { QueryObserver } from './database.ts';
import { translateFailure } from './failures.ts';

export class ObservedDriver implements Driver {
  readonly #inner: Driver;
  readonly #observe: QueryObserver;
  readonly #connections = new WeakMap<DatabaseConnection, ObservedConnection>();

  constructor(inner: Driver, observe: QueryObserver) {
    this.#inner = inner;
    this.#observe = observe;
  }

  async init(): Promise<void> {
    await translated(() => this.#inner.init());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await translated(() => this.#inner.acquireConnection());
    let observed = this.#connections.get(connection);
    if (observed === undefined) {
      observed = new ObservedConnection(connection, this.#observe);
      this.#connections.set(connection, observed);
    }
    return observed;
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await translated(() => this.#inner.beginTransaction(innerOf(connection), settings));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await translated(() => this.#inner.commitTransaction(innerOf(connection)));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await translated(() => this.#inner.rollbackTransaction(innerOf(connection)));
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await this.#inner.releaseConnection(innerOf(connection));
  }

  async destroy(): Promise<void> {
    await this.#inner.destroy();
  }
}

class ObservedConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #observe: QueryObserver;

  constructor(inner: DatabaseConnection, observe: QueryObserver) {
    this.inner = inner;
    this.#observe = observe;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const startedAt = performance.now();
    try {
      const result = await this.inner.executeQuery<R>(query);
      const rows = result.numAffectedRows === undefined ? result.rows.length : Number(result.numAffectedRows);
      this.#observe({ sql: query.sql, durationMs: performance.now() - startedAt, rows });
      return result;
    } catch (error) {
      const failed = translateFailure(error);
      this.#observe({ sql: query.sql, durationMs: performance.now() - startedAt, rows: 0, failed });
      throw failed;
    }
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    try {
      yield* this.inner.streamQuery<R>(query, chunkSize);
    } catch (error) {
      throw translateFailure(error);
    }
  }
}

function innerOf(connection: DatabaseConnection): DatabaseConnection {
  return connection instanceof ObservedConnection ? connection.inner : connection;
}

async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translateFailure(error);
  }
}
