/**
 * Choosing and changing passwords, and the one-time links that let a person do it.
 *
 * A link is made by an ADMIN and handed over by them; its token is stored hashed, works once, and stops working when
 * a newer one is made for the account.
 */
import type { Actor } from '../../kernel/access.ts';
import { type Clock, DAY_MS } from '../../kernel/clock.ts';
import { DomainError, shownOnce } from '../../kernel/errors.ts';
import { randomToken, tokenHash } from '../../kernel/ids.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { type Store, type Transaction, transactOnce } from '../../platform/outbox/index.ts';
import { recordAccountChange } from './account-changes.ts';
import { findUserById, toUser, type UserRow, updateUser } from './accounts.repository.ts';
import { closeLinks, findLinkPurpose, insertLink, type LinkKey, useLink } from './links.repository.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { type PasswordOwner, requireAcceptablePassword } from './passwords.rules.ts';
import { linkForAnotherPurpose, linkInvalid, userNotFound, versionConflict } from './refusals.ts';
import { endSessionsWithin } from './session-endings.ts';
import { type SignInThrottle, throttleKey } from './sign-in-throttle.ts';
import type { LinkPurpose, UsersTables } from './tables.ts';
import { personActor } from './users.rules.ts';
import type { OneTimeLink, Passwords } from './users.ts';

/** For somebody who waits at the screen. */
export const RESET_LINK_LIFE_MS = DAY_MS;
/** For somebody who is new and may start next week. */
export const ACTIVATION_LINK_LIFE_MS = 7 * DAY_MS;

/** By which a log, or a scanner of leaked secrets, recognises the token of a link. */
const LINK_PREFIX = 'mdl_';

export interface PasswordParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly hasher: PasswordHasher;
  readonly throttle: SignInThrottle;
}

