/** What the backlog is reckoned from: tickets that are not done, and when tickets came and went; a piece after the other. */
import { setImmediate } from 'node:timers/promises';
import { type SqlBool, sql } from 'kysely';
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { type WaitingStatus, waitingStatuses } from './backlog.rules.ts';
import type { LifeFact, PendingFact } from './ticket-facts.types.ts';

type Access = TableAccess<MaintenanceTables>;

interface MachineFilter {
  /** All where absent. */
  readonly machineIds?: readonly string[] | undefined;
}

/** Numbers of tickets that are passed over at once: some milliseconds. */
const LIFE_NUMBERS = 4_000;
/** Fewer, since all may be waiting, and more is read of them. */
const PENDING_NUMBERS = 1_000;

/**
 * Tickets that are not done. By their numbers, which nothing moves: one that waits all the time is there once, whichever
 * status it has when its piece is read.
 */
export async function* pendingTickets(
  access: Access,
  engine: Engine,
  { machineIds }: MachineFilter,
): AsyncGenerator<readonly PendingFact[]> {
  const wanted = machineIds === undefined ? undefined : new Set(machineIds);
  // SQLite would rather look up all that wait, and pass over them in each piece
  const status = engine === 'sqlite' ? sql<WaitingStatus>`+status` : sql<WaitingStatus>`status`;
  for await (const { from, to } of numberRanges(access, PENDING_NUMBERS)) {
    const tickets = await access
      .selectFrom('tickets')
      .select(['id', 'machine_id as machineId', 'category', 'failure_code as failureCode', 'team'])
      .select(['priority_rank as priorityRank', 'assignee_id as assigneeId', 'logged_at as loggedAt'])
      .select(['due_at as dueAt', 'hold_reason as holdReason', 'machine_down as machineDown'])
      .select(['restored_at as restoredAt', status.as('status')])
      .select((eb) =>
        eb
          .selectFrom('maintenance_plans as p')
          .whereRef('p.id', '=', 'tickets.plan_id')
          .select('p.estimated_minutes')
          .as('estimatedMinutes'),
      )
      .where('id', '>', from)
      .where('id', '<=', to)
      .where(status, 'in', waitingStatuses)
      .execute();
    yield wanted === undefined ? tickets : tickets.filter(({ machineId }) => wanted.has(machineId));
  }
}

/** When tickets came and went: of all that were waiting at some time of the window, in no order. */
export async function* livesIn(
  access: Access,
  engine: Engine,
  { fromMs, toMs, machineIds }: MachineFilter & { readonly fromMs: number; readonly toMs: number },
): AsyncGenerator<readonly LifeFact[]> {
  const finishedAt = sql<number | null>`coalesce(resolved_at, cancelled_at)`;
  for await (const { from, to } of numberRanges(access, LIFE_NUMBERS)) {
    let query = access
      .selectFrom('tickets')
      .select(['id', 'machine_id as machineId', 'logged_at as loggedAt', 'resolved_at as resolvedAt'])
      .select(finishedAt.as('finishedAt'))
      .where('id', '>', from)
      .where('id', '<=', to)
      .where(sql<SqlBool>`+logged_at < ${toMs} and (${finishedAt} is null or ${finishedAt} >= ${fromMs})`);
    if (machineIds !== undefined) {
      query = query.where(isAnyOf(engine, engine === 'sqlite' ? sql`+machine_id` : sql`machine_id`, machineIds));
    }
    yield await query.execute();
  }
}

/** Numbers of all tickets that there are, behind `from` up to `to`; between two ranges others get a turn. */
async function* numberRanges(
  access: Access,
  numbers: number,
): AsyncGenerator<{ readonly from: number; readonly to: number }> {
  const last = await access
    .selectFrom('tickets')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  for (let from = 0; from < (last?.id ?? 0); from += numbers) {
    if (from > 0) await setImmediate();
    yield { from, to: from + numbers };
  }
}
