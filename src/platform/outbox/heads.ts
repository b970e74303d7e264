/**
 * How far the events of some topics have come: one indexed read that tells whether an answer is still fresh, and a
 * memory that rests on it.
 *
 * Inside a transaction both tell what is committed: a transaction's own events are appended at its end.
 */
import type { CompiledQuery } from 'kysely';
import type { TableAccess } from '../database/index.ts';
import type { OutboxTables } from './tables.ts';

/** The last sequence of any of the topics; 0 before their first event. */
export type HeadReader = (access: TableAccess<OutboxTables>) => Promise<number>;

/** The query is compiled once: every request that can be answered from memory asks it. */
export function headReader(topics: readonly string[]): HeadReader {
  let query: CompiledQuery<{ head: number | null }> | undefined;
  return async (access) => {
    query ??= access
      .selectFrom('event_heads')
      .select((eb) => eb.fn.max('sequence').as('head'))
      .where('topic', 'in', topics)
      .compile();
    const { rows } = await access.executeQuery(query);
    return rows[0]?.head ?? 0;
  };
}

/**
 * Remembers one value until an event of `topics` is committed, by whichever process.
 *
 * The value is never older than the head that it was loaded after. Not for a transaction that has itself changed what
 * is remembered: it must load for itself.
 */
export function rememberedUntil<Tables, Value>(
  topics: readonly string[],
  load: (access: TableAccess<Tables>) => Promise<Value>,
): (access: TableAccess<Tables>) => Promise<Value> {
  const readHead = headReader(topics);
  let memory: { readonly head: number; readonly value: Value } | undefined;
  return async (access) => {
    const head = await readHead(access as unknown as TableAccess<OutboxTables>);
    if (memory !== undefined && memory.head === head) return memory.value;
    const value = await load(access);
    // outside a snapshot a change may have come between the two reads: its value must not be kept under the head before
    const headAfter = await readHead(access as unknown as TableAccess<OutboxTables>);
    if (headAfter === head && (memory === undefined || memory.head <= head)) memory = { head, value };
    return value;
  };
}
