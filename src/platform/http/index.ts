/** The HTTP platform's front door. */
import type { buildServer } from './server.ts';

export type {
  AsyncDescription,
  ChannelDescription,
  DescribedServers,
  MessageDescription,
  MqttServerDescription,
} from './asyncapi.ts';
export { type Content, sendContent } from './contents.ts';
export { addCsvExport, addCsvFile } from './csv-exports.routes.ts';
export { addCsvImport } from './csv-imports.routes.ts';
export {
  bodyInstant,
  closed,
  countedPageOf,
  cursorParameter,
  dateField,
  idempotencyKeyOf,
  idParams,
  instantField,
  instantParameter,
  limitParameter,
  nextCursorField,
  noBody,
  optionalFields,
  orNull,
  pageOf,
  queryInstant,
  queryRange,
  textOrNull,
  versionField,
  versionGiven,
  versionOf,
  withTotalParameter,
} from './fields.ts';
export { acceptForms, formRefusal, readForm, readPast } from './forms.ts';
export type { HealthCheck } from './health.ts';
export { type Listening, listen, stopListening } from './listening.ts';
export { type CompiledSchema, explainMessage } from './message-mistakes.ts';
export type { RateLimit, RateLimitOptions, SharedSpending, Spending } from './rate-limits.ts';
export { addRetirement } from './retirement.routes.ts';
export type { Authenticate, Credentials, Freshness, RouteApp, Routes } from './routes.ts';
export type { ServerOptions } from './server.ts';
export { accessCookieOf, clearSessionCookies, refreshCookieOf, setSessionCookies } from './session-cookies.ts';
export { readSite, type SiteFiles } from './site-files.ts';
export { requireUpgrade, takeUpgrade } from './upgrades.ts';
export {
  acceptCsvFiles,
  csvBody,
  readUploads,
  type UploadedFile,
} from './uploads.ts';

/** The builder of the server. Only what calls this loads Fastify: commands that need no server start without it. */
export async function loadServerBuilder(): Promise<typeof buildServer> {
  return (await import('./server.ts')).buildServer;
}
