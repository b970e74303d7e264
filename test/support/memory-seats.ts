/** Seats of a group that are held in this process: one for all who sit there, or one for each who sits alone. */
import type { Seat, Seats } from '../../src/platform/transport/index.ts';

/** Who has which seat, of all sides. */
export type Held = Map<number, MemorySeats | undefined>;

export class MemorySeats implements Seats {
  leaseMs = 15_000;
  /** How often it was asked who sits where. */
  looks = 0;
  readonly #held: Held;
  #still: PromiseWithResolvers<void> | undefined;

  constructor(held: Held = new Map()) {
    this.#held = held;
  }

  /** Its process stands still, or has died: it takes nothing, and notices nothing. */
  standStill(): void {
    this.#still = Promise.withResolvers();
  }

  goOn(): void {
    this.#still?.resolve();
    this.#still = undefined;
  }

  async list(): Promise<Seat[]> {
    this.looks += 1;
    await this.#still?.promise;
    return Array.from(this.#held, ([number, holder]) => ({ number, isTaken: holder !== undefined }));
  }

  async take(number: number): Promise<boolean> {
    await this.#still?.promise;
    const holder = this.#held.get(number);
    if (holder !== undefined && holder !== this) return false;
    this.#held.set(number, this);
    return true;
  }

  async leave(number: number): Promise<void> {
    if (this.#held.get(number) === this) this.#held.set(number, undefined);
  }

  async remove(number: number): Promise<void> {
    if (this.#held.get(number) === this) this.#held.delete(number);
  }
}
