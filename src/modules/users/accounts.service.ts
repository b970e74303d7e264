/**
 * Accounts that exist: read, changed, disabled and enabled; never deleted, because the audit points at them.
 *
 * There is always somebody who can act as ADMIN: whatever would remove the last one is refused, also when two such
 * changes are made at the same moment.
 */
import type { Actor } from '../../kernel/access.ts';
import { DomainError } from '../../kernel/errors.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, toPage } from '../../kernel/paging.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store, Transaction } from '../../platform/outbox/index.ts';
import { recordAccountChange } from './account-changes.ts';
import {
  findUserById,
  lockActiveAdmins,
  selectUsers,
  toUser,
  type UserRow,
  updateUser,
} from './accounts.repository.ts';
import { closeLinks } from './links.repository.ts';
import { userNotFound, versionConflict } from './refusals.ts';
import { endSessionsWithin } from './session-endings.ts';
import type { UsersTables } from './tables.ts';
import { requireName } from './users.rules.ts';
import type { Accounts, UserChanges } from './users.ts';

export function createAccountService(
  store: Store,
  log: Logger,
): Omit<Accounts, 'createUser' | 'register' | 'bootstrapAdmin'> {
  const access = store.access<UsersTables>();

  async function changeWithin(tx: Transaction, id: number, changes: UserChanges): Promise<UserRow> {
    const own = tx.access<UsersTables>();
    const before = await requireUserWithin(tx, id);
    if (changes.version !== undefined && changes.version !== before.version) throw versionConflict(before.email);
    const wanted = {
      first_name: changes.firstName === undefined ? before.first_name : requireName(changes.firstName, 'first name'),
      last_name: changes.lastName === undefined ? before.last_name : requireName(changes.lastName, 'last name'),
      access_role: changes.role ?? before.access_role,
    };
    const roleChanges = wanted.access_role !== before.access_role;
    const nameChanges = wanted.first_name !== before.first_name || wanted.last_name !== before.last_name;
    if (!roleChanges && !nameChanges) return before;
    if (roleChanges) {
      refuseOwnAccount(tx.actor, id, 'change your own role');
      if (before.access_role === 'ADMIN') await requireAnotherAdminWithin(tx, before);
    }
    const after = await updateUser(own, id, before.version, { ...wanted, updated_at: tx.recordedAt });
    if (after === undefined) throw versionConflict(before.email);
    if (roleChanges) {
      recordAccountChange(tx, 'role-changed', after, {
        before: { access_role: before.access_role },
        after: { access_role: after.access_role },
      });
    }
    if (nameChanges) {
      recordAccountChange(tx, 'changed', after, {
        before: { first_name: before.first_name, last_name: before.last_name },
        after: { first_name: after.first_name, last_name: after.last_name },
      });
    }
    return after;
  }

  async function changeUser(actor: Actor, id: number, changes: UserChanges) {
    const user = await store.transact(actor, (tx) => changeWithin(tx, id, changes));
    log.info(
      { payload: { user_id: id, role: user.access_role } },
      `Account of '${user.email}' changed by '${actor.name}'`,
    );
    return toUser(user);
  }

  return {
    async getUser(id) {
      const user = await findUserById(access, id);
      if (user === undefined) throw userNotFound(id);
      return toUser(user);
    },

    async listUsers(filter) {
      const { limit = PAGE_LIMIT_DEFAULT, cursor } = filter;
      const [afterId] = cursor === undefined ? [0] : decodeCursor(cursor, ['number']);
      const page = toPage(await selectUsers(access, filter, limit, Number(afterId)), limit, (row) => [row.id]);
      return { items: page.items.map(toUser), nextCursor: page.nextCursor };
    },

    changeUser,

    changeProfile: (actor, { firstName, lastName }) => changeUser(actor, Number(actor.id), { firstName, lastName }),

    async disableUser(actor, id) {
      const user = await store.transact(actor, async (tx) => {
        const before = await requireUserWithin(tx, id);
        if (before.disabled === 1) return before;
        refuseOwnAccount(actor, id, 'disable your own account');
        if (before.access_role === 'ADMIN') await requireAnotherAdminWithin(tx, before);
        const own = tx.access<UsersTables>();
        const after = await updateUser(own, id, before.version, { disabled: 1, updated_at: tx.recordedAt });
        if (after === undefined) throw versionConflict(before.email);
        recordAccountChange(tx, 'disabled', after);
        await closeLinks(own, id);
        await endSessionsWithin(tx, { userId: id }, 'account-disabled');
        return after;
      });
      log.info({ payload: { user_id: id } }, `Account of '${user.email}' disabled by '${actor.name}'`);
      return toUser(user);
    },

    async enableUser(actor, id) {
      const user = await store.transact(actor, async (tx) => {
        const before = await requireUserWithin(tx, id);
        const activates = before.activated_at === null && before.password_hash !== null;
        if (before.disabled === 0 && !activates) return before;
        const after = await updateUser(tx.access<UsersTables>(), id, before.version, {
          disabled: 0,
          activated_at: activates ? tx.recordedAt : before.activated_at,
          updated_at: tx.recordedAt,
        });
        if (after === undefined) throw versionConflict(before.email);
        recordAccountChange(tx, 'enabled', after);
        if (activates) recordAccountChange(tx, 'activated', after, { reason: 'by an administrator' });
        return after;
      });
      log.info({ payload: { user_id: id } }, `Account of '${user.email}' enabled by '${actor.name}'`);
      return toUser(user);
    },
  };
}

async function requireUserWithin(tx: Transaction, id: number): Promise<UserRow> {
  const user = await findUserById(tx.access<UsersTables>(), id);
  if (user === undefined) throw userNotFound(id);
  return user;
}

/** Nobody locks themselves out by a slip: another administrator has to do it. */
function refuseOwnAccount(actor: Actor, id: number, what: string): void {
  if (actor.kind === 'user' && actor.id === String(id)) {
    throw new DomainError('forbidden', `You cannot ${what}. Ask another administrator.`);
  }
}

async function requireAnotherAdminWithin(tx: Transaction, user: UserRow): Promise<void> {
  const admins = await lockActiveAdmins(tx.access<UsersTables>());
  if (admins.includes(user.id) && admins.length === 1) {
    throw new DomainError(
      'last-admin',
      `${user.email} is the last administrator who can sign in. Make somebody else ADMIN first.`,
    );
  }
}
