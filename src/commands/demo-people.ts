/** The demo's people: one of each role, with passwords that nobody could know before they are printed. */
import { randomInt } from 'node:crypto';
import { type Actor, permissionsOf, type Role, roles } from '../kernel/access.ts';
import type { Users } from '../modules/users/index.ts';
import type { DemoPerson } from './demo-folder.ts';

const names: Readonly<Record<Role, readonly [firstName: string, lastName: string]>> = {
  ADMIN: ['Ada', 'Admin'],
  SUPERVISOR: ['Sam', 'Supervisor'],
  TECHNICIAN: ['Tess', 'Technician'],
  OPERATOR: ['Oskar', 'Operator'],
  STOREKEEPER: ['Stella', 'Storekeeper'],
  VIEWER: ['Vic', 'Viewer'],
};

/** Whom the demo will have: the passwords are made here and must be kept, for they are stored hashed. */
export function inventPeople(): DemoPerson[] {
  return roles.map((role) => ({ email: `${role.toLowerCase()}@demo.example`, role, password: inventPassword() }));
}

/** Makes those that do not exist yet: a demo that was interrupted can be started again. */
export async function createPeople(users: Users, actor: Actor, people: readonly DemoPerson[]): Promise<void> {
  const { items: existing } = await users.listUsers({ limit: 100 });
  const known = new Set(existing.map((user) => user.email));
  for (const person of people) {
    if (known.has(person.email)) continue;
    const role = roles.find((each) => each === person.role) ?? 'VIEWER';
    const [firstName, lastName] = names[role];
    await users.createUser(actor, { email: person.email, firstName, lastName, role, password: person.password });
  }
}

/** One of the demo's people, acting. */
export async function personWith(users: Users, role: Role): Promise<Actor> {
  const { items } = await users.listUsers({ role, limit: 1 });
  const [user] = items;
  if (user === undefined) throw new Error(`The demo has nobody with the role ${role}.`);
  return { kind: 'user', id: String(user.id), name: user.email, role, permissions: new Set(permissionsOf(role)) };
}

/** Four made-up words such as `kuvob`: 64 random bits that a person can type from a screen. */
export function inventPassword(): string {
  const word = () => [consonant(), vowel(), consonant(), vowel(), consonant()].join('');
  return [word(), word(), word(), word()].join('-');
}

const consonant = () => 'bdfghjklmnprstvwxz'.charAt(randomInt(18));
const vowel = () => 'aeiou'.charAt(randomInt(5));
