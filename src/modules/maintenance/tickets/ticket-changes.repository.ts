/** Reads and writes of the table `ticket_changes`: the history of tickets, which only grows. */
import type { Selectable } from 'kysely';
import type { TableAccess } from '../../../platform/database/index.ts';
import type { MaintenanceTables, TicketChangesTable } from '../tables.ts';
import type { TicketChange } from './tickets.types.ts';

type Access = TableAccess<MaintenanceTables>;

export async function insertChange(access: Access, change: Omit<TicketChange, 'id'>): Promise<void> {
  await access
    .insertInto('ticket_changes')
    .values({
      ticket_id: change.ticketId,
      verb: change.verb,
      changes: JSON.stringify(change.changes),
      reason: change.reason,
      author_id: change.author.id,
      author: change.author.name,
      changed_at: change.changedAt,
    })
    .execute();
}

/** The newest first, from behind `before`; one more than `limit`, so that the caller sees whether there is more. */
export async function findChanges(
  access: Access,
  ticketId: number,
  before: number | undefined,
  limit: number,
): Promise<TicketChange[]> {
  let query = access.selectFrom('ticket_changes').selectAll().where('ticket_id', '=', ticketId);
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return rows.map(toChange);
}

function toChange(row: Selectable<TicketChangesTable>): TicketChange {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    verb: row.verb,
    changes: JSON.parse(row.changes) as TicketChange['changes'],
    reason: row.reason,
    author: { id: row.author_id, name: row.author },
    changedAt: row.changed_at,
  };
}
