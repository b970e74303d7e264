/**
 * Reads again at the first event, and then at most once a pause: a burst of events costs two reads.
 *
 * A read is never begun while the one before it is under way: over a poor line events would come faster than answers,
 * and each would throw away the answer that the one before it has waited for.
 */
import type { Noun, StaleNoun } from './reads.ts';

export interface Rereads {
  note(stale: readonly StaleNoun[]): void;
  stop(): void;
}

interface Kept {
  /** When it may be read again; undefined: nothing has happened since it was last begun to be read. */
  dueAt: number | undefined;
  readAt: number;
  isReading: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** @param reread resolves when the answers are there, or it is known that there will be none */
export function createRereads(reread: (noun: Noun) => Promise<void>): Rereads {
  const known = new Map<Noun, Kept>();
  let isStopped = false;

  function keptOf(noun: Noun): Kept {
    const kept = known.get(noun) ?? {
      dueAt: undefined,
      readAt: Number.NEGATIVE_INFINITY,
      isReading: false,
      timer: undefined,
    };
    known.set(noun, kept);
    return kept;
  }

  async function read(noun: Noun, kept: Kept): Promise<void> {
    kept.dueAt = undefined;
    kept.readAt = performance.now();
    kept.isReading = true;
    try {
      await reread(noun);
    } finally {
      kept.isReading = false;
      readWhenDue(noun, kept);
    }
  }

  function readWhenDue(noun: Noun, kept: Kept): void {
    clearTimeout(kept.timer);
    if (kept.dueAt === undefined || kept.isReading || isStopped) return;
    const waitMs = kept.dueAt - performance.now();
    if (waitMs <= 0) void read(noun, kept);
    else kept.timer = setTimeout(() => void read(noun, kept), waitMs);
  }

  return {
    note(stale) {
      for (const { noun, pauseMs } of stale) {
        const kept = keptOf(noun);
        kept.dueAt = Math.min(kept.dueAt ?? Number.POSITIVE_INFINITY, kept.readAt + pauseMs);
        readWhenDue(noun, kept);
      }
    },
    stop() {
      isStopped = true;
      for (const { timer } of known.values()) clearTimeout(timer);
    },
  };
}
