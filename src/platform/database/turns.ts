/** Lends one thing to one after the other. */
import { setImmediate } from 'node:timers/promises';

/** How long after a turn of the event loop that was given here the next one is due. */
const INLINE_MS = 10;

/**
 * A queue for one thing: first come, first served.
 *
 * Who runs inline comes back before anything else gets a turn of the event loop: a chain of reads that waits for a writer
 * would wait for ever. So now and then one waits for the event loop first.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #taken = false;
  #turnedAtMs = performance.now();

  async take(): Promise<void> {
    if (performance.now() - this.#turnedAtMs > INLINE_MS) {
      await setImmediate();
      this.#turnedAtMs = performance.now();
    }
    if (!this.#taken) {
      this.#taken = true;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  give(yieldFirst: boolean): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else if (yieldFirst) void setImmediate().then(next);
    else next();
  }
}
