/** Tries work again while the database is busy with other work. */
import { setTimeout } from 'node:timers/promises';
import { DomainError } from '../../kernel/errors.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3_000;
/** On top of what the database seam itself waits. */
const ATTEMPTS_MAX = 8;

export interface Patience {
  /** Told before each pause. */
  onRetry?(error: DomainError, pauseMs: number): void;
  /** Ends a pause at once; the failure is then the work's own. */
  readonly signal?: AbortSignal;
  /** Waits; for tests. */
  pause?(pauseMs: number): Promise<void>;
}

/**
 * @param work safe to repeat
 * @throws what the work throws: at once when that is not `database-busy`, else after the eighth attempt
 */
export async function withPatience<Result>(work: () => Promise<Result>, patience: Patience = {}): Promise<Result> {
  for (let attempt = 1, pauseMs = FIRST_PAUSE_MS; ; attempt++, pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      const busy = error instanceof DomainError && error.code === 'database-busy';
      if (!busy || attempt === ATTEMPTS_MAX || patience.signal?.aborted === true) throw error;
      patience.onRetry?.(error, pauseMs);
      // half to one and a half: two loads that met must not meet again
      await (patience.pause?.(pauseMs) ?? pauseFor(pauseMs * (0.5 + Math.random()), patience.signal));
    }
  }
}

async function pauseFor(pauseMs: number, signal: AbortSignal | undefined): Promise<void> {
  await setTimeout(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => {});
}
