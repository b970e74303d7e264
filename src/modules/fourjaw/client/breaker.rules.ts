/**
 * When FourJaw is left alone: after repeated failures nothing is sent for a while, then one request tries.
 *
 * Opens at the fifth failure in a row, or at a failure that comes 5 s or more after the first of the row began: a service
 * that hangs is known to fail when the first request is given up. It stays open for 10 s, then for twice as long each time
 * up to a minute, so that half of all requests may fail and work still gets done. Pure: whoever asks brings the time, of a clock that never jumps.
 */
export type BreakerState = 'closed' | 'open' | 'half-open';

export const FAILURES_IN_A_ROW = 5;
export const FAILING_MS = 5_000;
export const FIRST_OPEN_MS = 10_000;
export const LONGEST_OPEN_MS = 60_000;

export class Breaker {
  #state: BreakerState = 'closed';
  #failures = 0;
  #failingSinceMs = 0;
  #openMs = FIRST_OPEN_MS;
  #openUntilMs = 0;
  readonly #onChange: (state: BreakerState) => void;

  /** @param onChange told once a change */
  constructor(onChange: (state: BreakerState) => void = () => {}) {
    this.#onChange = onChange;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** How long it still stays open; 0 where a request may be sent. */
  waitMs(nowMs: number): number {
    return this.#state === 'open' ? Math.max(0, this.#openUntilMs - nowMs) : 0;
  }

  /** Whether a request may be sent now. Of a half-open one the first only: its outcome has to be told. */
  admits(nowMs: number): boolean {
    if (this.#state === 'closed') return true;
    if (this.#state === 'half-open' || nowMs < this.#openUntilMs) return false;
    this.#change('half-open');
    return true;
  }

  /** FourJaw has answered, be it with a refusal. */
  succeeded(): void {
    // it was under way when others opened it: how long FourJaw wants to be left alone is not for it to say
    if (this.#state === 'open') return;
    this.#failures = 0;
    this.#openMs = FIRST_OPEN_MS;
    this.#change('closed');
  }

  /** @param startedMs when the request that failed was sent */
  failed(startedMs: number, nowMs: number): void {
    // it was under way when others opened it
    if (this.#state === 'open') return;
    if (this.#failures === 0) this.#failingSinceMs = startedMs;
    this.#failures++;
    const lasting = nowMs - this.#failingSinceMs >= FAILING_MS;
    if (this.#state === 'closed' && this.#failures < FAILURES_IN_A_ROW && !lasting) return;
    this.#open(nowMs + this.#openMs);
    this.#openMs = Math.min(this.#openMs * 2, LONGEST_OPEN_MS);
  }

  /** The request that was admitted has been given up without an outcome. */
  abandoned(nowMs: number): void {
    if (this.#state === 'half-open') this.#open(nowMs);
  }

  /** FourJaw itself has said for how long it is to be left alone. */
  holdFor(holdMs: number, nowMs: number): void {
    this.#open(nowMs + holdMs);
  }

  #open(untilMs: number): void {
    this.#openUntilMs = Math.max(this.#openUntilMs, untilMs);
    this.#change('open');
  }

  #change(state: BreakerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onChange(state);
  }
}
