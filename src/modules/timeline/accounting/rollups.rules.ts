/** What the sums of a run of shift slices have to be, given every period that overlaps it. */
import { inOrderOfStart, type PeriodSpan, visibleSpans } from '../periods/overlaps.rules.ts';
import type { ShiftInstance } from '../shifts/shift-instances.rules.ts';
import { addUp, Sums, stopsBegun } from './sums.rules.ts';

export interface SliceSums {
  readonly slice: ShiftInstance;
  readonly sums: Sums;
  /** Start of the earliest closed period that overlaps the slice; undefined where there is none. */
  scanFromMs: number | undefined;
}

/**
 * Sums closed time per slice. Open periods take their part in who owns an instant, but their own time is left out.
 *
 * @param slices ascending, without a hole
 * @param periods all that overlap the slices, in any order; open ones end at Infinity
 */
export function sumSlices(slices: readonly ShiftInstance[], periods: readonly PeriodSpan[]): SliceSums[] {
  const ordered = periods.toSorted(inOrderOfStart);
  const result: SliceSums[] = slices.map((slice) => ({ slice, sums: new Sums(), scanFromMs: undefined }));
  addUp(slices, visibleSpans(ordered), (at, span, durationMs) => {
    if (span.period.endMs === Number.POSITIVE_INFINITY) return;
    const { slice, sums } = result[at] as SliceSums;
    sums.add(span.period.category, span.period.aliasId, durationMs, stopsBegun(slice, span));
  });
  noteReach(result, ordered);
  return result;
}

/** `scanFromMs` counts shadowed periods too: a reader of raw periods needs all that overlap to see who shadows whom. */
function noteReach(result: readonly SliceSums[], ordered: readonly PeriodSpan[]): void {
  let first = 0;
  for (const period of ordered) {
    if (period.endMs === Number.POSITIVE_INFINITY || period.endMs <= period.startMs) continue;
    while (first < result.length && (result[first] as SliceSums).slice.endMs <= period.startMs) first++;
    for (let at = first; at < result.length; at++) {
      const entry = result[at] as SliceSums;
      if (entry.slice.startMs >= period.endMs) break;
      entry.scanFromMs ??= period.startMs;
    }
  }
}
