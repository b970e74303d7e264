/** Time as the client needs it, as a port: tests let hours pass at once. */
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../../kernel/clock.ts';

export interface Timing {
  /** Milliseconds of a clock that never jumps. */
  monotonicMs(): number;
  /** Milliseconds since 1970. */
  wallMs(): number;
  /** Ends early, and quietly, when the signal says so. */
  pause(pauseMs: number, signal?: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

export function realTiming(clock: Clock): Timing {
  return {
    monotonicMs: () => performance.now(),
    wallMs: () => clock.now(),
    pause: async (pauseMs, signal) => {
      await setTimeout(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => {});
    },
    random: () => Math.random(),
  };
}
