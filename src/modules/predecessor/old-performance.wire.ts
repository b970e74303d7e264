/** How machines did in the last hours, in the old shapes, where a number is needed even without data. */
import type { Static } from 'typebox';
import { HOUR_MS } from '../../kernel/clock.ts';
import { formatOptionalInstant } from '../../kernel/instant.ts';
import {
  availability,
  type Floor,
  fleetInsightsOf,
  insightsOf,
  type MachinePerformance,
  type PerformanceAnswer,
  performanceScore,
  plannedMs,
  stopsOf,
  summedTime,
} from '../analytics/index.ts';
import { oldStatus } from './old-dashboard.wire.ts';
import type { oldEfficiencyInsights, oldPerformanceSummary } from './old-performance.schemas.ts';

/** Machines of which nothing is known in the range are left out. */
export function toOldPerformanceSummary(
  { machines }: PerformanceAnswer,
  floor: Floor,
): Static<typeof oldPerformanceSummary> {
  const heard = machines.filter(({ time, cuts }) => time.noDataMs < time.windowMs || cuts > 0);
  const standing = new Map(floor.machines.map((one) => [one.machine.id, one]));
  const rows = heard.flatMap(({ machine, time, cuts }) => {
    const now = standing.get(machine.id);
    return now === undefined
      ? []
      : {
          machine_id: machine.id,
          machine_name: machine.name,
          utilization_percentage: twoDecimals(availability(time) ?? 0),
          total_cuts: cuts,
          total_time_hours: toHours(plannedMs(time)),
          uptime_hours: toHours(time.productiveUptimeMs),
          downtime_events: stopsOf(time),
          current_status: oldStatus(now),
          last_event_time: formatOptionalInstant(now.lastReportAtMs),
        };
  });
  rows.sort((a, b) => b.utilization_percentage - a.utilization_percentage || (a.machine_id < b.machine_id ? -1 : 1));
  return {
    machines: rows,
    summary: {
      total_machines: rows.length,
      avg_utilization: twoDecimals(availability(summedTime(heard.map(({ time }) => time))) ?? 0),
      total_cuts: rows.reduce((sum, row) => sum + row.total_cuts, 0),
      total_downtime_events: rows.reduce((sum, row) => sum + row.downtime_events, 0),
    },
  };
}

/** @param reporting machines that have ever reported a cut: of others a lack of cuts says nothing */
export function toOldEfficiencyInsights(
  { machines, total }: PerformanceAnswer,
  reporting: ReadonlyMap<string, number>,
  hours: number,
): Static<typeof oldEfficiencyInsights> {
  const rows = machines.flatMap((one) => {
    const utilization = availability(one.time);
    if (utilization === null) return [];
    const cutsPerHour = reporting.has(one.machine.id) ? hourlyCuts(one) : null;
    const figures = { utilization, stops: stopsOf(one.time), cutsPerHour };
    return {
      machine_id: one.machine.id,
      machine_name: one.machine.name,
      insights: insightsOf(figures),
      performance_score: twoDecimals(performanceScore(figures)),
    };
  });
  const scores = rows.reduce((sum, row) => sum + row.performance_score, 0);
  return {
    machine_insights: rows,
    fleet_insights: fleetInsightsOf(availability(total), stopsOf(total), rows.length),
    summary: {
      period_hours: hours,
      machines_analyzed: rows.length,
      avg_performance_score: rows.length === 0 ? 0 : twoDecimals(scores / rows.length),
    },
  };
}

function hourlyCuts({ time, cuts }: MachinePerformance): number {
  return cuts / (plannedMs(time) / HOUR_MS);
}

function toHours(ms: number): number {
  return twoDecimals(ms / HOUR_MS);
}

function twoDecimals(value: number): number {
  return Math.round(value * 100) / 100;
}
