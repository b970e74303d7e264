/**
 * The stop that a period is part of.
 *
 * A source ends a period where a shift begins or somebody mends its reason, although the machine stands on, and a machine
 * that is tried runs for some seconds. So a stop goes on in the next downtime of the same reason that begins less than a
 * minute from its end, whatever lies between, and so backwards. Cost follows the periods that are asked for and those that
 * they go on in, not history.
 */
import { setImmediate } from 'node:timers/promises';
import { MINUTE_MS } from '../../../kernel/clock.ts';
import type { ReadContext } from '../read-context.ts';
import type { Reason } from '../reasons/reasons.types.ts';
import { isDowntime } from './categories.rules.ts';
import { inOrderOfStart, type PeriodSpan } from './overlaps.rules.ts';
import { findLastBegunAt, findStopsById, listSpansBegunIn, type MachineSpan } from './period-reads.repository.ts';

export interface WholeStop {
  /**
   * By their beginning; the same whichever of them was asked for, where periods of the machine do not overlap and the
   * stop has no more than {@link PERIODS_OF_STOP_MAX} beyond the one that was asked for. Of a longer one each sees as far.
   */
  readonly periodIds: readonly string[];
  readonly machineId: string;
  readonly startMs: number;
  /** Null while it lasts. */
  readonly endMs: number | null;
  readonly reason: Reason;
}

/** How far apart two periods of one stop may be. */
export const STOP_GAP_MS = MINUTE_MS;
/** Periods looked up at once: a few milliseconds. */
const PERIODS_AT_ONCE = 250;
/** A stop is followed so many periods far either way: a month of shifts. The longest of a real factory had ten. */
const PERIODS_OF_STOP_MAX = 60;

/** By the id of the period; one that is not there, or no downtime, is not in it. */
export async function listWholeStops(
  context: ReadContext,
  reasons: ReadonlyMap<number, Reason>,
  periodIds: readonly string[],
): Promise<Map<string, WholeStop>> {
  const ids = [...new Set(periodIds)];
  const stops = new Map<string, WholeStop>();
  for (let at = 0; at < ids.length; at += PERIODS_AT_ONCE) {
    if (at > 0) await setImmediate();
    const values = { ids: ids.slice(at, at + PERIODS_AT_ONCE), gapMs: STOP_GAP_MS };
    const found = await findStopsById(context.access, context.engine, values);
    const growing = found.flatMap((period) => {
      const reason = reasons.get(period.aliasId);
      return reason === undefined ? [] : [{ asked: period, reason, periods: [period as MachineSpan] }];
    });
    const isAlike = (stop: GrowingStop, { category, aliasId }: PeriodSpan) =>
      isDowntime(category) && reasons.get(aliasId)?.id === stop.reason.id;
    const [goingOn, wentOn] = [
      growing.filter(({ asked }) => asked.goesOn),
      growing.filter(({ asked }) => asked.wentOn),
    ];
    await grow(goingOn, (some) => growForward(context, some, isAlike));
    await grow(wentOn, (some) => growBackward(context, some, isAlike));
    for (const { asked, periods, reason } of growing) {
      const { endMs } = lastOf(periods);
      stops.set(asked.id, {
        periodIds: periods.map(({ id }) => id),
        machineId: firstOf(periods).machineId,
        startMs: firstOf(periods).startMs,
        endMs: endMs === Number.POSITIVE_INFINITY ? null : endMs,
        reason,
      });
    }
  }
  return stops;
}

interface GrowingStop {
  readonly reason: Reason;
  /** By their beginning; at least one. */
  readonly periods: MachineSpan[];
}

const firstOf = (periods: readonly MachineSpan[]) => periods[0] as MachineSpan;
const lastOf = (periods: readonly MachineSpan[]) => periods.at(-1) as MachineSpan;

type IsAlike = (stop: GrowingStop, period: PeriodSpan) => boolean;

async function grow(
  stops: readonly GrowingStop[],
  step: (growing: readonly GrowingStop[]) => Promise<GrowingStop[]>,
): Promise<void> {
  let growing = stops;
  for (let round = 0; round < PERIODS_OF_STOP_MAX && growing.length > 0; round++) growing = await step(growing);
}

/** @returns those that went on, and may go on further */
async function growForward(context: ReadContext, stops: readonly GrowingStop[], isAlike: IsAlike) {
  const ended = stops.filter(({ periods }) => lastOf(periods).endMs !== Number.POSITIVE_INFINITY);
  if (ended.length === 0) return [];
  const ranges = ended.map(({ periods }) => {
    const { machineId, endMs } = lastOf(periods);
    return { machineId, startMs: endMs - STOP_GAP_MS + 1, endMs: endMs + STOP_GAP_MS };
  });
  const begun = await listSpansBegunIn(context.access, context.engine, ranges);
  const byMachine = Map.groupBy(begun, ({ machineId }) => machineId);
  return ended.filter((stop) => {
    const { machineId, endMs } = lastOf(stop.periods);
    const isNext = (one: MachineSpan) => Math.abs(one.startMs - endMs) < STOP_GAP_MS && one.endMs > endMs;
    const next = byMachine
      .get(machineId)
      ?.filter((one) => isNext(one) && isAlike(stop, one))
      .sort(inOrderOfStart)[0];
    if (next !== undefined) stop.periods.push(next);
    return next !== undefined;
  });
}

async function growBackward(context: ReadContext, stops: readonly GrowingStop[], isAlike: IsAlike) {
  const ranges = stops.map(({ periods }) => {
    const { machineId, startMs } = firstOf(periods);
    return { machineId, startMs: startMs - STOP_GAP_MS + 1, endMs: startMs };
  });
  const begun = await listSpansBegunIn(context.access, context.engine, ranges);
  const byMachine = Map.groupBy(begun, ({ machineId }) => machineId);
  // the one before those may have ended since
  const points = ranges.map(({ machineId, startMs }) => ({ machineId, atMs: startMs - 1 }));
  const before = await findLastBegunAt(context.access, context.engine, points);
  return stops.filter((stop, at) => {
    const { machineId, startMs } = firstOf(stop.periods);
    const isPrevious = (one: MachineSpan) => one.startMs < startMs && Math.abs(startMs - one.endMs) < STOP_GAP_MS;
    const previous = [...(byMachine.get(machineId) ?? []), ...(before[at] === undefined ? [] : [before[at]])]
      .filter((one) => isPrevious(one) && isAlike(stop, one))
      .sort(inOrderOfStart)
      .at(-1);
    if (previous !== undefined) stop.periods.unshift(previous);
    return previous !== undefined;
  });
}
