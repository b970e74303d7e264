import type { WaterfallStep } from './plots.ts';

/** A bar of a waterfall, from where it hangs to where it ends; `from` is the lower of the two. */
export interface WaterfallBar {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** How much there is after it. */
  readonly level: number;
  readonly step: WaterfallStep;
}

/** A total stands on the ground and says anew how much there is; a change hangs where the bar before it ended. */
export function waterfallBars(steps: readonly WaterfallStep[]): readonly WaterfallBar[] {
  let level = 0;
  return steps.map((step) => {
    const before = step.kind === 'total' ? 0 : level;
    level = before + step.value;
    return { name: step.name, from: Math.min(before, level), to: Math.max(before, level), level, step };
  });
}
