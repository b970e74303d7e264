/** From planned time to what was made of it: what each factor takes away, in percent of planned time. Pure. */
import type { WaterfallStep } from '../../charts/plots.ts';

export type Factor = 'availability' | 'performance' | 'quality';

interface Factors {
  readonly availability: number | null;
  readonly performance: number | null;
  readonly quality: number | null;
}

/** A factor that is not known takes nothing away and has no step. */
export function oeeSteps(
  factors: Factors,
  nameOf: (step: 'planned' | 'left' | Factor) => string,
): readonly WaterfallStep[] {
  if (factors.availability === null) return [];
  const steps: WaterfallStep[] = [{ name: nameOf('planned'), value: 100, kind: 'total', colour: 'off-shift' }];
  let level = 100;
  for (const factor of ['availability', 'performance', 'quality'] as const) {
    const percent = factors[factor];
    if (percent === null) continue;
    const next = (level * percent) / 100;
    steps.push({ name: nameOf(factor), value: next - level, kind: 'change' });
    level = next;
  }
  return [...steps, { name: nameOf('left'), value: level, kind: 'total' }];
}
