/**
 * How often somebody at an address failed to sign in: after some failures nobody there is let in for a while.
 *
 * Device keys cannot be guessed; this keeps whoever tries from making the database look each time. Memory is bounded.
 */
import { MINUTE_MS } from '../../kernel/clock.ts';

const FAILURES_MAX = 20;
const WINDOW_MS = MINUTE_MS;
const ADDRESSES_MAX = 1_000;

export class FailedSignIns {
  readonly #byAddress = new Map<string, { failures: number; readonly sinceMs: number }>();
  readonly #monotonicMs: () => number;

  constructor(monotonicMs: () => number = () => performance.now()) {
    this.#monotonicMs = monotonicMs;
  }

  isBlocked(address: string): boolean {
    const known = this.#byAddress.get(address);
    if (known === undefined) return false;
    if (this.#monotonicMs() - known.sinceMs < WINDOW_MS) return known.failures >= FAILURES_MAX;
    this.#byAddress.delete(address);
    return false;
  }

  note(address: string): void {
    const known = this.isBlocked(address) ? undefined : this.#byAddress.get(address);
    if (known !== undefined) {
      known.failures++;
      return;
    }
    if (this.#byAddress.has(address)) return;
    const [oldest] = this.#byAddress.keys();
    if (this.#byAddress.size >= ADDRESSES_MAX && oldest !== undefined) this.#byAddress.delete(oldest);
    this.#byAddress.set(address, { failures: 1, sinceMs: this.#monotonicMs() });
  }
}
