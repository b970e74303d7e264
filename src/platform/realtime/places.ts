/**
 * Places for those who are far behind: the pages that wait on a line are in memory for that line alone, so many lines and
 * no more may have some. Whoever reads nothing keeps a place until cut off; the others wait, in turns of their callers, and
 * no caller has all places.
 */
export interface Places {
  take(caller: string): Place;
}

export interface Place {
  /** Resolves when it is theirs, or when they have left. */
  readonly given: Promise<void>;
  /** Gives it back, or waits for it no longer. */
  leave(): void;
}

export interface PlaceLimits {
  readonly all: number;
  readonly ofCaller: number;
}

export function createPlaces({ all, ofCaller }: PlaceLimits): Places {
  const held = new Map<string, number>();
  /** The caller whose turn is next stands first. */
  const queues = new Map<string, Set<() => void>>();
  let heldOfAll = 0;

  const hasRoomFor = (caller: string) => heldOfAll < all && (held.get(caller) ?? 0) < ofCaller;

  function count(caller: string, change: 1 | -1): void {
    heldOfAll += change;
    const own = (held.get(caller) ?? 0) + change;
    if (own === 0) held.delete(caller);
    else held.set(caller, own);
  }

  function queueUp(caller: string, go: () => void): void {
    queues.set(caller, (queues.get(caller) ?? new Set()).add(go));
  }

  function dequeue(caller: string, go: () => void): void {
    const queue = queues.get(caller);
    queue?.delete(go);
    if (queue?.size === 0) queues.delete(caller);
  }

  function giveOn(): void {
    for (const [caller, queue] of queues) {
      const [go] = queue;
      if (go === undefined || !hasRoomFor(caller)) continue;
      dequeue(caller, go);
      if (queues.delete(caller)) queues.set(caller, queue);
      go();
    }
  }

  return {
    take(caller) {
      const { promise: given, resolve } = Promise.withResolvers<void>();
      let stands: 'waiting' | 'holding' | 'gone' = 'waiting';
      const go = () => {
        stands = 'holding';
        count(caller, 1);
        resolve();
      };
      if (hasRoomFor(caller)) go();
      else queueUp(caller, go);
      return {
        given,
        leave() {
          const stood = stands;
          stands = 'gone';
          if (stood === 'waiting') {
            dequeue(caller, go);
            resolve();
          } else if (stood === 'holding') {
            count(caller, -1);
            giveOn();
          }
        },
      };
    },
  };
}
