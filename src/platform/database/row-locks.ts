/** Locks of single rows, for a rule that reads a row and then changes it by what it read. */
import type { Engine } from './database.ts';

/**
 * The rows that the query reads stay as they are until the transaction ends: whoever else wants to change or lock them
 * waits, and then sees what became of them. Nothing on SQLite, whose writing transactions are alone.
 */
export function lockingRows<Query extends { forUpdate(): Query }>(engine: Engine, query: Query): Query {
  return engine === 'postgres' ? query.forUpdate() : query;
}

/** As {@link lockingRows}, but any number of transactions may hold them so at once: only who changes them waits. */
export function keepingRows<Query extends { forShare(): Query }>(engine: Engine, query: Query): Query {
  return engine === 'postgres' ? query.forShare() : query;
}
