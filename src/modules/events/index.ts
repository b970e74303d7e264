/** The front door of the two logs: the public stream of events, and the audit. */
import type { Store } from '../../platform/outbox/index.ts';
import type { ReadLog } from '../../platform/realtime/index.ts';
import { type AuditReads, createAuditReads } from './audit.service.ts';
import { createEventReads, type EventReads } from './events.service.ts';
import { toStreamedEvent } from './live-events.wire.ts';

export { type EventNames, eventNames } from './event-names.rules.ts';
export { logRoutes } from './events.routes.ts';
export { EventAnswer } from './events.schemas.ts';
export type { EventPage, EventReads } from './events.service.ts';
export { eventToWire } from './events.wire.ts';
export { type LiveRoutesParts, liveRoutes, type OldSockets } from './live.routes.ts';
export { SocketQuery, StreamHeaders, StreamQuery, socketAccess } from './live.schemas.ts';
export { endingTexts } from './live-endings.ts';
export { clientFrames, type FrameDescription, serverFrames } from './live-frames.schemas.ts';
export { guardLiveConnections } from './live-guard.ts';
export { requireReader, signedInOf } from './live-readers.ts';
export { parsePosition, parseTypes, type TypeFilter } from './positions.rules.ts';

export type Logs = EventReads & AuditReads;

export function createLogs(store: Store): Logs {
  return { ...createEventReads(store), ...createAuditReads(store) };
}

/** The log as live clients are sent it. */
export function liveLog(logs: EventReads): ReadLog {
  return async (after, limit) => {
    const page = await logs.readLog(after, limit);
    return { ...page, events: page.events.map((event) => toStreamedEvent(event, page.epoch)) };
  };
}
