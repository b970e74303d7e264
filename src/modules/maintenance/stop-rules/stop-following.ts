/**
 * Follows a stop that a rule has acted on: another reason routes its ticket anew or withdraws it, its end is noted, and
 * the machine running again is proposed as the end of the fault. Inside the transaction that holds the machine.
 */
import type { Transaction } from '../../../platform/outbox/index.ts';
import { isDue, keyOfReason, type StopFacts } from './rule-match.rules.ts';
import { GROWING_MS, type Stretch } from './standing.rules.ts';
import { updateCase } from './stop-cases.repository.ts';
import type { StopDeed } from './stop-deeds.rules.ts';
import type { StopMatch } from './stop-matches.rules.ts';
import { NO_REASON_KEY, piecesOf, routingOf } from './stop-routing.rules.ts';
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
  /** Is told each thing that is done in the transaction. */
  readonly did: (deed: StopDeed) => void;
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
    const isTold = await proposeRestoreWithin(tx, parts.users, after.ticketId, after.restoredAt, parts.zone);
    if (isTold) now.did(after.restoredAt === null ? 'takenBack' : 'proposed');
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
  { rules, means, facts, nowMs, shiftAt, did }: MachineNow,
  stop: StopCase,
  stretch: Stretch | undefined,
): Promise<StopCase> {
  const { ticketId, withdrawnAt } = stop;
  if (ticketId === null) return stop;
  const routing = routingOf(stop, stretch, rules, { ...facts, shift: await shiftAt(stop.startedAt) });
  if (routing.kind === 'as-it-is') return stop;
  const pieces = piecesOf(stop, stretch);
  if (routing.kind === 'withdraw') {
    const fresh = { ...stop, reasonKey: NO_REASON_KEY };
    if (withdrawnAt !== null) return fresh;
    const last = pieces.at(-1)?.reason;
    const why =
      last === undefined
        ? 'The stop is not in the periods of the machine any more.'
        : `The reason is now '${reasonName(last)}'.`;
    const done = await withdrawWithin(tx, parts, means, { ...stop, ticketId }, why);
    if (done !== undefined) did(done);
    return done === 'withdrawn' ? { ...fresh, withdrawnAt: tx.recordedAt } : fresh;
  }
  const why = `The reason is now '${reasonName(routing.reason)}'.`;
  let standing: StopCase = { ...stop, reasonKey: keyOfReason(routing.reason) };
  if (withdrawnAt !== null) {
    // of what is over nobody needs to hear again
    if (stretch?.goesOn !== true) return standing;
    if (await bringBackWithin(tx, parts, means, { ...stop, ticketId, withdrawnAt }, why)) did('reopened');
    standing = { ...standing, withdrawnAt: null };
  }
  const untilMs = stretch?.goesOn === true ? nowMs : (pieces.at(-1)?.endMs ?? stop.startedAt);
  const rule = routing.rules.find((one) => isDue(one, untilMs - stop.startedAt));
  if (rule === undefined || rule.id === stop.ruleId) return standing;
  const route = await rerouteWithin(tx, parts, means, { ...standing, ticketId }, rule, why);
  if (route !== undefined) did('rerouted');
  return { ...standing, ...route, ruleId: rule.id };
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
