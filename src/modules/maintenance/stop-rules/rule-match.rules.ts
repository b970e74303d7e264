/** Which rules a stop asks for. Pure. */
import { MINUTE_MS } from '../../../kernel/clock.ts';
import type { Criticality } from '../../machines/index.ts';
import { normaliseReason } from '../../timeline/index.ts';
import type { ReasonFacts } from './reason-kinds.rules.ts';
import type { RuleGroup, StopRule } from './stop-rules.types.ts';

/** What rules are asked about. */
export interface StopFacts {
  readonly machineId: string;
  readonly criticality: Criticality | null;
  /** The shift that the machine has now. */
  readonly shift: string | null;
  readonly reason: ReasonFacts;
}

/** Whatever the length of the stop. A harmless reason is taken by none. */
export function isAbout(rule: StopRule, { machineId, criticality, shift, reason }: StopFacts): boolean {
  return (
    rule.active &&
    takesReason(rule, reason) &&
    (rule.machineIds.length === 0 || rule.machineIds.includes(machineId)) &&
    (rule.criticalities.length === 0 || (criticality !== null && rule.criticalities.includes(criticality))) &&
    (rule.shift === null || rule.shift === shift)
  );
}

export function takesReason(rule: StopRule, { group, keys, isAnswered, isHarmless }: ReasonFacts): boolean {
  if (isHarmless) return false;
  if (!isAnswered && rule.unanswered) return true;
  if (rule.reasons.some((name) => keys.includes(normaliseReason(name)))) return true;
  // a reason that nobody gave is in a group only because it has to be in one
  return isAnswered && rule.groups.includes(group as RuleGroup);
}

export function isDue({ minimumMinutes }: StopRule, durationMs: number): boolean {
  return durationMs >= minimumMinutes * MINUTE_MS;
}

/** The order in which rules are asked for a ticket. */
export function byRank(a: StopRule, b: StopRule): number {
  return a.rank - b.rank || a.id - b.id;
}

/** What a stop is taken for: changes where somebody gives another reason, and not where the same one is spelled otherwise. */
export function keyOfReason({ name, group, isAnswered }: ReasonFacts): string {
  return `${group}/${isAnswered ? normaliseReason(name) : ''}`;
}
