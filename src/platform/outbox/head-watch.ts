/**
 * The heads of all topics, read once for everybody who asks in the same turn of the event loop.
 *
 * The read begins after the last of them asked, so nobody is told of a state that is older than their question; under
 * load it costs each of them next to nothing.
 */
import type { CompiledQuery } from 'kysely';
import type { Store } from './store.ts';
import type { EventHeadsTable, OutboxTables } from './tables.ts';

/** Topic → sequence of its last committed event; topics without an event are not in it. */
export type Heads = ReadonlyMap<string, number>;

export interface HeadWatch {
  current(): Promise<Heads>;
}

export function createHeadWatch(store: Store): HeadWatch {
  const access = store.access<OutboxTables>();
  const query: CompiledQuery<EventHeadsTable> = access.selectFrom('event_heads').selectAll().compile();
  let shared: Promise<Heads> | undefined;

  async function read(): Promise<Heads> {
    const { rows } = await access.executeQuery(query);
    return new Map(rows.map((row) => [row.topic, row.sequence]));
  }

  return {
    current() {
      if (shared !== undefined) return shared;
      const { promise, resolve } = Promise.withResolvers<Heads>();
      setImmediate(() => {
        shared = undefined;
        resolve(read());
      });
      // whoever asked may have stopped waiting before a failure comes
      promise.catch(() => {});
      shared = promise;
      return promise;
    },
  };
}

/** The last sequence of any of the topics; 0 before their first event. */
export function latestOf(heads: Heads, topics: readonly string[]): number {
  let latest = 0;
  for (const topic of topics) latest = Math.max(latest, heads.get(topic) ?? 0);
  return latest;
}
