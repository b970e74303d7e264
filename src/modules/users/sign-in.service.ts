/**
 * Signing in with e-mail and password.
 *
 * An unknown e-mail costs what a known one costs: the same reads, the same hash, the same writes, the same answer.
 */
import type { Actor } from '../../kernel/access.ts';
import { type Clock, DAY_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import { findBcryptHash, findUserByEmail, noteSignIn, toUser, type UserRow } from './accounts.repository.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { credentialsInvalid } from './refusals.ts';
import type { SessionTokens } from './session-tokens.ts';
import { hasSignedInFrom } from './sessions.repository.ts';
import { countedAddress } from './sign-in-throttle.rules.ts';
import { type SignInThrottle, type ThrottleKey, throttleKey } from './sign-in-throttle.ts';
import type { UsersTables } from './tables.ts';
import { normalisedEmail, personActor, strangerActor } from './users.rules.ts';
import type { Origin, Sessions } from './users.ts';

/** How long an address where an account has signed in counts as its owner's. */
const KNOWN_ADDRESS_MS = 30 * DAY_MS;
const NOBODY = 0;
const failedLogin = { action: 'login', outcome: 'failure' } as const;

export interface SignInParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly hasher: PasswordHasher;
  readonly throttle: SignInThrottle;
  readonly tokens: SessionTokens;
}

export function createSignIn({ store, clock, log, hasher, throttle, tokens }: SignInParts): Pick<Sessions, 'signIn'> {
  const access = store.access<UsersTables>();

  async function keysFor(user: UserRow | undefined, email: string, address: string): Promise<ThrottleKey[]> {
    const since = clock.now() - KNOWN_ADDRESS_MS;
    const known = await hasSignedInFrom(access, user?.id ?? NOBODY, address, since);
    const counted = countedAddress(address);
    if (known) return [throttleKey('pair', `${email} ${counted}`)];
    return [throttleKey('account', email), throttleKey('address', counted)];
  }

  async function refuse(origin: Origin, user: UserRow | undefined, why: string, nextTryInMs: number): Promise<void> {
    const actor: Actor = strangerActor(origin);
    // what was typed as an unknown e-mail may be somebody's password: neither log nor audit repeats it
    const who = user === undefined ? 'an unknown account' : `'${user.email}'`;
    await store.transact(actor, async (tx) => {
      tx.audit({
        action: 'user.sign-in-refused',
        entityType: 'user',
        entityId: user?.id ?? 'unknown',
        after: { next_try_in_seconds: nextTryInMs / 1_000 },
        reason: why,
      });
    });
    const fields = { ...failedLogin, reason: why, user: user?.email, address: origin.address };
    log.warn({ ...fields, payload: { next_try_in_ms: nextTryInMs } }, `Sign-in of ${who} refused: ${why}`);
  }

  return {
    async signIn(origin, input) {
      const email = normalisedEmail(input.email);
      const user = await findUserByEmail(access, email);
      const bcryptLeft = await findBcryptHash(access);
      const keys = await keysFor(user, email, origin.address ?? '');
      const nextTryInMs = await countTry(keys, origin, user);
      let right: boolean;
      try {
        right = await hasher.verify(user?.password_hash ?? null, input.password, bcryptLeft);
      } catch (error) {
        await throttle.withdrawTry(keys);
        throw error;
      }
      if (user === undefined || !right) {
        await refuse(origin, user, user === undefined ? 'unknown e-mail' : 'wrong password', nextTryInMs);
        throw credentialsInvalid();
      }
      if (user.disabled === 1 || user.activated_at === null) {
        const why = user.disabled === 1 ? 'account disabled' : 'account not activated';
        await store.transact(strangerActor(origin), (tx) => throttle.settleWithin(tx, keys));
        await refuse(origin, user, why, 0);
        throw new DomainError(
          'account-disabled',
          user.disabled === 1 ? 'Inactive user' : 'This account waits for an administrator to activate it.',
        );
      }
      const signedIn = await startSession(origin, user, input.password, keys);
      const fields = { action: 'login', outcome: 'success', user: user.email, address: origin.address };
      log.info({ ...fields, payload: { user_id: user.id, role: user.access_role } }, `'${user.email}' signed in`);
      return signedIn;
    },
  };

  async function countTry(keys: readonly ThrottleKey[], origin: Origin, user: UserRow | undefined): Promise<number> {
    try {
      return await throttle.countTry(keys);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'too-many-attempts') {
        const fields = { ...failedLogin, reason: error.code, user: user?.email, address: origin.address };
        log.warn(fields, `Sign-in refused before the password was looked at: ${error.message}`);
      }
      throw error;
    }
  }

  async function startSession(origin: Origin, user: UserRow, password: string, keys: readonly ThrottleKey[]) {
    const outdated = user.password_hash !== null && hasher.isOutdated(user.password_hash);
    const newHash = outdated ? await hasher.hash(password) : user.password_hash;
    return store.transact(personActor(user, origin), async (tx) => {
      // the account may have been disabled, or its password changed, while the hash was computed
      const current = await noteSignIn(tx.access<UsersTables>(), user, newHash, tx.recordedAt);
      if (current === undefined) throw credentialsInvalid();
      await throttle.settleWithin(tx, keys);
      const started = await tokens.startWithin(tx, current, origin);
      return { ...started, user: toUser(current) };
    });
  }
}
