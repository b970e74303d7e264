/**
 * Who a request is from, as of now.
 *
 * The signature of an access token says which session; the session's row, checked on every request, says whether it
 * still lives and what its owner may do. So signing out, disabling and a changed role act on the next request, in
 * every process.
 */
import type { Actor } from '../../kernel/access.ts';
import { type Clock, MINUTE_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { HeadWatch, Store } from '../../platform/outbox/index.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { ApiKeyAuthenticator } from './api-key-authentication.ts';
import { tokenInvalid } from './refusals.ts';
import { rememberSessions } from './remembered-sessions.ts';
import { isLive, type SessionOwner, sessionOwnerReader, touchSession } from './sessions.repository.ts';
import type { UsersTables } from './tables.ts';
import { permissionsOfAccount, placeOf } from './users.rules.ts';
import type { Credentials, Origin, Users } from './users.ts';

/** A session's "last seen" is at most this old while it is used: one write in five minutes, not one per request. */
const SEEN_RESOLUTION_MS = 5 * MINUTE_MS;
const BEARER = /^Bearer +([^\s,]+) *$/i;

export interface AuthenticationParts {
  readonly store: Store;
  readonly heads: HeadWatch;
  readonly clock: Clock;
  readonly log: Logger;
  readonly accessTokens: AccessTokens;
  readonly apiKeys: ApiKeyAuthenticator;
  readonly idleLifeMs: number;
}

export function createAuthentication(parts: AuthenticationParts): Pick<Users, 'authenticate' | 'findCurrentActor'> {
  const { store, clock, log, accessTokens, apiKeys, idleLifeMs } = parts;
  const access = store.access<UsersTables>();
  const findSession = rememberSessions(parts.heads, sessionOwnerReader(access));

  /** Neither ended, nor due to be noted as seen. */
  function isCurrent(session: SessionOwner): boolean {
    const nowMs = clock.now();
    return isLive(session, nowMs) && nowMs - session.last_seen_at < SEEN_RESOLUTION_MS;
  }

  async function actorOfSession(token: string, origin: Origin): Promise<Actor> {
    const subject = accessTokens.read(token);
    if (subject === undefined) throw tokenInvalid();
    const session = await findSession(subject.sessionId, isCurrent);
    if (session === undefined || session.user_id !== subject.userId) throw tokenInvalid();
    if (session.disabled === 1) throw new DomainError('account-disabled', 'Inactive user');
    const nowMs = clock.now();
    if (!isLive(session, nowMs)) throw tokenInvalid();
    if (nowMs - session.last_seen_at >= SEEN_RESOLUTION_MS) await noteSeen(session, nowMs);
    return toActor(session, origin);
  }

  async function noteSeen(session: SessionOwner, nowMs: number): Promise<void> {
    try {
      await touchSession(access, session, nowMs, Math.min(nowMs + idleLifeMs, session.expires_at));
    } catch (error) {
      // a read must not fail because a full disk cannot note that it happened
      log.warn({ err: error }, 'Could not note that a session is in use');
    }
  }

  return {
    async authenticate(credentials) {
      try {
        const { authorization, apiKey, sessionToken } = credentials;
        if (authorization === undefined && apiKey === undefined && sessionToken !== undefined) {
          return await actorOfSession(sessionToken, credentials);
        }
        const given = credentialOf(credentials);
        return given.startsWith('mdk_')
          ? await apiKeys.authenticate(given, credentials)
          : await actorOfSession(given, credentials);
      } catch (error) {
        if (error instanceof DomainError && isRefusal(error) && credentials.tellsRefusals !== true) {
          const { address, requestId } = credentials;
          const fields = { action: 'authenticate', outcome: 'failure', reason: error.code, address };
          log.info({ ...fields, payload: { request_id: requestId } }, `Request refused: ${error.message}`);
        }
        throw error;
      }
    },
    async findCurrentActor(actor) {
      if (actor.kind === 'system') return actor;
      if (actor.kind === 'api-key') return apiKeys.findCurrentActor(actor);
      const session = actor.sessionId === undefined ? undefined : await findSession(actor.sessionId, isCurrent);
      const lives = session !== undefined && session.disabled === 0 && isLive(session, clock.now());
      return lives ? toActor(session, actor) : undefined;
    },
  };
}

function toActor(session: SessionOwner, origin: Origin): Actor {
  return {
    kind: 'user',
    id: String(session.user_id),
    name: session.email,
    role: session.access_role,
    permissions: permissionsOfAccount(session.access_role, session.must_change_password === 1),
    sessionId: session.session_id,
    ...placeOf(origin),
  };
}

function credentialOf({ authorization, apiKey }: Credentials): string {
  if (authorization !== undefined) {
    const bearer = BEARER.exec(authorization)?.[1];
    if (bearer === undefined) throw new DomainError('not-authenticated', 'Not authenticated');
    return bearer;
  }
  if (apiKey === undefined) throw new DomainError('not-authenticated', 'Not authenticated');
  if (!apiKey.startsWith('mdk_')) throw tokenInvalid();
  return apiKey;
}

function isRefusal(error: DomainError): boolean {
  return error.code === 'not-authenticated' || error.code === 'token-invalid' || error.code === 'account-disabled';
}
