/**
 * How long commits have waited for the disk of late, and so whether the next one should wait in place or hand the waiting to
 * another thread. Pure.
 *
 * In place it costs all that the disk takes; to hand it over, and to be told of the end, costs up to a millisecond of both
 * processors. Under a full load of messages that is worth it for slow disks only.
 */

const LONG_MS = 2;
/** Weight of the last wait among those that were before. */
const WEIGHT = 1 / 8;
/** Waits by another thread, after which it is asked whether they could be in place again. */
const LOOK_AFTER = 16;

export class DiskWaits {
  #areShort = true;
  #meanMs = 0;
  #elsewhere = 0;
  #shortestMs = Number.POSITIVE_INFINITY;

  get areShort(): boolean {
    return this.#areShort;
  }

  noteHere(tookMs: number): void {
    this.#meanMs += (tookMs - this.#meanMs) * WEIGHT;
    if (this.#meanMs < LONG_MS) return;
    this.#areShort = false;
    this.#elsewhere = 0;
    this.#shortestMs = Number.POSITIVE_INFINITY;
  }

  /** What a busy thread adds until it hears of the end is no fault of the disk: the shortest of some has least of it. */
  noteElsewhere(tookMs: number): void {
    this.#shortestMs = Math.min(this.#shortestMs, tookMs);
    if (++this.#elsewhere < LOOK_AFTER) return;
    this.#areShort = this.#shortestMs < LONG_MS;
    this.#meanMs = this.#shortestMs;
    this.#elsewhere = 0;
    this.#shortestMs = Number.POSITIVE_INFINITY;
  }
}
