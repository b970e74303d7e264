/** The table `ticket_checks`: the checklist of a ticket as its plan had it when it opened, with the answers. */
import type { ChecksTable } from '../plans/plans.tables.ts';

export interface TicketChecksTable extends ChecksTable {
  ticket_id: number;
  /** JSON text. */
  answer: string | null;
  result: 'passed' | 'failed' | null;
  note: string | null;
  answered_by_id: number | null;
  answered_by: string | null;
  answered_at: number | null;
  follow_up_ticket_id: number | null;
}
