/**
 * The stretches for which a machine stood, out of what it did piece by piece, and what of one is a fault. Pure.
 *
 * A source ends a period where a shift begins or somebody gives another reason, and a machine that is tried runs for some
 * seconds: what stands less than a minute after it last stood has stood all the while.
 */
import { MINUTE_MS } from '../../../kernel/clock.ts';
import { Category, isDowntime, type LinePiece, STOP_GAP_MS } from '../../timeline/index.ts';
import { type ReasonFacts, reasonFacts } from './reason-kinds.rules.ts';

/** A period that ended so shortly ago may still grow: sources without open periods report them with the end so far. */
export const GROWING_MS = 2 * MINUTE_MS;

export interface StandingPiece {
  readonly periodId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly reason: ReasonFacts;
}

/** A machine standing without a minute of anything else in between. */
export interface Stretch {
  /** At least one, in their order. */
  readonly pieces: readonly StandingPiece[];
  readonly startMs: number;
  readonly endMs: number;
  /** Whether it stands now. */
  readonly goesOn: boolean;
  /** Whether it is known that it does not stand any more; neither is so while it has run for less than a minute. */
  readonly isOver: boolean;
  /** Since when it has run again, and for a minute at least; null where it has not, or stood again before. */
  readonly ranAt: number | null;
}

/** @param line what the machine did up to now, in order */
export function stretchesOf(line: readonly LinePiece[], nowMs: number): Stretch[] {
  const groups: StandingPiece[][] = [];
  for (const { periodId, startMs, endMs, category, reason, reasonText } of line) {
    if (!isDowntime(category)) continue;
    const piece = { periodId, startMs, endMs, reason: reasonFacts(reason, reasonText, category) };
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && startMs - last.endMs < STOP_GAP_MS) groups.at(-1)?.push(piece);
    else groups.push([piece]);
  }
  return groups.map((pieces, at) => {
    const startMs = (pieces[0] as StandingPiece).startMs;
    const endMs = (pieces.at(-1) as StandingPiece).endMs;
    const nextMs = groups[at + 1]?.[0]?.startMs;
    const after = line.find((piece) => piece.startMs >= endMs && !isDowntime(piece.category));
    const other = after !== undefined && (nextMs === undefined || after.startMs < nextMs) ? after : undefined;
    const goesOn = nextMs === undefined && other === undefined && endMs >= nowMs - GROWING_MS;
    const knownUntilMs = nextMs ?? (other === undefined ? nowMs - GROWING_MS : nowMs);
    return {
      pieces,
      startMs,
      endMs,
      goesOn,
      isOver: nextMs !== undefined || (!goesOn && knownUntilMs - endMs >= (other === undefined ? 0 : STOP_GAP_MS)),
      ranAt: ranAfter(line, endMs, nextMs ?? Number.POSITIVE_INFINITY),
    };
  });
}

/** When the machine ran after an instant and before it stood again, for as long as makes no trial of it. */
function ranAfter(line: readonly LinePiece[], fromMs: number, untilMs: number): number | null {
  let since: number | null = null;
  let lastEndMs = fromMs;
  for (const { category, startMs, endMs } of line) {
    if (startMs < fromMs || startMs >= untilMs) continue;
    if (category !== Category.productiveUptime) {
      since = null;
      continue;
    }
    if (since === null || startMs - lastEndMs >= STOP_GAP_MS) since = startMs;
    lastEndMs = endMs;
    if (endMs - since >= STOP_GAP_MS) return since;
  }
  return null;
}

/** What of a stretch somebody has to see to. */
export interface Fault {
  readonly startMs: number;
  readonly endMs: number;
  readonly goesOn: boolean;
  /** The period that it began with. */
  readonly periodId: string;
  /** At least one, in their order. */
  readonly pieces: readonly StandingPiece[];
  readonly reason: ReasonFacts;
}

/**
 * The fault that a machine stands for now: the end of the stretch behind the last break, planned stop or time without an
 * operator; undefined where it stands for such a thing now. Its reason is the last one that somebody gave: a machine does
 * not stand for nothing because a new shift has not answered yet.
 */
export function presentFault(stretch: Stretch): Fault | undefined {
  const from = stretch.pieces.findLastIndex(({ reason }) => reason.isHarmless) + 1;
  const pieces = stretch.pieces.slice(from);
  const first = pieces[0];
  const deciding = decidingReason(pieces);
  if (first === undefined || deciding === undefined) return undefined;
  const { goesOn, endMs } = stretch;
  return { startMs: first.startMs, endMs, goesOn, periodId: first.periodId, pieces, reason: deciding };
}

/** What the pieces say why the machine stood: the last that somebody answered, else the last; none where all are harmless. */
export function decidingReason(pieces: readonly StandingPiece[]): ReasonFacts | undefined {
  const faults = pieces.flatMap(({ reason }) => (reason.isHarmless ? [] : [reason]));
  return faults.findLast(({ isAnswered }) => isAnswered) ?? faults.at(-1);
}
