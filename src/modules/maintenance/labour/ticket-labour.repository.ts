/** Reads and writes of the table `ticket_labour`. */
import { type Selectable, type SqlBool, sql } from 'kysely';
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import type { MaintenanceTables, TicketLabourTable } from '../tables.ts';
import type { Labour } from './ticket-labour.types.ts';

type Access = TableAccess<MaintenanceTables>;

export async function insertLabour(access: Access, labour: Omit<Labour, 'id'>): Promise<Labour> {
  const { id } = await access
    .insertInto('ticket_labour')
    .values({
      ticket_id: labour.ticketId,
      user_id: labour.userId,
      started_at: labour.startedAt,
      duration_minutes: labour.durationMinutes,
      note: labour.note,
      recorded_by: labour.recordedBy,
      recorded_at: labour.recordedAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { ...labour, id };
}

export async function findLabour(access: Access, ticketId: number, id: number): Promise<Labour | undefined> {
  const row = await access
    .selectFrom('ticket_labour')
    .selectAll()
    .where('id', '=', id)
    .where('ticket_id', '=', ticketId)
    .executeTakeFirst();
  return row === undefined ? undefined : toLabour(row);
}

export async function countLabour(access: Access, ticketId: number): Promise<number> {
  const { count } = await access
    .selectFrom('ticket_labour')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('ticket_id', '=', ticketId)
    .executeTakeFirstOrThrow();
  return count;
}

export async function deleteLabour(access: Access, id: number): Promise<void> {
  await access.deleteFrom('ticket_labour').where('id', '=', id).execute();
}

/** The newest first, from behind `before`; one more than `limit`, so that the caller sees whether there is more. */
export async function findLabourPage(
  access: Access,
  ticketId: number,
  before: number | undefined,
  limit: number,
): Promise<Labour[]> {
  let query = access.selectFrom('ticket_labour').selectAll().where('ticket_id', '=', ticketId);
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return rows.map(toLabour);
}

export interface LabourFilter {
  readonly ticketId?: number | undefined;
  readonly userId?: number | undefined;
  readonly machineIds?: readonly string[] | undefined;
  /** When the work began, or was written down where nobody said. */
  readonly fromMs?: number | undefined;
  /** Excluded. */
  readonly toMs?: number | undefined;
}

export interface LabourOfTicket extends Labour {
  readonly machineId: string;
}

/** Of all tickets, in the order in which it was written down, from behind the entry of the number `after`. */
export async function findLabourOfTickets(
  access: Access,
  engine: Engine,
  { ticketId, userId, machineIds, fromMs, toMs }: LabourFilter,
  after: number | undefined,
  limit: number,
): Promise<LabourOfTicket[]> {
  const began = sql<number>`coalesce(l.started_at, l.recorded_at)`;
  let query = access
    .selectFrom('ticket_labour as l')
    .innerJoin('tickets', 'tickets.id', 'l.ticket_id')
    .selectAll('l')
    .select('tickets.machine_id');
  if (ticketId !== undefined) query = query.where('l.ticket_id', '=', ticketId);
  if (userId !== undefined) query = query.where('l.user_id', '=', userId);
  if (machineIds !== undefined) query = query.where(isAnyOf(engine, 'tickets.machine_id', machineIds));
  if (fromMs !== undefined) query = query.where(sql<SqlBool>`${began} >= ${fromMs}`);
  if (toMs !== undefined) query = query.where(sql<SqlBool>`${began} < ${toMs}`);
  if (after !== undefined) query = query.where('l.id', '>', after);
  const rows = await query.orderBy('l.id').limit(limit).execute();
  return rows.map((row) => ({ ...toLabour(row), machineId: row.machine_id }));
}

function toLabour(row: Selectable<TicketLabourTable>): Labour {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    userId: row.user_id,
    startedAt: row.started_at,
    durationMinutes: row.duration_minutes,
    note: row.note,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at,
  };
}
