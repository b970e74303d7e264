/** The table `users`. */
import { type SqlBool, sql, type Updateable } from 'kysely';
import type { Role } from '../../kernel/access.ts';
import { type Engine, isAnyOf, type TableAccess } from '../../platform/database/index.ts';
import type { UsersTable, UsersTables } from './tables.ts';
import type { User, UserFilter } from './users.ts';

type Access = TableAccess<UsersTables>;
export type UserRow = Omit<UsersTable, 'id'> & { id: number };
export type NewUserRow = Omit<UsersTable, 'id'>;

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    role: row.access_role,
    disabled: row.disabled === 1,
    activated: row.activated_at !== null,
    mustChangePassword: row.must_change_password === 1,
    version: row.version,
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
    lastSignInAtMs: row.last_sign_in_at,
  };
}

export function findUserById(access: Access, id: number): Promise<UserRow | undefined> {
  return access.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
}

export function findUsersById(access: Access, engine: Engine, ids: readonly number[]): Promise<UserRow[]> {
  return access
    .selectFrom('users')
    .selectAll()
    .where(isAnyOf(engine, 'id', ids))
    .execute();
}

/** With one of the roles, neither disabled nor waiting to be activated, in order of id. */
export function findActiveUsers(access: Access, roles: readonly Role[], limit: number): Promise<UserRow[]> {
  return access
    .selectFrom('users')
    .selectAll()
    .where('access_role', 'in', roles)
    .where('disabled', '=', 0)
    .where('activated_at', 'is not', null)
    .orderBy('id')
    .limit(limit)
    .execute();
}

export function findUserByEmail(access: Access, email: string): Promise<UserRow | undefined> {
  return access.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst();
}

/** The hash of some account that still has one of the predecessor's. The condition is that of its index, word for word. */
export async function findBcryptHash(access: Access): Promise<string | undefined> {
  const row = await access
    .selectFrom('users')
    .select('password_hash')
    .where(sql<SqlBool>`substr(password_hash, 1, 2) = '$2'`)
    .limit(1)
    .executeTakeFirst();
  return row?.password_hash ?? undefined;
}

/** Those with one of these addresses. */
export function findUsersByEmail(access: Access, engine: Engine, emails: readonly string[]): Promise<UserRow[]> {
  return access
    .selectFrom('users')
    .selectAll()
    .where(isAnyOf(engine, 'email', emails))
    .execute();
}

/** Inserts the row; undefined where a condition of its own did not hold. */
export type InsertRow = (access: Access, row: NewUserRow) => Promise<UserRow | undefined>;

export function insertUser(access: Access, row: NewUserRow): Promise<UserRow> {
  return access.insertInto('users').values(row).returningAll().executeTakeFirstOrThrow();
}

/** @throws ConstraintViolation users_email_unique */
export function insertUsers(access: Access, rows: readonly NewUserRow[]): Promise<UserRow[]> {
  return access.insertInto('users').values(rows).returningAll().execute();
}

/** Inserts where there is no user at all. */
export async function insertFirstUser(access: Access, row: NewUserRow): Promise<UserRow | undefined> {
  return (await isAnybodyThere(access)) ? undefined : await insertUser(access, row);
}

export async function isAnybodyThere(access: Access): Promise<boolean> {
  return (await access.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** Undefined when the row is gone or is no longer at `version`. */
export function updateUser(
  access: Access,
  id: number,
  version: number,
  changes: Omit<Updateable<UsersTable>, 'id' | 'version'>,
): Promise<UserRow | undefined> {
  return access
    .updateTable('users')
    .set({ ...changes, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
}

/**
 * The ids of those who can act as ADMIN, locked until the transaction ends: of two that would each remove one of the
 * last two, the second sees what the first has done.
 */
export async function lockActiveAdmins(access: Access): Promise<number[]> {
  const rows = await access
    .updateTable('users')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('access_role', '=', 'ADMIN')
    .where('disabled', '=', 0)
    .where('activated_at', 'is not', null)
    .where('password_hash', 'is not', null)
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

/** In order of id; one more than `limit`, if there is one. */
export function selectUsers(access: Access, filter: UserFilter, limit: number, afterId: number): Promise<UserRow[]> {
  let query = access.selectFrom('users').selectAll().where('id', '>', afterId);
  if (filter.role !== undefined) query = query.where('access_role', '=', filter.role);
  if (filter.disabled !== undefined) query = query.where('disabled', '=', filter.disabled ? 1 : 0);
  if (filter.search !== undefined) {
    const pattern = `%${filter.search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where(
      sql<SqlBool>`(email like ${pattern} escape '\\' or lower(first_name || ' ' || last_name) like ${pattern} escape '\\')`,
    );
  }
  return query
    .orderBy('id')
    .limit(limit + 1)
    .execute();
}

/** Undefined when the account was disabled or its password changed since `verified` was read. */
export function noteSignIn(
  access: Access,
  verified: Pick<UserRow, 'id' | 'password_hash'>,
  passwordHash: string | null,
  nowMs: number,
): Promise<UserRow | undefined> {
  return access
    .updateTable('users')
    .set({ last_sign_in_at: nowMs, password_hash: passwordHash })
    .where('id', '=', verified.id)
    .where('password_hash', '=', verified.password_hash)
    .where('disabled', '=', 0)
    .returningAll()
    .executeTakeFirst();
}
