/** The refusals of rules on stops. */
import { changedMeanwhile, DomainError } from '../../../kernel/errors.ts';
import type { StopRule } from './stop-rules.types.ts';

export function stopRuleNotFound(id: number): DomainError {
  return new DomainError('stop-rule-not-found', `There is no rule on stops ${id}.`);
}

export function stopRuleNameTaken(name: string): DomainError {
  return new DomainError('name-taken', `There already is a rule on stops '${name}'.`);
}

export function tooManyStopRules(most: number): DomainError {
  return new DomainError(
    'limit-reached',
    `There are ${most} rules on stops, and no more can be added. Delete one first.`,
  );
}

export function stopRuleConflict({ name, version }: StopRule): DomainError {
  return changedMeanwhile(`Rule '${name}'`, version);
}
