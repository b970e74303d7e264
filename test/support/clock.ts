/** A clock that tests set: it stands still until it is moved. */
import type { Clock } from '../../src/kernel/clock.ts';

export class TestClock implements Clock {
  #nowMs: number;

  constructor(at: string | number = '2026-01-15T12:00:00Z') {
    this.#nowMs = new Date(at).getTime();
  }

  now(): number {
    return this.#nowMs;
  }

  set(at: string | number): void {
    this.#nowMs = new Date(at).getTime();
  }

  advance(byMs: number): void {
    this.#nowMs += byMs;
  }
}
