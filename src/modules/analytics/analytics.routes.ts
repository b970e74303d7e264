/** Analytics over HTTP. Answers are kept while nothing that they show has changed. */
import type { FastifyRequest } from 'fastify';
import { type Clock, DAY_MS } from '../../kernel/clock.ts';
import { DomainError, type ErrorCode } from '../../kernel/errors.ts';
import { type ParsedInstant, parseQueryInstant } from '../../kernel/instant.ts';
import { PAGE_LIMIT_DEFAULT } from '../../kernel/paging.ts';
import { type Freshness, queryInstant, type Routes } from '../../platform/http/index.ts';
import type { Tickets } from '../maintenance/index.ts';
import * as answers from './analytics.answers.schemas.ts';
import * as queries from './analytics.queries.schemas.ts';
import type { Analytics } from './analytics.types.ts';
import { toAccounting, toComparison, toDowntime, toLosses, toOee, toTimeline, toTrends } from './analytics.wire.ts';
import { checkedMetric, compare } from './comparison.rules.ts';
import type { PerformanceReads } from './performance.service.ts';
import { productionTopics } from './production-factors.ts';
import { type AnalyticsQuery, isRunning, measurableUntil } from './questions.ts';
import { groupingOf } from './trends.ts';
import { typedInstant } from './typed-times.ts';

export interface AnalyticsRouteOptions {
  readonly clock: Clock;
  /** IANA name of the factory's time zone. */
  readonly zone: string;
  /** The factory's limit from which a stop is long, in seconds. */
  readonly longStopSeconds: () => Promise<number>;
  /** Of money, ISO 4217, as it is set now. */
  readonly currency: () => Promise<string>;
  readonly tickets: Pick<Tickets, 'ticketsOfPeriods'>;
  readonly performance: Pick<PerformanceReads, 'cutsIn'>;
}

const rangeErrors: readonly ErrorCode[] = [
  'range-invalid',
  'range-too-long',
  'unknown-machine',
  'unknown-shift',
  'unknown-weekday',
];

/** What the answers show: periods, reasons, shifts, where machines stand, and the factory's settings. */
const freshness: Freshness = {
  topics: ['timeline', 'machine', 'place', 'reason', 'shift-calendar', 'setting'],
  live: (request, nowMs) => reachesNow(request, nowMs, asItSays),
};

/** Performance and quality show runs, their products and their cuts as well. */
const oeeFreshness: Freshness = { ...freshness, topics: [...freshness.topics, ...productionTopics] };

const timelineFreshness: Freshness = { ...freshness, topics: [...freshness.topics, 'ticket'] };

