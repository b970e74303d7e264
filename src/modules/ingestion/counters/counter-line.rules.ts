/** From absolute values to pieces. Pure. */
import { isRepeat, timeOf } from '../signals/order.rules.ts';
import type { CounterLine, CounterPoint } from './counters.types.ts';

export interface CounterStep {
  readonly line: CounterLine;
  /** When the pieces were made; all of them, for nobody knows better. */
  readonly atMs: number;
  /** Since the value before; 0 for the first one, which is where counting begins. */
  readonly pieces: number;
}

/** Pieces by which a value is less that was sent again: as many messages may be on their way when a connection ends. */
const SENT_AGAIN_PIECES = 1_000;

/**
 * The next value. A fall is a counter that began anew at 0, or one that was at its top and went on from 0: that where a
 * top is known and less than half of the way round would have been counted. Where neither a time nor a sequence says which
 * is newer, a small fall is a value that was sent again: as a reset it would count everything once more.
 *
 * @param rolloverAt of a counter that does not say it; null: nowhere
 * @returns undefined where it is a repeat, or older than what is known
 */
export function stepCounter(
  line: CounterLine | undefined,
  point: CounterPoint,
  rolloverAt: number | null,
): CounterStep | undefined {
  const { value, sourceSequence } = point;
  const atMs = timeOf(point, line);
  const next = { value, lastAt: atMs, lastSequence: sourceSequence ?? line?.lastSequence ?? null };
  if (line === undefined) return { line: next, atMs, pieces: 0 };
  if (atMs < line.lastAt || isRepeat(point, line)) return undefined;
  // of two at one time that nothing else tells apart the higher is the newer
  if (atMs === line.lastAt && sourceSequence === null && value < line.value) return undefined;
  if (isSentAgain(line, point)) return undefined;
  if (value >= line.value) return { line: next, atMs, pieces: value - line.value };
  const top = point.rolloverAt ?? rolloverAt;
  const round = top === null || line.value >= top ? Number.POSITIVE_INFINITY : top - line.value + value;
  return { line: next, atMs, pieces: top !== null && round <= top / 2 ? round : value };
}

function isSentAgain({ value: known }: CounterLine, { value, isTimed, sourceSequence }: CounterPoint): boolean {
  if (isTimed || sourceSequence !== null) return false;
  return value < known && known - value <= SENT_AGAIN_PIECES && value > known / 2;
}
