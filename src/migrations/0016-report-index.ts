/** What reports are read from: the index of 0012 with what costs, due dates and groups are reckoned from, too. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';

export const reportIndex: MigrationStep = async (db) => {
  await db.schema.dropIndex('tickets_began').execute();
  // queries repeat the expression word for word; what follows it spares a look at the ticket, which holds long texts.
  // The longest texts that these columns take fit into an entry of PostgreSQL, whose limit is 2,704 bytes
  await sql`
    create index tickets_began on tickets (
      coalesce(down_from, logged_at), id, machine_id, category, failure_code, logged_at, acknowledged_at, down_from,
      restored_at, resolved_at, machine_down, period_id, source, status, reopened_count, priority_rank, team, due_at,
      labour_minutes, parts_cost)`.execute(db);
};
