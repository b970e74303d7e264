/** Which parts of time have been read: intervals that are sorted and apart. */
export interface Interval {
  readonly fromMs: number;
  /** Not part of it. */
  readonly toMs: number;
}

export type Coverage = readonly Interval[];

export function withInterval(coverage: Coverage, added: Interval): Coverage {
  if (added.toMs <= added.fromMs) return coverage;
  let { fromMs, toMs } = added;
  const apart: Interval[] = [];
  for (const each of coverage) {
    if (each.toMs < fromMs || each.fromMs > toMs) {
      apart.push(each);
      continue;
    }
    fromMs = Math.min(fromMs, each.fromMs);
    toMs = Math.max(toMs, each.toMs);
  }
  return [...apart, { fromMs, toMs }].sort((a, b) => a.fromMs - b.fromMs);
}

export function withoutInterval(coverage: Coverage, { fromMs, toMs }: Interval): Coverage {
  return coverage.flatMap((each) => {
    if (each.toMs <= fromMs || each.fromMs >= toMs) return [each];
    return [
      { fromMs: each.fromMs, toMs: Math.min(each.toMs, fromMs) },
      { fromMs: Math.max(each.fromMs, toMs), toMs: each.toMs },
    ].filter((rest) => rest.toMs > rest.fromMs);
  });
}

/** What of the interval is not covered, in order. */
export function gapsIn(coverage: Coverage, { fromMs, toMs }: Interval): Interval[] {
  const gaps: Interval[] = [];
  let beginMs = fromMs;
  for (const each of coverage) {
    if (each.toMs <= beginMs) continue;
    if (each.fromMs >= toMs) break;
    if (each.fromMs > beginMs) gaps.push({ fromMs: beginMs, toMs: each.fromMs });
    beginMs = each.toMs;
  }
  if (beginMs < toMs) gaps.push({ fromMs: beginMs, toMs });
  return gaps;
}
