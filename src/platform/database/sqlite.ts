/**
 * SQLite through node:sqlite.
 *
 * One connection that writes, used inline: statements are synchronous, so a transaction that does not wait for anything
 * else runs without a gap. Connections are lent in order of arrival; after a transaction the event loop gets a turn
 * before one that waits starts (who runs many one after the other gives the turns itself). Every open sets and asserts
 * the pragmas that durability rests on. A second connection that cannot write serves snapshots: in WAL mode it sees one
 * state and waits for no writer. What has been committed and is not yet on the disk, neither of them shows.
 */
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { QueryObserver } from './database.ts';
import { ObservedDriver } from './observed-driver.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { openFile, openForReading } from './sqlite-file.ts';
import { Turns } from './turns.ts';
import type { WalSync } from './wal-sync.ts';

/** How long a transaction may keep trying to begin, without blocking, before it answers `database-busy`. */
const BEGIN_PATIENCE_MS = 10_000;

export interface SqliteUse {
  readonly observe: QueryObserver;
  /** `read` opens a connection of its own that cannot write, for snapshots that do not wait for writers. */
  readonly use: 'write' | 'read';
  /** The same for all connections of a file; absent for a database without one. */
  readonly sync?: WalSync | undefined;
}

export function sqliteDialect(file: string, { observe, use, sync }: SqliteUse): Dialect {
  return {
    createAdapter: () => new QueuedSqliteAdapter(),
    createDriver: () => new ObservedDriver(new SqliteDriver(file, use, sync), observe),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Keeps Kysely from queueing for the one connection by itself: the driver's own queue knows when a turn is free. */
class QueuedSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class SqliteDriver implements Driver {
  readonly #file: string;
  readonly #use: 'write' | 'read';
  readonly #sync: WalSync | undefined;
  readonly #turns = new Turns();
  #database: DatabaseSync | undefined;
  #connection: SqliteConnection | undefined;

  constructor(file: string, use: 'write' | 'read', sync: WalSync | undefined) {
    this.#file = file;
    this.#use = use;
    this.#sync = sync;
  }

  async init(): Promise<void> {
    this.#database = this.#use === 'write' ? openFile(this.#file) : openForReading(this.#file);
    this.#connection = new SqliteConnection(this.#database);
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turns.take();
    try {
      this.#sync?.requireSound();
      if (this.#connection === undefined) throw new Error('The database is closed.');
      return this.#connection;
    } catch (error) {
      // those behind it are told, too
      this.#turns.give(false);
      throw error;
    }
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const lent = connection as SqliteConnection;
    if (this.#use === 'read') {
      // asked again in the turn in which it begins: a commit may have come in between
      while (this.#sync?.isPending) await this.#sync.settled();
      this.#sync?.requireSound();
      lent.beginSnapshot();
      return;
    }
    const deadline = performance.now() + BEGIN_PATIENCE_MS;
    for (let waitMs = 5; ; waitMs = Math.min(waitMs * 2, 400)) {
      try {
        lent.beginImmediate(this.#sync?.isWorthIt ?? false);
        return;
      } catch (error) {
        const locked = ((error as { errcode?: number }).errcode ?? 0) % 256 === 5;
        if (!locked || performance.now() > deadline) throw error;
        // nothing is begun yet: whoever only reads can go on meanwhile
        this.#turns.give(false);
        await setTimeout(waitMs * (0.5 + Math.random()));
        await this.#turns.take();
        this.#sync?.requireSound();
      }
    }
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const lent = connection as SqliteConnection;
    const startedAtMs = performance.now();
    lent.run('commit');
    if (lent.leavesSyncOut) await this.#sync?.run(lent.hasWritten);
    else if (lent.hasWritten) this.#sync?.note(performance.now() - startedAtMs);
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const lent = connection as SqliteConnection;
    // SQLite has already rolled back after a full disk or an I/O error
    if (lent.inTransaction) lent.run('rollback');
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const lent = connection as SqliteConnection;
    const yieldFirst = lent.wroteTransaction;
    lent.wroteTransaction = false;
    this.#turns.give(yieldFirst);
  }

  async destroy(): Promise<void> {
    if (this.#use === 'write') await this.#sync?.close();
    this.#database?.close();
    this.#database = undefined;
    this.#connection = undefined;
  }
}
