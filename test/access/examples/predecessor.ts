/** Example requests of paths that only the old front end reads. */
import type { Examples } from './example.ts';

const range = { query: { start_time: '2026-01-14T00:00:00', end_time: '2026-01-15T12:00:00' } };

export const predecessorExamples: Examples = {
  'GET /api/v1/analytics/downtime-analysis-optimized': range,
  'GET /api/v1/analytics/oee-optimized': range,
  'GET /api/v1/analytics/utilization-optimized': range,
  'GET /api/v1/dashboard/analytical-data-optimized': range,
  'GET /api/v1/dashboard/days-of-week': {},
  'GET /api/v1/analytics/efficiency-insights': {},
  'GET /api/v1/analytics/performance-summary': { query: { hours_back: '48' } },
  'GET /api/v1/analytics/real-time-metrics': {},
  'GET /api/v1/dashboard/machine-summary': {},
  'GET /api/v1/dashboard/machines': {},
  'GET /api/v1/dashboard/maintenance-overview': {},
  'GET /api/v1/dashboard/production-metrics': {},
  'GET /api/v1/dashboard/quick-stats': {},
  'GET /api/v1/dashboard/shifts': {},
  'GET /api/v1/fourjaw/downtimes': async (given) => ({
    query: { ...range.query, machine_id: (await given.stop()).machineId },
  }),
};
