/**
 * One shift of one mill, told from its start to its end: runs, coil changes, breaks at their times, and what goes wrong.
 *
 * The segments are in order, never overlap, begin with the shift and never reach beyond it; most of them touch.
 */
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../kernel/clock.ts';
import type { MillProfile } from './mill-profiles.ts';
import type { Random } from './random.ts';
import {
  coilChange,
  housekeeping,
  longMaintenance,
  lunch,
  meeting,
  microStop,
  NO_REASON_REQUIRED,
  noOperator,
  randomStops,
  type StopKind,
  shiftBreak,
  shiftChangeover,
  signalLoss,
  warmup,
} from './stops.ts';
import type { ShiftSpan } from './working-calendar.ts';

export interface Segment {
  readonly startMs: number;
  readonly endMs: number;
  readonly classification: 'UPTIME' | 'DOWNTIME' | 'OFFLINE';
  readonly productivity: 'productive' | 'unproductive' | null;
  readonly reasonText: string;
}

interface Appointment {
  readonly atMs: number;
  readonly stop: StopKind;
}

/** Runs longer than this do not happen: somebody always looks after the strip. */
const LONGEST_RUN_MS = 90 * MINUTE_MS;
const SHORTEST_MS = 3 * SECOND_MS;
const RUN_SIGMA = 1.35;
/** How often one stop follows straight on another, without a run between. */
const STOP_AFTER_STOP = 0.035;

/** @param stopLength factor on stops, below 1 when the factory has got better at them */
export function* shiftStory(
  span: ShiftSpan,
  profile: MillProfile,
  random: Random,
  stopLength: number,
): Generator<Segment> {
  const appointments = appointmentsOf(span, profile, random);
  let nowMs = span.startMs;
  let coilLeftMs = coilRunMs(profile, random) * random.next();

  function stopped(stop: StopKind, factor: number): Segment {
    const durationMs = Math.min(stop.longestMs, random.logNormal(stop.medianMs, stop.sigma) * factor);
    const segment: Segment = {
      startMs: nowMs,
      endMs: endOf(nowMs, durationMs, span),
      classification: 'DOWNTIME',
      productivity: stop.productivity,
      reasonText: stop.reasonText,
    };
    nowMs = segment.endMs;
    return segment;
  }

  yield stopped(random.chance(0.7) ? shiftChangeover : warmup, 1);
  while (nowMs < span.endMs) {
    if (random.chance(signalLoss.chance)) {
      nowMs = endOf(nowMs, random.between(signalLoss.shortestMs, signalLoss.longestMs), span);
      if (nowMs >= span.endMs) return;
    }
    const due = appointments[0];
    const untilDueMs = due === undefined ? Number.POSITIVE_INFINITY : due.atMs - nowMs;
    if (due !== undefined && untilDueMs <= 0) {
      appointments.shift();
      yield stopped(due.stop, 1);
      continue;
    }
    if (!random.chance(STOP_AFTER_STOP)) {
      const runMs = Math.min(
        random.logNormal(profile.medianRunSeconds * SECOND_MS, RUN_SIGMA),
        LONGEST_RUN_MS,
        coilLeftMs,
        untilDueMs,
      );
      const startMs = nowMs;
      nowMs = endOf(startMs, runMs, span);
      coilLeftMs -= runMs;
      yield {
        startMs,
        endMs: nowMs,
        classification: 'UPTIME',
        productivity: 'productive',
        reasonText: NO_REASON_REQUIRED,
      };
      if (nowMs >= span.endMs) return;
      if (runMs >= untilDueMs) continue;
    }
    if (coilLeftMs <= 0) {
      coilLeftMs = coilRunMs(profile, random);
      yield stopped(coilChange, 1);
    } else {
      const kind = random.pick(randomStops, (stop) => stop.weight * (profile.reasonWeights[stop.reasonText] ?? 1));
      yield stopped(kind, kind === microStop ? 1 : profile.stopLength * stopLength);
    }
  }
}

function coilRunMs(profile: MillProfile, random: Random): number {
  return random.logNormal(profile.coilRunMinutes * MINUTE_MS, 0.35);
}

/** Whole milliseconds, at least {@link SHORTEST_MS} long unless the shift ends first. */
function endOf(startMs: number, durationMs: number, span: ShiftSpan): number {
  return Math.min(span.endMs, startMs + Math.max(SHORTEST_MS, Math.round(durationMs)));
}

/** Breaks and the like, in order: by day a meeting and lunch, by night three breaks, and cleaning up before the end. */
function appointmentsOf(span: ShiftSpan, profile: MillProfile, random: Random): Appointment[] {
  const lengthMs = span.endMs - span.startMs;
  const at = (share: number, spreadMinutes: number) =>
    span.startMs + share * lengthMs + random.between(-spreadMinutes, spreadMinutes) * MINUTE_MS;
  const overnight = lengthMs > 11 * HOUR_MS;
  const planned: Appointment[] = overnight
    ? [
        { atMs: at(0.21, 10), stop: shiftBreak },
        { atMs: at(0.46, 10), stop: shiftBreak },
        { atMs: at(0.71, 10), stop: shiftBreak },
      ]
    : [{ atMs: at(0.6, 12), stop: lunch }];
  if (random.chance(overnight ? 0.2 : 0.4)) planned.push({ atMs: at(overnight ? 0.03 : 0.35, 10), stop: meeting });
  if (random.chance(0.75)) {
    planned.push({ atMs: span.endMs - random.between(12, 30) * MINUTE_MS, stop: housekeeping });
  }
  if (random.chance(profile.longMaintenanceChance)) planned.push({ atMs: at(0.45, 240), stop: longMaintenance });
  if (random.chance(profile.noOperatorChance)) planned.push({ atMs: at(0.45, 240), stop: noOperator });
  return planned.sort((one, other) => one.atMs - other.atMs);
}
