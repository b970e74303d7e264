/**
 * What a repository is given: its own tables, on the pool or inside a transaction, and no way to open either.
 *
 * `executeQuery` runs a query that was compiled once, for the reads that every request makes.
 */
import type { Kysely } from 'kysely';

export type TableAccess<Own> = Pick<
  Kysely<Own>,
  'selectFrom' | 'insertInto' | 'updateTable' | 'deleteFrom' | 'executeQuery'
>;
