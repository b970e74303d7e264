/** The stops that took longest: by what of them lies in the window, the shift and the weekday that were asked for. */
import { DomainError } from '../../../kernel/errors.ts';
import type { Part } from '../accounting/accounting.rules.ts';
import { addUp } from '../accounting/sums.rules.ts';
import type { TimeQuestion } from '../accounting/time-question.ts';
import type { ReadContext } from '../read-context.ts';
import type { ShiftCalendar } from '../shifts/shift-instances.rules.ts';
import { inOrderOfStart, type PeriodSpan, visibleSpans } from './overlaps.rules.ts';
import { listStopCandidates, listTakers } from './period-reads.repository.ts';
import { partsByCalendar, type ReadPeriod, toReadPeriod } from './period-reads.service.ts';
import { toSpan } from './periods.repository.ts';

/** A stop and what of it lies in the window, the shift and the weekday that were asked for. */
export interface LongStop {
  readonly period: ReadPeriod;
  readonly clippedMs: number;
}

/** Stops that one question may sort. */
const STOPS_MAX = 20_000;

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
  const takers = await listTakers(access, engine, candidates, window);
  const calendars = await context.calendarsOf(access, machineIds);
  const partsOfCalendar = partsByCalendar(context, question);
  const stops: LongStop[] = [];
  for (const candidate of candidates) {
    const parts = partsOfCalendar(calendars.get(candidate.machine_id) as ShiftCalendar);
    const clippedMs = visibleMs(toSpan(candidate), takers.get(candidate.id) ?? [], parts);
    if (clippedMs > thresholdMs) stops.push({ period: toReadPeriod(candidate), clippedMs });
  }
  return stops.sort((a, b) => b.clippedMs - a.clippedMs || (a.period.id < b.period.id ? -1 : 1));
}

/** What of a period lies in `parts` and is not taken by a period that started later. */
function visibleMs(period: PeriodSpan, takers: readonly PeriodSpan[], parts: readonly Part[]): number {
  let totalMs = 0;
  const own = visibleSpans([period, ...takers].sort(inOrderOfStart)).filter((span) => span.period.id === period.id);
  addUp(parts, own, (_, __, durationMs) => {
    totalMs += durationMs;
  });
  return totalMs;
}
