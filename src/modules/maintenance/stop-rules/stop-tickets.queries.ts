/** The tickets that a stop may belong to. */
import { type SqlBool, sql } from 'kysely';
import { DAY_MS } from '../../../kernel/clock.ts';
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { pending } from '../tickets/ticket-lists.queries.ts';

type Access = TableAccess<MaintenanceTables>;

/** What somebody reported so long before a stop is about another one: people forget to say that a machine runs again. */
const REPORTED_BEFORE_MS = DAY_MS;

/**
 * The number of the ticket of a machine that a stop joins, the latest of several; undefined where it needs one of its own.
 *
 * It is one that is not done, and about this very stop, of the last day and about a machine that has not run since, or of
 * the same category and a rule's: one that it opened or joined. What a plan opened is other work.
 */
export async function findTicketToJoin(
  access: Access,
  engine: Engine,
  stop: {
    readonly machineId: string;
    readonly periodIds: readonly string[];
    readonly startMs: number;
    readonly category: string;
  },
): Promise<number | undefined> {
  const row = await access
    .selectFrom('tickets')
    .select('id')
    .where(pending)
    .where('machine_id', '=', stop.machineId)
    .where('source', '!=', 'plan')
    .where(
      sql<SqlBool>`(${isAnyOf(engine, 'period_id', stop.periodIds)}
        or (machine_down = 1 and restored_at is null and proposed_restored_at is null
          and logged_at >= ${stop.startMs - REPORTED_BEFORE_MS})
        or (category = ${stop.category}
          and (source = 'rule' or exists (select 1 from stop_cases where stop_cases.ticket_id = tickets.id))))`,
    )
    .orderBy('logged_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

/** Whether somebody with an account wrote a note on the ticket. */
export async function hasNoteOfPerson(access: Access, ticketId: number): Promise<boolean> {
  const row = await access
    .selectFrom('ticket_notes')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('author_id', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
