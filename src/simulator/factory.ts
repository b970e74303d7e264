/**
 * A factory that never was: status periods of mills, as a machine monitor would have recorded them.
 *
 * Deterministic: each shift of each machine has its own random numbers, so that any two windows agree on what they
 * share. Simulating on from where a former window ended gives the period that was open there again, with its end.
 */
import { DAY_MS } from '../kernel/clock.ts';
import { type MillProfile, profileOf } from './mill-profiles.ts';
import { randomOf } from './random.ts';
import { type Segment, shiftStory } from './shift-story.ts';
import { NOT_ON_SHIFT, noOperator } from './stops.ts';
import { type ShiftSpan, shiftSpans, type WorkingCalendar } from './working-calendar.ts';

export interface SimulatedPeriod {
  /** `sim-<machine>-<start>`: the same period has the same id in every window. */
  readonly id: string;
  readonly machineId: string;
  readonly startMs: number;
  /** Null for the period that runs at the end of the window. */
  readonly endMs: number | null;
  readonly classification: 'UPTIME' | 'DOWNTIME' | 'OFFLINE';
  readonly productivity: 'productive' | 'unproductive' | null;
  readonly reasonText: string | null;
}

export interface FactoryToSimulate {
  readonly seed: string | number;
  /** Ids; the first takes the first profile, and so on. */
  readonly machines: readonly string[];
  /** Periods that start before it are left out. */
  readonly fromMs: number;
  /** Excluded. What runs at this instant is open. */
  readonly toMs: number;
  /** IANA name of the factory's zone. */
  readonly zone: string;
  readonly calendar: WorkingCalendar;
  /** Since when the factory works at its stops, which grow a third shorter over the following months. */
  readonly improvesFromMs?: number;
}

/** Long enough to see the shift before the longest holiday. */
const LOOK_AROUND_MS = 30 * DAY_MS;
const IMPROVEMENT = 0.35;
const IMPROVEMENT_DAYS = 60;
/** How often a crew goes home and leaves a stop running until the next shift. */
const FORGOTTEN_STOP = 0.02;
const SHORT_PAUSE_MS = DAY_MS;

/** In the order of `machines`, and of time within each. */
export function* simulateFactory(factory: FactoryToSimulate): Generator<SimulatedPeriod> {
  const { calendar, zone, fromMs, toMs } = factory;
  const spans = [...shiftSpans(calendar, zone, fromMs - LOOK_AROUND_MS, toMs + LOOK_AROUND_MS)];
  for (const [at, machineId] of factory.machines.entries()) {
    for (const segment of machineStory(factory, machineId, profileOf(at), spans)) {
      if (segment.startMs < fromMs) continue;
      if (segment.startMs >= toMs) break;
      const { startMs, endMs, ...state } = segment;
      yield {
        id: `sim-${machineId}-${startMs.toString(36)}`,
        machineId,
        startMs,
        endMs: endMs >= toMs ? null : endMs,
        ...state,
      };
    }
  }
}

function* machineStory(
  factory: FactoryToSimulate,
  machineId: string,
  profile: MillProfile,
  spans: readonly ShiftSpan[],
): Generator<Segment> {
  for (const [at, span] of spans.entries()) {
    const next = spans[at + 1];
    if ((next?.startMs ?? Number.POSITIVE_INFINITY) > factory.fromMs) {
      const random = randomOf(factory.seed, machineId, span.date, span.name);
      if (span.endMs > factory.fromMs) yield* shiftStory(span, profile, random, stopLengthAt(factory, span.startMs));
      if (next !== undefined) yield* offShift(factory.seed, machineId, profile, span.endMs, next.startMs);
    }
  }
}

/** The time between two shifts: told as offline, silent, or a stop that nobody ended. */
function* offShift(
  seed: string | number,
  machineId: string,
  profile: MillProfile,
  startMs: number,
  endMs: number,
): Generator<Segment> {
  if (endMs <= startMs) return;
  const random = randomOf(seed, machineId, 'off-shift', startMs);
  if (endMs - startMs < SHORT_PAUSE_MS && random.chance(FORGOTTEN_STOP)) {
    yield {
      startMs,
      endMs,
      classification: 'DOWNTIME',
      productivity: noOperator.productivity,
      reasonText: noOperator.reasonText,
    };
  } else if (profile.reportsOffShift) {
    yield { startMs, endMs, classification: 'OFFLINE', productivity: 'productive', reasonText: NOT_ON_SHIFT };
  }
}

function stopLengthAt(factory: FactoryToSimulate, atMs: number): number {
  if (factory.improvesFromMs === undefined) return 1;
  const days = Math.max(0, atMs - factory.improvesFromMs) / DAY_MS;
  return 1 - IMPROVEMENT * (1 - Math.exp(-days / IMPROVEMENT_DAYS));
}
