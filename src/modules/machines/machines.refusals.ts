/** The refusals of machines, and what constraints mean in their words. */
import { changedMeanwhile, DomainError } from '../../kernel/errors.ts';
import { isUniqueViolation, refusingViolations } from '../../platform/database/index.ts';
import type { Machine } from './machines.types.ts';

/** A refusal names this many of the machines that there are. */
export const ALLOWED_LISTED = 50;
/** Characters that are quoted of what is no id of ours. */
const QUOTED_MAX = 64;

export function translated<T>(machine: { id: string; placeId: number | null }, write: () => Promise<T>): Promise<T> {
  return refusingViolations(write, (violation) => {
    if (isUniqueViolation(violation, 'machines_pkey')) {
      return new DomainError('machine-exists', `There already is a machine with the id '${machine.id}'.`);
    }
    if (violation.kind !== 'foreign-key') return undefined;
    return new DomainError('place-not-found', `There is no site, area or line with the id ${machine.placeId}.`);
  });
}

export function unknownMachine(missing: readonly string[], known: readonly string[]): DomainError {
  const allowed = known.slice(0, ALLOWED_LISTED);
  const list = known.length === 0 ? 'none yet' : allowed.join(', ') + (known.length > ALLOWED_LISTED ? ', …' : '');
  const named = missing
    .slice(0, 10)
    .map((id) => id.slice(0, QUOTED_MAX))
    .join("', '");
  return new DomainError('unknown-machine', `Unknown machine '${named}'. Allowed: ${list}.`, {
    unknown: missing.slice(0, 10),
    allowed,
  });
}

export function versionConflict(current: Machine): DomainError {
  return changedMeanwhile(`Machine '${current.name}'`, current.version);
}
