/** Which rules a stop asks for. Pure. */
import { MINUTE_MS } from '../../../kernel/clock.ts';
import type { Criticality } from '../../machines/index.ts';
import { normaliseReason } from '../../timeline/index.ts';
import type { ReasonFacts } from './reason-kinds.rules.ts';
import type { Fault, StandingPiece } from './standing.rules.ts';
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

/**
 * What of a fault counts for a rule that is about it: its end in which nobody has given a reason of another kind. A tool
 * that is mended for a minute after half an hour of setting up is a fault of a minute.
 */
export function faultFor(rule: StopRule, fault: Fault): Fault {
  const isOther = ({ reason }: StandingPiece) => reason.isAnswered && !takesReason(rule, reason);
  const pieces = fault.pieces.slice(fault.pieces.findLastIndex(isOther) + 1);
  const first = pieces[0];
  return first === undefined ? fault : { ...fault, pieces, startMs: first.startMs, periodId: first.periodId };
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
