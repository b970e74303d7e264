/**
 * Follows a stop that a rule has acted on: another reason routes its ticket anew or withdraws it, its end is noted, and
 * the machine running again is proposed as the end of the fault. Inside the transaction that holds the machine.
 */
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { ReasonFacts } from './reason-kinds.rules.ts';
import { byRank, isAbout, isDue, keyOfReason, type StopFacts } from './rule-match.rules.ts';
import { decidingReason, GROWING_MS, type StandingPiece, type Stretch } from './standing.rules.ts';
import { updateCase } from './stop-cases.repository.ts';
import type { StopMatch } from './stop-matches.rules.ts';
import type { StopCase, StopRule } from './stop-rules.types.ts';
import { reasonName } from './stop-texts.rules.ts';
import {
  bringBackWithin,
  proposeRestoreWithin,
  rerouteWithin,
  type StopTicketDependencies,
  type TicketMeans,
  withdrawWithin,
} from './stop-tickets.ts';

export interface FollowingParts extends StopTicketDependencies {
  readonly zone: string;
}

/** What of the machine all its stops share. */
export interface MachineNow {
  readonly rules: readonly StopRule[];
  readonly means: TicketMeans;
  readonly facts: Omit<StopFacts, 'reason'>;
  readonly nowMs: number;
  /** The shift that the machine had at an instant. */
  readonly shiftAt: (atMs: number) => Promise<string | null>;
}

export async function followWithin(
  tx: Transaction,
  parts: FollowingParts,
  now: MachineNow,
  { stop: before, stretch }: StopMatch,
): Promise<StopCase> {
  const rerouted = await followReasonWithin(tx, parts, now, before, stretch);
  const after = { ...rerouted, ...timesOf(before, stretch, now.nowMs) };
  if (after.ticketId !== null && after.restoredAt !== before.restoredAt && after.withdrawnAt === null) {
    await proposeRestoreWithin(tx, parts.users, after.ticketId, after.restoredAt, parts.zone);
  }
  if (Object.entries(after).some(([name, value]) => before[name as keyof StopCase] !== value)) {
    await updateCase(tx.access(), after);
  }
  return after;
}

/** @param stretch absent where the source does not know of the stop any more */
async function followReasonWithin(
  tx: Transaction,
  parts: FollowingParts,
  { rules, means, facts, nowMs, shiftAt }: MachineNow,
  stop: StopCase,
  stretch: Stretch | undefined,
): Promise<StopCase> {
  const pieces = piecesOf(stop, stretch);
  const reason = decidingReason(pieces);
  const ticketRules = async (asked: ReasonFacts) => {
    const then = { ...facts, shift: await shiftAt(stop.startedAt), reason: asked };
    return rules.filter((rule) => rule.action === 'ticket' && isAbout(rule, then)).sort(byRank);
  };
  const reasonKey = reasonKeyOf(stop, stretch);
  if (reasonKey === stop.reasonKey) return stop;
  const fresh = { ...stop, reasonKey };
  const { ticketId, withdrawnAt } = stop;
  if (ticketId === null) return fresh;
  const candidates = reason === undefined ? [] : await ticketRules(reason);
  const why =
    stretch === undefined
      ? 'The stop is not in the periods of the machine any more.'
      : `The reason is now '${reason === undefined ? (pieces.at(-1)?.reason.name ?? '') : reasonName(reason)}'.`;
  if (candidates.length === 0) {
    if (withdrawnAt !== null) return fresh;
    const cancelled = await withdrawWithin(tx, parts, means, { ...stop, ticketId }, why);
    return cancelled ? { ...fresh, withdrawnAt: tx.recordedAt } : fresh;
  }
  let standing: StopCase = fresh;
  if (withdrawnAt !== null) {
    // of what is over nobody needs to hear again
    if (stretch?.goesOn !== true) return fresh;
    await bringBackWithin(tx, parts, means, { ...stop, ticketId, withdrawnAt }, why);
    standing = { ...fresh, withdrawnAt: null };
  }
  const untilMs = stretch?.goesOn === true ? nowMs : (pieces.at(-1)?.endMs ?? stop.startedAt);
  const rule = candidates.find((one) => isDue(one, untilMs - stop.startedAt));
  if (rule === undefined || rule.id === stop.ruleId) return standing;
  const route = await rerouteWithin(tx, parts, means, { ...standing, ticketId }, rule, why);
  return { ...standing, ...route, ruleId: rule.id };
}

/** What the stop is taken for now: see {@link StopCase.reasonKey}. */
export function reasonKeyOf(stop: StopCase, stretch: Stretch | undefined): string {
  const reason = decidingReason(piecesOf(stop, stretch));
  return reason === undefined ? '' : keyOfReason(reason);
}

/** What lies before the fault, a break for example, is not part of it. */
function piecesOf({ startedAt }: StopCase, stretch: Stretch | undefined): readonly StandingPiece[] {
  return stretch?.pieces.filter(({ endMs }) => endMs > startedAt) ?? [];
}

/** Whether the machine still stands, when it ran again, and when that has to be looked at again. */
function timesOf(
  stop: StopCase,
  stretch: Stretch | undefined,
  nowMs: number,
): Pick<StopCase, 'endedAt' | 'restoredAt' | 'checkAt'> {
  if (stretch === undefined) return { endedAt: stop.endedAt ?? nowMs, restoredAt: null, checkAt: null };
  if (stretch.goesOn) return { endedAt: null, restoredAt: null, checkAt: null };
  // it has stood still for less than a minute in another way, or nothing has been heard of it for that long
  if (!stretch.isOver) return { endedAt: stop.endedAt, restoredAt: stop.restoredAt, checkAt: nowMs };
  const asksOn = stretch.ranAt === null && nowMs - stretch.endMs < 2 * GROWING_MS;
  return { endedAt: stretch.endMs, restoredAt: stretch.ranAt, checkAt: asksOn ? nowMs : null };
}
