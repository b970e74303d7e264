/** Questions of reports out of their queries, and what their answers share. */
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { queryInstant } from '../../../platform/http/index.ts';
import type { ReportGrouping } from './report-groups.rules.ts';
import type { ReportQuery, ReportWindow } from './report-window.ts';

interface ReportOnWire {
  readonly start_time?: string;
  readonly end_time?: string;
  readonly machine_ids?: readonly string[];
  readonly group_by?: ReportGrouping;
}

/** @throws validation-failed for a time that is none */
export function reportQueryOf({ start_time: start, end_time: end, machine_ids, group_by }: ReportOnWire): ReportQuery {
  return {
    fromMs: start === undefined ? undefined : queryInstant('start_time', start).ms,
    toMs: end === undefined ? undefined : queryInstant('end_time', end).ms,
    machineIds: machine_ids,
    groupBy: group_by,
  };
}

export function rangeToWire({ fromMs, toMs, cutOffAtMs }: ReportWindow) {
  return {
    start_time: formatInstant(fromMs),
    end_time: formatInstant(toMs),
    cut_off_at: formatOptionalInstant(cutOffAtMs),
  };
}

/** Whole milliseconds, as seconds. */
export function secondsOf(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms) / 1_000;
}

/** Two decimals: nobody reads more of a percentage, or of money. */
export function roundedOf(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}
