/** The stops that took long: by what of them lies in the window, the shift and the weekday that were asked for. */
import { setImmediate } from 'node:timers/promises';
import { DAY_MS, HOUR_MS } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Part } from '../accounting/accounting.rules.ts';
import { addUp } from '../accounting/sums.rules.ts';
import type { TimeQuestion } from '../accounting/time-question.ts';
import type { ReadContext } from '../read-context.ts';
import type { ShiftCalendar } from '../shifts/shift-instances.rules.ts';
import type { Category } from './categories.rules.ts';
import { inOrderOfStart, type PeriodSpan, visibleSpans } from './overlaps.rules.ts';
import { listSpansBegunIn, type MachineRange } from './period-reads.repository.ts';
import { partsByCalendar, type ReadPeriod } from './period-reads.service.ts';
import { listSpansReachingIn } from './period-windows.ts';
import { toSpan } from './periods.repository.ts';
import { listStopCandidates, type StopCandidate } from './stop-candidates.repository.ts';

/** A stop and what of it lies in the window, the shift and the weekday that were asked for. */
export interface LongStop {
  readonly period: Stop;
  readonly clippedMs: number;
}

/** What a stop is told by. */
export type Stop = Pick<ReadPeriod, 'id' | 'machineId' | 'startMs' | 'endMs' | 'category' | 'aliasId' | 'reasonText'>;

/** Stops that one question may have. */
const STOPS_MAX = 20_000;

/** Machine-time that is searched for stops at once. */
const SEARCHED_DAYS_AT_ONCE = 10 * 365;
/** Those that reach into a window are sought among the long ones of a year: that takes as long as to search so many days. */
const EARLIER_DAYS = 12;

/** Machine-time whose periods are read at once; between two such pieces others get a turn. */
const MACHINE_DAYS_AT_ONCE = 120;

/** To reckon a candidate takes as long as to read the periods of so much machine-time. */
const CANDIDATE_MS = HOUR_MS;

/** In no order. @throws range-too-long where more than {@link STOPS_MAX} stops last longer than the threshold */
export async function listLongStops(
  context: ReadContext,
  question: TimeQuestion,
  thresholdMs: number,
): Promise<LongStop[]> {
  const { access, engine } = context;
  const { fromMs, toMs, machineIds } = question;
  const window = { fromMs, toMs, thresholdMs, limit: STOPS_MAX + 1 };
  const candidates: StopCandidate[] = [];
  const atOnce = Math.max(1, Math.floor(SEARCHED_DAYS_AT_ONCE / ((toMs - fromMs) / DAY_MS + EARLIER_DAYS)));
  for (let at = 0; at < machineIds.length && candidates.length <= STOPS_MAX; at += atOnce) {
    if (at > 0) await setImmediate();
    const some = machineIds.slice(at, at + atOnce);
    candidates.push(...(await listStopCandidates(access, engine, some, window)));
  }
  if (candidates.length > STOPS_MAX) {
    throw new DomainError(
      'range-too-long',
      `More than ${STOPS_MAX} stops last longer than ${thresholdMs / 1_000} s. Raise the threshold, or ask for less time or fewer machines.`,
    );
  }
  const calendars = await context.calendarsOf(access, machineIds);
  const partsOfCalendar = partsByCalendar(context, question);
  const stops: LongStop[] = [];
  const groups = groupsOf(candidatesByMachine(candidates, question), takesAsLongAs);
  for (const [at, machines] of groups.entries()) {
    if (at > 0) await setImmediate();
    const others = await listOthers(context, machines, fromMs);
    for (const { machineId, candidates: ofMachine } of machines) {
      const parts = partsOfCalendar(calendars.get(machineId) as ShiftCalendar);
      const visibleMs = visibleTimes(ofMachine, others.get(machineId) ?? [], parts);
      for (const candidate of ofMachine) {
        const clippedMs = visibleMs.get(candidate.id) ?? 0;
        if (clippedMs > thresholdMs) stops.push({ period: toStop(candidate), clippedMs });
      }
    }
  }
  return stops;
}

export function longestFirst(a: LongStop, b: LongStop): number {
  return b.clippedMs - a.clippedMs || (a.period.id < b.period.id ? -1 : 1);
}

