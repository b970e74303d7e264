/** Events as CloudEvents 1.0 and audit entries, on the wire. */
import type { Static } from 'typebox';
import { formatInstant } from '../../kernel/instant.ts';
import type { EventsTable } from '../../platform/outbox/index.ts';
import type { AuditEntry } from './audit.service.ts';
import type { AuditAnswer, EventAnswer } from './events.schemas.ts';

/**
 * `source` of every event: with `id` it says which event it is. So it is that of the log, whichever process tells of it, and
 * in whichever year.
 */
export function sourceOf(epoch: string): string {
  return `urn:milldash:${epoch}`;
}

export function eventToWire(event: EventsTable, epoch: string): Static<typeof EventAnswer> {
  return {
    specversion: '1.0',
    id: event.id,
    source: sourceOf(epoch),
    type: event.type,
    subject: event.subject,
    time: formatInstant(event.occurred_at),
    datacontenttype: 'application/json',
    data: JSON.parse(event.data),
    sequence: String(event.sequence),
    epoch,
    recordedat: formatInstant(event.recorded_at),
  };
}

export function auditEntryToWire(entry: AuditEntry): Static<typeof AuditAnswer>['items'][number] {
  return {
    id: entry.id,
    recorded_at: formatInstant(entry.recorded_at),
    actor: { kind: entry.actor_kind, id: entry.actor_id, name: entry.actor_name },
    address: entry.address,
    request_id: entry.request_id,
    action: entry.action,
    entity: entry.entity_type,
    entity_id: entry.entity_id,
    before: entry.before === null ? null : JSON.parse(entry.before),
    after: entry.after === null ? null : JSON.parse(entry.after),
    reason: entry.reason,
  };
}
