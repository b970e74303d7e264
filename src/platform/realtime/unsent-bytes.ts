/**
 * What is unsent of all connections together, and of each caller: where it is too much, those who hold most of it are cut
 * off, and resume. Each line has a limit of its own, but thousands that see different things and read nothing would hold
 * thousands of times as much until their time is up.
 *
 * A frame is in memory once, however many lines have it before them, and is counted once.
 */
import type { Actor } from '../../kernel/access.ts';
import type { RealtimeLimits } from './limits.ts';
import type { Ending, Outlet } from './outlets.ts';

export interface WatchedOutlet extends Outlet {
  /** Frames that are not all written, in their order. */
  unsentFrames(): readonly Buffer[];
}

export interface Line {
  readonly actor: Actor | undefined;
  readonly address: string;
  readonly outlet: WatchedOutlet;
  readonly ending: Ending | undefined;
  end(ending: Ending, detail: string): void;
}

export interface UnsentBytes {
  /** The outlet, whose frames are counted. */
  watch(outlet: Outlet): WatchedOutlet;
  /** Counts what is unsent, and cuts off who holds too much of it. */
  look(): void;
}

export function createUnsentBytes(limits: RealtimeLimits, lines: () => Iterable<Line>): UnsentBytes {
  let sentSinceLook = 0;

  function look(): void {
    sentSinceLook = 0;
    // also of those who have read all: a frame that nobody waits for must not be held
    const waiting = Array.from(lines(), (line) => ({ line, frames: line.outlet.unsentFrames() }));
    // who is being cut off is sent nothing more, and gone in a moment
    const behind = waiting.filter(({ line, frames }) => line.ending === undefined && frames.length > 0);
    for (const own of Map.groupBy(behind, ({ line }) => callerOf(line)).values()) {
      cutHeaviest(own, limits.unsentBytesOfCallerMax, 'of yours');
    }
    const left = behind.filter(({ line }) => line.ending === undefined);
    cutHeaviest(left, limits.unsentBytesMax, 'of all');
  }

  return {
    look,
    watch(outlet) {
      const frames = new UnsentFrames();
      return {
        get bufferedBytes() {
          return outlet.bufferedBytes;
        },
        get writtenBytes() {
          return outlet.writtenBytes;
        },
        unsentFrames: () => frames.upTo(outlet.bufferedBytes),
        send(frame) {
          outlet.send(frame);
          frames.add(frame, outlet.bufferedBytes);
          // a look asks every line: not at each frame
          sentSinceLook += frame.length;
          if (sentSinceLook >= limits.unsentLookBytes) look();
        },
        whenDrained: (call) => outlet.whenDrained(call),
        ping: () => outlet.ping(),
        end: (ending, detail) => outlet.end(ending, detail),
      };
    },
  };
}

/** The frames at the end of what was sent, as many as are unsent. */
class UnsentFrames {
  #frames: Buffer[] = [];
  #bytes = 0;

  add(frame: Buffer, bufferedBytes: number): void {
    this.#frames.push(frame);
    this.#bytes += frame.length;
    this.upTo(bufferedBytes);
  }

  upTo(bufferedBytes: number): readonly Buffer[] {
    for (let first = this.#frames[0]; first !== undefined; first = this.#frames[0]) {
      if (bufferedBytes > 0 && this.#bytes - first.length < bufferedBytes) break;
      this.#frames.shift();
      this.#bytes -= first.length;
    }
    return this.#frames;
  }
}

interface Behind {
  readonly line: Line;
  readonly frames: readonly Buffer[];
}

/** Those first who hold most that nobody else holds: to cut others off would free nothing. */
function cutHeaviest(behind: readonly Behind[], most: number, whose: string): void {
  const holders = new Map<Buffer, number>();
  for (const { frames } of behind) for (const frame of frames) holders.set(frame, (holders.get(frame) ?? 0) + 1);
  let all = 0;
  for (const { length } of holders.keys()) all += length;
  if (all <= most) return;
  const alone = ({ frames }: Behind) =>
    frames.reduce((sum, frame) => (holders.get(frame) === 1 ? sum + frame.length : sum), 0);
  const weighed = behind.map((one) => ({ ...one, alone: alone(one), bytes: one.line.outlet.bufferedBytes }));
  for (const { line, frames } of weighed.sort((one, other) => other.alone - one.alone || other.bytes - one.bytes)) {
    if (all <= most) return;
    for (const frame of frames) {
      const left = (holders.get(frame) ?? 0) - 1;
      holders.set(frame, left);
      if (left === 0) all -= frame.length;
    }
    line.end(
      'too-slow',
      `More connections ${whose} read too little than can be waited for; resume from the last position.`,
    );
  }
}

function callerOf({ actor, address }: Line): string {
  return actor === undefined ? `address ${address}` : `${actor.kind} ${actor.id}`;
}
