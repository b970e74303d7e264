/**
 * Staying signed in, and signing out.
 *
 * A session is a row; access tokens name it, refresh tokens belong to it. A refresh token is exchanged once. Its
 * successor is computed from it with a key of ours, so a program whose reply got lost, or two tabs that refresh at
 * the same moment, are given the same successor for {@link REPLAY_GRACE_MS}. Anything later than that, or after the
 * successor was used, is a stolen token, and the session ends.
 */
import type { Actor } from '../../kernel/access.ts';
import { type Clock, SECOND_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { tokenHash } from '../../kernel/ids.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store, Transaction } from '../../platform/outbox/index.ts';
import { findUserById } from './accounts.repository.ts';
import { tokenInvalid, userNotFound } from './refusals.ts';
import { endSessionsWithin } from './session-endings.ts';
import type { SessionTokens } from './session-tokens.ts';
import {
  findRefreshToken,
  insertRefreshToken,
  isLive,
  markRotated,
  type SessionOwner,
  selectLiveSessions,
  sessionOwnerReader,
  touchSession,
} from './sessions.repository.ts';
import type { UsersTables } from './tables.ts';
import { personActor } from './users.rules.ts';
import type { Origin, Sessions, SignInTokens } from './users.ts';

/** How long a refresh token that was exchanged may be exchanged again, for the same successor. */
export const REPLAY_GRACE_MS = 10 * SECOND_MS;

const failedRefresh = { action: 'refresh', outcome: 'failure' } as const;

type Refreshed = SignInTokens | 'reused';

export function createSessionService(
  store: Store,
  clock: Clock,
  log: Logger,
  tokens: SessionTokens,
): Omit<Sessions, 'signIn'> {
  const access = store.access<UsersTables>();
  const findSession = sessionOwnerReader(access);

  async function exchangeWithin(tx: Transaction, session: SessionOwner, refreshToken: string): Promise<Refreshed> {
    const own = tx.access<UsersTables>();
    const hash = tokenHash(refreshToken);
    const successor = tokens.successorOf(refreshToken);
    const grant = { userId: session.user_id, sessionId: session.session_id, expiresAtMs: session.expires_at };
    if (await markRotated(own, hash, tx.recordedAt)) {
      await insertRefreshToken(own, tokenHash(successor), session.session_id, tx.recordedAt);
      const idleEnd = Math.min(tx.recordedAt + tokens.idleLifeMs, session.expires_at);
      await touchSession(own, session, tx.recordedAt, idleEnd);
      return tokens.issue(grant, successor);
    }
    const used = await findRefreshToken(own, hash);
    const next = await findRefreshToken(own, tokenHash(successor));
    const lostReply = tx.recordedAt - (used?.rotated_at ?? 0) <= REPLAY_GRACE_MS && next?.rotated_at === null;
    if (lostReply) return tokens.issue(grant, successor);
    const family = { userId: session.user_id, sessionId: session.session_id };
    await endSessionsWithin(tx, family, 'refresh-token-reused');
    return 'reused';
  }

  async function endAsSignedOut(actor: Actor, sessionId: string): Promise<void> {
    const own = { userId: Number(actor.id), sessionId };
    const ended = await store.transact(actor, (tx) => endSessionsWithin(tx, own, 'signed-out'));
    if (ended === 0) return;
    const fields = { action: 'logout', outcome: 'success', user: actor.name } as const;
    log.info({ ...fields, payload: { session_id: sessionId } }, `'${actor.name}' signed out`);
  }

  return {
    async refresh(origin, refreshToken) {
      const token = await findRefreshToken(access, tokenHash(refreshToken));
      const session = token === undefined ? undefined : await findSession(token.session_id);
      if (session === undefined) throw refused('token-unknown', origin);
      if (session.disabled === 1) throw new DomainError('account-disabled', 'Inactive user');
      if (!isLive(session, clock.now())) throw refused('session-ended', origin);
      const actor = personActor(
        { id: session.user_id, email: session.email, access_role: session.access_role },
        origin,
      );
      const outcome = await store.transact(actor, (tx) => exchangeWithin(tx, session, refreshToken));
      if (outcome === 'reused') {
        const fields = { ...failedRefresh, reason: 'token-reused', user: session.email, address: origin.address };
        log.warn(
          { ...fields, payload: { session_id: session.session_id } },
          `A refresh token of '${session.email}' was used twice: its session has been ended`,
        );
        throw tokenInvalid();
      }
      log.debug({ payload: { session_id: session.session_id } }, `Session of '${session.email}' refreshed`);
      return outcome;
    },

    async signOut(actor) {
      if (actor.sessionId !== undefined) await endAsSignedOut(actor, actor.sessionId);
    },

    async signOutBy(origin, { accessToken, refreshToken }) {
      const byRefresh =
        refreshToken === undefined ? undefined : await findRefreshToken(access, tokenHash(refreshToken));
      const byAccess = accessToken === undefined ? undefined : tokens.accessTokens.read(accessToken);
      // one session, unless somebody has put the two cookies together by hand
      for (const sessionId of new Set([byRefresh?.session_id, byAccess?.sessionId])) {
        const session = sessionId === undefined ? undefined : await findSession(sessionId);
        if (session === undefined) continue;
        const { user_id: id, email, access_role } = session;
        await endAsSignedOut(personActor({ id, email, access_role }, origin), session.session_id);
      }
    },

    listSessions: (userId) => selectLiveSessions(access, userId, clock.now()),

    async endOwnSession(actor, sessionId) {
      const own = { userId: Number(actor.id), sessionId };
      const ended = await store.transact(actor, (tx) => endSessionsWithin(tx, own, 'revoked'));
      if (ended === 0) throw new DomainError('session-not-found', 'You have no open session with this id.');
      log.info({ payload: { session_id: sessionId } }, `'${actor.name}' ended one of their sessions`);
    },

    async endOwnSessions(actor, { current }) {
      const own = { userId: Number(actor.id), ...(current ? {} : { exceptSessionId: actor.sessionId }) };
      const ended = await store.transact(actor, (tx) => endSessionsWithin(tx, own, 'revoked'));
      log.info({ payload: { ended } }, `'${actor.name}' ended ${current ? 'all their' : 'their other'} sessions`);
      return ended;
    },

    async endSessionsOf(actor, userId) {
      const user = await findUserById(access, userId);
      if (user === undefined) throw userNotFound(userId);
      const ended = await store.transact(actor, (tx) => endSessionsWithin(tx, { userId }, 'revoked'));
      log.info({ payload: { user_id: userId, ended } }, `Sessions of '${user.email}' ended by '${actor.name}'`);
      return ended;
    },
  };

  function refused(reason: string, origin: Origin): DomainError {
    log.info({ ...failedRefresh, reason, address: origin.address }, `Refresh refused: ${reason}`);
    return tokenInvalid();
  }
}
