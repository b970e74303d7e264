/** The questions that managers ask: where did the time go, what stopped the machines, who does how well. */
import type { Clock } from '../../kernel/clock.ts';
import { decodeCursor, encodeCursor, type Page } from '../../kernel/paging.ts';
import type { Machines } from '../machines/index.ts';
import type { PlacedPeriod, ReadPeriod, Reason, Timeline } from '../timeline/index.ts';
import {
  type AccountedTime,
  availability,
  type Oee,
  oeeOf,
  type ParetoRow,
  paretoOf,
  toAccountedTime,
} from './figures.rules.ts';
import { type AnalyticsQuery, type AnalyticsQuestion, createAsk } from './questions.ts';

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
}

export interface TimeAccountingAnswer extends AnsweredRange {
  readonly machines: AnalyticsQuestion['machines'];
  readonly total: AccountedTime;
  /** By key, ascending; absent without a grouping. */
  readonly groups: readonly AccountedGroup[] | undefined;
}

export interface OeeAnswer extends AnsweredRange {
  readonly total: Oee;
  readonly groups: readonly { readonly key: string | null; readonly oee: Oee }[] | undefined;
}

/** A stop with the names that people know it by. */
export interface NamedStop {
  readonly period: ReadPeriod;
  readonly machineName: string;
  readonly reason: Pick<Reason, 'name' | 'group'>;
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

export interface NamedPeriod {
  readonly period: ReadPeriod;
  readonly reason: Pick<Reason, 'name' | 'group'>;
}

export interface Analytics {
  /** Where the time went. @param withReasons false spares the sums by reason */
  timeAccounting(query: AnalyticsQuery, withReasons?: boolean): Promise<TimeAccountingAnswer>;
  oee(query: AnalyticsQuery): Promise<OeeAnswer>;
  /** Downtime by reason, the longest first, and the stops that lasted longer than the threshold. */
  downtime(query: LongStopsQuery): Promise<DowntimeAnswer>;
  /** The first `limit` periods of which something lies in what was asked for, with the shift in which each began. */
  placedPeriods(query: AnalyticsQuery, limit: number): Promise<PlacedPeriod[]>;
  /** The periods of machines, for drawing. */
  periods(
    query: AnalyticsQuery & { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<AnsweredRange & { readonly page: Page<NamedPeriod> }>;
}

export interface AnalyticsDependencies {
  readonly machines: Machines;
  readonly timeline: Timeline;
  readonly clock: Clock;
}

export function createAnalytics({ machines, timeline, clock }: AnalyticsDependencies): Analytics {
  const ask = createAsk(machines, timeline, clock);

  async function account(question: AnalyticsQuestion, withReasons: boolean): Promise<TimeAccountingAnswer> {
    const ledger = await timeline.account({ ...question, withReasons });
    const reasons = withReasons ? await timeline.reasonsByAlias() : new Map<number, Reason>();
    const groups = Array.from(ledger.groups, ([key, { windowMs, sums }]) => ({
      key,
      time: toAccountedTime(windowMs, sums, reasons),
    }));
    return {
      ...rangeOf(question),
      machines: question.machines,
      total: addedUp(groups.map((group) => group.time)),
      groups: question.groupBy === undefined ? undefined : groups.sort(byKey),
    };
  }

  return {
    timeAccounting: async (query, withReasons = true) => account(await ask(query), withReasons),

    async oee(query) {
      const answer = await account(await ask(query), false);
      return {
        ...rangeOf(answer),
        total: oeeOfTime(answer.total),
        groups: answer.groups?.map(({ key, time }) => ({ key, oee: oeeOfTime(time) })),
      };
    },

    async downtime(query) {
      const question = await ask(query);
      const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, ['number', 'string']);
      const [answer, stops, reasons] = await Promise.all([
        account(question, true),
        timeline.listLongStops({ ...question, withReasons: true }, query.thresholdMs),
        timeline.reasonsByAlias(),
      ]);
      const names = new Map(question.machines.map((machine) => [machine.id, machine.name]));
      const first = after === undefined ? 0 : stops.findIndex((stop) => isBehind(stop, after as [number, string]));
      const shown = first === -1 ? [] : stops.slice(first, first + query.limit);
      const last = shown.at(-1);
      const more = first !== -1 && first + query.limit < stops.length && last !== undefined;
      return {
        ...rangeOf(question),
        total: answer.total,
        reasons: paretoOf(answer.total),
        longStops: {
          items: shown.map(({ period, clippedMs }) => ({
            period,
            clippedMs,
            machineName: names.get(period.machineId) ?? period.machineId,
            reason: reasons.get(period.aliasId) as Reason,
          })),
          nextCursor: more ? encodeCursor([last.clippedMs, last.period.id]) : null,
        },
      };
    },

    async placedPeriods(query, limit) {
      return timeline.listPlacedPeriods({ ...(await ask(query)), withReasons: true }, limit);
    },

    async periods(query) {
      const question = await ask(query);
      const after =
        query.cursor === undefined ? undefined : (decodeCursor(query.cursor, ['number', 'string']) as [number, string]);
      const [found, reasons] = await Promise.all([
        timeline.listPeriods({ ...question, limit: query.limit + 1, after }),
        timeline.reasonsByAlias(),
      ]);
      const shown = found.slice(0, query.limit);
      const last = shown.at(-1);
      return {
        ...rangeOf(question),
        page: {
          items: shown.map((period) => ({ period, reason: reasons.get(period.aliasId) as Reason })),
          nextCursor: found.length > query.limit && last !== undefined ? encodeCursor([last.startMs, last.id]) : null,
        },
      };
    },
  };
}

/** Performance and quality need production runs; without any they are not known. */
function oeeOfTime(time: AccountedTime): Oee {
  return oeeOf({ availability: availability(time), performance: null, quality: null });
}

function isBehind(
  stop: { period: ReadPeriod; clippedMs: number },
  [clippedMs, id]: readonly [number, string],
): boolean {
  return stop.clippedMs < clippedMs || (stop.clippedMs === clippedMs && stop.period.id > id);
}

function rangeOf({ fromMs, toMs, cutOffAtMs }: AnsweredRange): AnsweredRange {
  return { fromMs, toMs, cutOffAtMs };
}

/** Null, time in no shift, comes last. */
function byKey(a: AccountedGroup, b: AccountedGroup): number {
  if (a.key === null) return 1;
  if (b.key === null) return -1;
  return a.key < b.key ? -1 : 1;
}

/** The groups of a question add up to its total. */
function addedUp(times: readonly AccountedTime[]): AccountedTime {
  const reasons = new Map<string, AccountedTime['reasons'][number]>();
  const total = {
    windowMs: 0,
    productiveUptimeMs: 0,
    productiveDowntimeMs: 0,
    unproductiveDowntimeMs: 0,
    unclassifiedDowntimeMs: 0,
    offlineMs: 0,
    noDataMs: 0,
  };
  const members = Object.keys(total) as (keyof typeof total)[];
  for (const time of times) {
    for (const member of members) total[member] += time[member];
    for (const row of time.reasons) {
      const known = reasons.get(row.reason);
      const durationMs = (known?.durationMs ?? 0) + row.durationMs;
      reasons.set(row.reason, { ...row, durationMs, stops: (known?.stops ?? 0) + row.stops });
    }
  }
  return {
    ...total,
    reasons: [...reasons.values()].sort((a, b) => b.durationMs - a.durationMs || (a.reason < b.reason ? -1 : 1)),
  };
}
