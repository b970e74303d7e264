/** The first administrator, out of ADMIN_EMAIL and ADMIN_PASSWORD. */
import { type Config, ConfigurationError } from '../config/index.ts';
import { DomainError } from '../kernel/errors.ts';
import { requireAcceptableFirstAdmin } from '../modules/users/index.ts';
import type { Services } from '../services.ts';

/**
 * Before anything is made or changed: a server that has migrated and then does not start helps nobody.
 *
 * @throws ConfigurationError
 */
export function refuseUnusableFirstAdmin({ firstAdmin }: Config): void {
  if (firstAdmin === undefined) return;
  try {
    requireAcceptableFirstAdmin(firstAdmin);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const variable = error.code === 'password-unacceptable' ? 'ADMIN_PASSWORD' : 'ADMIN_EMAIL';
    throw new ConfigurationError([{ variable, value: undefined, complaint: `is not acceptable: ${error.message}` }]);
  }
}

export async function makeFirstAdmin({ firstAdmin }: Config, { users, log }: Services): Promise<void> {
  if (firstAdmin === undefined || (await users.bootstrapAdmin(firstAdmin)) !== undefined) return;
  log.info(
    'ADMIN_EMAIL and ADMIN_PASSWORD are ignored, since there are accounts already: take them out of the environment',
  );
}
