/** What people say of a rule on stops, made fit or refused. Pure. */
import { DomainError, notAllowed } from '../../../kernel/errors.ts';
import { requireFitName } from '../../../kernel/names.ts';
import { tidyName } from '../../../kernel/texts.ts';
import { normaliseReason } from '../../timeline/index.ts';
import { requireCategory } from '../tickets/ticket-details.rules.ts';
import type { StopRuleDetails } from './stop-rules.types.ts';

/** A rule waits for a day at most, and is silent for a week. */
export const MINUTES_MAX = 1_440;
export const COOL_DOWN_MINUTES_MAX = 10_080;
export const RANK_MAX = 1_000;

/** What a rule is where nobody says otherwise. */
export const newRuleDefaults: Omit<StopRuleDetails, 'name'> = {
  active: true,
  groups: [],
  reasons: [],
  unanswered: false,
  minimumMinutes: 10,
  machineIds: [],
  shift: null,
  criticalities: [],
  action: 'ticket',
  priority: 'High',
  category: null,
  title: '{machine} stands: {reason}',
  coolDownMinutes: 0,
  rank: 100,
};

export interface Allowed {
  readonly categories: readonly string[];
  /** Codes of all shifts that there are. */
  readonly shifts: readonly string[];
}

/** @throws validation-failed, unknown-category, unknown-shift */
export function fitStopRule(given: StopRuleDetails, { categories, shifts }: Allowed): StopRuleDetails {
  const reasons = new Map(given.reasons.map((name) => [normaliseReason(name), tidyName(name)]));
  reasons.delete('');
  const title = tidyName(given.title);
  if (title === '') throw new DomainError('validation-failed', 'The title must say something.');
  if (given.groups.length === 0 && reasons.size === 0 && !given.unanswered) {
    throw new DomainError(
      'validation-failed',
      'The rule is about no stop: name reason_groups or reasons, or set unanswered to true.',
    );
  }
  const shift = given.shift === null ? null : tidyName(given.shift);
  if (shift !== null && !shifts.includes(shift)) throw notAllowed('unknown-shift', 'shift', shift, shifts);
  return {
    ...given,
    name: requireFitName('rule', given.name),
    groups: [...new Set(given.groups)],
    reasons: [...reasons.values()],
    machineIds: [...new Set(given.machineIds)],
    criticalities: [...new Set(given.criticalities)].sort(),
    shift,
    category: given.category === null ? null : requireCategory(given.category, categories),
    title,
  };
}
