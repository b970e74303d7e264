/**
 * One piece of work at a time, and turns that go round those who want something: whoever brings a heap of work waits
 * behind their own, and another's first piece waits for one piece of each of the others at most.
 *
 * How many wait, how many of one owner, and how long is known; the rest is refused.
 */
export interface FairTurnsOptions {
  /** Pieces of work that wait, of all owners together. */
  readonly waiting: number;
  /** Pieces of work that wait of one owner. */
  readonly waitingEach: number;
  /** How long one waits for its turn. */
  readonly waitMs: number;
  /** What one is refused with: too many of the owner's own, too many of all, or no turn in time. */
  readonly refusal: (why: 'own' | 'all' | 'late') => Error;
}

export class FairTurns {
  readonly #options: FairTurnsOptions;
  /** The owner whose turn is next stands first. */
  readonly #queues = new Map<string, (() => void)[]>();
  #running = false;

  constructor(options: FairTurnsOptions) {
    this.#options = options;
  }

  /** @throws the refusal, and what `work` throws */
  async run<T>(owner: string, work: () => Promise<T>): Promise<T> {
    if (this.#running) await this.#wait(owner);
    this.#running = true;
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  async #wait(owner: string): Promise<void> {
    const { waiting, waitingEach, waitMs, refusal } = this.#options;
    const own = this.#queues.get(owner) ?? [];
    if (own.length >= waitingEach) throw refusal('own');
    let all = 0;
    for (const queue of this.#queues.values()) all += queue.length;
    if (all >= waiting) throw refusal('all');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    own.push(resolve);
    this.#queues.set(owner, own);
    const timer = setTimeout(() => {
      own.splice(own.indexOf(resolve), 1);
      if (own.length === 0) this.#queues.delete(owner);
      reject(refusal('late'));
    }, waitMs).unref();
    await promise.finally(() => clearTimeout(timer));
  }

  /** Hands the turn on without letting go of it in between, so that nobody who comes just now gets ahead. */
  #next(): void {
    const [first] = this.#queues;
    if (first === undefined) {
      this.#running = false;
      return;
    }
    const [owner, queue] = first;
    const go = queue.shift();
    this.#queues.delete(owner);
    if (queue.length > 0) this.#queues.set(owner, queue);
    go?.();
  }
}
