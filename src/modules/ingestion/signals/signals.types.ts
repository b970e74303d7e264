/** What machines say, between the topic it came on and the table it goes into. */
import type { NewCut } from '../../production/index.ts';
import type { RefusedSignal } from '../dead-letters/dead-letters.types.ts';

/** A message of a machine, read and not looked at any further. */
export interface Signal {
  readonly topic: string;
  /** Kind and name of who sent it: `api-key:line 1`. */
  readonly source: string;
  readonly receivedAt: number;
  readonly payload: Buffer;
  readonly cuts: readonly NewCut[];
  readonly refused: readonly RefusedSignal[];
}

/** What became of signals since the process began. */
export interface SignalCounts {
  /** Messages. */
  readonly received: number;
  /** Points that are on disk now. */
  readonly stored: number;
  /** Points that were there already. */
  readonly repeated: number;
  /** Points whose clock was wrong and was replaced by ours. */
  readonly clamped: number;
  /** Points, or whole messages, that are among the dead letters. */
  readonly setAside: number;
  /** Messages that were not acknowledged because they could not be stored in time. */
  readonly refused: number;
  /** Messages that wait for a commit now. */
  readonly waiting: number;
}
