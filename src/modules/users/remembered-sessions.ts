/**
 * Sessions in memory, for the check that every request makes.
 *
 * A remembered session is used only while no event of sessions or users has been committed since it was read, by
 * whichever process: signing out, disabling and a changed role act on the next request. What moves without an event
 * (when the session was last seen, and with it its idle end) is read again once it may matter.
 */
import { LRUCache } from 'lru-cache';
import { type HeadWatch, latestOf } from '../../platform/outbox/index.ts';
import type { SessionOwner } from './sessions.repository.ts';

const TOPICS = ['session', 'user'] as const;
const SESSIONS_REMEMBERED = 10_000;

export type FindSession = (
  sessionId: string,
  isCurrent: (session: SessionOwner) => boolean,
) => Promise<SessionOwner | undefined>;

/** @returns a finder that takes a remembered session only where `isCurrent` says yes to it */
export function rememberSessions(
  heads: HeadWatch,
  find: (sessionId: string) => Promise<SessionOwner | undefined>,
): FindSession {
  const remembered = new LRUCache<string, { readonly head: number; readonly session: SessionOwner }>({
    max: SESSIONS_REMEMBERED,
  });
  return async (sessionId, isCurrent) => {
    // read before the row: the row can be newer than the head that it is remembered with, never older
    const head = latestOf(await heads.current(), TOPICS);
    const known = remembered.get(sessionId);
    if (known !== undefined && known.head === head && isCurrent(known.session)) return known.session;
    const session = await find(sessionId);
    if (session === undefined) remembered.delete(sessionId);
    else remembered.set(sessionId, { head, session });
    return session;
  };
}
