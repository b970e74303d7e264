/**
 * From what somebody asks to a question that can be answered: machines, shift and weekday are checked against what
 * exists, and the future is cut off.
 */
import type { Clock } from '../../kernel/clock.ts';
import { DAY_MS } from '../../kernel/clock.ts';
import { DomainError, notAllowed } from '../../kernel/errors.ts';
import type { Machine, Machines } from '../machines/index.ts';
import { type Grouping, groupings, type IsoWeekday, type Timeline } from '../timeline/index.ts';

/** ISO order: MONDAY is 1. */
export const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

/** Ten years: more than anyone reports on, and a bound for what one request may cost. */
export const RANGE_DAYS_MAX = 3_660;
/** An answer by hour has a row an hour and reads raw periods. */
export const HOURLY_RANGE_DAYS_MAX = 93;

export interface AnalyticsQuery {
  readonly fromMs: number;
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
  readonly machines: readonly Machine[];
  readonly machineIds: readonly string[];
  readonly shift: string | undefined;
  readonly weekday: IsoWeekday | undefined;
  readonly groupBy: Grouping | undefined;
}

export type Ask = (query: AnalyticsQuery) => Promise<AnalyticsQuestion>;

/** @throws range-invalid, range-too-long, unknown-machine, unknown-shift, unknown-weekday, unknown-grouping */
export function createAsk(machines: Machines, timeline: Timeline, clock: Clock): Ask {
  return async (query) => {
    const groupBy = checkedGrouping(query.groupBy);
    checkRange(query, groupBy);
    // whole seconds, so that answers about a running range can be shared for as long
    const nowMs = Math.floor(clock.now() / 1_000) * 1_000;
    const asked = await askedMachines(machines, query);
    const machineIds = asked.map((machine) => machine.id);
    return {
      fromMs: query.fromMs,
      toMs: Math.max(query.fromMs, Math.min(query.toMs, nowMs)),
      cutOffAtMs: query.toMs > nowMs ? nowMs : null,
      machines: asked,
      machineIds,
      shift: await checkedShift(timeline, machineIds, query.shift),
      weekday: checkedWeekday(query.dayOfWeek),
      groupBy,
    };
  };
}

function checkRange({ fromMs, toMs }: AnalyticsQuery, groupBy: Grouping | undefined): void {
  if (toMs < fromMs) throw new DomainError('range-invalid', 'end_time lies before start_time.');
  const daysMax = groupBy === 'hour' ? HOURLY_RANGE_DAYS_MAX : RANGE_DAYS_MAX;
  if (toMs - fromMs > daysMax * DAY_MS) {
    const what = groupBy === 'hour' ? 'by hour ' : '';
    throw new DomainError('range-too-long', `A range ${what}may last ${daysMax} days at most.`, { days_max: daysMax });
  }
}

async function askedMachines(machines: Machines, query: AnalyticsQuery): Promise<Machine[]> {
  if (query.machineIds !== undefined && query.machineIds.length > 0) return machines.requireMachines(query.machineIds);
  const all = await machines.listAllMachines();
  return all.filter((machine) => machine.retiredAt === null || machine.retiredAt > query.fromMs);
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
  const grouping = groupings.find((known) => known === name);
  if (grouping === undefined) throw notAllowed('unknown-grouping', 'grouping', name, groupings);
  return grouping;
}
