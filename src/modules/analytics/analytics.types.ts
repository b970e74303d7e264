/** What can be asked of analytics, and what is answered. */
import type { Page } from '../../kernel/paging.ts';
import type { PlacedPeriod, ReadPeriod, Stop } from '../timeline/index.ts';
import type { AccountedTime, NamedReason, ParetoRow } from './figures.rules.ts';
import type { Losses } from './losses.rules.ts';
import type { Oee } from './oee.rules.ts';
import type { CostlyReason, OverviewTrends } from './overview.rules.ts';
import type { AnalyticsQuery, AnalyticsQuestion } from './questions.ts';

export interface AccountedGroup {
  /** Machine id, shift code, day, hour, week or month; null for time in no shift. */
  readonly key: string | null;
  readonly time: AccountedTime;
}

/** What the answer is about, as it was understood. */
export interface AnsweredRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly cutOffAtMs: number | null;
  /** Whether it went up to now when it was asked, which the clock cannot tell later. */
  readonly reachesNow: boolean;
}

export interface TimeAccountingAnswer extends AnsweredRange {
  readonly machines: AnalyticsQuestion['machines'];
  readonly total: AccountedTime;
  /** By key, ascending; absent without a grouping. */
  readonly groups: readonly AccountedGroup[] | undefined;
}

/** What time was spent on, and how well. */
export interface MeasuredTime {
  readonly time: AccountedTime;
  readonly oee: Oee;
}

export interface MeasuredGroup extends AccountedGroup, MeasuredTime {}

export interface OeeAnswer extends AnsweredRange {
  readonly machines: AnalyticsQuestion['machines'];
  readonly total: MeasuredTime;
  /** By key, ascending; absent without a grouping. */
  readonly groups: readonly MeasuredGroup[] | undefined;
}

export interface LossesAnswer extends AnsweredRange, Losses {}

/** A stop with the names that people know it by. */
export interface NamedStop {
  readonly period: Stop;
  readonly machineName: string;
  readonly reason: NamedReason;
  /** What of it lies in the range, shift and weekday asked for. */
  readonly clippedMs: number;
}

export interface DowntimeAnswer extends AnsweredRange {
  readonly total: AccountedTime;
  readonly reasons: readonly ParetoRow[];
  readonly longStops: Page<NamedStop>;
}

export interface LongStopsQuery extends AnalyticsQuery {
  readonly thresholdMs: number;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface NamedPeriod<Period extends ReadPeriod = ReadPeriod> {
  readonly period: Period;
  readonly reason: NamedReason;
}

export interface OverviewLimits {
  readonly periodsMax: number;
  readonly reasonsMax: number;
}

export interface OverviewAnswer extends AnsweredRange {
  readonly machines: AnalyticsQuestion['machines'];
  readonly total: AccountedTime;
  /** Against the range before, which is as long as what was measured, for the same machines. */
  readonly trends: OverviewTrends;
  /** Downtime by machine and reason: the costliest. */
  readonly costliest: readonly CostlyReason[];
  /** The first periods of which something lies in what was asked for, with the shift in which each began. */
  readonly periods: readonly NamedPeriod<PlacedPeriod>[];
  /** How many there are in all, counted up to a hundred thousand. */
  readonly periodsCount: number;
}

export interface Analytics {
  /** Where the time went. @param withReasons false spares the sums by reason */
  timeAccounting(query: AnalyticsQuery, withReasons?: boolean): Promise<TimeAccountingAnswer>;
  /**
   * Availability, performance and quality, each with its basis.
   * @param withReasons false spares the sums by reason
   */
  oee(query: AnalyticsQuery, withReasons?: boolean): Promise<OeeAnswer>;
  /** What stops cost, by reason and machine. */
  losses(query: AnalyticsQuery): Promise<LossesAnswer>;
  /** Downtime by reason, the longest first, and the stops that lasted longer than the threshold. */
  downtime(query: LongStopsQuery): Promise<DowntimeAnswer>;
  /** A range at a glance: its time, what changed, what cost most, and its periods. */
  overview(query: AnalyticsQuery, limits: OverviewLimits): Promise<OverviewAnswer>;
  /** The periods of machines, for drawing. */
  periods(
    query: AnalyticsQuery & { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<AnsweredRange & { readonly page: Page<NamedPeriod> }>;
}
