/**
 * Turns of the event loop for others, by how much was read since the last one.
 *
 * A turn costs tens of microseconds: after every small read it would be a tenth of a usual question, and never would hold
 * the server for as long as a large one takes.
 */
import { setImmediate } from 'node:timers/promises';

/** The least that a read counts: that many of the smallest, and others have had to wait for their statements alone. */
const SMALLEST_SHARE = 1 / 50;

/** One for each question. */
export class Turns {
  #read = 0;

  /**
   * Call it before each read.
   *
   * @param share what is read, in parts of what others may wait for: after 1 they have a turn
   */
  async before(share: number): Promise<void> {
    const counted = Math.max(share, SMALLEST_SHARE);
    this.#read += counted;
    if (this.#read <= 1) return;
    this.#read = counted;
    await setImmediate();
  }
}
