/** Analytics on the wire: milliseconds become seconds, instants RFC 3339, names snake_case. */
import type { Static } from 'typebox';
import { formatInstant, formatOptionalInstant, toSeconds } from '../../kernel/instant.ts';
import { shownAmount } from '../../kernel/money.ts';
import type { PeriodTicket } from '../maintenance/index.ts';
import { categoryNames } from '../timeline/index.ts';
import type {
  accountingAnswer,
  comparisonAnswer,
  downtimeAnswer,
  lossesAnswer,
  oeeAnswer,
  timelineAnswer,
  trendsAnswer,
} from './analytics.answers.schemas.ts';
import type {
  AnsweredRange,
  DowntimeAnswer,
  LossesAnswer,
  NamedPeriod,
  OeeAnswer,
  TimeAccountingAnswer,
} from './analytics.types.ts';
import { type Comparison, stopsOf } from './comparison.rules.ts';
import { type AccountedTime, availability, coverage, downtimeMs, plannedMs } from './figures.rules.ts';
import type { Loss } from './losses.rules.ts';
import type { Oee } from './oee.rules.ts';

const HOUR_SECONDS = 3_600;

function toRange({ fromMs, toMs, cutOffAtMs }: AnsweredRange) {
  return {
    start_time: formatInstant(fromMs),
    end_time: formatInstant(toMs),
    cut_off_at: formatOptionalInstant(cutOffAtMs),
  };
}

export function toCategorySeconds(time: AccountedTime) {
  return {
    window_seconds: toSeconds(time.windowMs),
    planned_seconds: toSeconds(plannedMs(time)),
    productive_uptime_seconds: toSeconds(time.productiveUptimeMs),
    productive_downtime_seconds: toSeconds(time.productiveDowntimeMs),
    unproductive_downtime_seconds: toSeconds(time.unproductiveDowntimeMs),
    unclassified_downtime_seconds: toSeconds(time.unclassifiedDowntimeMs),
    offline_seconds: toSeconds(time.offlineMs),
    no_data_seconds: toSeconds(time.noDataMs),
    availability: availability(time),
    coverage: coverage(time),
  };
}

export function toAccountedSeconds(time: AccountedTime) {
  return {
    ...toCategorySeconds(time),
    downtime_by_reason_seconds: Object.fromEntries(time.reasons.map((row) => [row.reason, toSeconds(row.durationMs)])),
  };
}

export function toAccounting(answer: TimeAccountingAnswer): Static<typeof accountingAnswer> {
  return {
    ...toRange(answer),
    ...toAccountedSeconds(answer.total),
    ...(answer.groups && { groups: answer.groups.map(({ key, time }) => ({ key, ...toAccountedSeconds(time) })) }),
  };
}

export function toOeeFigures(oee: Oee) {
  return {
    oee: oee.oee,
    availability: oee.availability,
    performance: oee.performance,
    quality: oee.quality,
    partial_oee: oee.partialOee,
    factors_used: [...oee.factorsUsed],
    basis: toOeeBasis(oee.basis),
    warnings: [...oee.warnings],
  };
}

/** In the names of the API, for whoever else tells a program what OEE rests on. */
export function toOeeBasis({ availability: time, performance, quality }: Oee['basis']) {
  return {
    availability: {
      planned_seconds: toSeconds(time.plannedMs),
      productive_uptime_seconds: toSeconds(time.uptimeMs),
    },
    performance: {
      runs: performance.runs,
      cuts: performance.cuts,
      ideal_seconds: threeDecimals(toSeconds(performance.idealMs)),
      productive_uptime_seconds: toSeconds(performance.uptimeMs),
    },
    quality: {
      runs: quality.runs,
      produced_count: threeDecimals(quality.produced),
      scrap_count: threeDecimals(quality.scrap),
    },
  };
}

