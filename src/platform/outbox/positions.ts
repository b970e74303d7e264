/** Places in the stream of events: whoever reads on from one misses nothing that was committed after it. */
import type { CompiledQuery } from 'kysely';
import type { Store } from './store.ts';
import type { EventLogTable, OutboxTables } from './tables.ts';

/** The last sequence that was given out, and of which log. */
export type LogPosition = Pick<EventLogTable, 'epoch' | 'sequence'>;

/**
 * Where the stream is now. What is read afterwards holds everything up to there, and perhaps more: read the position
 * first, then the state, and the events behind the position bring the state up to date.
 */
export function positionReader(store: Store): () => Promise<LogPosition> {
  const access = store.access<OutboxTables>();
  const query: CompiledQuery<LogPosition> = access.selectFrom('event_log').select(['epoch', 'sequence']).compile();
  return async () => {
    const { rows } = await access.executeQuery(query);
    const [position] = rows;
    if (position === undefined) throw new Error('The event log has no row: the database is not migrated.');
    return position;
  };
}
