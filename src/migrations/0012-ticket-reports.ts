/** What reports on faults are read from: an index in the order in which they began, with all that is reckoned of them. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';

export const ticketReports: MigrationStep = async (db) => {
  // queries repeat the expression word for word; what follows it spares a look at the ticket, which holds long texts
  await sql`
    create index tickets_began on tickets (
      coalesce(down_from, logged_at), id, machine_id, category, failure_code, logged_at, acknowledged_at, down_from,
      restored_at, resolved_at, machine_down, period_id, source, status, reopened_count)`.execute(db);
};