function threeDecimals(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

export function toOee(answer: OeeAnswer): Static<typeof oeeAnswer> {
  return {
    ...toRange(answer),
    ...toOeeFigures(answer.total.oee),
    ...(answer.groups && { groups: answer.groups.map(({ key, oee }) => ({ key, ...toOeeFigures(oee) })) }),
  };
}

function toLoss({ durationMs, cost, costedMs }: Loss) {
  return {
    seconds: toSeconds(durationMs),
    hours: toSeconds(durationMs) / HOUR_SECONDS,
    cost: cost === null ? null : shownAmount(cost),
    costed_seconds: toSeconds(costedMs),
  };
}

/** @param currency ISO 4217 */
export function toLosses(answer: LossesAnswer, currency: string): Static<typeof lossesAnswer> {
  return {
    ...toRange(answer),
    currency,
    ...toLoss(answer.total),
    reasons: answer.reasons.map((loss) => ({
      reason: loss.reason,
      reason_group: loss.reasonGroup,
      count: loss.stops,
      ...toLoss(loss),
    })),
    machines: answer.machines.map(({ machine, ...loss }) => ({
      machine_id: machine.id,
      machine_name: machine.name,
      hourly_cost: machine.hourlyCost,
      ...toLoss(loss),
    })),
  };
}

export function toDowntime(answer: DowntimeAnswer, thresholdMs: number): Static<typeof downtimeAnswer> {
  return {
    ...toRange(answer),
    downtime_seconds: toSeconds(downtimeMs(answer.total)),
    planned_seconds: toSeconds(plannedMs(answer.total)),
    reasons: answer.reasons.map((row) => ({
      reason: row.reason,
      reason_group: row.reasonGroup,
      count: row.stops,
      seconds: toSeconds(row.durationMs),
      share: row.share,
      cumulative_share: row.cumulativeShare,
    })),
    long_stops: {
      threshold_seconds: toSeconds(thresholdMs),
      items: answer.longStops.items.map(({ period, machineName, reason, clippedMs }) => ({
        id: period.id,
        machine_id: period.machineId,
        machine_name: machineName,
        reason: reason.name,
        reason_group: reason.group,
        start_time: formatInstant(period.startMs),
        end_time: formatOptionalInstant(period.endMs),
        seconds: toSeconds(clippedMs),
      })),
      next_cursor: answer.longStops.nextCursor,
    },
  };
}

export function toTimeline(
  answer: AnsweredRange & { page: { items: readonly NamedPeriod[]; nextCursor: string | null } },
  tickets: ReadonlyMap<string, PeriodTicket>,
): Static<typeof timelineAnswer> {
  return {
    ...toRange(answer),
    items: answer.page.items.map(({ period, reason }) => ({
      id: period.id,
      machine_id: period.machineId,
      start_time: formatInstant(period.startMs),
      end_time: formatOptionalInstant(period.endMs),
      classification: period.classification,
      productivity: period.productivity,
      category: categoryNames[period.category],
      reason: reason.name,
      reason_group: reason.group,
      revision: period.revision,
      maintenance_ticket_id: tickets.get(period.id)?.ticketId ?? null,
    })),
    next_cursor: answer.page.nextCursor,
  };
}

export function toTrends(answer: OeeAnswer, interval: string, days: number): Static<typeof trendsAnswer> {
  const trends = (answer.groups ?? []).map(({ key, time, oee }) => ({
    timestamp: key ?? '',
    ...toAccountedSeconds(time),
    ...toOeeFigures(oee),
    utilization_percentage: availability(time),
    total_events: stopsOf(time),
    uptime_hours: toSeconds(time.productiveUptimeMs) / HOUR_SECONDS,
    total_time_hours: toSeconds(plannedMs(time)) / HOUR_SECONDS,
  }));
  return { ...toRange(answer), trends, period: { days_back: days, interval, data_points: trends.length } };
}

export function toComparison(answer: OeeAnswer, comparison: Comparison): Static<typeof comparisonAnswer> {
  const names = new Map(answer.machines.map((machine) => [machine.id, machine.name]));
  return {
    ...toRange(answer),
    metric: comparison.metric,
    unit: comparison.unit,
    machines: comparison.ranking.map(({ machineId, value, rank }) => ({
      machine_id: machineId,
      machine_name: names.get(machineId) ?? machineId,
      value,
      rank,
    })),
    statistics: { highest: comparison.highest, lowest: comparison.lowest, average: comparison.average },
  };
}
