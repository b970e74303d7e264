/** The tables `sessions` and `refresh_tokens`. */
import type { CompiledQuery } from 'kysely';
import type { Role } from '../../kernel/access.ts';
import type { TableAccess } from '../../platform/database/index.ts';
import type { SessionEndReason, SessionsTable, UsersTables } from './tables.ts';
import type { Session } from './users.ts';

type Access = TableAccess<UsersTables>;

/** A session with what decides about its owner. */
export interface SessionOwner {
  session_id: string;
  ended_at: number | null;
  expires_at: number;
  idle_expires_at: number;
  last_seen_at: number;
  user_id: number;
  email: string;
  access_role: Role;
  disabled: number;
  must_change_password: number;
}

export function isLive(session: SessionOwner, nowMs: number): boolean {
  return session.ended_at === null && session.expires_at > nowMs && session.idle_expires_at > nowMs;
}

/** The read of every request: compiled once, so that it costs a few microseconds. */
export function sessionOwnerReader(access: Access): (sessionId: string) => Promise<SessionOwner | undefined> {
  const compiled: CompiledQuery<SessionOwner> = access
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select([
      'sessions.id as session_id',
      'sessions.ended_at',
      'sessions.expires_at',
      'sessions.idle_expires_at',
      'sessions.last_seen_at',
      'users.id as user_id',
      'users.email',
      'users.access_role',
      'users.disabled',
      'users.must_change_password',
    ])
    .where('sessions.id', '=', '')
    .compile();
  return async (sessionId) => {
    const { rows } = await access.executeQuery<SessionOwner>({ ...compiled, parameters: [sessionId] });
    return rows[0];
  };
}

export async function insertSession(access: Access, row: SessionsTable): Promise<void> {
  await access.insertInto('sessions').values(row).execute();
}

/** Moves the idle end on; nothing when another request has just done so. */
export async function touchSession(
  access: Access,
  session: Pick<SessionOwner, 'session_id' | 'last_seen_at'>,
  nowMs: number,
  idleExpiresAt: number,
): Promise<void> {
  await access
    .updateTable('sessions')
    .set({ last_seen_at: nowMs, idle_expires_at: idleExpiresAt })
    .where('id', '=', session.session_id)
    .where('last_seen_at', '=', session.last_seen_at)
    .where('ended_at', 'is', null)
    .execute();
}

export interface EndSessionsQuery {
  readonly userId: number;
  readonly sessionId?: string | undefined;
  readonly exceptSessionId?: string | undefined;
  /** Spares the newest this many. */
  readonly spareNewest?: number | undefined;
}

/** Ends live sessions and returns their ids; those that had ended or expired already are left as they are. */
export async function endSessions(
  access: Access,
  query: EndSessionsQuery,
  nowMs: number,
  reason: SessionEndReason,
): Promise<string[]> {
  let update = access
    .updateTable('sessions')
    .set({ ended_at: nowMs, end_reason: reason })
    .where('user_id', '=', query.userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', nowMs)
    .where('idle_expires_at', '>', nowMs);
  if (query.sessionId !== undefined) update = update.where('id', '=', query.sessionId);
  if (query.exceptSessionId !== undefined) update = update.where('id', '!=', query.exceptSessionId);
  if (query.spareNewest !== undefined) {
    const spared = await selectLiveSessionIds(access, query.userId, nowMs, query.spareNewest);
    if (spared.length < query.spareNewest) return [];
    update = update.where('id', 'not in', spared);
  }
  const rows = await update.returning('id').execute();
  return rows.map((row) => row.id);
}

async function selectLiveSessionIds(access: Access, userId: number, nowMs: number, limit: number): Promise<string[]> {
  const rows = await liveSessions(access, userId, nowMs).select('id').limit(limit).execute();
  return rows.map((row) => row.id);
}

function liveSessions(access: Access, userId: number, nowMs: number) {
  return access
    .selectFrom('sessions')
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', nowMs)
    .where('idle_expires_at', '>', nowMs)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
}

export async function selectLiveSessions(access: Access, userId: number, nowMs: number): Promise<Session[]> {
  const rows = await liveSessions(access, userId, nowMs).selectAll().execute();
  return rows.map((row) => ({
    id: row.id,
    userId: row.user_id,
    createdAtMs: row.created_at,
    lastSeenAtMs: row.last_seen_at,
    expiresAtMs: Math.min(row.expires_at, row.idle_expires_at),
    address: row.address,
    userAgent: row.user_agent,
  }));
}

/** Whether the account was signed in to from this address since `sinceMs`. */
export async function hasSignedInFrom(
  access: Access,
  userId: number,
  address: string,
  sinceMs: number,
): Promise<boolean> {
  const row = await access
    .selectFrom('sessions')
    .select('id')
    .where('user_id', '=', userId)
    .where('address', '=', address)
    .where('created_at', '>=', sinceMs)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export interface RefreshTokenRow {
  session_id: string;
  rotated_at: number | null;
}

export function findRefreshToken(access: Access, tokenHash: string): Promise<RefreshTokenRow | undefined> {
  return access
    .selectFrom('refresh_tokens')
    .select(['session_id', 'rotated_at'])
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
}

export async function insertRefreshToken(
  access: Access,
  tokenHash: string,
  sessionId: string,
  nowMs: number,
): Promise<void> {
  await access
    .insertInto('refresh_tokens')
    .values({ token_hash: tokenHash, session_id: sessionId, created_at: nowMs, rotated_at: null })
    .execute();
}

/** True for the one caller who exchanges the token. */
export async function markRotated(access: Access, tokenHash: string, nowMs: number): Promise<boolean> {
  const { numUpdatedRows } = await access
    .updateTable('refresh_tokens')
    .set({ rotated_at: nowMs })
    .where('token_hash', '=', tokenHash)
    .where('rotated_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Deletes sessions that expired before `beforeMs`, with their refresh tokens. */
export async function deleteSessionsExpiredBefore(access: Access, beforeMs: number): Promise<number> {
  const { numDeletedRows } = await access
    .deleteFrom('sessions')
    .where('expires_at', '<', beforeMs)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
