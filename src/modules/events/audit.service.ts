/** Reads the audit: who changed what, when, from where, and what it was before. Newest first. */
import type { Selectable } from 'kysely';
import { type CsvColumnsOf, csvList } from '../../kernel/csv-writer.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { decodeCursor, followPages, type Page, toPage } from '../../kernel/paging.ts';
import type { AuditEntriesTable, OutboxTables, Store } from '../../platform/outbox/index.ts';

export interface AuditFilter {
  /** Id or name of who acted. */
  readonly actor?: string;
  readonly entityType?: string;
  readonly entityId?: string;
  /** An action, or its beginning before a trailing `*`. */
  readonly action?: string;
  /** Milliseconds; the end is not part of the range. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export type AuditEntry = Selectable<AuditEntriesTable>;

export interface AuditReads {
  /** @throws cursor-invalid */
  listAuditEntries(filter: AuditFilter): Promise<Page<AuditEntry>>;
  /** As CSV, the newest first. */
  exportAuditEntries(filter: Omit<AuditFilter, 'cursor' | 'limit'>): AsyncIterable<string>;
}

/** What the change touched is JSON, as it was and as it is. */
const columns: CsvColumnsOf<AuditEntry> = {
  id: ({ id }) => id,
  recorded_at: ({ recorded_at }) => formatInstant(recorded_at),
  actor_kind: ({ actor_kind }) => actor_kind,
  actor_id: ({ actor_id }) => actor_id,
  actor_name: ({ actor_name }) => actor_name,
  address: ({ address }) => address,
  request_id: ({ request_id }) => request_id,
  action: ({ action }) => action,
  entity: ({ entity_type }) => entity_type,
  entity_id: ({ entity_id }) => entity_id,
  before: ({ before }) => before,
  after: ({ after }) => after,
  reason: ({ reason }) => reason,
};

export function createAuditReads(store: Store): AuditReads {
  const reads: AuditReads = {
    async listAuditEntries({ actor, entityType, entityId, action, fromMs, toMs, cursor, limit }) {
      let query = store.access<OutboxTables>().selectFrom('audit_entries').selectAll();
      if (actor !== undefined) {
        query = query.where((eb) => eb.or([eb('actor_id', '=', actor), eb('actor_name', '=', actor)]));
      }
      if (entityType !== undefined) query = query.where('entity_type', '=', entityType);
      if (entityId !== undefined) query = query.where('entity_id', '=', entityId);
      if (action?.endsWith('*')) query = query.where('action', 'like', `${action.slice(0, -1)}%`);
      else if (action !== undefined) query = query.where('action', '=', action);
      if (fromMs !== undefined) query = query.where('recorded_at', '>=', fromMs);
      if (toMs !== undefined) query = query.where('recorded_at', '<', toMs);
      if (cursor !== undefined) query = query.where('id', '<', decodeCursor(cursor, ['number'])[0] as number);
      const fetched = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      return toPage(fetched, limit, (entry) => [entry.id]);
    },

    exportAuditEntries: (filter) =>
      csvList(
        columns,
        followPages((paging) => reads.listAuditEntries({ ...filter, ...paging })),
      ),
  };
  return reads;
}
