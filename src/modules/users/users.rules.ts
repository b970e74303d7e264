/** Pure rules of accounts: how an e-mail address and a name are written, and what a role lets a session do. */
import { type Actor, type Permission, permissionsOf, type Role, roles } from '../../kernel/access.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { Origin } from './users.ts';

export const EMAIL_LENGTH_MAX = 254;
export const NAME_LENGTH_MAX = 100;

const EMAIL = /^[^\s@<>()[\]"\\,;:\p{Cc}\p{Cf}]{1,64}@[^\s@<>()[\]"\\,;:\p{Cc}\p{Cf}]{1,189}$/u;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** The one spelling of an address: the same person cannot have two accounts by typing a capital letter. */
export function normalisedEmail(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}

/** @throws validation-failed */
export function requireEmail(email: string): string {
  const normalised = normalisedEmail(email);
  if (!EMAIL.test(normalised) || normalised.length > EMAIL_LENGTH_MAX) {
    throw new DomainError('validation-failed', `'${email}' is not an e-mail address.`);
  }
  return normalised;
}

/** @throws validation-failed */
export function requireName(name: string, what: string): string {
  const trimmed = name.normalize('NFC').trim();
  if (trimmed.length === 0 || trimmed.length > NAME_LENGTH_MAX || UNPRINTABLE.test(trimmed)) {
    throw new DomainError(
      'validation-failed',
      `The ${what} needs 1 to ${NAME_LENGTH_MAX} characters and no control characters.`,
    );
  }
  return trimmed;
}

const permissionsByRole = new Map<Role, ReadonlySet<Permission>>(
  roles.map((role) => [role, new Set(permissionsOf(role))]),
);
const ownAccountOnly: ReadonlySet<Permission> = new Set(['account:own']);
const nothing: ReadonlySet<Permission> = new Set();

export function permissionsOfAccount(role: Role, mustChangePassword: boolean): ReadonlySet<Permission> {
  return mustChangePassword ? ownAccountOnly : (permissionsByRole.get(role) ?? nothing);
}

/** A person who proves who they are by something other than a session: a password, a link. May do nothing else. */
export function personActor(user: { id: number; email: string; access_role: Role }, origin: Origin): Actor {
  return {
    kind: 'user',
    id: String(user.id),
    name: user.email,
    role: user.access_role,
    permissions: nothing,
    ...placeOf(origin),
  };
}

/** Somebody whom we do not know. */
export function strangerActor(origin: Origin): Actor {
  return { kind: 'system', id: 'stranger', name: 'stranger', role: null, permissions: nothing, ...placeOf(origin) };
}

export function placeOf({ address, requestId }: Origin): Pick<Actor, 'address' | 'requestId'> {
  return {
    ...(address === undefined ? {} : { address }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
