/** Our figures in the old shapes, where a number is needed even without data. */
import type { Static } from 'typebox';
import { formatInstant, formatOptionalInstant, toSeconds } from '../../kernel/instant.ts';
import {
  availability,
  type DowntimeAnswer,
  downtimeMs,
  type OeeAnswer,
  type OverviewAnswer,
  oeeFactors,
  plannedMs,
  type TimeAccountingAnswer,
  weekdays,
} from '../analytics/index.ts';
import type { PeriodTicket } from '../maintenance/index.ts';
import type { NamedProduct } from '../production/index.ts';
import { Category, normaliseReason, type ReadPeriod } from '../timeline/index.ts';
import type { oldData, oldDowntime, oldOee, oldUtilization } from './old-analytics.schemas.ts';

const MINUTE_SECONDS = 60;

/** No data is 0 for availability; performance and quality that nobody knows are 100, and `assumed` names all three. */
export function toOldOee({ total: { oee } }: OeeAnswer): Static<typeof oldOee> {
  const availabilityPercent = oee.availability ?? 0;
  const performance = oee.performance ?? 100;
  const quality = oee.quality ?? 100;
  return {
    oee: twoDecimals((availabilityPercent * performance * quality) / 10_000),
    availability: twoDecimals(availabilityPercent),
    performance: twoDecimals(performance),
    quality: twoDecimals(quality),
    assumed: oeeFactors.filter((factor) => oee[factor] === null),
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
  const oldReasonOf = makeOldReasons();
  return {
    excessive_downtimes: answer.longStops.items.map(({ period, machineName, reason, clippedMs }) => ({
      name: machineName,
      machine_id: period.machineId,
      downtime_reason_name: oldReasonOf(period, reason),
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

export interface PeriodSurroundings {
  readonly tickets: ReadonlyMap<string, PeriodTicket>;
  /** What was made where each period began, in the order of the periods. */
  readonly products: readonly (NamedProduct | undefined)[];
}

export function toOldData(answer: OverviewAnswer, { tickets, products }: PeriodSurroundings): Static<typeof oldData> {
  const { periods, trends, total } = answer;
  const oldReasonOf = makeOldReasons();
  const names = new Map(answer.machines.map((machine) => [machine.id, machine.name]));
  const efficiency = {
    utilization: toOldTrend(trends.utilization),
    productive_downtime: toOldTrend(trends.productiveDowntime),
    unproductive_downtime: toOldTrend(trends.unproductiveDowntime),
  };
  return {
    total_records: answer.periodsCount,
    truncated: answer.periodsCount > periods.length,
    machines_count: new Set(periods.map(({ period }) => period.machineId)).size,
    avg_utilization: efficiency.utilization.current,
    total_downtime_minutes: toMinutes(downtimeMs(total)),
    time_range: { start: formatInstant(answer.fromMs), end: formatInstant(answer.toMs) },
    efficiency_trends: efficiency,
    downtime_analysis: answer.costliest.map((row) => ({
      reason: row.reason,
      machine_id: row.machineId,
      duration_minutes: toMinutes(row.durationMs),
      severity: row.severity,
    })),
    records: periods.map(({ period, reason }, at) => ({
      id: period.id,
      machine_id: period.machineId,
      name: names.get(period.machineId) ?? period.machineId,
      downtime_reason_name: oldReasonOf(period, reason),
      start_timestamp: formatInstant(period.startMs),
      end_timestamp: formatOptionalInstant(period.endMs),
      duration_seconds: toSeconds((period.endMs ?? answer.toMs) - period.startMs),
      clipped_seconds: toSeconds(period.clippedMs),
      productivity: period.productivity ?? '',
      classification: period.classification,
      shift: period.beganIn.shift,
      day_of_week: weekdays[period.beganIn.weekday - 1] ?? '',
      utilisation_category: oldCategories[period.category],
      product_name: products[at]?.name ?? null,
      maintenance_ticket_id: tickets.get(period.id)?.ticketId ?? null,
      incident_category: tickets.get(period.id)?.category ?? null,
    })),
  };
}

/** What a period counts as, so that rows and sums agree; `productivity` and `classification` are its source's words. */
const oldCategories: Readonly<Record<Category, string>> = {
  [Category.productiveUptime]: 'PRODUCTIVE UPTIME',
  [Category.productiveDowntime]: 'PRODUCTIVE DOWNTIME',
  [Category.unproductiveDowntime]: 'UNPRODUCTIVE DOWNTIME',
  [Category.unclassifiedDowntime]: 'UNCLASSIFIED DOWNTIME',
  [Category.offline]: 'PRODUCTIVE OFFLINE',
};

/** Empty where the source gave none, which it also says as `nan`. All texts of an alias are one text to us. */
export function makeOldReasons(): (
  period: Pick<ReadPeriod, 'aliasId' | 'reasonText'>,
  reason: { readonly name: string },
) => string {
  const names = new Map<number, string>();
  return (period, reason) => {
    let name = names.get(period.aliasId);
    if (name === undefined) {
      name = normaliseReason(period.reasonText ?? '') === '' ? '' : reason.name;
      names.set(period.aliasId, name);
    }
    return name;
  };
}

/** Percent to fractions, which the old page needs even without data. */
function toOldTrend({ current, change }: OverviewAnswer['trends']['utilization']) {
  return { current: toFraction(current ?? 0), trend: toFraction(change ?? 0) };
}

/** Six decimals: those of a percentage of four. */
function toFraction(percentage: number): number {
  return Math.round(percentage * 10_000) / 1_000_000;
}

function toMinutes(durationMs: number): number {
  return toSeconds(durationMs) / MINUTE_SECONDS;
}

function twoDecimals(value: number): number {
  return Math.round(value * 100) / 100;
}
