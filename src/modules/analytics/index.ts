/** The front door of analytics: utilisation, OEE and downtime of any range, machine, shift and weekday. */

export { analyticsRoutes } from './analytics.routes.ts';
export type {
  AccountedGroup,
  DowntimeAnswer,
  NamedPeriod,
  NamedStop,
  OeeAnswer,
  TimeAccountingAnswer,
} from './analytics.service.ts';
export { type Analytics, type AnalyticsDependencies, createAnalytics } from './analytics.service.ts';
export { longStopSeconds } from './analytics.settings.ts';
export {
  type AccountedTime,
  availability,
  coverage,
  downtimeMs,
  type Oee,
  type ParetoRow,
  paretoOf,
  plannedMs,
} from './figures.rules.ts';
export { type AnalyticsQuery, weekdays } from './questions.ts';
