/** Refusals that several use cases share, so that they read the same and give away the same: nothing. */
import { DomainError } from '../../kernel/errors.ts';
import type { LinkPurpose } from './tables.ts';

/** For every token that is not valid now, whatever the reason. */
export function tokenInvalid(): DomainError {
  return new DomainError('token-invalid', 'Invalid token signature or expired token');
}

/** For an unknown e-mail and a wrong password alike. */
export function credentialsInvalid(): DomainError {
  return new DomainError('credentials-invalid', 'Incorrect email or password');
}

export function linkInvalid(): DomainError {
  return new DomainError(
    'link-invalid',
    'This link is not valid: it was used before, has expired, or was replaced by a newer one. Ask an administrator for another.',
  );
}

/** For who has a link that works: it tells them nothing that the link does not. */
export function linkForAnotherPurpose(purpose: LinkPurpose): DomainError {
  const sentences = {
    activation: 'This link activates an account, and sets no password. Open it as you were given it: /activate/…',
    password:
      'This link is for choosing a password, which also activates the account. Open it as you were given it: /reset-password/…',
  };
  return new DomainError('link-invalid', `${sentences[purpose]} It has not been used up.`);
}

export function userNotFound(id: number): DomainError {
  return new DomainError('user-not-found', `There is no user ${id}.`);
}

export function versionConflict(email: string): DomainError {
  return new DomainError('version-conflict', `Somebody else has just changed the account of ${email}. Read it again.`);
}
