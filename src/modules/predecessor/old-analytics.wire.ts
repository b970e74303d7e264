/** Our figures in the old shapes, where a number is needed even without data. */
import type { Static } from 'typebox';
import { formatInstant, formatOptionalInstant, toSeconds } from '../../kernel/instant.ts';
import {
  type AccountedTime,
  availability,
  type DowntimeAnswer,
  downtimeMs,
  type OeeAnswer,
  plannedMs,
  type TimeAccountingAnswer,
  weekdays,
} from '../analytics/index.ts';
import type { PlacedPeriod, Reason } from '../timeline/index.ts';
import type { oldData, oldDowntime, oldOee, oldUtilization } from './old-analytics.schemas.ts';

const MINUTE_SECONDS = 60;
const ANALYSIS_ROWS_MAX = 50;
/** Share of a machine's planned time from which a reason's downtime is called severe. */
const SEVERE_SHARE = 0.05;

/** No data is 0 for availability; performance and quality that nobody knows are 100, and `assumed` names all three. */
export function toOldOee({ total }: OeeAnswer): Static<typeof oldOee> {
  const availabilityPercent = total.availability ?? 0;
  const performance = total.performance ?? 100;
  const quality = total.quality ?? 100;
  return {
    oee: twoDecimals((availabilityPercent * performance * quality) / 10_000),
    availability: twoDecimals(availabilityPercent),
    performance: twoDecimals(performance),
    quality: twoDecimals(quality),
    assumed: (['availability', 'performance', 'quality'] as const).filter((factor) => total[factor] === null),
  };
}

export function toOldUtilization({ total }: TimeAccountingAnswer): Static<typeof oldUtilization> {
  return {
    total_time_seconds: toSeconds(plannedMs(total)),
    productive_uptime_seconds: toSeconds(total.productiveUptimeMs),
    unproductive_downtime_seconds: toSeconds(total.unproductiveDowntimeMs),
    productive_downtime_seconds: toSeconds(total.productiveDowntimeMs),
    unclassified_downtime_seconds: toSeconds(total.unclassifiedDowntimeMs),
    offline_seconds: toSeconds(total.offlineMs),
    utilization_percentage: twoDecimals(availability(total) ?? 0),
  };
}

export function toOldDowntime(answer: DowntimeAnswer): Static<typeof oldDowntime> {
  return {
    excessive_downtimes: answer.longStops.items.map(({ period, machineName, reason, clippedMs }) => ({
      name: machineName,
      machine_id: period.machineId,
      downtime_reason_name: period.reasonText === null ? '' : reason.name,
      duration_seconds: toSeconds(clippedMs),
      start_timestamp: formatInstant(period.startMs),
      end_timestamp: formatInstant(period.endMs ?? answer.toMs),
    })),
    excessive_downtimes_truncated: answer.longStops.nextCursor !== null,
    recurring_downtime_reasons: Object.fromEntries(
      answer.reasons.map((row) => [row.reason, toSeconds(row.durationMs)]),
    ),
  };
}

export interface OldDataSources {
  /** Grouped by machine. */
  readonly answer: TimeAccountingAnswer;
  /** The range before, as long. */
  readonly before: TimeAccountingAnswer;
  readonly periods: readonly PlacedPeriod[];
  readonly truncated: boolean;
  readonly reasons: ReadonlyMap<number, Reason>;
}

export function toOldData({ answer, before, periods, truncated, reasons }: OldDataSources): Static<typeof oldData> {
  const names = new Map(answer.machines.map((machine) => [machine.id, machine.name]));
  return {
    total_records: periods.length,
    truncated,
    machines_count: new Set(periods.map((period) => period.machineId)).size,
    avg_utilization: fraction(answer.total.productiveUptimeMs, answer.total),
    total_downtime_minutes: toSeconds(downtimeMs(answer.total)) / MINUTE_SECONDS,
    time_range: { start: formatInstant(answer.fromMs), end: formatInstant(answer.toMs) },
    efficiency_trends: trendsOf(answer.total, before.total),
    downtime_analysis: analysisOf(answer),
    records: periods.map((period) => ({
      id: period.id,
      machine_id: period.machineId,
      name: names.get(period.machineId) ?? period.machineId,
      downtime_reason_name: period.reasonText === null ? '' : (reasons.get(period.aliasId)?.name ?? ''),
      start_timestamp: formatInstant(period.startMs),
      end_timestamp: formatOptionalInstant(period.endMs),
      duration_seconds: toSeconds((period.endMs ?? answer.toMs) - period.startMs),
      clipped_seconds: toSeconds(period.clippedMs),
      productivity: period.productivity ?? '',
      classification: period.classification,
      shift: period.beganIn.shift,
      day_of_week: weekdays[period.beganIn.weekday - 1] ?? '',
      utilisation_category: `${(period.productivity ?? '').toUpperCase()} ${period.classification}`,
      product_name: null,
      maintenance_ticket_id: null,
      incident_category: null,
    })),
  };
}

function trendsOf(now: AccountedTime, before: AccountedTime): Static<typeof oldData>['efficiency_trends'] {
  const parts = {
    utilization: (time: AccountedTime) => time.productiveUptimeMs,
    productive_downtime: (time: AccountedTime) => time.productiveDowntimeMs,
    unproductive_downtime: (time: AccountedTime) => time.unproductiveDowntimeMs,
  };
  return Object.fromEntries(
    Object.entries(parts).map(([name, partOf]) => {
      const current = fraction(partOf(now), now);
      const trend = plannedMs(before) === 0 ? 0 : current - fraction(partOf(before), before);
      return [name, { current, trend: Math.round(trend * 1_000_000) / 1_000_000 }];
    }),
  );
}

function analysisOf(answer: TimeAccountingAnswer): Static<typeof oldData>['downtime_analysis'] {
  return (answer.groups ?? [])
    .flatMap(({ key, time }) =>
      time.reasons.map((row) => ({
        reason: row.reason,
        machine_id: key ?? '',
        duration_minutes: toSeconds(row.durationMs) / MINUTE_SECONDS,
        severity: row.durationMs >= plannedMs(time) * SEVERE_SHARE ? 'high' : 'medium',
      })),
    )
    .sort((a, b) => b.duration_minutes - a.duration_minutes)
    .slice(0, ANALYSIS_ROWS_MAX);
}

function fraction(partMs: number, time: AccountedTime): number {
  const planned = plannedMs(time);
  return planned === 0 ? 0 : Math.round((partMs / planned) * 1_000_000) / 1_000_000;
}

function twoDecimals(value: number): number {
  return Math.round(value * 100) / 100;
}
