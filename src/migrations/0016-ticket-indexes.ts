/**
 * Indexes of tickets. What reports are read from is the index of 0012 with what costs, due dates and groups are reckoned
 * from, too. What most tickets do not have is not in an index: each page less is a fortieth of what opening one writes.
 */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';

const seldom: Readonly<Record<string, readonly string[]>> = {
  tickets_assignee: ['assignee_id', 'status'],
  tickets_team: ['team'],
  tickets_period: ['period_id'],
  tickets_plan: ['plan_id'],
  tickets_follows: ['follows_ticket_id'],
};

export const ticketIndexes: MigrationStep = async (db) => {
  for (const [name, columns] of Object.entries(seldom)) {
    await db.schema.dropIndex(name).execute();
    await db.schema
      .createIndex(name)
      .on('tickets')
      .columns([...columns])
      .where(sql.ref(columns[0] as string), 'is not', null)
      .execute();
  }
  // word for word as the query has it
  await db.schema.dropIndex('tickets_source').execute();
  await sql`create index tickets_source on tickets (source) where source <> 'person'`.execute(db);
  await db.schema.dropIndex('tickets_began').execute();
  // queries repeat the expression word for word; what follows it spares a look at the ticket, which holds long texts.
  // The longest texts that these columns take fit into an entry of PostgreSQL, whose limit is 2,704 bytes
  await sql`
    create index tickets_began on tickets (
      coalesce(down_from, logged_at), id, machine_id, category, failure_code, logged_at, acknowledged_at, down_from,
      restored_at, resolved_at, machine_down, period_id, source, status, reopened_count, priority_rank, team, due_at,
      labour_minutes, parts_cost)`.execute(db);
};
