/** The database seam: one interface, two engines. Nothing above `platform/database` knows which one is there. */
import type { Kysely } from 'kysely';

export type Engine = 'sqlite' | 'postgres';

/** Any table: the seam does not know the modules' tables; `TableAccess<Own>` narrows it for each of them. */
// Kysely's own type for "tables unknown here"
export type AnyTables = any;

export interface Database {
  readonly engine: Engine;
  readonly kysely: Kysely<AnyTables>;
  /** Where the data is, without password: for logs and `doctor`. */
  readonly location: string;
  /**
   * Runs `work` in one transaction: all of it is durable when this resolves, or nothing is there. On SQLite those that
   * wait at once share a commit.
   */
  transact<T>(work: (access: Kysely<AnyTables>) => Promise<T>): Promise<T>;
  /** Runs reads that all see one state of the data, however many writers commit meanwhile. */
  snapshot<T>(work: (access: Kysely<AnyTables>) => Promise<T>): Promise<T>;
  /** Resolves when the database answers a trivial query; rejects with `database-unavailable` or `database-busy`. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Statements slower than this are worth a warning. */
export const SLOW_QUERY_MS = 500;

export interface QueryReport {
  readonly sql: string;
  readonly durationMs: number;
  readonly rows: number;
  readonly failed?: unknown;
}

/** Told of each statement that ran; must not throw. */
export type QueryObserver = (report: QueryReport) => void;
