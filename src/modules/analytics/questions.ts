/**
 * From what somebody asks to a question that can be answered: machines, shift and weekday are checked against what
 * exists, and the future is cut off.
 */
import { type Clock, DAY_MS, SECOND_MS } from '../../kernel/clock.ts';
import { DomainError, notAllowed } from '../../kernel/errors.ts';
import type { Machine, Machines } from '../machines/index.ts';
import { type Grouping, groupings, type IsoWeekday, type Timeline } from '../timeline/index.ts';

/** ISO order: MONDAY is 1. */
export const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

/** Ten years: more than anyone reports on, and a bound for what one request may cost. */
const RANGE_DAYS_MAX = 3_660;
/** An answer by hour has a row an hour and reads raw periods. */
const HOURLY_RANGE_DAYS_MAX = 93;
/** Raw periods that an answer by hour may have to read: a month of a hundred machines. */
const HOURLY_MACHINE_DAYS_MAX = 3_000;

export interface AnalyticsQuery {
  /** Absent: the first period of the machines, but no longer before the end than a range may last. */
  readonly fromMs?: number | undefined;
  readonly toMs: number;
  /** Absent or empty: all that were in use in the range. */
  readonly machineIds?: readonly string[] | undefined;
  readonly shift?: string | undefined;
  /** A name of {@link weekdays}: of the production day. */
  readonly dayOfWeek?: string | undefined;
  readonly groupBy?: string | undefined;
}

export interface AnalyticsQuestion {
  readonly fromMs: number;
  /** Not after now. */
  readonly toMs: number;
  /** The instant at which the future was cut off; null where the range has ended. */
  readonly cutOffAtMs: number | null;
  /** Whether it went up to now when it was asked: cuts of this second are in it. */
  readonly reachesNow: boolean;
  readonly machines: readonly Machine[];
  readonly machineIds: readonly string[];
  readonly shift: string | undefined;
  readonly weekday: IsoWeekday | undefined;
  readonly groupBy: Grouping | undefined;
}

export type Ask = (query: AnalyticsQuery) => Promise<AnalyticsQuestion>;

/**
 * The end of what can be answered now. Whole seconds, so that answers about a running range can be shared for as long.
 */
export function measurableUntil(nowMs: number): number {
  return Math.floor(nowMs / SECOND_MS) * SECOND_MS;
}

/** Whether an answer about a range with this end changes with the clock. */
export function isRunning(endMs: number, nowMs: number): boolean {
  return endMs > measurableUntil(nowMs);
}

/** @throws range-invalid, range-too-long, unknown-machine, unknown-shift, unknown-weekday, unknown-grouping */
export function createAsk(machines: Machines, timeline: Timeline, clock: Clock): Ask {
  return async (query) => {
    const groupBy = checkedGrouping(query.groupBy);
    const nowMs = clock.now();
    const cutOffAtMs = isRunning(query.toMs, nowMs) ? measurableUntil(nowMs) : null;
    const asked = await askedMachines(machines, query);
    const machineIds = asked.map((machine) => machine.id);
    const endMs = cutOffAtMs ?? query.toMs;
    const fromMs = query.fromMs ?? (await beginningOf(timeline, machineIds, endMs));
    if (query.toMs < fromMs) throw new DomainError('range-invalid', 'end_time lies before start_time.');
    const toMs = Math.max(fromMs, endMs);
    checkLength(toMs - fromMs, groupBy, machineIds.length);
    return {
      fromMs,
      toMs,
      cutOffAtMs,
      // one that ends with the last whole second, too: nothing younger can be measured
      reachesNow: isRunning(query.toMs + 1, nowMs),
      machines: asked,
      machineIds,
      shift: await checkedShift(timeline, machineIds, query.shift),
      weekday: checkedWeekday(query.dayOfWeek),
      groupBy,
    };
  };
}

/** The first period, and no more than a range may hold: one row with a wrong year must not hide all others. */
async function beginningOf(timeline: Timeline, machineIds: readonly string[], toMs: number): Promise<number> {
  const firstMs = (await timeline.earliestStart(machineIds)) ?? toMs;
  return Math.min(Math.max(firstMs, toMs - RANGE_DAYS_MAX * DAY_MS), toMs);
}

/** @param durationMs of what is measured: a future that is cut off costs nothing */
function checkLength(durationMs: number, groupBy: Grouping | undefined, machines: number): void {
  const byHour = groupBy === 'hour';
  const daysMax = byHour ? HOURLY_RANGE_DAYS_MAX : RANGE_DAYS_MAX;
  if (durationMs > daysMax * DAY_MS) {
    const what = byHour ? 'by hour ' : '';
    throw new DomainError('range-too-long', `A range ${what}may last ${daysMax} days at most.`, { days_max: daysMax });
  }
  if (byHour && durationMs * machines > HOURLY_MACHINE_DAYS_MAX * DAY_MS) {
    throw new DomainError(
      'range-too-long',
      `A range by hour may hold ${HOURLY_MACHINE_DAYS_MAX.toLocaleString('en')} machine-days at most, and ${machines} machines are asked for. Ask for fewer machines or days.`,
      { machine_days_max: HOURLY_MACHINE_DAYS_MAX },
    );
  }
}

async function askedMachines(machines: Machines, query: AnalyticsQuery): Promise<Machine[]> {
  if (query.machineIds !== undefined && query.machineIds.length > 0) return machines.requireMachines(query.machineIds);
  const { fromMs = Number.NEGATIVE_INFINITY } = query;
  const all = await machines.listAllMachines();
  return all.filter((machine) => machine.retiredAt === null || machine.retiredAt > fromMs);
}

async function checkedShift(
  timeline: Timeline,
  machineIds: readonly string[],
  shift: string | undefined,
): Promise<string | undefined> {
  if (shift === undefined) return undefined;
  const codes = await timeline.shiftCodes(machineIds);
  const code = codes.find((known) => known === shift.toUpperCase());
  if (code === undefined) throw notAllowed('unknown-shift', 'shift', shift, codes);
  return code;
}

function checkedWeekday(name: string | undefined): IsoWeekday | undefined {
  if (name === undefined) return undefined;
  const at = weekdays.findIndex((weekday) => weekday === name.toUpperCase());
  if (at === -1) throw notAllowed('unknown-weekday', 'day of the week', name, weekdays);
  return (at + 1) as IsoWeekday;
}

function checkedGrouping(name: string | undefined): Grouping | undefined {
  if (name === undefined) return undefined;
  const grouping = groupings.find((known) => known === name.toLowerCase());
  if (grouping === undefined) throw notAllowed('unknown-grouping', 'grouping', name, groupings);
  return grouping;
}
