/** The stops that took longest: by what of them lies in the window, the shift and the weekday that were asked for. */
import { setImmediate } from 'node:timers/promises';
import { DomainError } from '../../../kernel/errors.ts';
import { chunksOf } from '../../../platform/database/index.ts';
import type { Part } from '../accounting/accounting.rules.ts';
import { addUp } from '../accounting/sums.rules.ts';
import type { TimeQuestion } from '../accounting/time-question.ts';
import type { ReadContext } from '../read-context.ts';
import type { ShiftCalendar } from '../shifts/shift-instances.rules.ts';
import { inOrderOfStart, type PeriodSpan, visibleSpans } from './overlaps.rules.ts';
import {
  listSpansBegunIn,
  listStopCandidates,
  type MachineRange,
  type StopCandidate,
} from './period-reads.repository.ts';
import { partsByCalendar, type ReadPeriod, toReadPeriod } from './period-reads.service.ts';
import { toSpan } from './periods.repository.ts';

/** A stop and what of it lies in the window, the shift and the weekday that were asked for. */
export interface LongStop {
  readonly period: ReadPeriod;
  readonly clippedMs: number;
}

/** Stops that one question may sort. */
const STOPS_MAX = 20_000;

/** Machines whose overlapping periods are read at once; between two such pieces others get a turn. */
const MACHINES_AT_ONCE = 50;

/** @throws range-too-long where more than {@link STOPS_MAX} stops last longer than the threshold */
export async function listLongStops(
  context: ReadContext,
  question: TimeQuestion,
  thresholdMs: number,
): Promise<LongStop[]> {
  const { access, engine } = context;
  const { fromMs, toMs, machineIds } = question;
  const window = { fromMs, toMs, thresholdMs, limit: STOPS_MAX + 1 };
  const candidates = await listStopCandidates(access, engine, machineIds, window);
  if (candidates.length > STOPS_MAX) {
    throw new DomainError(
      'range-too-long',
      `More than ${STOPS_MAX} stops last longer than ${thresholdMs / 1_000} s. Raise the threshold, or ask for less time or fewer machines.`,
    );
  }
  const calendars = await context.calendarsOf(access, machineIds);
  const partsOfCalendar = partsByCalendar(context, question);
  const stops: LongStop[] = [];
  const byMachine = [...Map.groupBy(candidates, (candidate) => candidate.machine_id)];
  for (const piece of chunksOf(byMachine, MACHINES_AT_ONCE)) {
    const ranges = piece.flatMap(([machineId, ofMachine]) => sharedRanges(machineId, ofMachine, toMs));
    const begun = ranges.length === 0 ? undefined : await listSpansBegunIn(access, engine, ranges, fromMs);
    for (const [machineId, ofMachine] of piece) {
      const parts = partsOfCalendar(calendars.get(machineId) as ShiftCalendar);
      const visibleMs = visibleTimes(ofMachine, begun?.get(machineId) ?? [], parts);
      for (const candidate of ofMachine) {
        const clippedMs = visibleMs.get(candidate.id) ?? 0;
        if (clippedMs > thresholdMs) stops.push({ period: toReadPeriod(candidate), clippedMs });
      }
    }
    if (begun !== undefined) await setImmediate();
  }
  return stops.sort((a, b) => b.clippedMs - a.clippedMs || (a.period.id < b.period.id ? -1 : 1));
}

/** When candidates last that share their time with others, joined where they overlap: each period in them is read once. */
function sharedRanges(machineId: string, candidates: readonly StopCandidate[], toMs: number): MachineRange[] {
  const ranges: { machineId: string; startMs: number; endMs: number }[] = [];
  const shared = candidates.filter((candidate) => Boolean(candidate.is_shared));
  for (const { started_at: startMs, ended_at } of shared.sort((a, b) => a.started_at - b.started_at)) {
    const endMs = Math.min(ended_at ?? toMs, toMs);
    const last = ranges.at(-1);
    if (last !== undefined && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else ranges.push({ machineId, startMs, endMs });
  }
  return ranges;
}

/**
 * What of each candidate lies in `parts` and is not taken by a period that started later, by id.
 *
 * @param others periods of the machine that may take time from candidates; candidates may be among them
 */
function visibleTimes(
  candidates: readonly StopCandidate[],
  others: readonly PeriodSpan[],
  parts: readonly Part[],
): Map<string, number> {
  const spans = new Map([...others, ...candidates.map(toSpan)].map((span) => [span.id, span]));
  const visible = visibleSpans([...spans.values()].sort(inOrderOfStart));
  const times = new Map<string, number>();
  addUp(parts, visible, (_, { period }, durationMs) => {
    times.set(period.id, (times.get(period.id) ?? 0) + durationMs);
  });
  return times;
}
