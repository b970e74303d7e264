/** The refusals of plans. */
import { DomainError } from '../../../kernel/errors.ts';
import type { Plan } from './plans.types.ts';

export function planNotFound(id: number): DomainError {
  return new DomainError('plan-not-found', `There is no maintenance plan ${id}.`);
}

export function versionConflict(plan: Plan): DomainError {
  return new DomainError(
    'version-conflict',
    `Plan ${plan.id} has been changed in the meantime. Read it again and repeat the change.`,
    { current_version: plan.version },
  );
}

/** @param why it is impossible, as the end of a sentence */
export function planMoveRefused(plan: Plan, why: string, members: Record<string, unknown> = {}): DomainError {
  return new DomainError('plan-move-refused', `Plan ${plan.id} ${why}.`, { status: plan.status, ...members });
}

export function machineRetired(name: string): DomainError {
  return new DomainError('plan-move-refused', `Machine '${name}' is out of use, so no plan of it can be active.`);
}
