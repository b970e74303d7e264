/** Places in the stream of events, as text: `<epoch>:<sequence>`, or the sequence alone. Pure. */
import { DomainError } from '../../kernel/errors.ts';
import { formatPosition } from '../../kernel/event-positions.ts';

export interface Position {
  /** Undefined where the reader did not say of which log the sequence is. */
  readonly epoch: string | undefined;
  readonly sequence: number;
}

/** @throws validation-failed */
export function parsePosition(text: string): Position {
  const match = /^(?:([0-9A-Za-z-]{1,64}):)?(\d{1,15})$/.exec(text);
  if (match === null) {
    throw new DomainError(
      'validation-failed',
      `'after' is '${text.slice(0, 60)}'; it must be the \`next_after\` of an answer, or a sequence number.`,
    );
  }
  return { epoch: match[1], sequence: Number(match[2]) };
}

/** What the log can give: everything behind `pruned` up to `head`. */
export interface LogExtent {
  readonly epoch: string;
  /** The last sequence that was given out. */
  readonly head: number;
  /** The last sequence that retention has removed; 0 where nothing is missing. */
  readonly pruned: number;
}

/**
 * The sequence to read on from. Without a position it is the oldest event that is still there.
 *
 * @throws events-out-of-range for another log, a sequence that has not been given out yet, or one whose successors are
 *   gone: whoever reads on would miss events without knowing
 */
export function requireReadable(position: Position | undefined, extent: LogExtent): number {
  const { epoch, head, pruned } = extent;
  if (position === undefined) return pruned;
  const otherLog = position.epoch !== undefined && position.epoch !== epoch;
  if (!otherLog && position.sequence >= pruned && position.sequence <= head) return position.sequence;
  const why = otherLog
    ? 'The events have been replaced by another log, for example from a backup.'
    : position.sequence > head
      ? `There is no event ${position.sequence} yet; the last one is ${head}.`
      : `Events after ${position.sequence} are not kept any more; the oldest one is ${pruned + 1}.`;
  throw new DomainError('events-out-of-range', `${why} Read the present state, then read on from 'oldest' or 'head'.`, {
    oldest: formatPosition(epoch, pruned),
    head: formatPosition(epoch, head),
  });
}

/** One type to look for: the whole of it, or the beginning before a trailing `*`. */
export interface TypeFilter {
  readonly text: string;
  readonly isPrefix: boolean;
}

const TYPE = /^[a-z0-9.-]{1,120}\*?$/;

/** @throws validation-failed */
export function parseTypes(types: readonly string[]): TypeFilter[] {
  return types.map((type) => {
    if (type !== '*' && !TYPE.test(type)) {
      throw new DomainError(
        'validation-failed',
        `'${type.slice(0, 60)}' is no event type. Give one like com.milldash.machine.created, or com.milldash.machine.*.`,
      );
    }
    const isPrefix = type.endsWith('*');
    return { text: isPrefix ? type.slice(0, -1) : type, isPrefix };
  });
}
