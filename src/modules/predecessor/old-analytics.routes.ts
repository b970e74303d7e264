/**
 * The old front end's analytics and dashboard paths.
 *
 * They ask our own services and only change the shape. Nothing here fails on a range without data.
 */

import { Type } from 'typebox';
import type { Clock } from '../../kernel/clock.ts';
import type { ErrorCode } from '../../kernel/errors.ts';
import { parseQueryInstant } from '../../kernel/instant.ts';
import type { Freshness, Routes } from '../../platform/http/index.ts';
import {
  type Analytics,
  type AnalyticsQuery,
  isRunning,
  measurableUntil,
  productionTopics,
  typedInstant,
  weekdays,
} from '../analytics/index.ts';
import type { Machines } from '../machines/index.ts';
import type { Maintenance } from '../maintenance/index.ts';
import type { Production } from '../production/index.ts';
import type { Timeline } from '../timeline/index.ts';
import * as schemas from './old-analytics.schemas.ts';
import { toOldData, toOldDowntime, toOldOee, toOldUtilization } from './old-analytics.wire.ts';
import { machinesUnlessAll, type OldRange, oldQueryInstant, unlessAll, unlessEmpty } from './old-queries.ts';

export interface OldAnalyticsDependencies {
  readonly machines: Machines;
  readonly timeline: Timeline;
  readonly analytics: Analytics;
  readonly clock: Clock;
  /** IANA name of the factory's time zone. */
  readonly zone: string;
  readonly longStopSeconds: () => Promise<number>;
  readonly maintenance: Maintenance;
  readonly production: Production;
}

/** Rows in one answer: a month of three mills, and what fits a page. */
const OVERVIEW_LIMITS = { periodsMax: 10_000, reasonsMax: 50 } as const;
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
  const { machines, timeline, analytics, maintenance, production, clock, zone, longStopSeconds } = dependencies;

  const freshness: Freshness = {
    topics: ['timeline', 'machine', 'place', 'reason', 'shift-calendar', 'setting'],
    // a time that cannot be read is left to the handler, which refuses it
    live: (request, nowMs) => {
      const end = parseQueryInstant((request.query as OldRange).end_time ?? '');
      return end === undefined || isRunning(typedInstant(end, zone), nowMs);
    },
  };

  const oeeFreshness: Freshness = { ...freshness, topics: [...freshness.topics, ...productionTopics] };
  const dataFreshness: Freshness = { ...freshness, topics: [...freshness.topics, 'ticket', 'run', 'product'] };

  /** A range that ends before it begins is an empty one. @throws validation-failed */
  function toQuery(query: OldRange): AnalyticsQuery {
    const start = unlessEmpty(query.start_time);
    const end = unlessEmpty(query.end_time);
    const toMs = end === undefined ? measurableUntil(clock.now()) : oldQueryInstant('end_time', end, zone);
    const fromMs = start === undefined ? undefined : oldQueryInstant('start_time', start, zone);
    return {
      fromMs,
      toMs: Math.max(fromMs ?? toMs, toMs),
      machineIds: machinesUnlessAll(query.machine_ids),
      shift: unlessAll(query.shift),
      dayOfWeek: unlessAll(query.day_of_week),
    };
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
        config: { permission: 'analytics:read', errors, freshness: oeeFreshness, tolerant: true },
      },
      async (request) => toOldOee(await analytics.oee(toQuery(request.query))),
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
      async (request) => toOldUtilization(await analytics.timeAccounting(toQuery(request.query), false)),
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
        return toOldDowntime(
          await analytics.downtime({
            ...toQuery(request.query),
            thresholdMs: Math.round(seconds * 1_000),
            limit: EXCESSIVE_MAX,
          }),
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
        config: { permission: 'analytics:read', errors, freshness: dataFreshness, tolerant: true },
      },
      async (request) => {
        const answer = await analytics.overview(toQuery(request.query), OVERVIEW_LIMITS);
        const periodIds = answer.periods.map(({ period }) => period.id);
        const begins = answer.periods.map(({ period }) => ({ machineId: period.machineId, atMs: period.startMs }));
        return toOldData(answer, {
          tickets: await maintenance.tickets.ticketsOfPeriods(periodIds),
          products: await production.productsAt(begins),
        });
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
