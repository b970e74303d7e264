/** The front door of the two logs: the public stream of events, and the audit. */
import type { Store } from '../../platform/outbox/index.ts';
import { type AuditReads, createAuditReads } from './audit.service.ts';
import { createEventReads, type EventReads } from './events.service.ts';

export { logRoutes } from './events.routes.ts';

export type Logs = EventReads & AuditReads;

export function createLogs(store: Store): Logs {
  return { ...createEventReads(store), ...createAuditReads(store) };
}
