/**
 * Work that is looked for all the time: every so often, and soon after each commit of this process. One look at a time; one
 * that fails is told of once until it goes well again, and the next tries it anyhow.
 */
import type { Store } from '../outbox/index.ts';

export interface Lookout {
  /** Looks from now on. */
  start(): void;
  /** False before the start. */
  readonly hasStarted: boolean;
  /** Resolves when a look has ended: the one under way, or one that begins now. @throws what kept it from ending well */
  lookOnce(): Promise<void>;
  /** Looks a moment later. */
  lookSoon(): void;
  /** Begins no look any more. Resolves when the one under way has ended, however it does. */
  stop(): Promise<void>;
}

export interface LookoutParts {
  readonly look: () => Promise<void>;
  readonly everyMs: number;
  /** Commits that come one after the other are looked at together. */
  readonly afterCommitMs: number;
  readonly onCommitted: Store['onCommitted'];
  /** Whether a commit is a reason to look; default: each is. */
  readonly isWanted?: () => boolean;
  /** Of a look that nobody waits for: the first in a row that fails. */
  readonly onTrouble: (error: unknown) => void;
}

export function createLookout(parts: LookoutParts): Lookout {
  const { everyMs, afterCommitMs, onTrouble, isWanted = () => true } = parts;
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;
  let stopListening = (): void => {};
  let hasStopped = false;
  let inTrouble = false;

  async function lookOnce(): Promise<void> {
    looking ??= parts.look().finally(() => {
      looking = undefined;
    });
    await looking;
    inTrouble = false;
  }

  function lookNow(): void {
    if (hasStopped) return;
    lookOnce().catch((error: unknown) => {
      if (!inTrouble) onTrouble(error);
      inTrouble = true;
    });
  }

  function lookSoon(): void {
    if (timer === undefined || hasStopped) return;
    soon ??= setTimeout(() => {
      soon = undefined;
      if (isWanted()) lookNow();
    }, afterCommitMs).unref();
  }

  return {
    get hasStarted() {
      return timer !== undefined;
    },
    start() {
      if (timer !== undefined || hasStopped) return;
      timer = setInterval(lookNow, everyMs).unref();
      stopListening = parts.onCommitted(lookSoon);
      lookNow();
    },
    lookOnce,
    lookSoon,
    async stop() {
      hasStopped = true;
      stopListening();
      clearInterval(timer);
      clearTimeout(soon);
      await looking?.catch(() => {});
    },
  };
}
