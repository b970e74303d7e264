/** The HTTP platform's front door. */
export { stranger } from './access.ts';
export { problemsByCode } from './error-statuses.ts';
export {
  closed,
  cursorParameter,
  dateField,
  idParams,
  instantField,
  limitParameter,
  nextCursorField,
  noBody,
  orNull,
  pageOf,
  versionField,
  versionGiven,
  versionOf,
} from './fields.ts';
export type { HealthCheck } from './health.ts';
export { type Listening, listen, stopListening } from './listening.ts';
export type { RateLimit, RateLimitOptions } from './rate-limits.ts';
export type { Authenticate, Credentials, Freshness, RouteApp, Routes } from './routes.ts';
export { buildServer, type ServerOptions } from './server.ts';
