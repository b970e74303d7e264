/** The front door of the old front end's paths: shapes that are owed and not ours by nature. */

export { oldAdminSocketRoutes } from './old-admin-socket.routes.ts';
export { type OldAnalyticsDependencies, oldAnalyticsRoutes } from './old-analytics.routes.ts';
export { oldDashboardRoutes } from './old-dashboard.routes.ts';
export { oldDowntimeRoutes } from './old-downtimes.routes.ts';
export { oldAdminAnswers, oldAdminFrames, oldPageFrames, oldServerFrames } from './old-frames.schemas.ts';
export { oldImageRoutes } from './old-images.routes.ts';
export { oldInventoryRoutes } from './old-inventory.routes.ts';
export { oldPerformanceRoutes } from './old-performance.routes.ts';
export { oldProductionRoutes } from './old-production.routes.ts';
export { type OldSockets, openOldSockets } from './old-sockets.ts';
export { oldTicketRoutes } from './old-tickets.routes.ts';
export { oldFrontEndSettings } from './predecessor.settings.ts';
export type { Verdict as RowVerdict } from './takeover/report.ts';
export {
  createTakeOver,
  type TakeOver,
  type TakeOverProgress,
  type TakeOverSummary,
} from './takeover/takeover.service.ts';
