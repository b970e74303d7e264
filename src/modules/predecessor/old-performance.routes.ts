/** The old dashboard's figures over the last hours. They never fail for want of data. */
import type { ErrorCode } from '../../kernel/errors.ts';
import type { Freshness, Routes } from '../../platform/http/index.ts';
import { FLOOR_TOPICS, type FloorReads, type PerformanceReads } from '../analytics/index.ts';
import type { Production } from '../production/index.ts';
import * as schemas from './old-performance.schemas.ts';
import { toOldEfficiencyInsights, toOldPerformanceSummary } from './old-performance.wire.ts';
import { machinesUnlessAll } from './old-queries.ts';

export interface OldPerformanceDependencies {
  readonly performance: PerformanceReads;
  readonly floor: FloorReads;
  readonly production: Pick<Production, 'lastCuts'>;
}

const tags = ['Old front end'];
const errors: readonly ErrorCode[] = ['unknown-machine'];
const freshness: Freshness = { topics: FLOOR_TOPICS, ticks: () => true };

export function oldPerformanceRoutes({ performance, floor, production }: OldPerformanceDependencies): Routes {
  return (app) => {
    app.get(
      '/api/v1/analytics/performance-summary',
      {
        schema: {
          summary: 'How each machine did in the last hours, old shape',
          tags,
          querystring: schemas.oldSummaryQuery,
          response: { 200: schemas.oldPerformanceSummary },
        },
        config: { permission: 'analytics:read', errors, freshness, tolerant: true },
      },
      async (request) => {
        const { hours_back: hours = schemas.SUMMARY_HOURS, machine_ids: ids } = request.query;
        const answer = await performance.performanceOfLast(hours, machinesUnlessAll(ids));
        return toOldPerformanceSummary(answer, await floor.currentFloor());
      },
    );

    app.get(
      '/api/v1/analytics/efficiency-insights',
      {
        schema: {
          summary: 'What stands out in the last hours, old shape',
          tags,
          querystring: schemas.oldInsightsQuery,
          response: { 200: schemas.oldEfficiencyInsights },
        },
        config: { permission: 'analytics:read', errors, freshness, tolerant: true },
      },
      async (request) => {
        const { hours_back: hours = schemas.INSIGHT_HOURS, machine_ids: ids } = request.query;
        const answer = await performance.performanceOfLast(hours, machinesUnlessAll(ids));
        return toOldEfficiencyInsights(answer, await production.lastCuts(), hours);
      },
    );
  };
}
