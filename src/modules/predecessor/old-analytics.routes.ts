/**
 * The old front end's analytics and dashboard paths.
 *
 * They ask our own services and only change the shape. Nothing here fails on a range without data.
 */

import { Type } from 'typebox';
import type { Clock } from '../../kernel/clock.ts';
import type { ErrorCode } from '../../kernel/errors.ts';
import type { Freshness, Routes } from '../../platform/http/index.ts';
import { type Analytics, type AnalyticsQuery, weekdays } from '../analytics/index.ts';
import type { Machines } from '../machines/index.ts';
import type { Timeline } from '../timeline/index.ts';
import * as schemas from './old-analytics.schemas.ts';
import { toOldData, toOldDowntime, toOldOee, toOldUtilization } from './old-analytics.wire.ts';
import { machinesUnlessAll, type OldRange, oldInstant, unlessAll, unlessEmpty } from './old-queries.ts';

export interface OldAnalyticsDependencies {
  readonly machines: Machines;
  readonly timeline: Timeline;
  readonly analytics: Analytics;
  readonly clock: Clock;
  /** IANA name of the factory's time zone. */
  readonly zone: string;
  readonly longStopSeconds: () => Promise<number>;
}

/** Rows in one answer: a month of three mills. */
const RECORDS_MAX = 10_000;
const EXCESSIVE_MAX = 1_000;

const errors: readonly ErrorCode[] = [
  'range-invalid',
  'range-too-long',
  'unknown-machine',
  'unknown-shift',
  'unknown-weekday',
];
const tags = ['Old front end'];

export function oldAnalyticsRoutes(dependencies: OldAnalyticsDependencies): Routes {
  const { machines, timeline, analytics, clock, zone, longStopSeconds } = dependencies;

  const freshness: Freshness = {
    topics: ['timeline', 'machine', 'place', 'reason', 'shift-calendar', 'setting'],
    live: (request, nowMs) => {
      const endTime = (request.query as OldRange).end_time;
      return unlessEmpty(endTime) === undefined || safeInstant(endTime ?? '', zone, nowMs) >= nowMs;
    },
  };

  /** A range that ends before it begins is an empty one. */
  async function toQuery(query: OldRange): Promise<AnalyticsQuery> {
    const machineIds = machinesUnlessAll(query.machine_ids);
    const start = unlessEmpty(query.start_time);
    const end = unlessEmpty(query.end_time);
    const toMs = end === undefined ? clock.now() : oldInstant('end_time', end, zone);
    const fromMs = start === undefined ? await firstStart(machineIds, toMs) : oldInstant('start_time', start, zone);
    return {
      fromMs,
      toMs: Math.max(fromMs, toMs),
      machineIds,
      shift: unlessAll(query.shift),
      dayOfWeek: unlessAll(query.day_of_week),
    };
  }

  async function firstStart(machineIds: readonly string[] | undefined, toMs: number): Promise<number> {
    const ids = machineIds ?? (await machines.listAllMachines()).map((machine) => machine.id);
    return Math.min((await timeline.earliestStart(ids)) ?? toMs, toMs);
  }

  return (app) => {
    app.get(
      '/api/v1/analytics/oee-optimized',
      {
        schema: {
          summary: 'OEE, old shape',
          tags,
          querystring: schemas.oldRangeQuery,
          response: { 200: schemas.oldOee },
        },
        config: { permission: 'analytics:read', errors, freshness, tolerant: true },
      },
      async (request) => toOldOee(await analytics.oee(await toQuery(request.query))),
    );

    app.get(
      '/api/v1/analytics/utilization-optimized',
      {
        schema: {
          summary: 'Utilisation, old shape',
          tags,
          querystring: schemas.oldRangeQuery,
          response: { 200: schemas.oldUtilization },
        },
        config: { permission: 'analytics:read', errors, freshness, tolerant: true },
      },
      async (request) => toOldUtilization(await analytics.timeAccounting(await toQuery(request.query), false)),
    );

    app.get(
      '/api/v1/analytics/downtime-analysis-optimized',
      {
        schema: {
          summary: 'Excessive and recurring downtime, old shape',
          tags,
          querystring: schemas.oldDowntimeQuery,
          response: { 200: schemas.oldDowntime },
        },
        config: { permission: 'analytics:read', errors, freshness, tolerant: true },
      },
      async (request) => {
        const { excessive_downtime_threshold_seconds: seconds = await longStopSeconds() } = request.query;
        const query = await toQuery(request.query);
        return toOldDowntime(
          await analytics.downtime({ ...query, thresholdMs: Math.round(seconds * 1_000), limit: EXCESSIVE_MAX }),
        );
      },
    );

    app.get(
      '/api/v1/dashboard/analytical-data-optimized',
      {
        schema: {
          summary: 'Status periods with their figures, old shape',
          tags,
          querystring: schemas.oldDataQuery,
          response: { 200: schemas.oldData },
        },
        config: { permission: 'analytics:read', errors, freshness, tolerant: true },
      },
      async (request) => {
        const query = await toQuery(request.query);
        const [answer, reasons, periods] = await Promise.all([
          analytics.timeAccounting({ ...query, groupBy: 'machine' }),
          timeline.reasonsByAlias(),
          analytics.placedPeriods(query, RECORDS_MAX + 1),
        ]);
        // as long as what was measured: the future is cut off
        const { fromMs, toMs } = answer;
        const before = await analytics.timeAccounting(
          { ...query, fromMs: fromMs - (toMs - fromMs), toMs: fromMs },
          false,
        );
        const truncated = periods.length > RECORDS_MAX;
        return toOldData({ answer, before, reasons, truncated, periods: periods.slice(0, RECORDS_MAX) });
      },
    );

    app.get(
      '/api/v1/dashboard/machines',
      {
        schema: { summary: 'Machines in use', tags, response: { 200: schemas.oldMachines } },
        config: { permission: 'machines:read', freshness: { topics: ['machine'] }, tolerant: true },
      },
      async () => {
        const all = await machines.listAllMachines();
        return all.filter((machine) => machine.retiredAt === null).map(({ id, name }) => ({ id, name }));
      },
    );

    app.get(
      '/api/v1/dashboard/shifts',
      {
        schema: { summary: 'Shift codes', tags, response: { 200: Type.Array(Type.String()) } },
        config: {
          permission: 'analytics:read',
          freshness: { topics: ['shift-calendar', 'machine', 'place'] },
          tolerant: true,
        },
      },
      async () => timeline.shiftCodes((await machines.listAllMachines()).map((machine) => machine.id)),
    );

    app.get(
      '/api/v1/dashboard/days-of-week',
      {
        schema: { summary: 'Days of the week', tags, response: { 200: Type.Array(Type.String()) } },
        config: { permission: 'analytics:read', tolerant: true },
      },
      async () => [...weekdays],
    );
  };
}

/** A time that cannot be read counts as now: the request itself refuses it. */
function safeInstant(text: string, zone: string, nowMs: number): number {
  try {
    return oldInstant('end_time', text, zone);
  } catch {
    return nowMs;
  }
}
