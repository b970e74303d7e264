/** Ending sessions inside a caller's transaction: the rows, one event and one audit entry for each. */
import type { Transaction } from '../../platform/outbox/index.ts';
import { type EndSessionsQuery, endSessions } from './sessions.repository.ts';
import type { SessionEndReason, UsersTables } from './tables.ts';

/** Returns how many ended; sessions that had ended already are not counted and not logged again. */
export async function endSessionsWithin(
  tx: Transaction,
  query: EndSessionsQuery,
  reason: SessionEndReason,
): Promise<number> {
  const ended = await endSessions(tx.access<UsersTables>(), query, tx.recordedAt, reason);
  for (const sessionId of ended) {
    tx.emit({
      type: 'com.milldash.session.ended',
      subject: `users/${query.userId}`,
      data: { session_id: sessionId, user_id: query.userId, reason },
    });
    tx.audit({
      action: 'session.ended',
      entityType: 'session',
      entityId: sessionId,
      after: { user_id: query.userId },
      reason,
    });
  }
  return ended.length;
}
