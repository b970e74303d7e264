/** Reads and writes of the table `tickets`. */
import type { Insertable, Selectable, Updateable } from 'kysely';
import {
  type AnyTables,
  chunksOf,
  type Engine,
  insertNumbered,
  isAnyOf,
  lockingRows,
  rowsAs,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { MaintenanceTables, TicketsTable } from '../tables.ts';
import { rankOf } from './tickets.rules.ts';
import type { Ticket, TicketHead } from './tickets.types.ts';

type Access = TableAccess<MaintenanceTables>;

export async function findTicket(access: Access, id: number): Promise<Ticket | undefined> {
  const row = await access.selectFrom('tickets').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toTicket(row);
}

/** As it is after everybody who was changing it, and nobody changes it until the transaction ends. */
export async function findTicketToChange(access: Access, engine: Engine, id: number): Promise<Ticket | undefined> {
  const query = access.selectFrom('tickets').selectAll().where('id', '=', id);
  const row = await lockingRows(engine, query).executeTakeFirst();
  return row === undefined ? undefined : toTicket(row);
}

/** Those of `ids` that there are, in no order. */
export async function findTickets(access: Access, engine: Engine, ids: readonly number[]): Promise<Ticket[]> {
  const rows = await access
    .selectFrom('tickets')
    .selectAll()
    .where(isAnyOf(engine, 'id', ids))
    .execute();
  return rows.map(toTicket);
}

/** Those of `ids` that there are, in no order. */
export async function findTicketHeads(access: Access, engine: Engine, ids: readonly number[]): Promise<TicketHead[]> {
  return access
    .selectFrom('tickets')
    .select(['id', 'category', 'description', 'priority', 'status'])
    .select(['machine_id as machineId', 'period_id as periodId', 'logged_at as loggedAt', 'resolved_at as resolvedAt'])
    .select('notes_count as notesCount')
    .where(isAnyOf(engine, 'id', ids))
    .execute();
}

/** @throws ConstraintViolation tickets_external_id_unique, or a foreign key */
export async function insertTicket(access: Access, engine: Engine, ticket: Omit<Ticket, 'id'>): Promise<Ticket> {
  return { ...ticket, id: await insertNumbered(access as TableAccess<AnyTables>, engine, 'tickets', toRow(ticket)) };
}

/** Rows of one statement: each has some forty values. */
const ROWS_AT_ONCE = 50;

/**
 * Adds those whose external id is not there yet and returns exactly them; safe against others who add the same.
 *
 * @param tickets with numbers of their own where these are free
 * @throws ConstraintViolation a foreign key
 */
export async function insertMissingTickets(
  access: Access,
  tickets: readonly (Omit<Ticket, 'id'> & { readonly id?: number })[],
): Promise<Ticket[]> {
  const made: Ticket[] = [];
  for (const chunk of chunksOf(tickets, ROWS_AT_ONCE)) {
    const rows = await access
      .insertInto('tickets')
      .values(chunk.map((ticket) => ({ ...(ticket.id === undefined ? {} : { id: ticket.id }), ...toRow(ticket) })))
      .onConflict((conflict) => conflict.column('external_id').doNothing())
      .returning(['id', 'external_id'])
      .execute();
    const ids = new Map(rows.map((row) => [row.external_id, row.id]));
    for (const ticket of chunk) {
      const id = ids.get(ticket.externalId);
      if (id !== undefined) made.push({ ...ticket, id });
    }
  }
  return made;
}

export async function findKnownExternalIds(
  access: Access,
  engine: Engine,
  externalIds: readonly string[],
): Promise<Set<string>> {
  const rows = await access
    .selectFrom('tickets')
    .select('external_id')
    .where(isAnyOf(engine, 'external_id', externalIds))
    .execute();
  return new Set(rows.flatMap((row) => row.external_id ?? []));
}

/** Counts notes that were written on the tickets. Leaves their versions. */
export async function addToNotesCounts(
  access: Access,
  engine: Engine,
  rows: readonly { readonly id: number; readonly notes: number }[],
  nowMs: number,
): Promise<void> {
  const columns = { id: 'integer', notes: 'integer' } as const;
  await access
    .updateTable('tickets')
    .from(rowsAs(engine, rows, columns, 'fresh'))
    .set((eb) => ({ notes_count: eb('tickets.notes_count', '+', eb.ref('fresh.notes')), updated_at: nowMs }))
    .whereRef('tickets.id', '=', 'fresh.id')
    .execute();
}

/** Writes what differs. The caller holds the ticket: see {@link findTicketToChange}. */
export async function updateTicket(access: Access, before: Ticket, after: Ticket): Promise<void> {
  const old = toRow(before);
  const fresh: Updateable<TicketsTable> = toRow(after);
  const changed = Object.entries(fresh).filter(([column, value]) => value !== old[column as keyof typeof old]);
  if (changed.length === 0) return;
  await access
    .updateTable('tickets')
    .set(Object.fromEntries(changed) as Updateable<TicketsTable>)
    .where('id', '=', before.id)
    .execute();
}

function toRow(ticket: Omit<Ticket, 'id'>): Insertable<TicketsTable> {
  return {
    machine_id: ticket.machineId,
    category: ticket.category,
    description: ticket.description,
    priority: ticket.priority,
    priority_rank: rankOf(ticket.priority),
    status: ticket.status,
    hold_reason: ticket.holdReason,
    hold_note: ticket.holdNote,
    period_id: ticket.periodId,
    logged_at: ticket.loggedAt,
    acknowledged_at: ticket.acknowledgedAt,
    started_at: ticket.startedAt,
    resolved_at: ticket.resolvedAt,
    closed_at: ticket.closedAt,
    cancelled_at: ticket.cancelledAt,
    due_at: ticket.dueAt,
    due_chosen: ticket.dueChosen ? 1 : 0,
    assignee_id: ticket.assigneeId,
    team: ticket.team,
    failure_code: ticket.failureCode,
    failure_cause: ticket.failureCause,
    remedy: ticket.remedy,
    machine_down: ticket.machineDown ? 1 : 0,
    down_from: ticket.downFrom,
    restored_at: ticket.restoredAt,
    proposed_restored_at: ticket.proposedRestoredAt,
    reopened_count: ticket.reopenedCount,
    reported_by_id: ticket.reportedBy.id,
    reported_by: ticket.reportedBy.name,
    source: ticket.source,
    plan_id: ticket.planId,
    follows_ticket_id: ticket.followsTicketId,
    external_id: ticket.externalId,
    notes_count: ticket.notesCount,
    labour_minutes: ticket.labourMinutes,
    parts_cost: ticket.partsCost,
    version: ticket.version,
    updated_at: ticket.updatedAt,
  };
}

export function toTicket(row: Selectable<TicketsTable>): Ticket {
  return {
    id: row.id,
    machineId: row.machine_id,
    category: row.category,
    description: row.description,
    priority: row.priority,
    status: row.status,
    holdReason: row.hold_reason,
    holdNote: row.hold_note,
    periodId: row.period_id,
    loggedAt: row.logged_at,
    acknowledgedAt: row.acknowledged_at,
    startedAt: row.started_at,
    resolvedAt: row.resolved_at,
    closedAt: row.closed_at,
    cancelledAt: row.cancelled_at,
    dueAt: row.due_at,
    dueChosen: row.due_chosen === 1,
    assigneeId: row.assignee_id,
    team: row.team,
    failureCode: row.failure_code,
    failureCause: row.failure_cause,
    remedy: row.remedy,
    machineDown: row.machine_down === 1,
    downFrom: row.down_from,
    restoredAt: row.restored_at,
    proposedRestoredAt: row.proposed_restored_at,
    reopenedCount: row.reopened_count,
    reportedBy: { id: row.reported_by_id, name: row.reported_by },
    source: row.source,
    planId: row.plan_id,
    followsTicketId: row.follows_ticket_id,
    externalId: row.external_id,
    notesCount: row.notes_count,
    labourMinutes: row.labour_minutes,
    partsCost: row.parts_cost,
    version: row.version,
    updatedAt: row.updated_at,
  };
}
