/** Reads and writes of the table `ticket_notes`. */
import type { Selectable } from 'kysely';
import {
  type AnyTables,
  type Engine,
  insertRows,
  isAnyOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { MaintenanceTables, TicketNotesTable } from '../tables.ts';
import type { TicketNote } from './tickets.types.ts';

type Access = TableAccess<MaintenanceTables>;

export async function insertNote(access: Access, note: Omit<TicketNote, 'id'>): Promise<TicketNote> {
  const { id } = await access
    .insertInto('ticket_notes')
    .values({
      ticket_id: note.ticketId,
      note: note.note,
      author_id: note.author.id,
      author: note.author.name,
      created_at: note.createdAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { ...note, id };
}

const columns = {
  ticket_id: 'integer',
  note: 'text',
  author_id: 'integer',
  author: 'text',
  created_at: 'integer',
} as const;

/** Of people who have no account here. */
export async function insertNotes(
  access: Access,
  engine: Engine,
  notes: readonly (Pick<TicketNote, 'ticketId' | 'note' | 'createdAt'> & { readonly author: string })[],
): Promise<void> {
  const rows = notes.map(({ ticketId, note, author, createdAt }) => ({
    ticket_id: ticketId,
    note,
    author_id: null,
    author,
    created_at: createdAt,
  }));
  await insertRows(access as TableAccess<AnyTables>, engine, { table: 'ticket_notes', columns }, rows);
}

/** By ticket, in the order in which they were written. */
export async function findNotesOf(
  access: Access,
  engine: Engine,
  ticketIds: readonly number[],
): Promise<ReadonlyMap<number, readonly TicketNote[]>> {
  const byTicket = new Map<number, TicketNote[]>();
  if (ticketIds.length === 0) return byTicket;
  const rows = await access
    .selectFrom('ticket_notes')
    .selectAll()
    .where(isAnyOf(engine, 'ticket_id', ticketIds))
    .orderBy('ticket_id')
    .orderBy('id')
    .execute();
  for (const row of rows) {
    const known = byTicket.get(row.ticket_id);
    if (known === undefined) byTicket.set(row.ticket_id, [toNote(row)]);
    else known.push(toNote(row));
  }
  return byTicket;
}

/** The newest first, from behind `before`; one more than `limit`, so that the caller sees whether there is more. */
export async function findNotePage(
  access: Access,
  ticketId: number,
  before: number | undefined,
  limit: number,
): Promise<TicketNote[]> {
  let query = access.selectFrom('ticket_notes').selectAll().where('ticket_id', '=', ticketId);
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return rows.map(toNote);
}

function toNote(row: Selectable<TicketNotesTable>): TicketNote {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    note: row.note,
    author: { id: row.author_id, name: row.author },
    createdAt: row.created_at,
  };
}
