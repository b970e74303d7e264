/** The HTTP platform's front door. */
export { problemsByCode } from './error-statuses.ts';
export type { Authenticate, Credentials, Freshness, RouteApp, Routes } from './routes.ts';
export { buildServer, type ServerOptions } from './server.ts';
