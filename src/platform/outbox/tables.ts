/** The two logs of every change: `events` for programs, `audit_entries` for people who must know who did what. */
import type { Generated } from 'kysely';

export interface OutboxTables {
  events: EventsTable;
  event_log: EventLogTable;
  event_heads: EventHeadsTable;
  audit_entries: AuditEntriesTable;
  idempotency_keys: IdempotencyKeysTable;
}

/** The public stream, in the order of `sequence`, which is the order of commits. */
export interface EventsTable {
  sequence: number;
  id: string;
  type: string;
  subject: string;
  /** Instant at which the source says that it happened. */
  occurred_at: number;
  /** Instant at which we stored it. */
  recorded_at: number;
  /** JSON text. */
  data: string;
}

/** One row: the last sequence given out. Updating it last in each transaction is what keeps events in commit order. */
export interface EventLogTable {
  id: 1;
  /** Changes when history is replaced (a restored backup), so that readers know their sequence is of another log. */
  epoch: string;
  sequence: number;
}

/**
 * The last sequence per topic (the word after `com.milldash.`), or per word that an event names instead: tells cheaply
 * whether an answer is still fresh.
 */
export interface EventHeadsTable {
  topic: string;
  sequence: number;
}

/** Append-only: triggers refuse updates, and deletion of what is younger than a year. */
export interface AuditEntriesTable {
  id: Generated<number>;
  recorded_at: number;
  actor_kind: string;
  actor_id: string;
  actor_name: string;
  address: string | null;
  request_id: string | null;
  /** `<entity>.<verb in the past tense>`, for example `machine.retired`. */
  action: string;
  entity_type: string;
  entity_id: string;
  /** JSON text of what the change touched; null where there was nothing before or is nothing after. */
  before: string | null;
  after: string | null;
  /** Why, where the one who acted had to say. */
  reason: string | null;
}

/** One row a key and whoever sent it; kept for a week. */
export interface IdempotencyKeysTable {
  /** Kind and id: two people may use the same key. */
  actor: string;
  key: string;
  /** What was asked for, `<entity>.<verb>`: a key belongs to one. */
  operation: string;
  /** SHA-256 of what was sent. */
  payload_hash: string;
  /** JSON text of what came of it. */
  result: string;
  recorded_at: number;
}