export function analyticsRoutes(analytics: Analytics, options: AnalyticsRouteOptions): Routes {
  const { clock, zone, longStopSeconds, tickets, performance } = options;
  const typed: ReadTime = (parsed) => typedInstant(parsed, zone);
  const freshnessOfTyped: Freshness = { ...oeeFreshness, live: (request, nowMs) => reachesNow(request, nowMs, typed) };
  return (app) => {
    const permission = 'analytics:read';
    const tags = ['Analytics'];

    app.get(
      '/api/v1/analytics/time-accounting',
      {
        schema: {
          summary: 'Where the time went',
          description:
            'Every millisecond of the range is in exactly one of six categories; the groups of a question add up to its total.',
          tags,
          querystring: queries.accountingQuery,
          response: { 200: answers.accountingAnswer },
        },
        config: { permission, errors: [...rangeErrors, 'unknown-grouping'], freshness },
      },
      async (request) => {
        const { group_by: groupBy, include_reasons: withReasons = true } = request.query;
        return toAccounting(await analytics.timeAccounting({ ...toQuery(request.query, clock), groupBy }, withReasons));
      },
    );

    app.get(
      '/api/v1/analytics/oee',
      {
        schema: {
          summary: 'Overall equipment effectiveness',
          description:
            'Availability × performance × quality, each with the basis that it rests on. Performance: ideal cycle × cuts of productive uptime, both while runs of products with an ideal cycle lasted. Quality: good parts of all, of completed runs with scrap and produced pieces; of a run that reaches beyond the range, shift, weekday or group counts the share of its cuts that lies in it, or of its time where it has no cuts. A factor without data is null, and so is the OEE; `partial_oee` multiplies the factors that are known.',
          tags,
          querystring: queries.oeeQuery,
          response: { 200: answers.oeeAnswer },
        },
        config: { permission, errors: [...rangeErrors, 'unknown-grouping'], freshness: oeeFreshness },
      },
      async (request) =>
        toOee(await analytics.oee({ ...toQuery(request.query, clock), groupBy: request.query.group_by })),
    );

    app.get(
      '/api/v1/analytics/downtime',
      {
        schema: {
          summary: 'Downtime by reason, and the longest stops',
          tags,
          querystring: queries.downtimeQuery,
          response: { 200: answers.downtimeAnswer },
        },
        config: { permission, errors: [...rangeErrors, 'cursor-invalid'], freshness },
      },
      async (request) => {
        const {
          threshold_seconds: seconds = await longStopSeconds(),
          limit = PAGE_LIMIT_DEFAULT,
          cursor,
        } = request.query;
        const thresholdMs = Math.round(seconds * 1_000);
        return toDowntime(
          await analytics.downtime({ ...toQuery(request.query, clock), thresholdMs, limit, cursor }),
          thresholdMs,
        );
      },
    );

    app.get(
      '/api/v1/analytics/losses',
      {
        schema: {
          summary: 'What stops cost, by reason and machine',
          description:
            "Downtime × the machine's hourly cost as it is today. Machines without one have time and no cost; `costed_seconds` says how much of the time a cost stands for.",
          tags,
          querystring: queries.lossesQuery,
          response: { 200: answers.lossesAnswer },
        },
        config: { permission, errors: rangeErrors, freshness },
      },
      async (request) => {
        const answer = await analytics.losses(toQuery(request.query, clock));
        return toLosses(answer, await options.currency());
      },
    );

    app.get(
      '/api/v1/analytics/timeline',
      {
        schema: {
          summary: "Machines' periods, for drawing",
          tags,
          querystring: queries.timelineQuery,
          response: { 200: answers.timelineAnswer },
        },
        config: {
          permission,
          errors: ['range-invalid', 'range-too-long', 'unknown-machine', 'cursor-invalid'],
          freshness: timelineFreshness,
        },
      },
      async (request) => {
        const { limit = 1_000, cursor } = request.query;
        const answer = await analytics.periods({ ...toQuery(request.query, clock), limit, cursor });
        const periodIds = answer.page.items.map(({ period }) => period.id);
        return toTimeline(answer, await tickets.ticketsOfPeriods(periodIds));
      },
    );

    app.get(
      '/api/v1/analytics/trends',
      {
        schema: {
          summary: 'Utilisation and OEE over time',
          description: 'A point per production day, ISO week, month or local hour in which the range has any time.',
          tags,
          querystring: queries.trendsQuery,
          response: { 200: answers.trendsAnswer },
        },
        config: { permission, errors: [...rangeErrors, 'unknown-grouping'], freshness: freshnessOfTyped },
      },
      async (request) => {
        const { interval = 'daily', days_back: daysBack = 7 } = request.query;
        const query = toQuery(request.query, clock, { readTime: typed, defaultDays: daysBack });
        const answer = await analytics.oee({ ...query, groupBy: groupingOf(interval) }, true);
        return toTrends(answer, interval, (query.toMs - query.fromMs) / DAY_MS);
      },
    );

    app.get(
      '/api/v1/analytics/machine-comparison',
      {
        schema: {
          summary: 'Machines side by side',
          tags,
          querystring: queries.comparisonQuery,
          response: { 200: answers.comparisonAnswer },
        },
        config: { permission, errors: [...rangeErrors, 'unknown-metric'], freshness: freshnessOfTyped },
      },
      async (request) => {
        const metric = checkedMetric(request.query.metric ?? 'utilization');
        const query = toQuery(request.query, clock, { readTime: typed });
        if (metric === 'cuts') refuseShifts(query);
        const answer = await analytics.oee({ ...query, groupBy: 'machine' }, true);
        const groups = (answer.groups ?? []).map(({ key, ...measured }) => ({ machineId: key ?? '', ...measured }));
        const ids = groups.map(({ machineId }) => machineId);
        const cuts = metric === 'cuts' ? await performance.cutsIn(answer, ids) : [];
        const compared = groups.map((group, at) => ({ ...group, cuts: cuts[at] ?? 0 }));
        return toComparison(answer, compare(metric, compared, answer.total));
      },
    );
  };
}

/** @throws validation-failed: cuts are summed by the quarter-hour, whatever the shifts are */
function refuseShifts({ shift, dayOfWeek }: AnalyticsQuery): void {
  if (shift === undefined && dayOfWeek === undefined) return;
  throw new DomainError(
    'validation-failed',
    'Machines are compared by their cuts over the whole range: leave shift and day_of_week out.',
  );
}

interface RangeQuery {
  readonly start_time?: string;
  readonly end_time?: string;
  readonly machine_ids?: readonly string[];
  readonly shift?: string;
  readonly day_of_week?: string;
}

/** What instant a time of a query means. */
type ReadTime = (parsed: ParsedInstant) => number;

/** UTC without an offset. */
const asItSays: ReadTime = (parsed) => parsed.ms;

/** @throws validation-failed for a time that is none */
function toQuery(
  query: RangeQuery,
  clock: Clock,
  { readTime = asItSays, defaultDays = 1 }: { readonly readTime?: ReadTime; readonly defaultDays?: number } = {},
): AnalyticsQuery & { readonly fromMs: number } {
  const { start_time: start, end_time: end } = query;
  const toMs = end === undefined ? measurableUntil(clock.now()) : readTime(queryInstant('end_time', end));
  const fromMs = start === undefined ? toMs - defaultDays * DAY_MS : readTime(queryInstant('start_time', start));
  return { fromMs, toMs, machineIds: query.machine_ids, shift: query.shift, dayOfWeek: query.day_of_week };
}

/** A time that cannot be read is left to the handler, which refuses it. */
function reachesNow(request: FastifyRequest, nowMs: number, readTime: ReadTime): boolean {
  const { end_time: end } = request.query as RangeQuery;
  const parsed = end === undefined ? undefined : parseQueryInstant(end);
  return parsed === undefined || isRunning(readTime(parsed), nowMs);
}
