/**
 * Which period an instant belongs to where periods of one machine overlap: the one that started later, and of two
 * that started together the one with the greater id. Every instant then belongs to at most one period.
 */
import type { Category } from './categories.rules.ts';

export interface PeriodSpan {
  readonly id: string;
  readonly startMs: number;
  /** Infinity while the period is open. */
  readonly endMs: number;
  readonly category: Category;
  readonly aliasId: number;
}

/** A stretch that belongs to one period. */
export interface VisibleSpan {
  readonly period: PeriodSpan;
  readonly startMs: number;
  readonly endMs: number;
}

/** Orders periods as {@link visibleSpans} needs them. */
export function inOrderOfStart(a: PeriodSpan, b: PeriodSpan): number {
  return a.startMs - b.startMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * Cuts periods of one machine into spans that do not overlap, ascending.
 *
 * @param periods in the order of {@link inOrderOfStart}; those without length are passed over
 */
export function visibleSpans(periods: readonly PeriodSpan[]): VisibleSpan[] {
  const spans: VisibleSpan[] = [];
  // periods that have started, the owner of the present on top; those below come back when it ends
  const started: PeriodSpan[] = [];
  let cursorMs = Number.NEGATIVE_INFINITY;

  function advanceTo(untilMs: number): void {
    while (cursorMs < untilMs) {
      const owner = started.at(-1);
      if (owner === undefined) break;
      const endMs = Math.min(owner.endMs, untilMs);
      if (endMs > cursorMs) {
        spans.push({ period: owner, startMs: cursorMs, endMs });
        cursorMs = endMs;
      }
      if (owner.endMs <= cursorMs) started.pop();
    }
    cursorMs = untilMs;
  }

  for (const period of periods) {
    if (period.endMs <= period.startMs) continue;
    advanceTo(period.startMs);
    started.push(period);
  }
  advanceTo(Number.POSITIVE_INFINITY);
  return spans;
}
