/** What the backlog is reckoned from: tickets that are not done, and when tickets came and went; a piece after the other. */
import { setImmediate } from 'node:timers/promises';
import { type SqlBool, sql } from 'kysely';
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { waitingStatuses } from './backlog.rules.ts';
import type { LifeFact, PendingFact } from './ticket-facts.types.ts';

type Access = TableAccess<MaintenanceTables>;

interface MachineFilter {
  /** All where absent. */
  readonly machineIds?: readonly string[] | undefined;
}

/** Rows that are read at once. */
const PIECE_TICKETS = 1_000;
/** Numbers of tickets that are passed over at once. */
const PIECE_NUMBERS = 4_000;

/** Tickets that are not done, each once, by status and when they were logged. */
export async function* pendingTickets(
  access: Access,
  { machineIds }: MachineFilter,
): AsyncGenerator<readonly PendingFact[]> {
  const wanted = machineIds === undefined ? undefined : new Set(machineIds);
  // one that goes on to the next status meanwhile comes again there
  const seen = new Set<number>();
  for (const status of waitingStatuses) {
    let after: PendingFact | undefined;
    for (;;) {
      const tickets: PendingFact[] = await pendingPage(access, status, after);
      // filtered here, so that a page never passes over more than it returns
      yield tickets.filter(({ id, machineId }) => !seen.has(id) && (wanted === undefined || wanted.has(machineId)));
      for (const { id } of tickets) seen.add(id);
      after = tickets.at(-1);
      if (tickets.length < PIECE_TICKETS || after === undefined) break;
      await setImmediate();
    }
  }
}

async function pendingPage(
  access: Access,
  status: PendingFact['status'],
  after: PendingFact | undefined,
): Promise<PendingFact[]> {
  let query = access
    .selectFrom('tickets')
    .select(['id', 'machine_id as machineId', 'category', 'failure_code as failureCode', 'team'])
    .select(['priority_rank as priorityRank', 'assignee_id as assigneeId', 'logged_at as loggedAt', 'due_at as dueAt'])
    .select(['hold_reason as holdReason', 'machine_down as machineDown', 'restored_at as restoredAt'])
    .select((eb) =>
      eb
        .selectFrom('maintenance_plans as p')
        .whereRef('p.id', '=', 'tickets.plan_id')
        .select('p.estimated_minutes')
        .as('estimatedMinutes'),
    )
    .where('status', '=', status);
  if (after !== undefined) query = query.where(sql<SqlBool>`(logged_at, id) > (${after.loggedAt}, ${after.id})`);
  const rows = await query.orderBy('logged_at').orderBy('id').limit(sql.lit(PIECE_TICKETS)).execute();
  return rows.map((row) => ({ ...row, status }));
}

/** When tickets came and went: of all that were waiting at some time of the window, in no order. */
export async function* livesIn(
  access: Access,
  engine: Engine,
  { fromMs, toMs, machineIds }: MachineFilter & { readonly fromMs: number; readonly toMs: number },
): AsyncGenerator<readonly LifeFact[]> {
  const finishedAt = sql<number | null>`coalesce(resolved_at, cancelled_at)`;
  const last = await access
    .selectFrom('tickets')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  for (let from = 0; from < (last?.id ?? 0); from += PIECE_NUMBERS) {
    if (from > 0) await setImmediate();
    let query = access
      .selectFrom('tickets')
      .select(['logged_at as loggedAt', finishedAt.as('finishedAt')])
      .where('id', '>', from)
      .where('id', '<=', from + PIECE_NUMBERS)
      .where(sql<SqlBool>`+logged_at < ${toMs} and (${finishedAt} is null or ${finishedAt} >= ${fromMs})`);
    if (machineIds !== undefined) {
      query = query.where(isAnyOf(engine, engine === 'sqlite' ? sql`+machine_id` : sql`machine_id`, machineIds));
    }
    yield await query.execute();
  }
}
