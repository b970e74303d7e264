/**
 * Reads the stream of events in the order of commits.
 *
 * A reader who asks with the `nextAfter` of each answer sees every event exactly once, or is told that some are gone.
 */
import { sql } from 'kysely';
import type { TableAccess } from '../../platform/database/index.ts';
import { EVENT_TYPE_PREFIX, type EventsTable, type OutboxTables, type Store } from '../../platform/outbox/index.ts';
import { type LogExtent, type Position, requireReadable, type TypeFilter } from './positions.rules.ts';

export interface EventQuery {
  /** Absent: from the oldest event that is still there. */
  readonly after?: Position;
  /** Absent or empty: all. */
  readonly types?: readonly TypeFilter[];
  readonly subject?: string;
  /** Topics whose events the reader is not shown; they leave gaps in the sequences. */
  readonly withoutTopics?: readonly string[];
  readonly limit: number;
}

export interface EventPage {
  readonly epoch: string;
  readonly items: readonly EventsTable[];
  /** Read on from here: the last event of a full page, else the head at the time of reading. */
  readonly nextAfter: number;
  readonly head: number;
}

export interface EventReads {
  /** @throws events-out-of-range */
  readEvents(query: EventQuery): Promise<EventPage>;
  /** A piece of the log without a gap, and how far the log goes, in one state of the data. */
  readLog(after: number, limit: number): Promise<LogExtent & { readonly events: readonly EventsTable[] }>;
  /** @throws events-out-of-range */
  requirePosition(position: Position): Promise<void>;
  /** The last sequence before everything that was stored at `instantMs` or later. */
  sequenceBefore(instantMs: number): Promise<number>;
}

export function createEventReads(store: Store): EventReads {
  return {
    async readEvents(query) {
      const access = store.access<OutboxTables>();
      // the extent first: all events up to its head are committed, so the read that follows misses none of them
      const extent = await findExtent(access);
      const after = requireReadable(query.after, extent);
      const items = await findEvents(access, query, after, extent.head);
      // retention may have removed some of them between the two reads
      requireReadable({ epoch: extent.epoch, sequence: after }, await findExtent(access));
      const last = items.length === query.limit ? items.at(-1) : undefined;
      return { epoch: extent.epoch, items, nextAfter: last?.sequence ?? extent.head, head: extent.head };
    },

    readLog: (after, limit) =>
      store.snapshot(async (access) => {
        const own = access as unknown as TableAccess<OutboxTables>;
        const extent = await findExtent(own);
        return { ...extent, events: await findEvents(own, { limit }, after, extent.head) };
      }),

    async requirePosition(position) {
      requireReadable(position, await findExtent(store.access<OutboxTables>()));
    },

    async sequenceBefore(instantMs) {
      const access = store.access<OutboxTables>();
      const { head } = await findExtent(access);
      const { first } = await access
        .selectFrom('events')
        .select((eb) => eb.fn.min<number | null>('sequence').as('first'))
        .where('recorded_at', '>=', instantMs)
        .executeTakeFirstOrThrow();
      return first === null ? head : first - 1;
    },
  };
}

async function findExtent(access: TableAccess<OutboxTables>): Promise<LogExtent> {
  const log = await access
    .selectFrom('event_log')
    .select((eb) => [
      'epoch',
      'sequence as head',
      eb.selectFrom('events').select('sequence').orderBy('sequence').limit(1).as('oldest'),
    ])
    .executeTakeFirstOrThrow();
  return { epoch: log.epoch, head: log.head, pruned: log.oldest === null ? log.head : log.oldest - 1 };
}

async function findEvents(
  access: TableAccess<OutboxTables>,
  { types, subject, withoutTopics = [], limit }: EventQuery,
  after: number,
  head: number,
): Promise<EventsTable[]> {
  let query = access.selectFrom('events').selectAll().where('sequence', '>', after).where('sequence', '<=', head);
  for (const topic of withoutTopics) query = query.where('type', 'not like', `${EVENT_TYPE_PREFIX}${topic}.%`);
  if (subject !== undefined) query = query.where('subject', '=', subject);
  if (types !== undefined && types.length > 0) {
    query = query.where((eb) =>
      eb.or(
        types.map(({ text, isPrefix }) => (isPrefix ? sql<boolean>`type like ${`${text}%`}` : eb('type', '=', text))),
      ),
    );
  }
  return query.orderBy('sequence').limit(limit).execute();
}
