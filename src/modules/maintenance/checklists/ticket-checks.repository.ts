/** Reads and writes of the table `ticket_checks`. */
import type { Selectable } from 'kysely';
import { type AnyTables, type Engine, insertRows, type TableAccess } from '../../../platform/database/index.ts';
import { checkColumns, fromCheck, toCheck } from '../plans/plan-contents.repository.ts';
import type { Check } from '../plans/plans.types.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { TicketChecksTable } from './ticket-checks.tables.ts';
import type { CheckAnswer, TicketCheck } from './ticket-checks.types.ts';

type Access = TableAccess<MaintenanceTables>;

/** Of a ticket that is being opened. */
export async function insertTicketChecks(
  access: Access,
  engine: Engine,
  ticketId: number,
  checks: readonly Check[],
): Promise<void> {
  const rows = checks.map((check, position) => ({ ticket_id: ticketId, ...fromCheck(check, position) }));
  const columns = { ticket_id: 'integer', ...checkColumns } as const;
  await insertRows(access as TableAccess<AnyTables>, engine, { table: 'ticket_checks', columns }, rows);
}

/** In their order. */
export async function findTicketChecks(access: Access, ticketId: number): Promise<TicketCheck[]> {
  const rows = await access
    .selectFrom('ticket_checks')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('position')
    .execute();
  return rows.map(toTicketCheck);
}

/** The required ones that nobody has answered, in their order. */
export async function findUnanswered(access: Access, ticketId: number): Promise<{ id: number; instruction: string }[]> {
  return access
    .selectFrom('ticket_checks')
    .select(['id', 'instruction'])
    .where('ticket_id', '=', ticketId)
    .where('required', '=', 1)
    .where('answer', 'is', null)
    .orderBy('position')
    .execute();
}

/** The first item of the ticket that is answered with this picture. The caller holds the ticket. */
export async function findCheckAnsweredWith(
  access: Access,
  ticketId: number,
  imageId: number,
): Promise<{ id: number; instruction: string } | undefined> {
  return access
    .selectFrom('ticket_checks')
    .select(['id', 'instruction'])
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', 'photo')
    .where('answer', '=', JSON.stringify(imageId))
    .orderBy('position')
    .executeTakeFirst();
}

/** Writes what was answered, and the follow-up. The caller holds the ticket. */
export async function updateTicketCheck(access: Access, check: TicketCheck): Promise<void> {
  await access
    .updateTable('ticket_checks')
    .set({
      answer: check.answer === null ? null : JSON.stringify(check.answer),
      result: check.result,
      note: check.note,
      answered_by_id: check.answeredBy?.id ?? null,
      answered_by: check.answeredBy?.name ?? null,
      answered_at: check.answeredAt,
      follow_up_ticket_id: check.followUpTicketId,
    })
    .where('id', '=', check.id)
    .execute();
}

function toTicketCheck(row: Selectable<TicketChecksTable>): TicketCheck {
  return {
    ...toCheck(row),
    id: row.id,
    ticketId: row.ticket_id,
    answer: row.answer === null ? null : (JSON.parse(row.answer) as CheckAnswer),
    result: row.result,
    note: row.note,
    answeredBy: row.answered_by === null ? null : { id: row.answered_by_id, name: row.answered_by },
    answeredAt: row.answered_at,
    followUpTicketId: row.follow_up_ticket_id,
  };
}
