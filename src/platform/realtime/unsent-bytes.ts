/**
 * What is unsent of all connections together, and of each caller: where it is too much the furthest behind are cut off, and
 * resume. Each line has a limit of its own, but thousands that see different things and read nothing would hold
 * thousands of times as much until their time is up.
 */
import type { Actor } from '../../kernel/access.ts';
import type { RealtimeLimits } from './limits.ts';
import type { Ending, Outlet } from './outlets.ts';

export interface Line {
  readonly actor: Actor | undefined;
  readonly address: string;
  readonly outlet: Outlet;
  readonly ending: Ending | undefined;
  end(ending: Ending, detail: string): void;
}

export interface UnsentBytes {
  /** The outlet, whose frames are counted. */
  watch(outlet: Outlet): Outlet;
  /** Counts what is unsent, and cuts off who holds too much of it. */
  look(): void;
}

export function createUnsentBytes(limits: RealtimeLimits, lines: () => Iterable<Line>): UnsentBytes {
  let sentSinceLook = 0;

  function look(): void {
    sentSinceLook = 0;
    // who is being cut off is sent nothing more, and gone in a moment
    const behind = [...lines()].filter(({ ending, outlet }) => ending === undefined && outlet.bufferedBytes > 0);
    for (const own of Map.groupBy(behind, callerOf).values()) {
      cutFurthest(own, limits.unsentBytesOfCallerMax, 'of yours');
    }
    const left = behind.filter(({ ending }) => ending === undefined);
    cutFurthest(left, limits.unsentBytesMax, 'of all');
  }

  return {
    look,
    watch: (outlet) => ({
      get bufferedBytes() {
        return outlet.bufferedBytes;
      },
      get writtenBytes() {
        return outlet.writtenBytes;
      },
      send(frame) {
        outlet.send(frame);
        // a look asks every line: not at each frame
        sentSinceLook += frame.length;
        if (sentSinceLook >= limits.unsentLookBytes) look();
      },
      whenDrained: (call) => outlet.whenDrained(call),
      ping: () => outlet.ping(),
      end: (ending, detail) => outlet.end(ending, detail),
    }),
  };
}

function cutFurthest(lines: readonly Line[], most: number, whose: string): void {
  const held = lines.map((line) => ({ line, bytes: line.outlet.bufferedBytes }));
  let all = held.reduce((sum, { bytes }) => sum + bytes, 0);
  if (all <= most) return;
  for (const { line, bytes } of held.sort((one, other) => other.bytes - one.bytes)) {
    if (all <= most) return;
    all -= bytes;
    line.end(
      'too-slow',
      `More connections ${whose} read too little than can be waited for; resume from the last position.`,
    );
  }
}

function callerOf({ actor, address }: Line): string {
  return actor === undefined ? `address ${address}` : `${actor.kind} ${actor.id}`;
}
