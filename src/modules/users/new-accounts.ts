/** Making accounts: by an ADMIN or the command line, by a stranger where that is allowed, and the very first one. */
import { type Actor, type Role, systemActor } from '../../kernel/access.ts';
import { DomainError, shownOnce } from '../../kernel/errors.ts';
import { isUniqueViolation } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { type Store, transactOnce } from '../../platform/outbox/index.ts';
import { recordAccountChange } from './account-changes.ts';
import {
  findUserById,
  type InsertRow,
  insertFirstUser,
  insertUser,
  isAnybodyThere,
  toUser,
} from './accounts.repository.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { requireAcceptablePassword } from './passwords.rules.ts';
import type { UsersTables } from './tables.ts';
import { requireEmail, requireName, strangerActor } from './users.rules.ts';
import type { Accounts, User } from './users.ts';

interface Draft {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
  readonly password: string | undefined;
  readonly mustChangePassword: boolean;
  readonly activated: boolean;
}

/** Whose names nobody has said. */
const FIRST_ADMIN = { firstName: 'First', lastName: 'Administrator' } as const;

/**
 * What {@link Accounts.bootstrapAdmin} would refuse, without a database.
 *
 * @throws validation-failed for the e-mail, password-unacceptable
 */
export function requireAcceptableFirstAdmin({ email, password }: { email: string; password: string }): void {
  requireAcceptablePassword(password, { email: requireEmail(email), ...FIRST_ADMIN });
}

export interface NewAccountParts {
  readonly store: Store;
  readonly log: Logger;
  readonly hasher: PasswordHasher;
  readonly selfRegistration: boolean;
}

export function createNewAccounts({
  store,
  log,
  hasher,
  selfRegistration,
}: NewAccountParts): Pick<Accounts, 'createUser' | 'register' | 'bootstrapAdmin'> {
  async function insertWith(
    insertRow: InsertRow,
    actor: Actor,
    draft: Draft,
    how: string,
    key?: string,
  ): Promise<User | undefined> {
    const email = requireEmail(draft.email);
    const firstName = requireName(draft.firstName, 'first name');
    const lastName = requireName(draft.lastName, 'last name');
    if (draft.password !== undefined) requireAcceptablePassword(draft.password, { email, firstName, lastName });
    const passwordHash = draft.password === undefined ? null : await hasher.hash(draft.password);
    // without the password: what is kept of a request could be guessed from
    const payload = { email, firstName, lastName, role: draft.role };
    try {
      const request = { key, operation: 'user.create', payload };
      const { result: madeId, isRepeat } = await transactOnce(store, actor, request, async (tx) => {
        const inserted = await insertRow(tx.access<UsersTables>(), {
          email,
          first_name: firstName,
          last_name: lastName,
          password_hash: passwordHash,
          access_role: draft.role,
          disabled: 0,
          must_change_password: draft.mustChangePassword ? 1 : 0,
          activated_at: draft.activated ? tx.recordedAt : null,
          version: 1,
          created_at: tx.recordedAt,
          updated_at: tx.recordedAt,
          last_sign_in_at: null,
        });
        if (inserted === undefined) return null;
        const after = { email, access_role: draft.role, activated: draft.activated };
        recordAccountChange(tx, 'created', inserted, { after, reason: how });
        return inserted.id;
      });
      if (isRepeat) {
        const then = 'Make another link for the account.';
        throw shownOnce(`The account of '${email}'`, then, { user_id: madeId });
      }
      if (madeId === null) return undefined;
      const row = await findUserById(store.access<UsersTables>(), madeId);
      if (row === undefined) throw new Error(`the account ${madeId} has vanished`);
      log.info({ payload: { user_id: row.id, role: row.access_role } }, `Account of '${email}' created: ${how}`);
      return toUser(row);
    } catch (error) {
      if (isUniqueViolation(error, 'users_email_unique'))
        throw new DomainError('email-taken', 'Email already registered');
      throw error;
    }
  }

  async function insert(actor: Actor, draft: Draft, how: string, key?: string): Promise<User> {
    const user = await insertWith(insertUser, actor, draft, how, key);
    if (user === undefined) throw new Error('an insert without a condition returned no row');
    return user;
  }

  return {
    async createUser(actor, input, key) {
      const { password, mustChangePassword = false } = input;
      const draft = { ...input, password, mustChangePassword, activated: password !== undefined };
      return insert(actor, draft, `by ${actor.name}`, key);
    },

    async register(origin, input) {
      if (!selfRegistration) {
        throw new DomainError(
          'registration-closed',
          'Nobody can register here on their own. Ask an administrator for an account; an administrator may allow ' +
            'registration with SELF_REGISTRATION=true.',
        );
      }
      const draft: Draft = { ...input, role: 'VIEWER', mustChangePassword: false, activated: false };
      return insert(strangerActor(origin), draft, 'by self-registration');
    },

    async bootstrapAdmin({ email, password }) {
      const draft: Draft = {
        email,
        password,
        ...FIRST_ADMIN,
        role: 'ADMIN',
        mustChangePassword: false,
        activated: true,
      };
      if (await isAnybodyThere(store.access<UsersTables>())) return undefined;
      try {
        return await insertWith(insertFirstUser, systemActor('bootstrap'), draft, 'the first administrator');
      } catch (error) {
        // another process has just made the same account
        if (error instanceof DomainError && error.code === 'email-taken') return undefined;
        throw error;
      }
    },
  };
}
