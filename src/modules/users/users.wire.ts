/** Accounts, sessions and keys as they go over the wire: snake_case, RFC 3339, and both names that front ends know. */
import { type Permission, permissions, type Role } from '../../kernel/access.ts';
import { type Clock, SECOND_MS } from '../../kernel/clock.ts';
import { formatInstant, formatOptionalInstant } from '../../kernel/instant.ts';
import { pageAddress } from '../../kernel/page-addresses.ts';
import type { ApiKey, OneTimeLink, Session, SignInTokens, User } from './users.ts';

/** Older front ends branch on two roles. */
function oldRoleOf(role: Role): 'ADMIN' | 'EMPLOYEE' {
  return role === 'ADMIN' ? 'ADMIN' : 'EMPLOYEE';
}

export function userToWire(user: User) {
  return {
    id: user.id,
    user_id: user.id,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    role: oldRoleOf(user.role),
    access_role: user.role,
    onboarded: true,
    disabled: user.disabled,
    activated: user.activated,
    must_change_password: user.mustChangePassword,
    version: user.version,
    created_at: formatInstant(user.createdAtMs),
    updated_at: formatInstant(user.updatedAtMs),
    last_sign_in_at: formatOptionalInstant(user.lastSignInAtMs),
  };
}

export function tokensToWire(tokens: SignInTokens, clock: Clock) {
  return {
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    token_type: 'bearer' as const,
    expires_in: secondsUntil(tokens.accessTokenExpiresAtMs, clock),
  };
}

/** @param can what the session may do @param expiresAtMs when it ends if it is not used again */
export function webSessionToWire(user: User, can: ReadonlySet<Permission>, expiresAtMs: number, clock: Clock) {
  return {
    ...userToWire(user),
    permissions: permissions.filter((permission) => can.has(permission)),
    session_expires_in: secondsUntil(expiresAtMs, clock),
  };
}

export function secondsUntil(instantMs: number, clock: Clock): number {
  return Math.max(0, Math.floor((instantMs - clock.now()) / SECOND_MS));
}

export function sessionToWire(session: Session, currentId: string | undefined) {
  return {
    id: session.id,
    current: session.id === currentId,
    created_at: formatInstant(session.createdAtMs),
    last_seen_at: formatInstant(session.lastSeenAtMs),
    expires_at: formatInstant(session.expiresAtMs),
    address: session.address,
    user_agent: session.userAgent,
  };
}

export function linkToWire(link: OneTimeLink) {
  return {
    purpose: link.purpose,
    uid: link.uid,
    token: link.token,
    path: pageAddress(link.purpose, link.uid, link.token),
    expires_at: formatInstant(link.expiresAtMs),
  };
}

export function apiKeyToWire(key: ApiKey) {
  return {
    id: key.id,
    name: key.name,
    scopes: [...key.scopes],
    prefix: key.prefix,
    created_by: key.createdBy,
    created_at: formatInstant(key.createdAtMs),
    expires_at: formatOptionalInstant(key.expiresAtMs),
    last_used_at: formatOptionalInstant(key.lastUsedAtMs),
    revoked_at: formatOptionalInstant(key.revokedAtMs),
  };
}
