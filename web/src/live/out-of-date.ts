/**
 * Marks what is held as out of date, so that it is read again: at once where it is looked at.
 *
 * A read that is under way may have been answered before what has happened. Where an answer is held already the cache
 * begins it anew; but a first read, or one of what nobody looks at, it lets go on and takes its answer for fresh. Such a
 * one is marked once it is there.
 */
import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Resolves when the answers that are looked at are there, or it is known that there will be none.
 *
 * @param queryKey everything without one
 */
export type MarkOutOfDate = (queryKey?: QueryKey) => Promise<void>;

export function createMarkOutOfDate(queries: QueryClient): MarkOutOfDate {
  /** However much happens meanwhile, each is marked once. */
  const awaited = new Set<Query>();

  /** Never rejects. */
  async function markOnceThere(query: Query): Promise<void> {
    if (awaited.has(query)) return;
    awaited.add(query);
    try {
      await query.promise;
    } catch {
      // without an answer there is none that could be out of date
      return;
    } finally {
      awaited.delete(query);
    }
    await queries.invalidateQueries({ predicate: (each) => each === query });
  }

  return async (queryKey) => {
    const filters = queryKey === undefined ? {} : { queryKey };
    const goingOn = queries.getQueryCache().findAll({
      ...filters,
      fetchStatus: 'fetching',
      predicate: (query) => query.state.data === undefined || !query.isActive(),
    });
    const marks = goingOn.map((query) => {
      const marked = markOnceThere(query);
      // what somebody has left may hang: nobody waits for it
      return query.isActive() ? marked : undefined;
    });
    await Promise.all([queries.invalidateQueries(filters), ...marks]);
  };
}
