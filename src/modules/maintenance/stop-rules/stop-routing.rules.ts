/** What becomes of the ticket of a stop when its reasons are others than when it was routed. Pure. */
import type { ReasonFacts } from './reason-kinds.rules.ts';
import { byRank, isAbout, keyOfReason, type StopFacts } from './rule-match.rules.ts';
import type { StandingPiece, Stretch } from './standing.rules.ts';
import type { StopCase, StopRule } from './stop-rules.types.ts';

export type Routing =
  | { readonly kind: 'as-it-is' }
  /** No reason of the stop is one that a ticket is opened for. */
  | { readonly kind: 'withdraw' }
  /** @property rules that would open a ticket for the reason; the first of them that is due has it */
  | { readonly kind: 'route'; readonly reason: ReasonFacts; readonly rules: readonly StopRule[] };

/** What a stop is taken for whose ticket was withdrawn, or should be. */
export const NO_REASON_KEY = '';

const AS_IT_IS: Routing = { kind: 'as-it-is' };

/**
 * By the last reason that somebody gave and that a ticket is opened for. What comes behind it in the same stop, another
 * stop of the day or a break, takes no fault back; nor does a rule that is there no more.
 *
 * @param stretch absent where the source does not know of the stop any more
 */
export function routingOf(
  stop: StopCase,
  stretch: Stretch | undefined,
  rules: readonly StopRule[],
  facts: Omit<StopFacts, 'reason'>,
): Routing {
  if (stop.ticketId === null) return AS_IT_IS;
  const reasons = piecesOf(stop, stretch).flatMap(({ reason }) => (reason.isHarmless ? [] : [reason]));
  const [answered, others] = [reasons.filter((one) => one.isAnswered), reasons.filter((one) => !one.isAnswered)];
  for (const reason of [...answered.reverse(), ...others.reverse()]) {
    const about = rules.filter((rule) => rule.action === 'ticket' && isAbout(rule, { ...facts, reason }));
    if (about.length === 0) continue;
    return keyOfReason(reason) === stop.reasonKey ? AS_IT_IS : { kind: 'route', reason, rules: about.sort(byRank) };
  }
  const isTheSame = stop.reasonKey === NO_REASON_KEY || reasons.some((one) => keyOfReason(one) === stop.reasonKey);
  return isTheSame ? AS_IT_IS : { kind: 'withdraw' };
}

/** What lies before the fault, a break for example, is not part of it. */
export function piecesOf({ startedAt }: StopCase, stretch: Stretch | undefined): readonly StandingPiece[] {
  return stretch?.pieces.filter(({ endMs }) => endMs > startedAt) ?? [];
}
