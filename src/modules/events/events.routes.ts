/** `/api/v1/events` and `/api/v1/audit`: the two logs. */
import { type Static, Type } from 'typebox';
import { hiddenTopics } from '../../kernel/access.ts';
import { formatPosition } from '../../kernel/event-positions.ts';
import { PAGE_LIMIT_DEFAULT } from '../../kernel/paging.ts';
import { addCsvExport, queryInstant, type RouteApp, type Routes } from '../../platform/http/index.ts';
import type { AuditReads } from './audit.service.ts';
import type { EventNames } from './event-names.rules.ts';
import { AuditAnswer, AuditQuery, EventsAnswer, EventsQuery } from './events.schemas.ts';
import type { EventReads } from './events.service.ts';
import { auditEntryToWire, eventToWire } from './events.wire.ts';
import { parsePosition } from './positions.rules.ts';

export function logRoutes(logs: EventReads & AuditReads, names: EventNames): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/events',
      {
        schema: {
          tags: ['Events'],
          summary: 'What happened, in order',
          description:
            'CloudEvents 1.0. Read on with `next_after`: every event comes once. When events are gone (retention, a restored backup) the answer is 410: read the present state, then go on. Events of accounts, sessions and API keys are shown to those with users:manage only.',
          querystring: EventsQuery,
          response: { 200: EventsAnswer },
        },
        config: { permission: 'events:read', errors: ['events-out-of-range'] },
      },
      async (request) => {
        const { after, types, subject, limit = PAGE_LIMIT_DEFAULT } = request.query;
        const page = await logs.readEvents({
          limit,
          withoutTopics: hiddenTopics(request.actor),
          ...(after === undefined ? {} : { after: parsePosition(after) }),
          ...(types === undefined ? {} : { types: names.requireTypes(types) }),
          ...(subject === undefined ? {} : { subject }),
        });
        return {
          items: page.items.map((event) => eventToWire(event, page.epoch)),
          next_after: formatPosition(page.epoch, page.nextAfter),
          head: formatPosition(page.epoch, page.head),
        };
      },
    );

    app.get(
      '/api/v1/audit',
      {
        schema: {
          tags: ['Audit'],
          summary: 'Who changed what',
          description: 'Newest first. Entries cannot be changed, and are kept for a year at least.',
          querystring: AuditQuery,
          response: { 200: AuditAnswer },
        },
        config: { permission: 'audit:read', errors: ['cursor-invalid'] },
      },
      async (request) => {
        const { cursor, limit = PAGE_LIMIT_DEFAULT, ...filter } = request.query;
        const page = await logs.listAuditEntries({ ...auditFilterOf(filter), cursor, limit });
        return { items: page.items.map(auditEntryToWire), next_cursor: page.nextCursor };
      },
    );

    addCsvExport(app, {
      tags: ['Audit'],
      path: '/api/v1/audit.csv',
      noun: 'Who changed what',
      order: 'newest first',
      notes: '`before` and `after` are JSON.',
      query: AuditExportQuery,
      permission: 'audit:read',
      lines: (query) => logs.exportAuditEntries(auditFilterOf(query)),
    });
  };
}

const AuditExportQuery = Type.Omit(AuditQuery, ['cursor', 'limit']);

/** @throws validation-failed for times that are none */
function auditFilterOf({
  entity: entityType,
  entity_id: entityId,
  from,
  to,
  ...rest
}: Static<typeof AuditExportQuery>) {
  return {
    ...rest,
    ...(entityType === undefined ? {} : { entityType }),
    ...(entityId === undefined ? {} : { entityId }),
    ...(from === undefined ? {} : { fromMs: queryInstant('from', from).ms }),
    ...(to === undefined ? {} : { toMs: queryInstant('to', to).ms }),
  };
}
