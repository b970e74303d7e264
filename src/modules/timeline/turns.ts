/**
 * Turns of the event loop for others, by how much was read since the last one.
 *
 * A turn costs tens of microseconds: after every small read it would be a tenth of a usual question, and never would hold
 * the server for as long as a large one takes.
 */
import { setImmediate } from 'node:timers/promises';
import { DAY_MS } from '../../kernel/clock.ts';

/** Machine-time of raw periods, some hundred rows of a busy factory: the edges of a few machines stay below it. */
const MACHINE_DAYS_A_TURN = 7;

/** One for each question. */
export class Turns {
  #readMs = 0;

  /** Call it before each read. @param machineMs length of the time that is read, once for each machine */
  async before(machineMs: number): Promise<void> {
    this.#readMs += machineMs;
    if (this.#readMs <= MACHINE_DAYS_A_TURN * DAY_MS) return;
    this.#readMs = 0;
    await setImmediate();
  }
}