/** A machine's candidates, and when those of them last that share their time with other periods. */
interface MachineCandidates {
  readonly machineId: string;
  readonly candidates: readonly StopCandidate[];
  /** Joined where they overlap, so that each period in them is read once. */
  readonly sharedRanges: readonly MachineRange[];
  readonly sharedMs: number;
  /** Whether one of those began before the window, where no range looks. */
  readonly isReachedInto: boolean;
}

/** Machine-time that is read in the time in which these are. */
function takesAsLongAs({ sharedMs, candidates }: MachineCandidates): number {
  return sharedMs + candidates.length * CANDIDATE_MS;
}

function candidatesByMachine(candidates: readonly StopCandidate[], window: TimeQuestion): MachineCandidates[] {
  const byMachine = Map.groupBy(candidates, (candidate) => candidate.machine_id);
  return Array.from(byMachine, ([machineId, ofMachine]) => {
    const shared = ofMachine.filter((candidate) => Boolean(candidate.is_shared));
    const sharedRanges = rangesOf(machineId, shared, window);
    return {
      machineId,
      candidates: ofMachine,
      sharedRanges,
      sharedMs: sharedRanges.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
      isReachedInto: shared.some((candidate) => candidate.started_at < window.fromMs),
    };
  });
}

/** What of the window the candidates cover, joined where they overlap or touch. */
function rangesOf(machineId: string, candidates: readonly StopCandidate[], window: TimeQuestion): MachineRange[] {
  const ranges: { machineId: string; startMs: number; endMs: number }[] = [];
  for (const { started_at, ended_at } of candidates.toSorted((a, b) => a.started_at - b.started_at)) {
    const startMs = Math.max(started_at, window.fromMs);
    const endMs = Math.min(ended_at ?? window.toMs, window.toMs);
    const last = ranges.at(-1);
    if (last !== undefined && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else ranges.push({ machineId, startMs, endMs });
  }
  return ranges;
}

/** The periods that may take time from the machines' candidates, by machine; candidates may be among them. */
async function listOthers(
  context: ReadContext,
  machines: readonly MachineCandidates[],
  fromMs: number,
): Promise<Map<string, PeriodSpan[]>> {
  const { access, engine } = context;
  const reachedInto = machines.filter(({ isReachedInto }) => isReachedInto).map(({ machineId }) => machineId);
  const others =
    reachedInto.length === 0
      ? new Map<string, PeriodSpan[]>()
      : await listSpansReachingIn(context, reachedInto, fromMs);
  const ranges = machines.flatMap(({ sharedRanges }) => sharedRanges.flatMap((range) => [...piecesOf(range)]));
  for (const [at, piece] of groupsOf(ranges, ({ startMs, endMs }) => endMs - startMs).entries()) {
    if (at > 0) await setImmediate();
    for (const span of await listSpansBegunIn(access, engine, piece)) {
      const ofMachine = others.get(span.machineId);
      if (ofMachine === undefined) others.set(span.machineId, [span]);
      else ofMachine.push(span);
    }
  }
  return others;
}

function* piecesOf({ machineId, startMs, endMs }: MachineRange): Generator<MachineRange> {
  const pieceMs = MACHINE_DAYS_AT_ONCE * DAY_MS;
  for (let fromMs = startMs; fromMs < endMs; fromMs += pieceMs) {
    yield { machineId, startMs: fromMs, endMs: Math.min(fromMs + pieceMs, endMs) };
  }
}

/** As many neighbours at once as last no longer than {@link MACHINE_DAYS_AT_ONCE} together, or one that lasts longer. */
function groupsOf<Item>(items: readonly Item[], durationOf: (item: Item) => number): Item[][] {
  const groups: Item[][] = [];
  let totalMs = Number.POSITIVE_INFINITY;
  for (const item of items) {
    totalMs += durationOf(item);
    if (totalMs > MACHINE_DAYS_AT_ONCE * DAY_MS) {
      groups.push([item]);
      totalMs = durationOf(item);
    } else {
      groups.at(-1)?.push(item);
    }
  }
  return groups;
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

function toStop(row: StopCandidate): Stop {
  return {
    id: row.id,
    machineId: row.machine_id,
    startMs: row.started_at,
    endMs: row.ended_at,
    category: row.category as Category,
    aliasId: row.alias_id,
    reasonText: row.reason_text,
  };
}
