/** What a session hands out: its access tokens, and the chain of its refresh tokens. */
import { createHmac } from 'node:crypto';
import { type Clock, DAY_MS } from '../../kernel/clock.ts';
import { randomToken, tokenHash, uuidv7 } from '../../kernel/ids.ts';
import { deriveKey } from '../../kernel/keys.ts';
import type { Transaction } from '../../platform/outbox/index.ts';
import { type AccessTokens, createAccessTokens } from './access-tokens.ts';
import type { UserRow } from './accounts.repository.ts';
import { endSessionsWithin } from './session-endings.ts';
import { insertRefreshToken, insertSession } from './sessions.repository.ts';
import type { UsersTables } from './tables.ts';
import type { Origin, SignInTokens, UsersConfig } from './users.ts';

/** A session ends after this long however much it is used, unless a longer idle time is configured. */
export const SESSION_LIFE_MS = 30 * DAY_MS;
/** More than this many at once of one account: the oldest end. */
export const SESSIONS_PER_USER_MAX = 100;
const USER_AGENT_LENGTH_MAX = 200;
/** By which a log, or a scanner of leaked secrets, recognises a refresh token. */
const REFRESH_PREFIX = 'mdr_';

export interface SessionTokens {
  readonly accessTokens: AccessTokens;
  readonly idleLifeMs: number;
  /** Starts a session and hands out its first tokens. */
  startWithin(tx: Transaction, user: UserRow, origin: Origin): Promise<SignInTokens>;
  /** An access token of the session, beside its refresh token. */
  issue(session: { userId: number; sessionId: string; expiresAtMs: number }, refreshToken: string): SignInTokens;
  /** The one token that follows a refresh token: only we can compute it, and always to the same value. */
  successorOf(refreshToken: string): string;
}

export function createSessionTokens(config: UsersConfig, clock: Clock): SessionTokens {
  const accessTokens = createAccessTokens(config.secretKey, config.accessTokenLifeMs, clock);
  const refreshKey = deriveKey(config.secretKey, 'refresh-token');
  const idleLifeMs = config.refreshTokenLifeMs;
  const absoluteLifeMs = Math.max(SESSION_LIFE_MS, idleLifeMs);

  function issue(
    { userId, sessionId, expiresAtMs }: { userId: number; sessionId: string; expiresAtMs: number },
    refreshToken: string,
  ): SignInTokens {
    const access = accessTokens.issue({ userId, sessionId }, expiresAtMs);
    return {
      accessToken: access.token,
      accessTokenExpiresAtMs: access.expiresAtMs,
      refreshToken,
      userId,
      sessionExpiresAtMs: Math.min(clock.now() + idleLifeMs, expiresAtMs),
    };
  }

  return {
    accessTokens,
    idleLifeMs,
    issue,
    successorOf: (refreshToken) =>
      REFRESH_PREFIX + createHmac('sha256', refreshKey).update(refreshToken).digest('base64url'),
    async startWithin(tx, user, origin) {
      const access = tx.access<UsersTables>();
      const nowMs = tx.recordedAt;
      const sessionId = uuidv7(nowMs);
      const expiresAtMs = nowMs + absoluteLifeMs;
      await insertSession(access, {
        id: sessionId,
        user_id: user.id,
        created_at: nowMs,
        last_seen_at: nowMs,
        expires_at: expiresAtMs,
        idle_expires_at: nowMs + idleLifeMs,
        address: origin.address ?? null,
        user_agent: origin.userAgent?.slice(0, USER_AGENT_LENGTH_MAX) ?? null,
        ended_at: null,
        end_reason: null,
      });
      const refreshToken = REFRESH_PREFIX + randomToken();
      await insertRefreshToken(access, tokenHash(refreshToken), sessionId, nowMs);
      tx.emit({
        type: 'com.milldash.session.started',
        subject: `users/${user.id}`,
        data: { session_id: sessionId, user_id: user.id },
      });
      tx.audit({ action: 'session.started', entityType: 'session', entityId: sessionId, after: { user_id: user.id } });
      const surplus = { userId: user.id, exceptSessionId: sessionId, spareNewest: SESSIONS_PER_USER_MAX };
      await endSessionsWithin(tx, surplus, 'too-many-sessions');
      return issue({ userId: user.id, sessionId, expiresAtMs }, refreshToken);
    },
  };
}
