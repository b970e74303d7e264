/**
 * So many pieces of work at once, so many that wait, and a refusal for the rest: what a flood can cost is known.
 *
 * Whoever waits is served in the order of coming.
 */
export interface SlotsOptions {
  /** Pieces of work that run together; at least 1. */
  readonly atOnce: number;
  /** Pieces of work that wait for a slot. */
  readonly waiting: number;
  /** What one more is refused with. */
  readonly refusal: () => Error;
}

export class Slots {
  readonly #options: SlotsOptions;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: SlotsOptions) {
    this.#options = options;
  }

  /** @throws the refusal, and what `work` throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#options.atOnce) await this.#wait();
    else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  async #wait(): Promise<void> {
    if (this.#waiting.length >= this.#options.waiting) throw this.#options.refusal();
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
