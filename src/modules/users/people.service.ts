/** People as the other rooms name them: batched, and without what only administrators may see. */
import { roles as allRoles } from '../../kernel/access.ts';
import { comparisonKey } from '../../kernel/texts.ts';
import type { Store } from '../../platform/outbox/index.ts';
import { findActiveUsers, findUserById, findUsersById, type UserRow } from './accounts.repository.ts';
import type { UsersTables } from './tables.ts';
import type { People, Person } from './users.ts';

/** More than a factory has in maintenance. */
const PEOPLE_LISTED_MAX = 1_000;

export function createPeopleService(store: Store): People {
  const reads = () => store.access<UsersTables>();
  return {
    async namesOf(ids) {
      if (ids.length === 0) return new Map();
      const rows = await findUsersById(reads(), store.engine, [...new Set(ids)]);
      return new Map(rows.map((row) => [row.id, nameOf(row)]));
    },
    async findPersonWithin(tx, id) {
      const row = await findUserById(tx.access<UsersTables>(), id);
      return row === undefined ? undefined : toPerson(row);
    },
    async listAddressees() {
      const rows = await findActiveUsers(reads(), allRoles, PEOPLE_LISTED_MAX);
      return rows.map((row) => ({ id: row.id, name: nameOf(row), email: row.email, role: row.access_role }));
    },
    async listPeople(roles) {
      const rows = await findActiveUsers(reads(), roles, PEOPLE_LISTED_MAX);
      const people = rows.map((row) => ({ person: toPerson(row), key: comparisonKey(nameOf(row)) }));
      return people.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ person }) => person);
    },
  };
}

function toPerson(row: UserRow): Person {
  return {
    id: row.id,
    name: nameOf(row),
    role: row.access_role,
    active: row.disabled === 0 && row.activated_at !== null,
  };
}

/** First and last name; the e-mail address where there is none. */
export function nameOf({ first_name, last_name, email }: Pick<UserRow, 'first_name' | 'last_name' | 'email'>): string {
  return `${first_name} ${last_name}`.trim() || email;
}
