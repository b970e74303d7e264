/** From the planned time to the time in which good parts were made at full speed, step by step. */
import type { Answer } from '../../api/types.ts';

export type Oee = Answer<'/api/v1/analytics/oee'>;
export type Factor = 'availability' | 'performance' | 'quality';

export interface LossStep {
  readonly factor: Factor;
  /** Percent; null where there are no data: the step is left out, as if it were 100. */
  readonly percent: number | null;
  /** Seconds that it takes away; 0 where it is not known. */
  readonly lostSeconds: number;
  /** Share of the time before it, in percent, of which the factor was measured; null where that cannot be said. */
  readonly coverage: number | null;
}

export interface Losses {
  readonly plannedSeconds: number;
  readonly steps: readonly LossStep[];
  /** What is left. */
  readonly productiveSeconds: number;
  /** Factors without data: the waterfall says what it does not know. */
  readonly missing: readonly Factor[];
}

/** A machine that was faster than its ideal cycle has lost nothing, and gained no time either. */
const lossShare = (percent: number | null) => (percent === null ? 0 : 1 - Math.min(Math.max(percent, 0), 100) / 100);

function step(factor: Factor, percent: number | null, seconds: number, coverage: number | null): LossStep {
  return { factor, percent, lostSeconds: seconds * lossShare(percent), coverage };
}

/**
 * What each factor takes away from what the one before it has left (ISO 22400-2, OEE = A × P × Q).
 *
 * Performance and quality are measured in runs alone; the loss is of the whole time, as if the rest had gone alike, and
 * the coverage says how much of it was measured.
 */
export function lossesOf({ basis, availability, performance, quality }: Oee): Losses {
  const { planned_seconds: plannedSeconds } = basis.availability;
  const { productive_uptime_seconds: uptime } = basis.availability;
  const measured = basis.performance.productive_uptime_seconds;
  const available = step('availability', availability, plannedSeconds, null);
  const afterAvailability = plannedSeconds - available.lostSeconds;
  const performed = step(
    'performance',
    performance,
    afterAvailability,
    performance === null || uptime === 0 ? null : Math.min(100, (100 * measured) / uptime),
  );
  const afterPerformance = afterAvailability - performed.lostSeconds;
  const good = step('quality', quality, afterPerformance, null);
  const steps = [available, performed, good];
  return {
    plannedSeconds,
    steps,
    productiveSeconds: afterPerformance - good.lostSeconds,
    missing: steps.filter(({ percent }) => percent === null).map(({ factor }) => factor),
  };
}
