/** The tables of e-mail. Instants are milliseconds, states as the migration checks them. */
import type { Generated } from 'kysely';

/** What people have chosen to be sent; those who have chosen nothing are not in it. */
export interface MailChoicesTable {
  user_id: number;
  /** JSON text: kind → whether it is wanted. */
  choices: string;
  updated_at: number;
}

/** One row. */
export interface MailCursorTable {
  id: number;
  /** The last event that was decided about; null before the first. */
  cursor: number | null;
}

/** One row an event and person, or a test; removed after a while. */
export interface MailsTable {
  id: Generated<number>;
  user_id: number | null;
  /** Of a test; people's are looked up when they are sent. */
  address: string | null;
  kind: string;
  event_id: string;
  subject: string;
  body: string;
  status: 'waiting' | 'sent' | 'dead';
  attempts: number;
  created_at: number;
  first_attempt_at: number | null;
  /** Only while it waits. */
  next_attempt_at: number | null;
  sent_at: number | null;
  /** Of the message that it went with; several have one. */
  message_id: string | null;
  problem: string | null;
}
