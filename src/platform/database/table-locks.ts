/** Locks of whole tables, for rules that no constraint can hold because they span tables and pools. */
import { CompiledQuery } from 'kysely';
import type { Engine } from './database.ts';
import type { TableAccess } from './table-access.ts';

/** `write`: one may write, and rows that others write elsewhere may still refer to rows of it. */
export type LockMode = 'share' | 'write' | 'exclusive';

const postgresModes = {
  share: 'row share',
  write: 'share row exclusive',
  exclusive: 'exclusive',
} as const satisfies Record<LockMode, string>;

/**
 * Waits until no other transaction holds the table against `mode`, and holds it until the transaction ends: many may
 * share it, one may have it alone. Plain reads never wait. Nothing on SQLite, whose writing transactions are alone.
 *
 * Waiters are served in their order: row locks would let those who share overtake one who waits to be alone, for ever
 * where many processes record without a pause. Take it before anything is read that it is to keep as it is.
 *
 * @param table a name of ours, never anything from outside
 * @throws database-busy when the wait is as long as a statement may last
 */
export async function lockTable<Own>(
  access: TableAccess<Own>,
  engine: Engine,
  table: keyof Own & string,
  mode: LockMode,
): Promise<void> {
  if (engine === 'sqlite') return;
  await access.executeQuery(CompiledQuery.raw(`lock table "${table}" in ${postgresModes[mode]} mode`));
}
