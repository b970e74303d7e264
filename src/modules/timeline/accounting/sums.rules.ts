/** Adding up visible time per stretch, category and reason: the one piece of arithmetic behind rollups and answers. */
import type { Category } from '../periods/categories.rules.ts';
import type { VisibleSpan } from '../periods/overlaps.rules.ts';

export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** Time and stops of one category and reason. */
export interface ReasonSum {
  readonly category: Category;
  readonly aliasId: number;
  durationMs: number;
  /** Periods that began in the stretch. */
  stops: number;
}

/** Sums by category and reason. Integers throughout, so sums of sums are exact. */
export class Sums {
  readonly #byReason = new Map<number, ReasonSum>();

  /** Negative amounts take away what was added before; what comes to nothing is no entry. */
  add(category: Category, aliasId: number, durationMs: number, stops: number): void {
    const key = aliasId * 8 + category;
    const sum = this.#byReason.get(key);
    if (sum === undefined) {
      this.#byReason.set(key, { category, aliasId, durationMs, stops });
      return;
    }
    sum.durationMs += durationMs;
    sum.stops += stops;
    if (sum.durationMs === 0 && sum.stops === 0) this.#byReason.delete(key);
  }

  entries(): IterableIterator<ReasonSum> {
    return this.#byReason.values();
  }

  totalMs(): number {
    let total = 0;
    for (const sum of this.#byReason.values()) total += sum.durationMs;
    return total;
  }
}

/**
 * Adds the parts of `spans` that lie in each stretch, and reports them to `add` with the stretch's index.
 *
 * @param stretches ascending, not overlapping
 * @param spans ascending, not overlapping
 */
export function addUp<Span extends Stretch>(
  stretches: readonly Stretch[],
  spans: readonly Span[],
  add: (stretchIndex: number, span: Span, durationMs: number) => void,
): void {
  let first = firstEndingAfter(stretches, spans[0]?.startMs ?? 0);
  for (const span of spans) {
    while (first < stretches.length && (stretches[first] as Stretch).endMs <= span.startMs) first++;
    for (let at = first; at < stretches.length; at++) {
      const stretch = stretches[at] as Stretch;
      if (stretch.startMs >= span.endMs) break;
      const durationMs = Math.min(span.endMs, stretch.endMs) - Math.max(span.startMs, stretch.startMs);
      if (durationMs > 0) add(at, span, durationMs);
    }
  }
}

/** 1 where the span's period begins in the stretch, else 0: a stop is counted once, where it begins. */
export function stopsBegun(stretch: Stretch, span: VisibleSpan): 0 | 1 {
  return span.startMs === span.period.startMs && span.startMs >= stretch.startMs ? 1 : 0;
}

/** Index of the first stretch that is not over at the instant. */
export function firstEndingAfter(stretches: readonly Stretch[], instantMs: number): number {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle] as Stretch).endMs > instantMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
