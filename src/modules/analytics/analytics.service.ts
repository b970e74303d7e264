/** The questions that managers ask: where did the time go, what stopped the machines, who does how well. */
import type { Clock } from '../../kernel/clock.ts';
import { decodeCursor, encodeCursor } from '../../kernel/paging.ts';
import type { Machines } from '../machines/index.ts';
import type { Production } from '../production/index.ts';
import { longestFirst, type Stop, type Timeline } from '../timeline/index.ts';
import type { AccountedGroup, Analytics, AnsweredRange, TimeAccountingAnswer } from './analytics.types.ts';
import { addedUp, paretoOf, reasonOf, toAccountedTime } from './figures.rules.ts';
import { lossesOf } from './losses.rules.ts';
import { oeeOf } from './oee.rules.ts';
import { costliestReasons, trendsOf } from './overview.rules.ts';
import { noFactors } from './production-factors.rules.ts';
import { productionFactors } from './production-factors.ts';
import { type AnalyticsQuestion, createAsk } from './questions.ts';

export interface AnalyticsDependencies {
  readonly machines: Machines;
  readonly timeline: Timeline;
  readonly production: Pick<Production, 'measuredRuns' | 'sumCuts'>;
  readonly clock: Clock;
}

export function createAnalytics({ machines, timeline, production, clock }: AnalyticsDependencies): Analytics {
  const ask = createAsk(machines, timeline, clock);

  return {
    async timeAccounting(query, withReasons = true) {
      const question = await ask(query);
      return timeline.snapshot((reads) => account(reads, question, withReasons));
    },

    async oee(query, withReasons = false) {
      const question = await ask(query);
      const { answer, factors } = await timeline.snapshot(async (reads, access) => ({
        answer: await account(reads, question, withReasons),
        factors: await productionFactors({ reads, access, production }, question),
      }));
      return {
        ...answer,
        total: { time: answer.total, oee: oeeOf(answer.total, factors.total) },
        groups: answer.groups?.map(({ key, time }) => ({
          key,
          time,
          oee: oeeOf(time, factors.groups.get(key) ?? noFactors.total),
        })),
      };
    },

    async losses(query) {
      const question = { ...(await ask(query)), groupBy: 'machine' as const };
      const { groups = [] } = await timeline.snapshot((reads) => account(reads, question, true));
      const times = new Map(groups.map(({ key, time }) => [key, time]));
      const asked = question.machines.flatMap((machine) => {
        const time = times.get(machine.id);
        return time === undefined ? [] : [{ machine, time }];
      });
      return { ...rangeOf(question), ...lossesOf(asked) };
    },

    async downtime(query) {
      const question = await ask(query);
      const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, ['number', 'string']);
      const { answer, stops, reasons } = await timeline.snapshot(async (reads) => ({
        answer: await account(reads, question, true),
        stops: (await reads.listLongStops({ ...question, withReasons: true }, query.thresholdMs)).sort(longestFirst),
        reasons: await reads.reasonsByAlias(),
      }));
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
            reason: reasonOf(reasons, period.aliasId),
          })),
          nextCursor: more ? encodeCursor([last.clippedMs, last.period.id]) : null,
        },
      };
    },

    async overview(query, { periodsMax, reasonsMax }) {
      const question = { ...(await ask(query)), groupBy: 'machine' as const };
      const { fromMs, toMs } = question;
      const rangeBefore = { ...question, fromMs: fromMs - (toMs - fromMs), toMs: fromMs };
      const { now, before, found, reasons } = await timeline.snapshot(async (reads) => ({
        now: await account(reads, question, true),
        before: await account(reads, rangeBefore, false),
        found: await reads.listPlacedPeriods({ ...question, withReasons: true }, periodsMax),
        reasons: await reads.reasonsByAlias(),
      }));
      const byMachine = (now.groups ?? []).map(({ key, time }) => ({ machineId: key ?? '', time }));
      return {
        ...rangeOf(question),
        machines: question.machines,
        total: now.total,
        trends: trendsOf(now.total, before.total),
        costliest: costliestReasons(byMachine, reasonsMax),
        periods: found.periods.map((period) => ({ period, reason: reasonOf(reasons, period.aliasId) })),
        periodsCount: found.count,
      };
    },

    async periods(query) {
      const question = await ask(query);
      const after =
        query.cursor === undefined ? undefined : (decodeCursor(query.cursor, ['number', 'string']) as [number, string]);
      const { found, reasons } = await timeline.snapshot(async (reads) => ({
        found: await reads.listPeriods({ ...question, limit: query.limit + 1, after }),
        reasons: await reads.reasonsByAlias(),
      }));
      const shown = found.slice(0, query.limit);
      const last = shown.at(-1);
      return {
        ...rangeOf(question),
        page: {
          items: shown.map((period) => ({ period, reason: reasonOf(reasons, period.aliasId) })),
          nextCursor: found.length > query.limit && last !== undefined ? encodeCursor([last.startMs, last.id]) : null,
        },
      };
    },
  };
}

/** @param reads of one snapshot: sums and the reasons that name them must agree */
async function account(
  reads: Pick<Timeline, 'account' | 'reasonsByAlias'>,
  question: AnalyticsQuestion,
  withReasons: boolean,
): Promise<TimeAccountingAnswer> {
  const ledger = await reads.account({ ...question, withReasons });
  const reasons = withReasons ? await reads.reasonsByAlias() : undefined;
  const groups = Array.from(ledger.groups, ([key, { windowMs, sums }]) => ({
    key,
    time: toAccountedTime(windowMs, sums, reasons),
  }));
  return {
    ...rangeOf(question),
    machines: question.machines,
    total: addedUp(groups.map((group) => group.time)),
    groups: question.groupBy === undefined ? undefined : groups.sort(question.groupBy === 'hour' ? byInstant : byKey),
  };
}

function isBehind(stop: { period: Stop; clippedMs: number }, [clippedMs, id]: readonly [number, string]): boolean {
  return stop.clippedMs < clippedMs || (stop.clippedMs === clippedMs && stop.period.id > id);
}

function rangeOf({ fromMs, toMs, cutOffAtMs, reachesNow }: AnsweredRange): AnsweredRange {
  return { fromMs, toMs, cutOffAtMs, reachesNow };
}

/** Null, time in no shift, comes last. */
function byKey(a: AccountedGroup, b: AccountedGroup): number {
  if (a.key === null) return 1;
  if (b.key === null) return -1;
  return a.key < b.key ? -1 : 1;
}

/** By the instant that an hour begins at: as texts, the second 01:00 of a night on which clocks go back would come first. */
function byInstant(a: AccountedGroup, b: AccountedGroup): number {
  return Date.parse(a.key ?? '') - Date.parse(b.key ?? '');
}
