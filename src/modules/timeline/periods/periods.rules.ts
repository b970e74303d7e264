/** Which periods are acceptable, and what a stored one would change. Pure. */
import { DAY_MS } from '../../../kernel/clock.ts';
import type { StatusPeriodsTable } from '../tables.ts';
import type { Classification, Productivity } from './categories.rules.ts';
import { toldReasonOf } from './explained-reasons.rules.ts';

/** A status period as a source reports it, times in ms. */
export interface StatusPeriodInput {
  readonly id: string;
  readonly machineId: string;
  readonly startMs: number;
  /** Null while the period is open. */
  readonly endMs: number | null;
  readonly classification: Classification;
  readonly productivity: Productivity | null;
  /** As the source wrote it; null for none. */
  readonly reasonText: string | null;
}

/** One period longer than this is a mistake of its source, and would touch the sums of every shift it covers. */
export const PERIOD_DAYS_MAX = 366;
/** Instants outside these are mistakes too: clocks that were never set, or seconds taken for milliseconds. */
export const PERIOD_EARLIEST_MS = Date.UTC(2000, 0, 1);
export const PERIOD_LATEST_MS = Date.UTC(2100, 0, 1);

export interface PeriodFault {
  readonly field: 'start' | 'end';
  readonly reason: string;
}

/** Why a period cannot be kept; undefined for a good one. A period without length is kept: it takes no time. */
export function findPeriodFault(period: Pick<StatusPeriodInput, 'startMs' | 'endMs'>): PeriodFault | undefined {
  const { startMs, endMs } = period;
  if (startMs < PERIOD_EARLIEST_MS || startMs >= PERIOD_LATEST_MS) {
    return { field: 'start', reason: 'the start must lie between the years 2000 and 2100' };
  }
  if (endMs === null) return undefined;
  if (endMs < startMs) return { field: 'end', reason: 'the end lies before the start' };
  if (endMs - startMs > PERIOD_DAYS_MAX * DAY_MS) {
    return { field: 'end', reason: `the period is longer than ${PERIOD_DAYS_MAX} days` };
  }
  return undefined;
}

/** Keeps the last of several with one id: the last load wins. */
export function lastOfEachId(periods: readonly StatusPeriodInput[]): StatusPeriodInput[] {
  return [...new Map(periods.map((period) => [period.id, period])).values()];
}

/** Whether the source says what it said. */
export function saysTheSame(stored: StatusPeriodsTable, period: StatusPeriodInput): boolean {
  return (
    stored.machine_id === period.machineId &&
    stored.started_at === period.startMs &&
    stored.ended_at === period.endMs &&
    stored.classification === period.classification &&
    stored.productivity === period.productivity &&
    toldReasonOf(stored) === period.reasonText
  );
}
