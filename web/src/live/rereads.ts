/** Reads again at the first event, and then at most once a pause: a burst of events costs two reads. */
import type { Noun, StaleNoun } from './reads.ts';

export interface Rereads {
  note(stale: readonly StaleNoun[]): void;
  stop(): void;
}

interface Waiting {
  readonly timer: ReturnType<typeof setTimeout>;
  readonly dueAt: number;
}

export function createRereads(reread: (noun: Noun) => void): Rereads {
  const readAt = new Map<Noun, number>();
  const waiting = new Map<Noun, Waiting>();

  function read(noun: Noun): void {
    waiting.delete(noun);
    readAt.set(noun, performance.now());
    reread(noun);
  }

  return {
    note(stale) {
      const now = performance.now();
      for (const { noun, pauseMs } of stale) {
        const dueAt = (readAt.get(noun) ?? Number.NEGATIVE_INFINITY) + pauseMs;
        const known = waiting.get(noun);
        if (known !== undefined && known.dueAt <= dueAt) continue;
        clearTimeout(known?.timer);
        if (dueAt <= now) read(noun);
        else waiting.set(noun, { dueAt, timer: setTimeout(() => read(noun), dueAt - now) });
      }
    },
    stop() {
      for (const { timer } of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
