/** Reads and writes of the table `ticket_changes`: the history of tickets, which only grows. */
import { type Insertable, type Selectable, sql } from 'kysely';
import { type AnyTables, type Engine, insertRows, type TableAccess } from '../../../platform/database/index.ts';
import type { MaintenanceTables, TicketChangesTable } from '../tables.ts';
import { mendedStatuses, moves } from './tickets.rules.ts';
import type { TicketChange } from './tickets.types.ts';

type Access = TableAccess<MaintenanceTables>;

export async function insertChanges(
  access: Access,
  engine: Engine,
  changes: readonly Omit<TicketChange, 'id'>[],
): Promise<void> {
  await insertRows(access as TableAccess<AnyTables>, engine, { table: 'ticket_changes', columns }, changes.map(toRow));
}

type Row = Omit<Insertable<TicketChangesTable>, 'id'>;

const columns = {
  ticket_id: 'integer',
  verb: 'text',
  changes: 'text',
  reason: 'text',
  author_id: 'integer',
  author: 'text',
  changed_at: 'integer',
} as const satisfies Record<keyof Row, string>;

function toRow(change: Omit<TicketChange, 'id'>): Row {
  return {
    ticket_id: change.ticketId,
    verb: change.verb,
    changes: JSON.stringify(change.changes),
    reason: change.reason,
    author_id: change.author.id,
    author: change.author.name,
    changed_at: change.changedAt,
  };
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

/** Whether the ticket was once resolved or closed, and then reopened. */
export async function hasReturned(access: Access, engine: Engine, ticketId: number): Promise<boolean> {
  const changes = engine === 'sqlite' ? sql`changes` : sql`changes::json`;
  const row = await access
    .selectFrom('ticket_changes')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('verb', '=', moves.reopen.happened)
    .where(sql<string>`${changes} -> 'status' ->> 'before'`, 'in', mendedStatuses)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
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
