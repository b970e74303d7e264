/** What stands out in a range: how its shares moved against the range before, and which stops cost most. Pure. */
import { type AccountedTime, percent, plannedMs, type ReasonTime } from './figures.rules.ts';

/** Of planned time, in percent. */
export interface Trend {
  readonly current: number | null;
  /** Percentage points more than in the range before; null where either range had nothing planned. */
  readonly change: number | null;
}

export interface OverviewTrends {
  readonly utilization: Trend;
  readonly productiveDowntime: Trend;
  readonly unproductiveDowntime: Trend;
}

export const severities = ['high', 'medium'] as const;
export type Severity = (typeof severities)[number];

/** Downtime of one machine for one reason. */
export interface CostlyReason extends ReasonTime {
  readonly machineId: string;
  readonly severity: Severity;
}

/** Percent of a machine's planned time from which a reason's downtime is severe. */
const SEVERE_PERCENT = 5;

export function trendsOf(now: AccountedTime, before: AccountedTime): OverviewTrends {
  const trendOf = (partOf: (time: AccountedTime) => number): Trend => {
    const current = percent(partOf(now), plannedMs(now));
    const earlier = percent(partOf(before), plannedMs(before));
    // rounded again: the difference of two numbers of four decimals has more
    const change = current === null || earlier === null ? null : Math.round((current - earlier) * 10_000) / 10_000;
    return { current, change };
  };
  return {
    utilization: trendOf((time) => time.productiveUptimeMs),
    productiveDowntime: trendOf((time) => time.productiveDowntimeMs),
    unproductiveDowntime: trendOf((time) => time.unproductiveDowntimeMs),
  };
}

/** The longest first; equal ones by machine and reason. */
export function costliestReasons(
  machines: readonly { readonly machineId: string; readonly time: AccountedTime }[],
  limit: number,
): CostlyReason[] {
  return machines
    .flatMap(({ machineId, time }) =>
      time.reasons.map((row) => ({ ...row, machineId, severity: severityOf(row.durationMs, time) })),
    )
    .sort(
      (a, b) => b.durationMs - a.durationMs || compareText(a.machineId, b.machineId) || compareText(a.reason, b.reason),
    )
    .slice(0, limit);
}

function severityOf(durationMs: number, time: AccountedTime): Severity {
  return durationMs * 100 >= plannedMs(time) * SEVERE_PERCENT ? 'high' : 'medium';
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
