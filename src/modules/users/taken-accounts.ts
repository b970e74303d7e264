/**
 * Accounts of another system, inside a transaction of whoever takes them over: with the password hashes that they had.
 *
 * An address that has an account already keeps that account as it is.
 */
import type { Transaction } from '../../platform/outbox/index.ts';
import { recordAccountChange } from './account-changes.ts';
import { findUsersByEmail, insertUsers, toUser, type UserRow } from './accounts.repository.ts';
import { isBcryptHash } from './bcrypt-hashes.ts';
import type { UsersTables } from './tables.ts';
import { requireEmail, requireName } from './users.rules.ts';
import type { AccountTakeOver, TakenAccount } from './users.ts';

export function createAccountTakeOver(): AccountTakeOver {
  return {
    async findAccountsWithin(tx, emails) {
      const rows = await findUsersByEmail(tx.access<UsersTables>(), tx.engine, emails);
      return new Map(rows.map((row) => [row.email, toUser(row)]));
    },

    async takeOverAccountsWithin(tx, accounts) {
      if (accounts.length === 0) return new Map();
      const rows = await insertUsers(
        tx.access<UsersTables>(),
        accounts.map((account) => toRow(tx, account)),
      );
      for (const row of rows) {
        const after = { email: row.email, access_role: row.access_role, disabled: row.disabled === 1 };
        recordAccountChange(tx, 'created', row, { after, reason: `taken over by ${tx.actor.name}` });
      }
      return new Map(rows.map((row) => [row.email, toUser(row)]));
    },
  };
}

/** @throws validation-failed */
function toRow(tx: Transaction, account: TakenAccount): Omit<UserRow, 'id'> {
  const { passwordHash } = account;
  if (passwordHash !== null && !isBcryptHash(passwordHash)) {
    throw new Error('A password hash to take over is none of bcrypt.');
  }
  return {
    email: requireEmail(account.email),
    first_name: requireName(account.firstName, 'first name'),
    last_name: requireName(account.lastName, 'last name'),
    password_hash: passwordHash,
    access_role: account.role,
    disabled: account.disabled ? 1 : 0,
    must_change_password: 0,
    activated_at: passwordHash === null ? null : tx.recordedAt,
    version: 1,
    created_at: tx.recordedAt,
    updated_at: tx.recordedAt,
    last_sign_in_at: null,
  };
}
