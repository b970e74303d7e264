/** Who can be given a ticket: people whose role works on tickets and whose account can be used. */
import { permissionsOf, roles } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { Users } from '../../users/index.ts';

export const workers = roles.filter((role) => permissionsOf(role).includes('tickets:work'));

/** @throws user-not-found, validation-failed */
export async function requireWorkerWithin(tx: Transaction, users: Users, id: number): Promise<void> {
  const person = await users.findPersonWithin(tx, id);
  if (person === undefined) throw new DomainError('user-not-found', `There is no user ${id}.`);
  if (person.active && workers.includes(person.role)) return;
  const why = person.active ? `has the role ${person.role}` : 'has an account that cannot be used';
  throw new DomainError('validation-failed', `${person.name} cannot work on tickets: ${why}.`);
}

/** The same person where they can work on tickets, else nobody: for what was said long before. */
export async function workerOrNobodyWithin(tx: Transaction, users: Users, id: number | null): Promise<number | null> {
  const person = id === null ? undefined : await users.findPersonWithin(tx, id);
  return person?.active === true && workers.includes(person.role) ? id : null;
}
