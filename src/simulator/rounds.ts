/** How a technician does preventive maintenance: nearly always before it is due, now and then on the next day. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import { randomOf } from './random.ts';

export interface RoundToDo {
  /** Tells it from the others. */
  readonly name: string;
  readonly openedAtMs: number;
  readonly dueAtMs: number;
  readonly estimatedMinutes: number;
}

export interface SimulatedRound {
  readonly startedAtMs: number;
  readonly minutes: number;
  /** Where what was measured lies between its limits, 0 to 1. */
  readonly reading: number;
}

const LATE_SHARE = 0.1;

/** @param dueAtMs in the early afternoon of a day on which somebody works */
export function simulateRound(
  seed: number,
  { name, openedAtMs, dueAtMs, estimatedMinutes }: RoundToDo,
): SimulatedRound {
  const random = randomOf(seed, 'round', name);
  const isLate = random.chance(LATE_SHARE);
  const minutes = Math.max(5, Math.round(random.logNormal(estimatedMinutes, 0.25)));
  const beforeMs = random.between(1.5, 6) * HOUR_MS;
  const startedAtMs = Math.round(dueAtMs + (isLate ? DAY_MS : 0) - beforeMs);
  return {
    startedAtMs: Math.max(openedAtMs + MINUTE_MS, startedAtMs),
    minutes,
    reading: random.between(0.15, 0.85),
  };
}
