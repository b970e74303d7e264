/** The notification module's tables. Instants are milliseconds, states as the migration checks them. */
import type { Generated } from 'kysely';
import type { MailChoicesTable, MailCursorTable, MailsTable } from './mail/mail.tables.ts';

export interface NotificationTables {
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  event_relays: EventRelaysTable;
  mail_choices: MailChoicesTable;
  mail_cursor: MailCursorTable;
  mails: MailsTable;
}

export interface WebhooksTable {
  id: string;
  name: string;
  /** The name as it is compared. */
  name_key: string;
  url: string;
  /** JSON text of a list of event types, each perhaps with a trailing `*`; empty: all. */
  types: string;
  /** JSON text of a list of machines; empty: all, and what is about no machine too. */
  machine_ids: string;
  /** The account that let it have the events of people and keys; null: it has none of them. */
  people_by: number | null;
  state: 'active' | 'paused' | 'deactivated';
  /** Why MillDash has deactivated it. */
  stopped_because: 'gone' | 'failing' | null;
  /** Encrypted. */
  secret: string;
  /** Those before, each encrypted, the newest first, a space between: they sign too until `old_secret_until`. */
  old_secret: string | null;
  old_secret_until: number | null;
  created_by: string;
  /** Counts what people change. */
  version: number;
  created_at: number;
  updated_at: number;
  /** Sequence of the last event that was decided about: delivered, waiting in a row of its own, or not wanted. */
  cursor: number;
  /** Attempts that failed since the last one that went well. */
  failures: number;
  failing_since: number | null;
  /** The receiver has asked for silence until then. */
  held_until: number | null;
  last_success_at: number | null;
  last_failure_at: number | null;
}

/** One row a webhook and event that was tried; removed after a while. */
export interface WebhookDeliveriesTable {
  id: Generated<number>;
  webhook_id: string;
  sequence: number;
  event_id: string;
  event_type: string;
  subject: string;
  status: 'waiting' | 'delivered' | 'dead';
  /** Since the delivery began, or was asked for again. */
  attempts: number;
  first_attempt_at: number | null;
  last_attempt_at: number | null;
  /** Only while it waits. */
  next_attempt_at: number | null;
  /** Of the last attempt, and so are those below. */
  duration_ms: number | null;
  response_status: number | null;
  response_start: string | null;
  problem: string | null;
}

/** One row a broker that events are brought to by MQTT. */
export interface EventRelaysTable {
  /** `broker` for another one, `embedded:<instance>` for that of a process. */
  relay: string;
  /** Sequence of the last event that was handed over, or passed over. */
  cursor: number;
  saved_at: number;
}