export function createPasswordService({ store, clock, log, hasher, throttle }: PasswordParts): Passwords {
  const access = store.access<UsersTables>();

  async function createLink(
    actor: Actor,
    user: UserRow,
    purpose: LinkPurpose,
    lifeMs: number,
    key: string | undefined,
  ): Promise<OneTimeLink> {
    const token = LINK_PREFIX + randomToken();
    const expiresAtMs = clock.now() + lifeMs;
    const request = { key, operation: 'user.link', payload: [user.id, lifeMs] };
    const { isRepeat } = await transactOnce(store, actor, request, async (tx) => {
      const own = tx.access<UsersTables>();
      await closeLinks(own, user.id);
      await insertLink(own, {
        token_hash: tokenHash(token),
        user_id: user.id,
        purpose,
        created_at: tx.recordedAt,
        expires_at: expiresAtMs,
        used_at: null,
      });
      recordAccountChange(tx, 'link-created', user, { after: { purpose, expires_at: expiresAtMs } });
    });
    if (isRepeat) throw shownOnce('The link', 'Make another one with a new key.', { user_id: user.id });
    log.info({ payload: { user_id: user.id, purpose } }, `One-time link for '${user.email}' made by '${actor.name}'`);
    return { purpose, uid: String(user.id), token, expiresAtMs };
  }

  async function requireUser(id: number): Promise<UserRow> {
    const user = await findUserById(access, id);
    if (user === undefined) throw userNotFound(id);
    return user;
  }

  /** @throws link-invalid, also for an account that is disabled: a link does not bring it back */
  async function requireLink(uid: string, token: string, purpose: LinkPurpose): Promise<[LinkKey, UserRow]> {
    const userId = /^[1-9]\d{0,14}$/.test(uid) ? Number(uid) : 0;
    const link: LinkKey = { tokenHash: tokenHash(token), userId, purpose };
    const madeFor = await findLinkPurpose(access, link, clock.now());
    const user = madeFor === undefined ? undefined : await findUserById(access, userId);
    if (user === undefined || user.disabled === 1) {
      log.warn({ payload: { reason: 'link not valid', purpose } }, 'One-time link refused');
      throw linkInvalid();
    }
    if (madeFor !== undefined && madeFor !== purpose) {
      log.warn({ payload: { reason: `link made for ${madeFor}`, purpose } }, 'One-time link refused');
      throw linkForAnotherPurpose(madeFor);
    }
    return [link, user];
  }

  async function setPasswordWithin(tx: Transaction, user: UserRow, hash: string, reason: string): Promise<UserRow> {
    const changed = await updateUser(tx.access<UsersTables>(), user.id, user.version, {
      password_hash: hash,
      must_change_password: 0,
      activated_at: user.activated_at ?? tx.recordedAt,
      updated_at: tx.recordedAt,
    });
    if (changed === undefined) throw versionConflict(user.email);
    await closeLinks(tx.access<UsersTables>(), user.id);
    recordAccountChange(tx, 'password-changed', changed, { reason });
    if (user.activated_at === null) recordAccountChange(tx, 'activated', changed, { reason });
    return changed;
  }

  return {
    async changePassword(actor, { currentPassword, newPassword }) {
      const user = await requireUser(Number(actor.id));
      requireAcceptablePassword(newPassword, ownerOf(user));
      const keys = [throttleKey('change', String(user.id))];
      await throttle.countTry(keys);
      const hash = await unlessBusy(async () => {
        const right = await hasher.verify(user.password_hash, currentPassword);
        return right ? hasher.hash(newPassword) : undefined;
      });
      if (hash === undefined) {
        await store.transact(actor, async (tx) => {
          tx.audit({
            action: 'user.password-change-refused',
            entityType: 'user',
            entityId: user.id,
            reason: 'wrong password',
          });
        });
        log.warn({ payload: { user_id: user.id } }, `Password change of '${user.email}' refused: wrong password`);
        throw new DomainError('credentials-invalid', 'The current password is not right.');
      }
      await store.transact(actor, async (tx) => {
        await throttle.settleWithin(tx, keys);
        await setPasswordWithin(tx, user, hash, 'changed by its owner');
        await endSessionsWithin(tx, { userId: user.id, exceptSessionId: actor.sessionId }, 'password-changed');
      });
      log.info({ payload: { user_id: user.id } }, `'${user.email}' changed their password`);

      async function unlessBusy<T>(work: () => Promise<T>): Promise<T> {
        try {
          return await work();
        } catch (error) {
          await throttle.withdrawTry(keys);
          throw error;
        }
      }
    },

    async createPasswordLink(actor, userId, key) {
      return createLink(actor, await requireUser(userId), 'password', RESET_LINK_LIFE_MS, key);
    },

    async createActivationLink(actor, userId, key) {
      const user = await requireUser(userId);
      if (user.activated_at !== null) {
        throw new DomainError(
          'already-activated',
          `The account of ${user.email} is active. Make a password link instead.`,
        );
      }
      const purpose = user.password_hash === null ? 'password' : 'activation';
      return createLink(actor, user, purpose, ACTIVATION_LINK_LIFE_MS, key);
    },

    async activate(origin, { uid, token }) {
      const [link, user] = await requireLink(uid, token, 'activation');
      const activated = await store.transact(personActor(user, origin), async (tx) => {
        const own = tx.access<UsersTables>();
        if (!(await useLink(own, link, tx.recordedAt))) throw linkInvalid();
        const changes = { activated_at: user.activated_at ?? tx.recordedAt, updated_at: tx.recordedAt };
        const changed = await updateUser(own, user.id, user.version, changes);
        if (changed === undefined) throw versionConflict(user.email);
        recordAccountChange(tx, 'activated', changed, { reason: 'by one-time link' });
        return changed;
      });
      log.info({ payload: { user_id: user.id } }, `Account of '${user.email}' activated by its link`);
      return toUser(activated);
    },

    async confirmPasswordReset(origin, { uid, token, newPassword }) {
      const [link, user] = await requireLink(uid, token, 'password');
      requireAcceptablePassword(newPassword, ownerOf(user));
      const hash = await hasher.hash(newPassword);
      const reset = await store.transact(personActor(user, origin), async (tx) => {
        if (!(await useLink(tx.access<UsersTables>(), link, tx.recordedAt))) throw linkInvalid();
        await throttle.settleWithin(tx, [throttleKey('account', user.email)]);
        const changed = await setPasswordWithin(tx, user, hash, 'by one-time link');
        await endSessionsWithin(tx, { userId: user.id }, 'password-changed');
        return changed;
      });
      log.info({ payload: { user_id: user.id } }, `Password of '${user.email}' set by one-time link`);
      return toUser(reset);
    },
  };
}

function ownerOf(user: UserRow): PasswordOwner {
  return { email: user.email, firstName: user.first_name, lastName: user.last_name };
}
