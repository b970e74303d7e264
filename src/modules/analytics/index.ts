/** The front door of analytics: utilisation, OEE and downtime of any range, machine, shift and weekday. */

export { accountedCategories, ratio } from './analytics.answers.schemas.ts';
export { analyticsRoutes } from './analytics.routes.ts';
export { type AnalyticsDependencies, createAnalytics } from './analytics.service.ts';
export { longStopSeconds } from './analytics.settings.ts';
export type {
  AccountedGroup,
  Analytics,
  DowntimeAnswer,
  MeasuredTime,
  NamedPeriod,
  NamedStop,
  OeeAnswer,
  OverviewAnswer,
  TimeAccountingAnswer,
} from './analytics.types.ts';
export { toCategorySeconds, toOeeBasis } from './analytics.wire.ts';
export { stopsOf } from './comparison.rules.ts';
export { analyticsEventTypes } from './event-types.ts';
export {
  type AccountedTime,
  addedUp as summedTime,
  availability,
  coverage,
  downtimeMs,
  type ParetoRow,
  paretoOf,
  plannedMs,
} from './figures.rules.ts';
export { type DashboardDependencies, dashboardRoutes } from './floor/dashboard.routes.ts';
export { createFloor, FLOOR_TOPICS, type FloorReads } from './floor/floor.service.ts';
export type { Floor, FloorMachine } from './floor/floor.types.ts';
export { cutsPerHour, floorTotals, ticketTotals } from './floor/floor-totals.rules.ts';
export type { MachineStatus } from './floor/machine-states.rules.ts';
export { fleetInsightsOf, insightsOf, performanceScore } from './insights.rules.ts';
export { type Oee, oeeFactors } from './oee.rules.ts';
export { severities } from './overview.rules.ts';
export {
  createPerformance,
  type MachinePerformance,
  type PerformanceAnswer,
  type PerformanceReads,
} from './performance.service.ts';
export { productionTopics } from './production-factors.ts';
export { type AnalyticsQuery, isRunning, measurableUntil, weekdays } from './questions.ts';
export { createStateWatcher, type StateWatcher } from './states/state-watcher.ts';
export { stateGraceSeconds } from './states/states.settings.ts';
export { typedInstant } from './typed-times.ts';
